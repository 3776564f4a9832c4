"""What differs from the plan is named, and nothing else; a fingerprint knows what is held."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from acm_tui.domain.cutover import LIST_QUOTA, CutoverPlan, Drift, drift, fingerprint, plan, unfit
from acm_tui.domain.listener import Listener, attachments_of
from tests.domain.situations import Situation, World, apply, situations
from tests.domain.stories import NEW, OLD, THIRD, certificate_arn, listener
from tests.domain.strategies import LISTENERS, held, steady

TAMPERINGS: dict[str, Callable[[Listener], Listener | None]] = {
    "gone": lambda one: None,
    "another default": lambda one: replace(one, default=THIRD if one.default != THIRD else NEW),
    "no default": lambda one: replace(one, default=None),
    "a third in the list or out of it": lambda one: replace(one, sni=tuple(sorted({*one.sni} ^ {THIRD}))),
    "the old in the list or out of it": lambda one: replace(one, sni=tuple(sorted({*one.sni} ^ {OLD}))),
    "another port": lambda one: replace(one, port=one.port + 1),
    "another protocol": lambda one: replace(one, protocol="TLS" if one.protocol != "TLS" else "HTTPS"),
}
tamperings = st.sampled_from(list(TAMPERINGS.values()))


@steady
@given(situations(), st.data())
def test_drift_names_exactly_the_listeners_tampered_with(situation: Situation, data: st.DataObject) -> None:
    world, chosen = situation
    plan_ = plan(chosen, world, OLD, NEW)
    made = plan_.changes[: data.draw(st.integers(0, len(plan_.changes)))]
    actual = {one.arn: one for one in apply(world, made)}
    assert drift(plan_, made, actual) == ()
    expected = {}
    for one in plan_.before:
        if data.draw(st.booleans()):
            expected[one.arn] = actual[one.arn]
            now = data.draw(tamperings)(actual[one.arn])
            if now is None:
                del actual[one.arn]
            else:
                actual[one.arn] = now
    found = drift(plan_, made, actual)
    assert {one.listener_arn: one.expected for one in found} == expected
    assert all(one.actual == actual.get(one.listener_arn) for one in found)


@pytest.mark.parametrize("tamper", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_every_difference_in_what_a_listener_is_or_holds_is_drift(
    tamper: Callable[[Listener], Listener | None],
) -> None:
    one, other = listener("443", OLD, [OLD]), listener("8443", OLD)
    made = plan(attachments_of(OLD, [one, other]), [one, other], OLD, NEW)
    now = tamper(one)
    actual = {other.arn: other} | ({} if now is None else {one.arn: now})
    assert drift(made, (), actual) == (Drift(one.arn, one, now),)
    assert fingerprint(actual.values(), OLD, NEW) != made.fingerprint


def test_drift_does_not_mind_tags_or_listeners_outside_the_plan() -> None:
    one = listener("443")
    other = listener("other")
    made = plan(attachments_of(OLD, [one]), [one], OLD, NEW)
    actual = {one.arn: replace(one, tags={"team": "else"}), other.arn: other}
    assert drift(made, (), actual) == ()


def holding(world: World) -> dict[str, object]:
    return {one.arn: (one.protocol, one.port, one.default, one.sni) for one in world}


variants = st.lists(st.sampled_from(LISTENERS), unique=True, max_size=2).flatmap(
    lambda arns: st.tuples(
        *(
            st.builds(
                lambda one, port, protocol, tags: replace(one, port=port, protocol=protocol, tags=tags),
                held(arn),
                st.sampled_from([443, 444]),
                st.sampled_from(["HTTPS", "TLS"]),
                st.sampled_from([{}, {"team": "shop"}]),
            )
            for arn in arns
        )
    )
)


@steady
@given(variants, variants)
def test_two_worlds_have_one_fingerprint_exactly_when_they_hold_the_same(one: World, two: World) -> None:
    same = holding(one) == holding(two)
    assert (fingerprint(one, OLD, NEW) == fingerprint(two, OLD, NEW)) is same


@steady
@given(variants, st.data())
def test_a_fingerprint_knows_what_is_held_and_nothing_else(world: World, data: st.DataObject) -> None:
    shown = fingerprint(world, OLD, NEW)
    same = [replace(one, tags={"x": "y"}, load_balancer_arn="other") for one in reversed(world)]
    assert fingerprint(same, OLD, NEW) == shown
    assert fingerprint(world, OLD, THIRD) != shown
    assert fingerprint(world, THIRD, NEW) != shown
    for number, one in enumerate(world):
        now = data.draw(tamperings)(one)
        there = () if now is None else (now,)
        assert fingerprint((*world[:number], *there, *world[number + 1 :]), OLD, NEW) != shown


def test_the_plan_carries_the_fingerprint_of_the_listeners_it_touches() -> None:
    touched, other = listener("443"), listener("8443", THIRD)
    made = plan(attachments_of(OLD, [touched]), [other, touched], OLD, NEW)
    assert made.fingerprint == fingerprint([touched], OLD, NEW)
    assert len(bytes.fromhex(made.fingerprint)) == 32


# -- where room in the lists is scarce -----------------------------------------------------------------------


def scarce() -> tuple[CutoverPlan, Listener, Listener]:
    """A plan, its listener, and one beside it that shares what room is left."""
    one = listener("443", THIRD, [OLD])
    other = listener("8443", THIRD, [certificate_arn(f"other-{number}") for number in range(LIST_QUOTA - 2)])
    return plan(attachments_of(OLD, [one]), [one, other], OLD, NEW), one, other


def test_a_list_beside_the_plan_that_grows_is_drift_there() -> None:
    made, one, other = scarce()
    assert drift(made, (), {one.arn: one, other.arn: other}) == ()
    grown = replace(other, sni=tuple(sorted({*other.sni, NEW})))
    assert drift(made, (), {one.arn: one, other.arn: grown}) == (Drift(other.arn, other, grown),)
    assert drift(made, (), {one.arn: one}) == (Drift(other.arn, other, None),)
    swapped = apply((one,), made.changes)[0]
    assert drift(made, made.changes, {one.arn: swapped, other.arn: grown}) == (
        Drift(other.arn, other, grown),
    )


def test_of_a_listener_beside_the_plan_only_its_list_matters() -> None:
    made, one, other = scarce()
    for same in (replace(other, default=NEW), replace(other, port=9443), replace(other, tags={"a": "b"})):
        assert drift(made, (), {one.arn: one, other.arn: same}) == ()
        assert fingerprint([one], OLD, NEW, [same]) == made.fingerprint


def test_the_fingerprint_knows_the_lists_beside_the_plan() -> None:
    made, one, other = scarce()
    assert made.fingerprint == fingerprint([one], OLD, NEW, [other])
    fewer = replace(other, sni=other.sni[1:])
    assert fingerprint([one], OLD, NEW, [fewer]) != made.fingerprint
    assert fingerprint([one], OLD, NEW) != made.fingerprint


# -- the certificate that is put in place --------------------------------------------------------------------


@pytest.mark.parametrize("status", ["EXPIRED", "REVOKED", "INACTIVE", "PENDING_VALIDATION"])
def test_a_certificate_that_is_not_issued_any_more_is_not_put_in_place(status: str) -> None:
    why = unfit(status)
    assert why is not None
    assert status in why


def test_an_issued_one_is_put_in_place_and_one_that_is_gone_is_not() -> None:
    assert unfit("ISSUED") is None
    assert unfit(None) == "ACM does not know the new certificate any more"
