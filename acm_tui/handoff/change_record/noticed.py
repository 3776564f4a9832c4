"""What clients noticed, in sentences that say no more than was seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from acm_tui.domain.change_record import ChangeRecord
from acm_tui.domain.interruption import Interruption, interruption
from acm_tui.domain.monitor import Watched
from acm_tui.domain.mutation import Change
from acm_tui.text import counted


def figures(record: ChangeRecord) -> Interruption:
    """What was watched of all swaps of *record* together."""
    made = (
        call.intended_at
        for call in record.calls
        if call.outcome != "failed" and isinstance(call.mutation, Change)
    )
    return interruption(record.migration.watched, made)


def sentences(record: ChangeRecord, name: Callable[[str], str] = str) -> str:
    """The interruption in a sentence, or a few where there is more to say.

    *name* makes what AWS named fit for where it will stand.
    """
    if not any(call.outcome != "failed" and isinstance(call.mutation, Change) for call in record.calls):
        return "No listener was changed, so there was nothing to interrupt."
    seen = figures(record)
    if not seen.watchings:
        return "Not measured: no watching of these changes is recorded."
    return " ".join(_sentences(seen, name))


def _sentences(seen: Interruption, name: Callable[[str], str]) -> Iterator[str]:
    if not seen.measured:
        yield "Not measured."
    elif not seen.seen:
        yield "Not seen from here: no handshake came about, so what clients noticed is not known."
    else:
        yield _handshakes(seen, name)
        yield from _oddities(seen)
        yield from _connections(seen, name)
        if seen.unreached:
            where = (f"{name(address)} ({name(_listener(one))})" for one, address in seen.unreached)
            yield f"Not seen from here: {', '.join(where)}."
    yield from _holes(seen, name)


def _handshakes(seen: Interruption, name: Callable[[str], str]) -> str:
    asked = counted(seen.handshakes + seen.failed, "new handshake")
    if not seen.noticed:
        what = "None was seen" if seen.whole else "None was seen while it was watched"
        return f"{what}: {asked}, none failed."
    if not seen.failed:
        return f"None of {asked} failed."
    gap = ""
    if seen.longest_at is not None:
        gap = f"; the longest gap was {seen.longest_gap_ms:.0f} ms, at {name(_listener(seen.longest_at))}"
    return f"{seen.failed} of {asked} failed{gap}."


def _holes(seen: Interruption, name: Callable[[str], str]) -> Iterator[str]:
    """Where nobody looked, so that what is told above is not all."""
    if seen.troubles:
        yield f"The watching was disturbed: {'; '.join(map(name, seen.troubles))}."
    if seen.endless:
        of_what = counted(seen.lost_calls, "call") if seen.lost_calls else "what came after the last call"
        yield f"The watching was cut off, or still goes on: nothing is known of {of_what}."
    if seen.unwatched_calls:
        yield f"{counted(seen.unwatched_calls, 'call')} on listeners fell outside the watching."


def _oddities(seen: Interruption) -> Iterator[str]:
    if seen.flaps:
        times = counted(seen.flaps, "time")
        yield f"An address went back from the certificate that was put in place to another one {times}."
    if seen.other:
        yield f"{counted(seen.other, 'handshake')} showed neither the old nor the new certificate."


def _connections(seen: Interruption, name: Callable[[str], str]) -> Iterator[str]:
    if seen.cut:
        yield f"The connection that was kept open was cut: {_listeners(seen.cut, name)}."
    if seen.held:
        yield f"{counted(seen.held, 'connection')} that had been kept open survived."
    if seen.held_unknown:
        held = counted(seen.held_unknown, "connection")
        yield f"Whether {held} that had been kept open survived is not known."
    if not seen.cut and not seen.held and not seen.held_unknown:
        yield "No connection could be kept open through the swap."


def _listeners(them: Iterable[Watched], name: Callable[[str], str]) -> str:
    return ", ".join(name(_listener(one)) for one in them)


def _listener(one: Watched) -> str:
    return f"{one.load_balancer}:{one.port}"
