"""What an operator types becomes a window, or is refused in the field where it is wrong."""

from __future__ import annotations

import itertools
import time
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.errors import Refused
from acm_tui.domain.events import Abandoned, Event, SeatTaken, WindowSet
from acm_tui.domain.window import Window, words
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.tls.settings import TlsSettings
from acm_tui.workflow import record, zone
from acm_tui.workflow.services import Services
from acm_tui.workflow.window import NotAWindow, Typed, as_typed, parse, set_window
from acm_tui.workflow.zone import UnknownZone, machine_zone, zone_named
from tests.domain.seats import SEAT, locks
from tests.domain.stories import ACTOR, MIGRATION, PLACE, started
from tests.domain.strategies import steady

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)  # 22:00 in Tokyo
TOKYO = "Asia/Tokyo"
BERLIN = "Europe/Berlin"
ZONES = (
    TOKYO,
    BERLIN,
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Santiago",
    "UTC",
)


def refusal(begins: str, ends: str, zone: str = TOKYO, now: datetime = NOW) -> NotAWindow:
    with pytest.raises(NotAWindow) as caught:
        parse(begins, ends, zone, "", now)
    assert caught.value.remedy, "an operator is told what to type instead"
    return caught.value


# -- what is understood ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        ("2026-11-25 12:00", "2026-11-25 14:00", "2026-11-25 12:00-14:00"),
        ("2026-11-25 12:00", "14:00", "2026-11-25 12:00-14:00"),
        ("2026-11-25T12:00", "+2h", "2026-11-25 12:00-14:00"),
        ("2026/11/25  9:05", "90m", "2026-11-25 09:05-10:35"),
        ("23:00", "01:00", "2026-11-24 23:00 - 2026-11-25 01:00"),
        ("2026-11-25 23:00", "01:00", "2026-11-25 23:00 - 2026-11-26 01:00"),
        ("2026-11-25 23:00", "22:59", "2026-11-25 23:00 - 2026-11-26 22:59"),
        ("23:00", "00:00", "2026-11-24 23:00 - 2026-11-25 00:00"),
        ("00:00", "04:00", "2026-11-25 00:00-04:00"),
        ("23:00", "+ 1 h 30 min", "2026-11-24 23:00 - 2026-11-25 00:30"),
        ("22:01", "1h30m", "2026-11-24 22:01-23:31"),
        ("22:00", "+24h", "2026-11-25 22:00 - 2026-11-26 22:00"),
        ("2026-11-24 21:00", "2H", "2026-11-24 21:00-23:00"),  # open already
        ("０２：００", "＋２ｈ", "2026-11-25 02:00-04:00"),  # an input method's digits
    ],
)
def test_times_dates_and_lengths_are_understood(begins: str, ends: str, said: str) -> None:
    window = parse(begins, ends, TOKYO, "", NOW)
    assert words(window).startswith(f"{said} Asia/Tokyo (")
    assert window.begins.tzinfo is UTC
    assert window.ends.tzinfo is UTC


def test_a_window_keeps_what_was_agreed() -> None:
    window = parse("02:00", "+2h", " asia/TOKYO ", "  CHG0012345,\tagreed\nwith Ops ", NOW)
    assert window == Window(
        begins=datetime(2026, 11, 24, 17, 0, tzinfo=UTC),
        ends=datetime(2026, 11, 24, 19, 0, tzinfo=UTC),
        zone="Asia/Tokyo",
        note="CHG0012345, agreed with Ops",
        begins_offset_min=540,
        ends_offset_min=540,
    )


def test_a_time_is_the_next_one_on_the_clocks_of_the_zone() -> None:
    assert parse("22:00", "+1h", TOKYO, "", NOW).begins == NOW + timedelta(days=1), "22:00 is now, not next"
    assert parse("22:01", "+1h", TOKYO, "", NOW).begins == NOW + timedelta(minutes=1)
    assert parse("22:00", "+1h", "UTC", "", NOW).begins == NOW + timedelta(hours=9)


def test_a_length_is_time_that_passes_not_what_clocks_show() -> None:
    window = parse("2026-10-25 01:30", "+2h", BERLIN, "", datetime(2026, 10, 24, tzinfo=UTC))
    assert words(window).startswith("2026-10-25 01:30-02:30")
    assert (window.begins_offset_min, window.ends_offset_min) == (120, 60)
    assert window.ends - window.begins == timedelta(hours=2)


