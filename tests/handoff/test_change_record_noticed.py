"""The interruption in sentences: no more is said than was seen."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from acm_tui.domain.events import CutoverWatched, Event, Failed, Intended
from acm_tui.handoff.change_record.noticed import sentences
from tests.domain.recorded import NOW, PLAN, carried_out, confirmed, recorded
from tests.domain.stories import NEW, START
from tests.handoff.record_story import UNSEEN, WATCHED

QUIET = msgspec.structs.replace(
    WATCHED, other=0, failed=0, flaps=0, longest_gap_ms=None, held="held", unreached=()
)


def said(*listeners: Any, name: Any = str) -> str:
    watched = [CutoverWatched(NEW, START, NOW, 250.0, listeners)] if listeners else []
    return sentences(recorded(*carried_out(confirmed(), PLAN.changes), *watched), name)


def test_nothing_was_seen_to_be_interrupted() -> None:
    assert said(QUIET) == (
        "None was seen: 42 new handshakes, none failed. 1 connection that had been kept open survived."
    )


def test_failures_and_the_gap() -> None:
    one = msgspec.structs.replace(QUIET, failed=2, longest_gap_ms=612.4)
    assert said(one).startswith("2 of 44 new handshakes failed; the longest gap was 612 ms, at shop:443.")


def test_failures_without_a_gap_that_could_be_measured() -> None:
    assert said(msgspec.structs.replace(QUIET, failed=2)).startswith("2 of 44 new handshakes failed. ")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"flaps": 2}, "went back from the certificate that was put in place to another one 2 times."),
        ({"other": 3}, "3 handshakes showed neither the old nor the new certificate."),
        ({"held": "cut"}, "The connection that was kept open was cut: shop:443."),
    ],
)
def test_oddities_are_never_called_nothing(changes: dict[str, Any], words: str) -> None:
    text = said(msgspec.structs.replace(QUIET, **changes))
    assert text.startswith("None of ")
    assert words in text


def test_what_was_not_seen_is_neither_good_nor_bad() -> None:
    assert said(UNSEEN) == (
        "Not seen from here: no handshake came about, so what clients noticed is not known."
    )
    text = said(QUIET, UNSEEN)
    assert text.endswith("Not seen from here: orders.internal (orders:443).")
    assert "No connection could be kept open" in said(msgspec.structs.replace(QUIET, held="closed early"))


def test_calls_that_nobody_watched() -> None:
    assert said() == "Not measured: nothing was watching while the listeners were changed."
    early = CutoverWatched(NEW, START, START, 250.0, (QUIET,))
    events = [*carried_out(confirmed(), PLAN.changes), early]
    assert sentences(recorded(*events)).endswith("4 calls on listeners fell outside the watching.")


def test_what_changed_nothing_interrupted_nothing() -> None:
    events: list[Event] = [*confirmed(), Intended(PLAN.changes[0]), Failed(8, "AccessDenied", "no")]
    nothing = "No listener was changed, so there was nothing to interrupt."
    assert sentences(recorded(*events)) == nothing
    assert sentences(recorded(*events[:-1])) != nothing, "its outcome is not known"


def test_names_are_made_fit_for_where_they_stand() -> None:
    one = msgspec.structs.replace(WATCHED, unreached=("192.0.2.83",))
    text = said(one, name=lambda name: f"<{name}>")
    assert "at <shop:443>." in text
    assert "was cut: <shop:443>." in text
    assert "<192.0.2.83> (<shop:443>)" in text
