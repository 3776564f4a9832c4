"""What is said before a plan is confirmed: each danger with its evidence, and nothing where there is none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from acm_tui.domain.cutover import LIST_QUOTA, CautionCode, cautions, plan, rollback
from acm_tui.domain.listener import Attachment, Kind, attachments_of, holder_of
from tests.domain.situations import Situation, apply, situations
from tests.domain.stories import NEW, NEWER, OLD, START, THIRD, certificate_arn
from tests.domain.strategies import steady, worlds
from tests.domain.surroundings import (
    FAR,
    OF_KIND,
    SHOP,
    Scene,
    codes,
    new,
    old,
    on,
    only,
    other,
)

ALB = on("application", sni=[OLD])
BACK = replace(ALB, default=NEW, sni=(NEW,))


@pytest.mark.parametrize("kind", OF_KIND)
def test_of_a_sound_swap_nothing_is_said(kind: Kind) -> None:
    one = on(kind, sni=() if kind == "classic" else [OLD])
    assert Scene(one).cutover() == ()
    swapped = replace(one, default=NEW, sni=tuple(NEW for _ in one.sni))
    assert Scene(swapped).rollback(one) == ()


def test_what_is_said_is_in_the_order_of_danger() -> None:
    one = on("classic", tags={"ManagedBy": "Terraform"})
    scene = Scene(
        one,
        on("classic", "8443"),
        old=old(names=("a.example.com", "b.example.com")),
        new=new(names=("a.example.com",), key_algorithm="EC_prime256v1", not_after=START + timedelta(days=3)),
        elsewhere=(holder_of("arn:aws:cloudfront::111122223333:distribution/E1"),),
    )
    said = codes(scene.cutover(Attachment(one.arn, "default")))
    assert said == [
        "NAMES_NOT_COVERED",
        "KEY_FAMILY",
        "EXPIRES_SOON",
        "OWNED",
        "EXPIRES_SOONER",
        "OLD_STAYS",
        "HELD_ELSEWHERE",
    ]


# -- lists ---------------------------------------------------------------------------------------------------


def crowded(total: int) -> Scene:
    """A list that holds the old certificate, and another one that fills the quota up to *total*."""
    rest = [certificate_arn(f"other-{number}") for number in range(total - 1)]
    return Scene(on("application", "1", THIRD, [OLD]), on("application", "2", THIRD, rest))


def test_a_gap_is_named_with_its_listener_and_its_names() -> None:
    said = crowded(LIST_QUOTA).cutover(remove_first=frozenset({SHOP}))
    caution = only(said, CautionCode.GAP)
    assert caution.where == on("application", "1").arn
    assert "shop HTTPS 443" in caution.sentence
    assert "shop.example.com" in caution.sentence
    assert crowded(LIST_QUOTA).cutover() != said
    assert "GAP" not in codes(crowded(LIST_QUOTA).cutover())


def test_a_gap_on_the_way_back_is_named_too() -> None:
    rest = [certificate_arn(f"other-{number}") for number in range(LIST_QUOTA - 1)]
    filler = on("application", "2", THIRD, rest)
    origin = on("application", "1", THIRD, [OLD])
    scene = Scene(replace(origin, sni=(NEW,)), filler)
    assert codes(scene.rollback(origin, remove_first=frozenset({SHOP}))) == ["GAP"]


def test_lists_above_the_quota_may_be_full() -> None:
    caution = only(crowded(LIST_QUOTA + 2).cutover(), CautionCode.FULL_UNKNOWN)
    assert (caution.where, caution.evidence) == (SHOP, "27 in the lists, 25 unless raised")
    for total in (LIST_QUOTA - 1, LIST_QUOTA):
        assert "FULL_UNKNOWN" not in codes(crowded(total).cutover())


def test_lists_above_the_quota_do_not_matter_where_nothing_is_added() -> None:
    rest = [certificate_arn(f"other-{number}") for number in range(LIST_QUOTA + 1)]
    assert Scene(on("application", "1", OLD), on("application", "2", THIRD, rest)).cutover() == ()


# -- who else ------------------------------------------------------------------------------------------------


def owned(**tags: Any) -> Scene:
    scene = Scene(on("application", "1"), on("application", "2"))
    (balancer,) = scene.seen.load_balancers
    return Scene(*scene.listeners, load_balancers=(replace(balancer, tags=tags),))


def test_an_owner_is_named_once_for_its_load_balancer() -> None:
    caution = only(owned(ManagedBy="Terraform").cutover(), CautionCode.OWNED)
    assert (caution.where, caution.evidence) == (SHOP, "tag ManagedBy=Terraform")
    assert caution.sentence == (
        "shop belongs to the Terraform configuration tagged ManagedBy=Terraform, "
        "which will put the old certificate back unless it is changed there too."
    )


def test_the_owner_of_a_listener_alone_is_named_for_that_listener() -> None:
    tagged = on("application", "2", tags={"aws:cloudformation:stack-name": "web"})
    caution = only(Scene(on("application", "1"), tagged).cutover(), CautionCode.OWNED)
    assert (caution.where, caution.evidence) == (tagged.arn, "tag aws:cloudformation:stack-name=web")
    assert caution.sentence.startswith("shop HTTPS 443 belongs to the CloudFormation stack web")


def test_a_tag_of_the_load_balancer_is_not_mistaken_for_that_of_a_listener() -> None:
    scene = owned(terraform="true")
    first, second = scene.listeners
    both = Scene(
        replace(first, tags={"terraform": "module"}), second, load_balancers=scene.seen.load_balancers
    )
    assert only(both.cutover(), CautionCode.OWNED).evidence == "tag terraform=true"


def test_on_the_way_back_the_owner_may_know_the_new_one_already() -> None:
    one = on("application", tags={"elbv2.k8s.aws/cluster": "prod"})
    caution = only(Scene(replace(one, default=NEW)).rollback(one), CautionCode.OWNED)
    assert "will put the new certificate back if it was changed there already" in caution.sentence


def test_the_owner_of_a_listener_that_is_not_changed_does_not_matter() -> None:
    one, two = on("application", "1"), on("application", "2", tags={"terraform": "true"})
    assert "OWNED" not in codes(Scene(one, two).cutover(Attachment(one.arn, "default")))


@pytest.mark.parametrize(
    ("kind", "sni", "chosen", "still"),
    [
        ("application", [OLD], ["default"], "clients that send SNI still get it"),
        ("application", [OLD], [], "clients still get it"),
        (
            "network",
            [],
            [],
            "clients without SNI, and those for whose names the list holds nothing, still get it",
        ),
        ("classic", [], [], "clients still get it"),
    ],
)
def test_where_the_old_one_stays_is_said_with_who_still_gets_it(
    kind: Kind, sni: list[str], chosen: list[Any], still: str
) -> None:
    one, swapped = on(kind, "1", sni=sni), on(kind, "2")
    scene = Scene(one, swapped)
    said = scene.cutover(Attachment(swapped.arn, "default"), *(Attachment(one.arn, role) for role in chosen))
    caution = only(said, CautionCode.OLD_STAYS)
    roles = [role for role in ("default", "sni") if one.holds(OLD, role) and role not in chosen]
    assert caution.evidence == "held as " + " + ".join(role.replace("sni", "SNI") for role in roles)
    assert caution.where == one.arn
    assert f": {still}. While it stays there, it cannot be deleted." in caution.sentence


def test_on_the_way_back_neither_staying_nor_other_holders_are_news() -> None:
    elsewhere = (holder_of("arn:aws:cloudfront::111122223333:distribution/E1"),)
    scene = Scene(BACK, on("application", "8443"), elsewhere=elsewhere)
    assert scene.rollback(ALB) == ()


def test_each_holder_outside_load_balancers_is_named() -> None:
    arns = (
        "arn:aws:cloudfront::111122223333:distribution/E1",
        "arn:aws:apigateway:eu-west-1::/domainnames/x",
    )
    said = Scene(ALB, elsewhere=tuple(map(holder_of, arns))).cutover()
    assert [(one.code, one.evidence) for one in said] == [(CautionCode.HELD_ELSEWHERE, arn) for arn in arns]
    assert [one.sentence.split(" holds ")[0] for one in said] == ["CloudFront", "API Gateway"]


def test_of_a_plan_that_changes_nothing_only_what_stays_is_said() -> None:
    done = replace(ALB, default=NEW, sni=(NEW,), tags={"terraform": "true"})
    scene = Scene(done, new=new(not_after=START, names=("else.example.com",)))
    assert scene.cutover(Attachment(done.arn, "default"), Attachment(done.arn, "sni")) == ()
    left = Scene(done, on("application", "2"), new=new(not_after=START))
    assert codes(left.cutover(Attachment(done.arn, "default"))) == ["OLD_STAYS"]


# -- any world -----------------------------------------------------------------------------------------------

expiries = st.sampled_from([None, START, START + timedelta(days=5), FAR])
keys = st.sampled_from(["", "RSA_2048", "RSA_4096", "EC_prime256v1"])
names = st.sampled_from([("shop.example.com",), ("*.example.com",), ("example.com", "a.example.com")])


@st.composite
def scenes(draw: st.DrawFn, situation: Situation) -> Scene:
    world, _ = situation
    looks = st.fixed_dictionaries({"names": names, "not_after": expiries, "key_algorithm": keys})
    others = tuple(other(arn, **draw(looks)) for arn in (THIRD, NEWER) if draw(st.booleans()))
    return Scene(*world, old=old(**draw(looks)), new=new(**draw(looks)), others=others)


@steady
@given(situations(), st.data())
def test_whatever_is_seen_what_is_said_is_ordered_evident_and_of_what_is_there(
    situation: Situation, data: st.DataObject
) -> None:
    world, chosen = situation
    scene = data.draw(scenes(situation))
    made = plan(chosen, world, OLD, NEW)
    swapped = apply(world, made.changes)
    back = rollback([one for one in world if one.arn in made.involved], swapped, OLD, NEW)
    order = list(CautionCode)
    places = {"", *(one.arn for one in world), *(one.load_balancer_arn for one in world)}
    for said in (scene.of(made), scene.of(back)):
        assert [order.index(one.code) for one in said] == sorted(order.index(one.code) for one in said)
        assert len(set(said)) == len(said)
        assert all(one.evidence and one.sentence.endswith(".") and one.where in places for one in said)
    staying = {one.where for one in scene.of(made) if one.code is CautionCode.OLD_STAYS}
    assert staying == {a.listener_arn for a in attachments_of(OLD, swapped)}


@steady
@given(worlds)
def test_cautions_of_a_plan_with_conflicts_are_of_what_it_changes(world: tuple[Any, ...]) -> None:
    made = plan(attachments_of(OLD, world), [one for one in world if one.port == 443][:1], OLD, NEW)
    said = cautions(made, Scene(*world).seen, START)
    touched = {*made.involved, *(one.load_balancer_arn for one in world if one.arn in made.involved)}
    assert all(one.where in touched for one in said if one.where and one.code is not CautionCode.OLD_STAYS)
