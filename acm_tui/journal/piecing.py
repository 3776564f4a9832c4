"""One migration of a shared journal, pieced together of the lines that are remembered and of objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from acm_tui.domain.errors import JournalTrouble
from acm_tui.domain.events import Entry
from acm_tui.journal.cache import Held, with_the
from acm_tui.journal.layout import lines_in
from acm_tui.journal.line import Line, digest_of, entry_of
from acm_tui.journal.store import Damage


class Seen(msgspec.Struct, frozen=True):
    """One migration in the store: its lines that are as they were written, and what is wrong behind them."""

    held: Held = Held()
    entries: tuple[Entry, ...] = ()
    damage: Damage | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines, from the first on."""
        return self.held.lines


def pieced(
    migration: str,
    held: Held,
    listed: Mapping[int, str],
    is_as_held: Callable[[int], bool],
    body: Callable[[int], bytes | None],
) -> Seen:
    """*migration* as far as it is whole.

    Args:
        migration: its id.
        held: what is remembered of it.
        listed: the marks of its objects that were listed.
        is_as_held: whether the object of that number is in the store as it is remembered.
        body: what the object of that number holds; ``None``: there is none.

    Raises:
        JournalTrouble: an object cannot be read.
    """
    lines: list[Line] = []
    entries: list[Entry] = []
    marks: dict[int, str] = {}
    damage, begin, rest = None, 0, list[Line]()
    end = max(len(held.lines), *listed, 0)
    while rest or len(lines) < end:
        seq = len(lines) + 1
        try:
            if not rest and seq <= len(held.lines) and is_as_held(held.begin_of(seq)):
                line, mark = held.lines[seq - 1], held.marks.get(seq)
            else:
                if not rest:
                    begin, rest = seq, _lines_of(body(seq))
                line, mark = rest.pop(0), with_the(begin) if begin < seq else None
            _require_next(line, migration, lines)
            _require_as_read_before(line, held)
            entries.append(_entry(line))
        except _DamagedError as problem:
            damage = Damage(migration, len(lines), f"entry {seq} {problem}")
            break
        lines.append(line)
        if mark := listed.get(seq, mark):
            marks[seq] = mark
    return Seen(Held(tuple(lines), marks), tuple(entries), damage)


class _DamagedError(Exception):
    """What is wrong with an entry."""


def _lines_of(body: bytes | None) -> list[Line]:
    if body is None:
        raise _DamagedError("is missing")
    try:
        return [*lines_in(body)]
    except msgspec.DecodeError as error:
        raise _DamagedError(f"cannot be read: {error}") from error


def _require_next(line: Line, migration: str, before: list[Line]) -> None:
    previous = before[-1].digest if before else ""
    if (line.migration, line.seq) != (migration, len(before) + 1) or line.digest != digest_of(previous, line):
        raise _DamagedError("is not as it was written")


def _require_as_read_before(line: Line, held: Held) -> None:
    if line.seq <= len(held.lines) and line.digest != held.lines[line.seq - 1].digest:
        raise _DamagedError("is not as it was read before")


def _entry(line: Line) -> Entry:
    try:
        return entry_of(line)
    except JournalTrouble as trouble:
        raise _DamagedError(f"cannot be read: {trouble.cause}") from trouble
