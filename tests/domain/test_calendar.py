"""The dates and how far they are away, at their edges."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.calendar import EMAIL_ISSUANCE_ENDS, EMAIL_RENEWAL_ENDS, days_until, header, left
from tests.domain.stories import START
from tests.domain.strategies import steady

TOKYO = timezone(timedelta(hours=9))


def test_the_header_counts_down_to_both_dates() -> None:
    assert header(START) == "email issuance ends in 128 d · renewals end in 311 d"


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2027, 3, 30, 23, 59, tzinfo=UTC), "email issuance ends in 1 d · renewals end in 184 d"),
        (datetime(2027, 3, 31, 23, 59, tzinfo=UTC), "email issuance ends today · renewals end in 183 d"),
        (
            datetime(2027, 4, 1, 0, 0, tzinfo=UTC),
            "email issuance ended 2027-03-31 · renewals end in 182 d",
        ),
        (datetime(2027, 9, 30, 0, 0, tzinfo=UTC), "email issuance ended 2027-03-31 · renewals end today"),
        (
            datetime(2027, 10, 1, 0, 0, tzinfo=UTC),
            "email issuance ended 2027-03-31 · renewals ended 2027-09-30",
        ),
    ],
)
def test_the_header_on_and_after_the_days(now: datetime, said: str) -> None:
    assert header(now) == said


def test_a_day_is_a_day_in_utc() -> None:
    early_in_tokyo = datetime(2027, 4, 1, 8, 0, tzinfo=TOKYO)
    assert days_until(EMAIL_ISSUANCE_ENDS, early_in_tokyo) == 0
    assert days_until(EMAIL_RENEWAL_ENDS, early_in_tokyo) == 183
    assert days_until(date(2027, 3, 30), early_in_tokyo) == -1


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (72 * 3600, "72:00"),
        (72 * 3600 - 1, "71:59"),
        (3600, "1:00"),
        (61, "0:01"),
        (59, "0:00"),
        (0, "0:00"),
        (-1, "0:00"),
        (-90_000, "0:00"),
    ],
)
def test_what_is_left_is_shown_in_hours_and_minutes(seconds: int, shown: str) -> None:
    assert left(START + timedelta(seconds=seconds), START) == shown


@steady
@given(st.integers(min_value=0, max_value=10**7))
def test_what_is_left_never_promises_more_than_there_is(seconds: int) -> None:
    hours, minutes = left(START + timedelta(seconds=seconds), START).split(":")
    promised = int(hours) * 3600 + int(minutes) * 60
    assert promised <= seconds < promised + 60
    assert len(minutes) == 2