@pytest.mark.parametrize(
    ("begins", "ends", "hours"),
    [
        ("2026-10-24 23:00", "04:00", 6),  # put back
        ("2027-03-27 23:00", "04:00", 4),  # put forward
        ("2026-10-24 12:00", "2026-10-25 11:00", 24),
        ("2027-03-27 12:00", "2027-03-28 13:00", 24),
    ],
)
def test_overnight_over_a_change_of_the_clocks_the_readings_count(begins: str, ends: str, hours: int) -> None:
    now = datetime.fromisoformat(begins).replace(tzinfo=UTC) - timedelta(days=1)
    window = parse(begins, ends, BERLIN, "", now)
    assert window.ends - window.begins == timedelta(hours=hours)
    assert "the clocks are put" in words(window)


def test_the_same_reading_a_day_later_is_25_hours_where_the_clocks_are_put_back() -> None:
    now = datetime(2026, 10, 24, tzinfo=UTC)
    refused = refusal("2026-10-24 12:00", "2026-10-25 12:00", BERLIN, now)
    assert "it would last 25:00" in refused.cause


# -- what is refused, and where ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begins", "ends", "field", "sentence"),
    [
        ("", "+2h", "begins", "The begin is missing."),
        ("02:00", " ", "ends", "The end is missing."),
        ("tonight", "+2h", "begins", "“tonight” is no begin"),
        ("+2h", "+2h", "begins", "“+2h” is no begin"),
        ("2026-11-25", "+2h", "begins", "“2026-11-25” is no begin"),
        ("02:00", "2", "ends", "“2” is no end"),
        ("02:00", "+", "ends", "“+” is no end"),
        ("02:00", "1h30", "ends", "“1h30” is no end"),
        ("24:00", "+2h", "begins", "“24:00” does not exist"),
        ("02:00", "02:60", "ends", "“02:60” does not exist"),
        ("2026-02-30 02:00", "+2h", "begins", "“2026-02-30 02:00” does not exist"),
        ("2026-11-25 02:00", "2026-11-25 01:59", "ends", "does not end after it begins"),
        ("2026-11-25 02:00", "2026-11-25 02:00", "ends", "does not end after it begins"),
        ("02:00", "0m", "ends", "does not end after it begins"),
        ("02:00", "02:00", "ends", "ends when it begins"),
        ("02:00", "24h1m", "ends", "longer than 24 hours"),
        ("2026-11-25 02:00", "2026-11-26 02:01", "ends", "longer than 24 hours"),
        ("2026-11-24 20:00", "2026-11-24 22:00", "begins", "has passed"),
        ("2025-11-22 20:00", "+2h", "begins", "more than a year away"),
        ("2027-11-26 20:00", "+2h", "begins", "more than a year away"),
        ("9999-12-31 23:59", "+2h", "begins", "more than a year away"),
        ("02:00", "0001-01-01 00:00", "ends", "more than a year away"),
    ],
)
def test_what_is_no_window_is_refused_in_its_field(begins: str, ends: str, field: str, sentence: str) -> None:
    refused = refusal(begins, ends)
    assert refused.field == field
    assert sentence in refused.sentence


def test_a_window_of_a_whole_day_is_the_longest() -> None:
    assert parse("02:00", "24h", TOKYO, "", NOW).ends - NOW == timedelta(hours=28)
    assert "it would last 24:01" in refusal("02:00", "24h1m").cause


def test_a_year_ahead_is_not_too_far() -> None:
    assert parse("2027-11-25 02:00", "+2h", TOKYO, "", NOW).begins.date() == date(2027, 11, 24)


def test_a_window_is_open_until_its_end() -> None:
    window = parse("2026-11-24 20:00", "2026-11-24 22:01", TOKYO, "", NOW)
    assert window.contains(NOW)


@pytest.mark.parametrize(
    ("zone", "meant"),
    [
        ("asia/tokio", "Did you mean Asia/Tokyo?"),
        ("Tokyo", "Did you mean Asia/Tokyo?"),
        ("oslo", "Did you mean Europe/Oslo?"),
        ("new york", "Did you mean America/New_York?"),
        ("qqqq", "Give an IANA name"),
        ("../../etc/passwd", "Give an IANA name"),
        ("localtime", "IANA name"),
        ("Asia/Tokyo\x00", "Did you mean Asia/Tokyo?"),
    ],
)
def test_an_unknown_zone_is_refused_with_a_guess(zone: str, meant: str) -> None:
    refused = refusal("02:00", "+2h", zone)
    assert refused.field == "zone"
    assert refused.sentence == f"There is no time zone “{zone}”."
    assert meant in refused.remedy


