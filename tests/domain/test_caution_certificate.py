"""What is said of the certificate that is put in place: its dates, its names, its status and its key."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from acm_tui.domain.certificate import SOON
from acm_tui.domain.cutover import CautionCode
from tests.domain.stories import NEW, OLD, START
from tests.domain.surroundings import (
    FAR,
    Scene,
    codes,
    new,
    old,
    on,
    only,
)

ALB = on("application", sni=[OLD])
BACK = replace(ALB, default=NEW, sni=(NEW,))


def test_an_expired_certificate_is_the_first_thing_to_know() -> None:
    for spoilt in (old(not_after=START), old(status="EXPIRED", not_after=None)):
        first, *_ = Scene(BACK, old=spoilt).rollback(ALB)
        assert first.code is CautionCode.EXPIRED
        assert first.sentence == "The old certificate has expired: clients will refuse it."
    assert first.evidence == f"old until unknown; new until {FAR:%Y-%m-%d %H:%M} UTC"
    assert codes(Scene(ALB, new=new(not_after=START)).cutover()) == ["EXPIRED", "EXPIRES_SOONER"]


def test_on_the_way_back_an_old_one_that_expires_soon_is_named_with_its_day() -> None:
    soon = Scene(BACK, old=old(not_after=START + timedelta(days=3, hours=1))).rollback(ALB)
    assert only(soon, CautionCode.EXPIRES_SOON).sentence == (
        "The old certificate expires in 3 days: ACM renews it only when somebody answers its email."
    )
    tomorrow = Scene(BACK, old=old(not_after=START + timedelta(days=1))).rollback(ALB)
    assert "in 1 day:" in only(tomorrow, CautionCode.EXPIRES_SOON).sentence
    assert codes(Scene(BACK, old=old(not_after=START + SOON)).rollback(ALB)) == ["EXPIRES_SOON"]
    assert Scene(BACK, old=old(not_after=START + SOON + timedelta(seconds=1))).rollback(ALB) == ()


def test_a_new_one_that_waited_long_is_renewed_once_a_listener_holds_it() -> None:
    waited = new(not_after=START + SOON)
    said = Scene(ALB, old=old(not_after=START + SOON), new=waited).cutover()
    assert codes(said) == ["EXPIRES_SOON"]
    assert said[0].sentence.endswith("ACM renews it while a listener holds it and its CNAME stands.")


@pytest.mark.parametrize("status", ["REVOKED", "PENDING_VALIDATION", "FAILED"])
def test_one_that_is_not_issued_may_be_refused(status: str) -> None:
    caution = only(Scene(BACK, old=old(status=status)).rollback(ALB), CautionCode.NOT_ISSUED)
    assert caution.evidence == f"status {status}"
    assert codes(Scene(ALB, new=new(status=status)).cutover()) == ["NOT_ISSUED"]


def test_sooner_than_the_old_one_says_both_dates() -> None:
    later = FAR + timedelta(days=9)
    caution = only(Scene(ALB, old=old(not_after=later)).cutover(), CautionCode.EXPIRES_SOONER)
    assert caution.evidence == f"new until {FAR:%Y-%m-%d %H:%M} UTC; old until {later:%Y-%m-%d %H:%M} UTC"
    assert Scene(ALB, old=old(not_after=FAR)).cutover() == ()
    assert Scene(ALB, old=old(not_after=None)).cutover() == ()
    assert Scene(BACK).rollback(ALB) == (), "going back, the old one's own date is what counts"


@pytest.mark.parametrize(
    ("had", "has", "lost"),
    [
        (["a.example.com"], ["*.example.com"], None),
        (["*.example.com"], ["*.example.com", "example.com"], None),
        (["A.example.com"], ["a.EXAMPLE.com"], None),
        (["*.example.com"], ["a.example.com"], "*.example.com: clients of that name"),
        (
            ["example.com", "a.b.example.com"],
            ["*.example.com"],
            "example.com, a.b.example.com: clients of those",
        ),
    ],
)
def test_names_that_would_lose_their_certificate_are_named(
    had: list[str], has: list[str], lost: str | None
) -> None:
    one, two = tuple(had), tuple(has)
    forth = Scene(ALB, old=old(names=one), new=new(names=two)).cutover()
    back = Scene(BACK, old=old(names=two), new=new(names=one)).rollback(ALB)
    if lost is None:
        assert forth == back == ()
        return
    for said, word, before in ((forth, "new", "old"), (back, "old", "new")):
        caution = only(said, CautionCode.NAMES_NOT_COVERED)
        assert caution.sentence.startswith(f"The {word} certificate does not cover {lost}")
        assert caution.evidence == f"{word}: {', '.join(two)}; {before}: {', '.join(one)}"
        assert caution.where == ""


# -- keys ----------------------------------------------------------------------------------------------------


def test_clients_that_know_only_rsa_are_thought_of() -> None:
    caution = only(Scene(ALB, new=new(key_algorithm="EC_prime256v1")).cutover(), CautionCode.KEY_FAMILY)
    assert caution.evidence == "EC_prime256v1 after RSA_2048"
    assert Scene(ALB, new=new(key_algorithm="RSA_3072")).cutover() == ()
    assert Scene(ALB, old=old(key_algorithm="EC_prime256v1")).cutover() == ()
    unknown = Scene(ALB, old=old(key_algorithm=""), new=new(key_algorithm="EC_prime256v1"))
    assert unknown.cutover() == ()
    back = Scene(BACK, old=old(key_algorithm="EC_secp384r1")).rollback(ALB)
    assert codes(back) == ["KEY_FAMILY"]
