"""The other certificates in the list: which of them is served for a name, so far as it can be said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from acm_tui.domain.cutover import Caution, CautionCode
from acm_tui.domain.listener import Attachment, Kind
from tests.domain.stories import NEW, NEWER, OLD, START, THIRD
from tests.domain.surroundings import FAR, Scene, codes, new, old, on, only, other

LISTED = on("application", default=THIRD, sni=[OLD, THIRD])
EC = {"key_algorithm": "EC_prime256v1", "signature_algorithm": "SHA256WITHECDSA"}
LONGER = {"key_algorithm": "RSA_3072"}


def beside(third: dict[str, Any], **seen: Any) -> tuple[Caution, ...]:
    """What is said of a swap in a list that holds *third* too."""
    return Scene(LISTED, others=(other(THIRD, **third),), **seen).cutover()


def test_one_that_goes_first_is_a_rival_with_its_name_and_its_reason() -> None:
    (caution,) = beside(LONGER)
    assert caution == Caution(
        CautionCode.RIVAL,
        "On shop HTTPS 443 another certificate will be served for shop.example.com, not the new one, as it "
        "is today: its key is longer.",
        THIRD,
        LISTED.arn,
    )


def test_a_rival_that_does_not_win_today_is_not_said_to() -> None:
    caution = only(beside(LONGER, old=old(**LONGER)), CautionCode.RIVAL)
    assert "as it is today" not in caution.sentence
    added = Scene(
        replace(LISTED, sni=(OLD,)), replace(LISTED, arn=LISTED.arn + "0"), others=(other(THIRD, **LONGER),)
    ).cutover()
    assert [one.where for one in added if one.code is CautionCode.RIVAL] == [LISTED.arn + "0"]


@pytest.mark.parametrize(
    ("third", "said"),
    [
        (EC, ["RIVAL"]),
        (LONGER, ["RIVAL"]),
        (LONGER | {"not_after": START}, []),
        ({}, ["RIVAL_UNDECIDED"]),
        ({"signature_algorithm": ""}, ["RIVAL_UNDECIDED"]),
        ({"signature_algorithm": "SHA1WITHRSA"}, []),
        ({"key_algorithm": "RSA_1024"}, []),
        (LONGER | {"names": ("*.example.com",)}, ["RIVAL_UNDECIDED"]),
        (EC | {"names": ("other.example.com", "*.shop.example.com")}, []),
        (EC | {"names": ("SHOP.example.com", "other.example.com")}, ["RIVAL"]),
    ],
)
def test_who_is_served_is_said_where_it_is_known(third: dict[str, Any], said: list[str]) -> None:
    assert codes(beside(third)) == said


def test_that_it_cannot_be_said_is_said() -> None:
    (caution,) = beside({})
    assert caution.sentence == (
        "The list of shop HTTPS 443 holds another certificate for shop.example.com, and whether that or the "
        "new one is served cannot be said: which one goes first is not documented, or not known."
    )


def test_names_with_the_same_end_share_a_sentence_and_others_have_their_own() -> None:
    pair = {"names": ("a.example.com", "b.example.com", "*.c.example.com")}
    third = LONGER | {"names": ("b.example.com", "a.example.com", "x.c.example.com", "z.example.com")}
    (caution,) = beside(third, old=old(**pair), new=new(**pair))
    assert "served for a.example.com, b.example.com, x.c.example.com, not" in caution.sentence
    wild = LONGER | {"names": ("*.example.com", "x.c.example.com")}
    mixed = beside(wild, old=old(**pair), new=new(**pair))
    assert codes(mixed) == ["RIVAL", "RIVAL_UNDECIDED"]
    assert "for x.c.example.com," in mixed[0].sentence
    assert "for a.example.com, b.example.com, and" in mixed[1].sentence


def test_what_the_list_holds_goes_before_a_default() -> None:
    one = on("application", default=OLD, sni=[THIRD])
    weak = {"key_algorithm": "RSA_1024"}
    caution = only(Scene(one, others=(other(THIRD, **weak),)).cutover(), CautionCode.RIVAL)
    assert caution.sentence.endswith("not the new one, as it is today: the list goes before the default.")
    assert Scene(one, others=(other(THIRD, names=("other.example.com",)),)).cutover() == ()


def test_on_an_nlb_less_is_known() -> None:
    one = on("network", default=THIRD, sni=[OLD, THIRD])
    expired = other(THIRD, not_after=START)
    assert codes(Scene(one, others=(expired,)).cutover()) == ["RIVAL_UNDECIDED"]
    assert codes(beside({"not_after": START})) == []


def test_a_new_one_that_wins_where_the_old_one_did_not_takes_over() -> None:
    (caution,) = (
        one
        for one in beside(LONGER, new=new(**EC), old=old(**LONGER | {"key_algorithm": "RSA_2048"}))
        if one.code is not CautionCode.KEY_FAMILY
    )
    assert (caution.code, caution.evidence, caution.where) == (CautionCode.TAKES_OVER, THIRD, LISTED.arn)
    assert caution.sentence == (
        "On shop HTTPS 443 the new certificate will be served for shop.example.com in place of another one "
        "that is served today: its key is ECDSA, and ECDSA goes before RSA."
    )


def test_a_name_that_the_old_one_did_not_have_is_taken_over() -> None:
    more = new(names=("shop.example.com", "api.example.com"), **LONGER)
    said = beside({"names": ("api.example.com",)}, new=more)
    assert codes(said) == ["TAKES_OVER"]
    assert "for api.example.com in place" in said[0].sentence


def test_one_that_the_old_one_wins_against_already_is_not_taken_over() -> None:
    assert beside({"key_algorithm": "RSA_1024"}) == ()


def test_taking_over_is_not_said_twice_when_the_plan_has_begun() -> None:
    begun = replace(LISTED, sni=tuple(sorted([NEW, OLD, THIRD])))
    scene = Scene(begun, new=new(**EC), others=(other(THIRD, **LONGER),))
    assert codes(scene.cutover()) == ["KEY_FAMILY"]


def test_of_what_acm_told_nothing_nothing_can_be_said() -> None:
    caution = only(Scene(LISTED).cutover(), CautionCode.NOT_DESCRIBED)
    assert (caution.evidence, caution.where) == (THIRD, LISTED.arn)
    assert "shop HTTPS 443" in caution.sentence


@pytest.mark.parametrize("kind", ["application", "network"])
def test_each_other_certificate_is_looked_at(kind: Kind) -> None:
    one = on(kind, default=THIRD, sni=[OLD, THIRD, NEWER])
    said = Scene(one, others=(other(THIRD, **EC),)).cutover()
    assert [(c.code.name, c.evidence) for c in said] == [("RIVAL", THIRD), ("NOT_DESCRIBED", NEWER)]


def test_the_old_one_in_the_list_is_no_rival_of_a_default_but_stays() -> None:
    one = on("application", default=OLD, sni=[OLD])
    assert codes(Scene(one).cutover(Attachment(one.arn, "default"))) == ["OLD_STAYS"]


def test_a_certificate_that_is_default_only_is_no_rival_of_the_list() -> None:
    one = on("application", default=THIRD, sni=[OLD])
    assert Scene(one, others=(other(THIRD, **EC),)).cutover() == ()


def test_lists_of_listeners_that_are_not_changed_do_not_matter() -> None:
    quiet = on("application", "8443", THIRD, [NEWER])
    assert Scene(on("application"), quiet).cutover() == ()
    conflicting = [Attachment(one.arn, "default") for one in (on("application"), quiet)]
    assert Scene(on("application"), quiet).cutover(*conflicting) == ()


def test_on_the_way_back_the_new_one_that_stays_in_the_list_is_a_rival() -> None:
    origin = on("application", default=THIRD, sni=[NEW, OLD])
    now = replace(origin, sni=(NEW,))
    assert codes(Scene(now).rollback(origin)) == ["RIVAL_UNDECIDED"]
    stronger = Scene(now, new=new(**LONGER)).rollback(origin)
    assert [(one.code.name, one.evidence) for one in stronger] == [("RIVAL", NEW)]
    assert "not the old one, as it is today" in stronger[0].sentence


def test_on_the_way_back_what_a_colleague_added_is_a_rival_of_the_old_one() -> None:
    origin = on("application", default=OLD, sni=[OLD])
    now = replace(origin, default=NEW, sni=tuple(sorted([NEW, THIRD])))
    scene = Scene(now, others=(other(THIRD, **LONGER, not_after=FAR + timedelta(days=1)),))
    (caution,) = scene.rollback(origin)
    assert caution.code is CautionCode.RIVAL
    assert "not the old one, as it is today: its key is longer" in caution.sentence
