"""What is said of a set that is switched together: the total, the cells, the sentence below."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from acm_tui.domain.errors import ServiceTrouble
from acm_tui.domain.events import CertificateGone, Event, HandedOver
from acm_tui.domain.propagation import VerdictKind, conclude
from acm_tui.domain.together_standing import Standing, standing
from acm_tui.screens.watching_words import cells, columns, detail, stopped, summary, what_is_true
from acm_tui.widgets.say import Part, line
from acm_tui.workflow.together import Member
from tests.domain.stories import OLD, RECORD, email_certificate, started, told
from tests.domain.switch_stories import ACM_AT, FAILED, PENDING, SUCCESS, asked, hours, seen
from tests.screens.dns_scenes import ZONE, everywhere, observation

NOW = ACM_AT + hours(1)
TROUBLE = ServiceTrouble("ACM refused.", cause="LimitExceededException: no", remedy="Wait.", code="L")
WRONG = conclude(RECORD, ZONE, everywhere(rcode="NOERROR"), NOW)


def member(*events: Event, trouble: ServiceTrouble | None = None) -> Member:
    migration = told(*events)
    return Member(migration.old, migration, trouble)


WAITING = member(*asked(), seen(PENDING))
HANDED = member(*asked(), seen(PENDING), HandedOver("message"))
MAKING = member(*asked())
EXPIRED = member(*asked(), seen(FAILED))
DONE = member(*asked(), seen(SUCCESS, validation_method="DNS"))
UNTRIED = Member(email_certificate())
REFUSED = member(started(), trouble=TROUBLE)
GONE = member(*asked(), seen(PENDING), CertificateGone(OLD))


def standings(*members: Member) -> list[Standing]:
    return [standing(one.migration, (), (), failed=one.trouble is not None) for one in members]


def plain(parts: tuple[Part, ...] | list[Part]) -> str:
    return line(*parts).plain


@pytest.mark.parametrize(
    ("members", "warns", "says", "not_said"),
    [
        ((WAITING, DONE), False, "m has one message for the DNS team with all records.", "asks"),
        ((WAITING, MAKING), False, "with all records without those.", "asks"),
        ((HANDED, DONE), False, "The records are handed over.", "message"),
        ((EXPIRED, HANDED), True, "1 not switched, or not known to be", "m has one"),
        ((REFUSED, DONE), True, "a asks ACM again.", "message"),
        ((UNTRIED, HANDED), True, "ACM was not asked for 1 certificate yet.", "not known"),
        ((DONE, DONE), False, "Every one is validated by DNS.", "asks"),
        ((GONE,), False, "No record is waited for here.", "message"),
    ],
)
def test_where_the_set_stands(members: tuple[Member, ...], warns: bool, says: str, not_said: str) -> None:
    is_warning, said = what_is_true(members, standings(*members), {})
    assert is_warning is warns
    assert says in plain(said)
    assert not_said not in plain(said)


def test_a_record_that_is_wrong_is_told() -> None:
    other = observation("ns1.example.com.", "192.0.2.11", rcode="NOERROR", answers=())
    wrong = msgspec.structs.replace(
        WRONG, verdict=msgspec.structs.replace(WRONG.verdict, kind=VerdictKind.WRONG), observations=(other,)
    )
    warns, said = what_is_true([WAITING], standings(WAITING), {RECORD: wrong})
    assert warns
    assert "1 record wrong in DNS" in plain(said)


def test_the_total_counts_states_and_names_the_first_end() -> None:
    members = [WAITING, WAITING, EXPIRED, DONE]
    said = plain(summary(members, standings(*members), NOW, NOW + timedelta(seconds=9)))
    assert said == (
        "4 certificates   … 2 wait for records   ! 1 expired   ✔ 1 done   71:00 left of 72 h for the first"
        "   next look in 9 s"
    )


def test_cells_count_what_is_right_and_what_acm_has_validated() -> None:
    assert WAITING.migration is not None
    half = msgspec.structs.replace(standings(WAITING)[0], records=3, waits=2, right=1)
    name, state, dns, acm, left = cells(WAITING, half, NOW, asking=False, placed=False)
    assert (name, state, dns, acm) == (
        "shop.example.com",
        ("… waits for records", ""),
        ("1/3", ""),
        ("1/3", ""),
    )
    assert left == ("71:00 h", "")
    assert cells(WAITING, half, NOW, asking=True, placed=True)[1:3] == (
        "111122223333 · ap-northeast-1",
        ("… asking ACM", "$accent"),
    )
    late = cells(WAITING, half, NOW + hours(60), asking=False, placed=False)[-1]
    assert late == ("11:00 h", "$warning")


def test_the_place_has_a_column_where_there_are_several_and_room() -> None:
    elsewhere = Member(email_certificate(arn=OLD.replace("ap-northeast-1", "eu-west-1")))
    assert "Account · region" not in [title for title, _ in columns([WAITING, DONE], 200)]
    assert "Account · region" not in [title for title, _ in columns([WAITING, elsewhere], 80)]
    assert "Account · region" in [title for title, _ in columns([WAITING, elsewhere], 120)]


def test_why_one_was_not_switched_stands_in_its_details() -> None:
    rows = [row.label.plain + row.body.plain for row in detail(REFUSED, {}, None)]
    assert rows[:3] == ["✖ ACM refused.", "  Wait.", "  LimitExceededException: no"]
    unread = [row.label.plain + row.body.plain for row in detail(WAITING, {}, TROUBLE)]
    assert unread[0] == "✖ ACM refused."
    assert any(RECORD.value in row for row in unread)
    expired = [row.label.plain + row.body.plain for row in detail(EXPIRED, {}, None)]
    assert "goes on working" in expired[0]


def test_after_a_stop_it_says_what_is_done() -> None:
    assert "Stopped: 2 gone through, 1 not begun with. Enter goes on with it" in plain(stopped(2, 1))