@pytest.mark.parametrize(
    "zone",
    [
        "JST",
        "CEST",
        "PST",
        "IST",
        "BST",
        "UTC+9",
        "utc-5",
        "GMT+9",
        "GMT-5",
        "+09:00",
        "-0500",
        "UTC +9",
        "9",
    ],
)
def test_an_abbreviation_or_an_offset_is_refused_without_a_guess_that_is_hours_off(zone: str) -> None:
    """Etc/GMT+9 is nine hours *behind* UTC: who is offered it for Tokyo swaps in the working day."""
    refused = refusal("02:00", "+2h", zone)
    assert refused.field == "zone"
    assert refused.remedy == "Give an IANA name such as Asia/Tokyo or Europe/Berlin, or UTC."


# -- changes of the clocks ---------------------------------------------------------------------------------


def test_a_time_that_the_clocks_skip_is_refused() -> None:
    before = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)
    refused = refusal("2027-03-28 02:30", "+1h", BERLIN, before)
    assert refused.field == "begins"
    assert refused.sentence == "There is no 2027-03-28 02:30 in Europe/Berlin."
    assert "put forward" in refused.cause
    assert "Give 2027-03-28 01:30 or 2027-03-28 03:30" in refused.remedy

    assert refusal("02:30", "+1h", BERLIN, before).sentence == refused.sentence
    assert refusal("2027-03-28 01:30", "02:30", BERLIN, before).field == "ends"

    midnight = refusal("2026-09-06 00:30", "+1h", "America/Santiago", datetime(2026, 9, 5, tzinfo=UTC))
    assert "Give 2026-09-05 23:30 or 2026-09-06 01:30" in midnight.remedy


def test_a_time_that_comes_twice_is_refused_and_both_are_told() -> None:
    before = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    refused = refusal("2026-10-25 02:30", "+1h", BERLIN, before)
    assert refused.field == "begins"
    assert refused.sentence == "2026-10-25 02:30 comes twice in Europe/Berlin."
    assert "2026-10-25 00:30 UTC and 2026-10-25 01:30 UTC" in refused.cause
    assert "UTC" in refused.remedy

    assert refusal("02:30", "+1h", BERLIN, before).sentence == refused.sentence
    assert refusal("2026-10-25 01:30", "02:30", BERLIN, before).field == "ends"


def test_the_next_of_two_is_meant_once_the_first_has_passed() -> None:
    between = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)  # 02:45, the first time
    window = parse("02:30", "+1h", BERLIN, "", between)
    assert window.begins == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert window.begins_offset_min == 60


def test_a_skipped_time_of_today_is_forgotten_once_it_lies_behind() -> None:
    behind = datetime(2027, 3, 28, 2, 0, tzinfo=UTC)  # 04:00
    window = parse("02:30", "+1h", BERLIN, "", behind)
    assert window.begins == datetime(2027, 3, 29, 0, 30, tzinfo=UTC)


@cache
def turns(name: str) -> tuple[datetime, ...]:
    """The whole hours after which the clocks of the zone were changed, and one without a change."""
    info = zoneinfo.ZoneInfo(name)
    hours = [NOW + timedelta(hours=number) for number in range(365 * 24)]
    pairs = itertools.pairwise(hours)
    changed = (
        before
        for before, after in pairs
        if before.astimezone(info).utcoffset() != after.astimezone(info).utcoffset()
    )
    return (NOW, *changed)


zones_and_turns = st.sampled_from(ZONES).flatmap(
    lambda name: st.tuples(st.just(name), st.sampled_from(turns(name)))
)


