"""What handshakes prove: only what was seen and verified, and a failure is never a verdict."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.served import (
    Finding,
    Handshake,
    Served,
    ServingHost,
    finding,
    out_of_sight,
    served,
    serving_hosts,
)
from tests.domain.stories import NEW, START, THIRD, listener, listener_arn, load_balancer
from tests.domain.strategies import steady

SHOP = "shop.example.com"
TIMED_OUT = "not verified: no answer within 5 s"


def handshake(
    fingerprint: str | None,
    verified: bool | None = None,
    name: str | None = SHOP,
    address: str = "192.0.2.10",
    load_balancer: str = "shop",
) -> Handshake:
    error = None if fingerprint else "timed out"
    if fingerprint and name and verified is None:
        error = TIMED_OUT
    return Handshake(
        load_balancer=load_balancer,
        address=address,
        port=443,
        server_name=name,
        at=START,
        fingerprint=fingerprint,
        error=error,
        verified=verified,
    )


GOOD = handshake("a1", True)
BARE = handshake("a1", name=None)
"""The new leaf without SNI: there is no name that could verify."""


def counted(*handshakes: Handshake, old: str | None = "b2") -> Served:
    return served(handshakes, "a1", old)


def test_each_handshake_is_counted_as_what_it_saw() -> None:
    seen = [GOOD, BARE, handshake("b2", True), handshake("c3", False), handshake(None, address="192.0.2.11")]
    assert counted(*seen) == Served(new=2, old=1, other=1, unseen=1, unverified=1)


def test_without_the_old_fingerprint_the_old_leaf_is_another_one() -> None:
    assert counted(handshake("b2", True), old=None) == Served(new=0, old=0, other=1, unseen=0)


@pytest.mark.parametrize(
    ("one", "what"),
    [
        (GOOD, "verified"),
        (BARE, "without a name"),
        (handshake("a1"), "not verified"),
        (handshake("a1", False), "does not verify"),
        (handshake("b2", True), "old"),
        (handshake("b2", False), "old"),
        (handshake("c3", name=None), "another one"),
        (handshake(None), "not seen"),
        (handshake(None, name=None), "not seen"),
    ],
)
def test_what_one_handshake_says(one: Handshake, what: Finding) -> None:
    assert finding(one, "a1", "b2") == what


AWAY = "192.0.2.11"
WWW = "www.example.com"


@pytest.mark.parametrize(
    ("seen", "proven"),
    [
        ([], False),
        ([handshake(None)], False),
        ([GOOD], True),
        ([GOOD, BARE], True),
        ([GOOD, handshake("a1", True, WWW)], True),
        # An address that never answers is not seen: it proves nothing and takes nothing away.
        ([GOOD, handshake(None, address=AWAY), handshake(None, name=None, address=AWAY)], True),
        ([GOOD, handshake("b2", True, address=AWAY)], False),
        ([GOOD, handshake("c3", address=AWAY)], False),
        ([handshake("b2", True)], False),
        ([handshake("c3")], False),
        # Chain or host name does not verify, or nobody could ask.
        ([GOOD, handshake("a1", False, WWW)], False),
        ([handshake("a1")], False),
        ([GOOD, handshake("a1", name=WWW)], False),
        ([GOOD, handshake("a1", address=AWAY)], False),
        # The address can be reached, and yet nothing is known of the name.
        ([handshake(None), BARE], False),
        ([GOOD, handshake(None, name=WWW)], False),
        ([GOOD, handshake(None, name=None)], False),
        # What another listener verifies says nothing of this one.
        ([GOOD, handshake("a1", name=None, load_balancer="api")], False),
        ([GOOD, handshake(None, load_balancer="api")], True),
    ],
)
def test_proven_is_only_what_every_address_that_answers_shows_and_verifies(
    seen: list[Handshake], proven: bool
) -> None:
    assert counted(*seen).proven is proven


def test_what_keeps_it_from_being_proven_is_told_apart() -> None:
    assert counted(GOOD, handshake("a1", name=WWW)).unchecked == 1
    assert counted(GOOD, handshake("a1", False, WWW)).unverified == 1
    assert counted(GOOD, handshake(None, name=WWW)).silent == 1
    assert counted(GOOD, handshake(None, address=AWAY)).silent == 0
    assert counted(BARE).bare == 1
    assert counted(handshake("a1", name=None, address=AWAY), GOOD).bare == 0


handshakes = st.builds(
    handshake,
    st.sampled_from(["a1", "b2", "c3", None]),
    st.sampled_from([True, False, None]),
    st.sampled_from([SHOP, WWW, None]),
    st.sampled_from(["192.0.2.10", "192.0.2.11"]),
    st.sampled_from(["shop", "api"]),
)


@steady
@given(st.lists(handshakes))
def test_every_handshake_is_counted_once(seen: list[Handshake]) -> None:
    found = counted(*seen)
    assert found.seen + found.unseen == len(seen)
    assert found.seen == sum(one.fingerprint is not None for one in seen)
    assert found.silent <= found.unseen


@steady
@given(st.lists(handshakes))
def test_whatever_is_seen_green_means_new_and_verified(seen: list[Handshake]) -> None:
    if not counted(*seen).proven:
        return
    reached = {(one.load_balancer, one.address) for one in seen if one.fingerprint is not None}
    answers = [one for one in seen if (one.load_balancer, one.address) in reached]
    assert answers
    assert all(one.fingerprint == "a1" for one in answers)
    assert all(one.verified for one in answers if one.server_name is not None)
    assert {one.load_balancer for one in answers} == {one.load_balancer for one in answers if one.verified}


def test_one_place_a_listener_to_look_at_from_elsewhere() -> None:
    silent = handshake(None, name=WWW)
    away = handshake(None, load_balancer="api")
    assert out_of_sight([GOOD, silent, handshake(None, address=AWAY), away]) == (silent, away)
    assert out_of_sight([GOOD, BARE]) == ()


def test_handshakes_without_a_name_are_made_only_where_the_certificate_is_the_default() -> None:
    pairs = [
        (load_balancer("shop"), listener("443", default=NEW)),
        (load_balancer("api"), listener("8443", port=8443, default=THIRD, sni=(NEW,))),
    ]
    named = ("example.com", "acm-tui-probe.example.com")
    assert serving_hosts(pairs, NEW, ["example.com", "*.example.com"]) == (
        ServingHost(
            "shop", load_balancer("shop").dns_name, 443, (*named, None), listener_arn("443"), http=True
        ),
        ServingHost("api", load_balancer("api").dns_name, 8443, named, listener_arn("8443"), http=True),
    )
