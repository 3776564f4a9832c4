"""What a reading of a journal elsewhere is worth, in a few cells and in sentences."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest

from acm_tui.domain.standing import Standing, badge, caveat
from tests.domain.stories import START


@pytest.mark.parametrize(
    ("standing", "shown"),
    [
        (Standing(), ""),
        (Standing(as_of=START), "JOURNAL AS OF 09:00 UTC"),
        (Standing(as_of=START.astimezone(timezone(timedelta(hours=9)))), "JOURNAL AS OF 09:00 UTC"),
        (Standing(as_of=START - timedelta(days=1)), "JOURNAL AS OF 2026-11-22 09:00 UTC"),
        (Standing(uncached="disk full"), "JOURNAL NOT CACHED"),
        (Standing(as_of=START, uncached="disk full"), "JOURNAL AS OF 09:00 UTC"),
    ],
)
def test_the_badge(standing: Standing, shown: str) -> None:
    assert badge(standing, START + timedelta(hours=1)) == shown


def test_the_sentences() -> None:
    assert caveat(Standing()) == ""
    assert caveat(Standing(as_of=START, why="no route", uncached="disk full")).splitlines() == [
        "The journal cannot be reached. This is as it was at 2026-11-23 09:00:00 UTC. Cause: no route",
        "Nothing is remembered of the journal on this machine. Cause: disk full",
    ]