@steady
@given(
    zone_and_turn=zones_and_turns,
    from_turn_min=st.integers(min_value=-150, max_value=150),
    earlier_min=st.integers(min_value=-60, max_value=72 * 60),
)
def test_what_a_date_means_is_what_the_clocks_show(
    zone_and_turn: tuple[str, datetime], from_turn_min: int, earlier_min: int
) -> None:
    """The judge goes through the hours around a change, and asks the clocks of the zone what they show."""
    name, turn = zone_and_turn
    info = zoneinfo.ZoneInfo(name)
    local = turn.astimezone(info).replace(tzinfo=None) + timedelta(minutes=from_turn_min)
    now = turn - timedelta(minutes=earlier_min)
    around = (local.replace(tzinfo=UTC) + timedelta(minutes=step) for step in range(-15 * 60, 15 * 60, 15))
    near = [moment for moment in around if moment.astimezone(info).replace(tzinfo=None) == local]
    try:
        window = parse(f"{local:%Y-%m-%d %H:%M}", "+24h", name, "", now)
    except NotAWindow as refused:
        if "comes twice" in refused.sentence:
            assert len(near) == 2
        elif "There is no" in refused.sentence:
            assert near == []
        else:
            assert "has passed" in refused.sentence
            assert near[0] + timedelta(hours=24) <= now
    else:
        assert [window.begins] == near


@steady
@given(
    zone_and_turn=zones_and_turns,
    from_turn_min=st.integers(min_value=-300, max_value=300),
    length_min=st.integers(min_value=1, max_value=24 * 60),
)
def test_what_is_shown_to_be_typed_again_is_the_same_window(
    zone_and_turn: tuple[str, datetime], from_turn_min: int, length_min: int
) -> None:
    name, turn = zone_and_turn
    begins = turn + timedelta(minutes=from_turn_min)
    at = zone_named(name)
    ends = begins + timedelta(minutes=length_min)
    window = Window(
        begins=begins,
        ends=ends,
        zone=at.name,
        note="n",
        begins_offset_min=at.offset_min(begins),
        ends_offset_min=at.offset_min(ends),
    )
    again = parse(*as_typed(window), turn - timedelta(days=1))
    assert (again.begins, again.ends, again.note) == (begins, ends, "n")
    clear = all(len(at.instants(at.local(one))) == 1 for one in (begins, ends))
    assert again.zone == (at.name if clear else "UTC")


def test_a_window_to_be_typed_again_is_in_its_own_zone_where_it_is_known() -> None:
    window = parse("02:00", "04:00", TOKYO, "CHG1", NOW)
    assert as_typed(window) == Typed("2026-11-25 02:00", "04:00", TOKYO, "CHG1")
    late = parse("23:00", "01:00", TOKYO, "", NOW)
    assert as_typed(late) == Typed("2026-11-24 23:00", "2026-11-25 01:00", TOKYO, "")
    elsewhere = msgspec.structs.replace(window, zone="Moon/Tranquility")
    moved = msgspec.structs.replace(window, begins_offset_min=600)
    for unclear in (elsewhere, moved, msgspec.structs.replace(window, ends_offset_min=None)):
        assert as_typed(unclear) == Typed("2026-11-24 17:00", "19:00", "UTC", "CHG1")
    assert as_typed(None) == Typed("", "", "", "")


# -- the zone of this machine ------------------------------------------------------------------------------


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    """A machine with no settings of its own; the clock of the process is put right again afterwards."""
    with monkeypatch.context() as patch:
        patch.setattr(zone, "LOCALTIME", tmp_path / "localtime")
        patch.setattr(zone, "TIMEZONE", tmp_path / "timezone")
        yield patch
    time.tzset()


def clock(patch: pytest.MonkeyPatch, setting: str) -> None:
    patch.setenv("TZ", setting)
    time.tzset()


@pytest.mark.parametrize("setting", ["Asia/Tokyo", ":Asia/Tokyo", "/usr/share/zoneinfo/Asia/Tokyo"])
def test_the_zone_of_this_machine_is_meant_where_none_is_given(
    machine: pytest.MonkeyPatch, setting: str
) -> None:
    clock(machine, setting)
    window = parse("02:00", "+2h", "", "", NOW)
    assert words(window).startswith("2026-11-25 02:00-04:00 Asia/Tokyo (")


