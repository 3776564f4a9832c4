"""The interruption in sentences: no more is said than was seen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from acm_tui.domain.events import CutoverWatched, Event, Failed, Intended
from acm_tui.domain.watchings import so_far
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


def test_a_connection_of_which_nobody_knows_did_not_survive_and_was_not_cut() -> None:
    text = said(msgspec.structs.replace(QUIET, held="not known"))
    assert text.endswith("Whether 1 connection that had been kept open survived is not known.")
    assert "No connection could be kept open" not in text


def test_calls_that_nobody_watched() -> None:
    assert said() == "Not measured: no watching of these changes is recorded."
    early = CutoverWatched(NEW, START, START, 250.0, (QUIET,))
    assert after_the_calls(early) == "Not measured. 4 calls on listeners fell outside the watching."


def after_the_calls(*watchings: CutoverWatched) -> str:
    """What is said of four calls, two hours after one another from the seventh on, and *watchings*."""
    return sentences(recorded(*carried_out(confirmed(), PLAN.changes), *watchings))


BROKEN = "The monitor failed: OSError: [Errno 24] Too many open files"


def test_what_broke_the_watching_is_said_and_calls_made_while_it_was_blind_are_not_called_watched() -> None:
    blind = msgspec.structs.replace(QUIET, blind_from=START + timedelta(hours=10))
    assert after_the_calls(CutoverWatched(NEW, START, NOW, 250.0, (blind,), BROKEN)) == (
        "None was seen while it was watched: 42 new handshakes, none failed. "
        "1 connection that had been kept open survived. "
        f"The watching was disturbed: {BROKEN}. 2 calls on listeners fell outside the watching."
    )
    disturbed = CutoverWatched(NEW, START, NOW, 250.0, (QUIET,), BROKEN)
    assert after_the_calls(disturbed).startswith("None was seen while it was watched: ")
    assert after_the_calls(disturbed).endswith(f"The watching was disturbed: {BROKEN}.")


def test_a_watching_that_was_cut_off_does_not_speak_for_the_calls_after_it() -> None:
    until = START + timedelta(hours=8)
    killed = so_far(CutoverWatched(NEW, START, until, 250.0, (QUIET,)))
    text = after_the_calls(killed)
    assert text.startswith("None was seen while it was watched: 42 new handshakes, none failed.")
    assert text.endswith("The watching was cut off, or still goes on: nothing is known of 3 calls.")
    before = so_far(CutoverWatched(NEW, START, START, 250.0, (QUIET,)))
    assert after_the_calls(before) == (
        "Not measured. The watching was cut off, or still goes on: nothing is known of 4 calls."
    )
    behind = so_far(CutoverWatched(NEW, START, NOW, 250.0, (QUIET,)))
    assert after_the_calls(behind).endswith("nothing is known of what came after the last call.")


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
