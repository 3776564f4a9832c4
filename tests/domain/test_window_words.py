"""A window in words: in its own zone, in UTC, and how far away it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from acm_tui.domain.window import Window, lasting, standing, words

TOKYO = timezone(timedelta(hours=9))
NEW_YORK = timezone(timedelta(hours=-5))


def window(begins: str, ends: str, zone: str = "UTC", *ahead: int | None) -> Window:
    """From *begins* until *ends*, both UTC, in a zone that is *ahead* of it by minutes."""
    first, last = (datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (begins, ends))
    offsets = ahead or (None, None)
    return Window(
        begins=first, ends=last, zone=zone, begins_offset_min=offsets[0], ends_offset_min=offsets[1]
    )


NOON = window("2026-11-25 03:00", "2026-11-25 05:00", "Asia/Tokyo", 540, 540)
OPENS, CLOSES = NOON.begins, NOON.ends


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (NOON, "2026-11-25 12:00-14:00 Asia/Tokyo (03:00-05:00 UTC)"),
        (
            window("2026-11-24 17:00", "2026-11-24 19:00", "Asia/Tokyo", 540, 540),
            "2026-11-25 02:00-04:00 Asia/Tokyo (2026-11-24 17:00-19:00 UTC)",
        ),
        (
            window("2026-11-25 14:00", "2026-11-25 16:00", "Asia/Tokyo", 540, 540),
            "2026-11-25 23:00 - 2026-11-26 01:00 Asia/Tokyo (2026-11-25 14:00-16:00 UTC)",
        ),
        (
            window("2026-11-25 23:00", "2026-11-26 01:00", "America/New_York", -300, -300),
            "2026-11-25 18:00-20:00 America/New_York (2026-11-25 23:00 - 2026-11-26 01:00 UTC)",
        ),
        (
            window("2026-10-25 00:30", "2026-10-25 02:30", "Europe/Berlin", 120, 60),
            "2026-10-25 02:30-03:30 Europe/Berlin (00:30-02:30 UTC; the clocks are put back in it)",
        ),
        (  # it ends at the reading at which it began, an hour later
            window("2026-10-25 00:30", "2026-10-25 01:30", "Europe/Berlin", 120, 60),
            "2026-10-25 02:30-02:30 Europe/Berlin (00:30-01:30 UTC; the clocks are put back in it)",
        ),
        (  # overnight, one hour longer than it looks
            window("2026-10-24 21:00", "2026-10-25 03:00", "Europe/Berlin", 120, 60),
            "2026-10-24 23:00 - 2026-10-25 04:00 Europe/Berlin "
            "(2026-10-24 21:00 - 2026-10-25 03:00 UTC; the clocks are put back in it)",
        ),
        (
            window("2027-03-28 00:30", "2027-03-28 01:30", "Europe/Berlin", 60, 120),
            "2027-03-28 01:30-03:30 Europe/Berlin (00:30-01:30 UTC; the clocks are put forward in it)",
        ),
        (  # half an hour only
            window("2027-04-03 14:30", "2027-04-03 16:00", "Australia/Lord_Howe", 660, 630),
            "2027-04-04 01:30-02:30 Australia/Lord_Howe "
            "(2027-04-03 14:30-16:00 UTC; the clocks are put back in it)",
        ),
        (
            window("2026-11-24 20:15", "2026-11-24 20:45", "Asia/Kathmandu", 345, 345),
            "2026-11-25 02:00-02:30 Asia/Kathmandu (2026-11-24 20:15-20:45 UTC)",
        ),
        (window("2026-11-25 02:00", "2026-11-25 04:00"), "2026-11-25 02:00-04:00 UTC"),
        (
            window("2026-11-25 02:00", "2026-11-25 04:00", "UTC", 0, 0),
            "2026-11-25 02:00-04:00 UTC",
        ),
    ],
)
def test_a_window_is_told_in_its_zone_and_in_utc(one: Window, said: str) -> None:
    assert words(one) == said


def test_a_window_whose_offsets_were_not_kept_is_told_in_utc() -> None:
    told = msgspec.structs.replace(NOON, begins_offset_min=None)
    assert words(told) == "2026-11-25 03:00-05:00 UTC (agreed in Asia/Tokyo)"
    assert told.local is None


def test_the_zone_that_moments_come_in_makes_no_difference() -> None:
    moved = msgspec.structs.replace(
        NOON, begins=NOON.begins.astimezone(TOKYO), ends=NOON.ends.astimezone(NEW_YORK)
    )
    assert words(moved) == words(NOON)
    assert moved.local == NOON.local
    assert NOON.local is not None
    assert [str(one) for one in NOON.local] == ["2026-11-25 12:00:00", "2026-11-25 14:00:00"]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (OPENS - timedelta(hours=5, minutes=12), "opens in 5:12"),
        (OPENS - timedelta(seconds=59), "opens in less than a minute"),
        (OPENS - timedelta(days=12, hours=3), "opens in 12 d"),
        (OPENS, "open, 2:00 left"),
        (OPENS + timedelta(minutes=20), "open, 1:40 left"),
        (CLOSES - timedelta(seconds=1), "open, less than a minute left"),
        (CLOSES, "closed less than a minute ago"),
        (CLOSES + timedelta(minutes=20), "closed 0:20 ago"),
        (CLOSES + timedelta(days=4), "closed 4 d ago"),
    ],
)
def test_how_it_stands_now(now: datetime, said: str) -> None:
    assert standing(NOON, now) == said
    assert standing(NOON, now.astimezone(TOKYO)) == said
    assert NOON.contains(now) == said.startswith("open,")


def test_a_span_is_told_in_days_where_hours_are_too_many() -> None:
    assert lasting(timedelta(days=3)) == "72:00"
    assert lasting(timedelta(days=3, seconds=1)) == "3 d"


def test_a_window_of_an_earlier_version_is_read() -> None:
    told = msgspec.json.encode(
        {"begins": "2026-11-25T03:00:00Z", "ends": "2026-11-25T05:00:00Z", "zone": "Asia/Tokyo"}
    )
    assert msgspec.json.decode(told, type=Window) == window(
        "2026-11-25 03:00", "2026-11-25 05:00", "Asia/Tokyo"
    )
    assert msgspec.json.decode(msgspec.json.encode(NOON), type=Window) == NOON


@pytest.mark.parametrize("minutes", [1440, -1440])
def test_no_clock_is_a_day_ahead_of_utc(minutes: int) -> None:
    told = msgspec.json.encode(msgspec.structs.replace(NOON, ends_offset_min=minutes))
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(told, type=Window)