def test_what_the_system_is_set_to_counts_where_it_fits_the_clock(
    machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clock(machine, "JST-9")  # a rule without a name
    (tmp_path / "localtime").symlink_to("../usr/share/zoneinfo/Asia/Tokyo")
    assert machine_zone(NOW).name == TOKYO
    (tmp_path / "localtime").unlink()
    (tmp_path / "timezone").write_text("Asia/Tokyo\n")
    assert machine_zone(NOW).name == TOKYO


def test_a_name_that_does_not_fit_the_clock_is_not_believed(
    machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clock(machine, "GMT0BST,M3.5.0/1,M10.5.0")  # in winter it looks like UTC
    with pytest.raises(UnknownZone):
        machine_zone(NOW)
    (tmp_path / "timezone").write_text("Africa/Abidjan\n")
    assert refusal("02:00", "+2h", "").field == "zone"
    (tmp_path / "timezone").write_text("Europe/London\n")
    assert machine_zone(NOW).name == "Europe/London"
    (tmp_path / "timezone").write_bytes(b"\xff\xfe")
    with pytest.raises(UnknownZone):
        machine_zone(NOW)


def test_a_machine_that_is_set_to_nothing_is_in_utc(machine: pytest.MonkeyPatch) -> None:
    clock(machine, "")
    assert machine_zone(NOW).name == "UTC"


def test_utc_needs_no_time_zone_database(machine: pytest.MonkeyPatch) -> None:
    machine.setattr(zoneinfo, "available_timezones", set)
    zoneinfo.reset_tzpath(to=())
    try:
        assert parse("02:00", "+2h", "Etc/UTC", "", NOW).zone == "UTC"
        refused = refusal("02:00", "+2h", TOKYO)
    finally:
        zoneinfo.reset_tzpath()
    assert refused.sentence == "This machine has no time zone database."
    assert "UTC" in refused.remedy
    assert parse("02:00", "+2h", TOKYO, "", NOW).zone == TOKYO


# -- into the journal --------------------------------------------------------------------------------------


@pytest.fixture
def services(tmp_path: Path) -> Services:
    """A journal with one migration in it; nothing here asks AWS."""
    journal = SqliteJournal(tmp_path / "journal.sqlite")
    journal.append(MIGRATION, 0, NOW, ACTOR, started())
    return Services(
        journal=journal,
        accesses=(),
        regions=(PLACE.region,),
        dns=DnsSettings(),
        tls=TlsSettings(),
        clock=lambda: NOW,
        actor=ACTOR,
        seat=SEAT,
        locks=locks(tmp_path),
    )


def events(services: Services) -> list[Event]:
    """What was written behind the beginning, beside sitting down."""
    written = [entry.event for entry in services.journal.read(MIGRATION)][1:]
    return [event for event in written if not isinstance(event, SeatTaken)]


def test_a_window_is_set_moved_and_taken_away(services: Services) -> None:
    first = parse("02:00", "+2h", TOKYO, "CHG1", NOW)
    second = parse("03:00", "+2h", TOKYO, "CHG2", NOW)
    assert set_window(services, MIGRATION, first).window == first
    assert set_window(services, MIGRATION, second).window == second
    assert record.load(services, MIGRATION).window == second
    assert set_window(services, MIGRATION, None).window is None
    assert events(services) == [WindowSet(first), WindowSet(second), WindowSet(None)]


def test_the_same_window_again_is_no_news(services: Services) -> None:
    window = parse("02:00", "+2h", TOKYO, "", NOW)
    set_window(services, MIGRATION, None)
    set_window(services, MIGRATION, window)
    assert set_window(services, MIGRATION, window).window == window
    assert events(services) == [WindowSet(window)]


def test_no_window_is_set_once_the_migration_is_over(services: Services) -> None:
    record.record(services, record.load(services, MIGRATION), Abandoned())
    with pytest.raises(Refused, match="over"):
        set_window(services, MIGRATION, parse("02:00", "+2h", TOKYO, "", NOW))
    assert events(services) == [Abandoned()]


def test_a_window_that_nobody_could_have_typed_is_not_set(services: Services) -> None:
    good = parse("02:00", "+2h", TOKYO, "", NOW)
    replace = msgspec.structs.replace
    for bad in (
        replace(good, ends=good.begins),
        replace(good, ends=good.begins + timedelta(hours=24, seconds=1)),
        replace(good, begins=NOW - timedelta(hours=2), ends=NOW),
    ):
        with pytest.raises(NotAWindow):
            set_window(services, MIGRATION, bad)
    assert events(services) == []


def test_a_name_that_is_missing_in_the_journal_is_refused(services: Services) -> None:
    with pytest.raises(Refused, match="no saved migration"):
        set_window(services, "0badc0de", None)
