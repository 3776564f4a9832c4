"""The journal in one SQLite file: the default store, for one machine."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from acm_tui.domain.errors import JournalTrouble
from acm_tui.domain.events import Entry, Event
from acm_tui.journal.filesystem import network_kind
from acm_tui.journal.line import Line, entry_of, intact, line_after
from acm_tui.journal.refusals import entries_lost, new_behind, require_whole, somebody_was_first
from acm_tui.journal.sqlite_file import JournalFile, layout_of, lines_of_layout_1, put
from acm_tui.journal.store import Damage

_LINES = """
SELECT migration, seq, at, actor, version, event, digest FROM entries WHERE migration = ? ORDER BY seq
"""
_LAST = "SELECT COALESCE(MAX(seq), 0) FROM entries WHERE migration = ?"
_HEAD = "SELECT seq, digest FROM heads WHERE migration = ?"


class SqliteJournal:
    """Events in a SQLite file. Implements :class:`acm_tui.journal.store.Archive`.

    Every line carries the digest of all lines before it, so that a file that is not as it was written is
    noticed: SQLite itself notices only where its own pages make no sense.

    Args:
        file: where the journal is; created on the first append.
    """

    def __init__(self, file: Path) -> None:
        self._file = JournalFile(file)
        self._checked = False

    def append(self, migration: str, after: int, at: datetime, actor: str, event: Event) -> Entry:
        """See ``Journal.append``."""
        with self._file.writing() as connection:
            self._check_once(connection)
            line = line_after(self._head(connection, migration, after), migration, after, at, actor, event)
            put(connection, [line])
        return Entry(migration=migration, seq=after + 1, at=at, actor=actor, event=event)

    def read(self, migration: str) -> tuple[Entry, ...]:
        """See ``Journal.read``."""
        with self._file.reading() as connection:
            return () if connection is None else self._entries(connection, migration)

    def last(self, migration: str) -> int:
        """See ``Journal.last``."""
        with self._file.reading() as connection:
            if connection is None:
                return 0
            found = connection.execute(_LAST, (migration,)).fetchone()
            return int(found[0])

    def migrations(self) -> Iterator[tuple[Entry, ...]]:
        """See ``Journal.migrations``."""
        with self._file.reading() as connection:
            found = (
                [] if connection is None else [self._readable(connection, one) for one in _ids(connection)]
            )
        return (entries for entries in found if entries)

    def notes(self) -> tuple[str, ...]:
        """See ``Journal.notes``."""
        kind = network_kind(self._file.path)
        elsewhere = (
            f"The journal {self._file.path} is on a network file system ({kind}), where two programs may not"
            " notice each other. Keep it on a local disk, or share it with [journal] store.",
        )
        return (*(elsewhere if kind else ()), *(one.sentence for one in self.damage()))

    def lines(self, migration: str) -> tuple[Line, ...]:
        """See ``Archive.lines``."""
        with self._file.reading() as connection:
            if connection is None:
                return ()
            lines = lines_in(connection, migration)
            return lines[: intact(lines)]

    def adopt(self, lines: Sequence[Line]) -> int:
        """See ``Archive.adopt``."""
        migration = require_whole(lines)
        with self._file.writing() as connection:
            self._check_once(connection)
            self._entries(connection, migration)  # nothing is added to what is damaged
            new = new_behind(lines_in(connection, migration), lines)
            if new:
                put(connection, list(new))
        return len(new)

    def damage(self) -> tuple[Damage, ...]:
        """See ``Archive.damage``."""
        with self._file.reading() as connection:
            if connection is None:
                return ()
            found = [_damage(connection, one) for one in _ids(connection)]
            if why := _structure(connection):
                found.insert(0, Damage("", 0, why))
            return tuple(one for one in found if one is not None)

    def _entries(self, connection: sqlite3.Connection, migration: str) -> tuple[Entry, ...]:
        damage = _damage(connection, migration)
        if damage is not None:
            raise JournalTrouble(
                f"Migration {migration} is damaged in the journal {self._file.path}:"
                f" {damage.intact} of its entries can still be read.",
                cause=damage.why,
                remedy="Restore a backup, or let `acm-tui sessions recover` keep the file aside"
                " and go on with what can be read.",
            )
        return tuple(entry_of(line) for line in lines_in(connection, migration))

    def _readable(self, connection: sqlite3.Connection, migration: str) -> tuple[Entry, ...]:
        """The entries of *migration*; none where it is damaged, which :meth:`damage` tells."""
        try:
            return self._entries(connection, migration)
        except (JournalTrouble, sqlite3.DatabaseError):
            return ()

    def _check_once(self, connection: sqlite3.Connection) -> None:
        """Nothing is written into a file whose pages make no sense: it would become worse."""
        if not self._checked and (why := _structure(connection)):
            raise self._file.damaged(why)
        self._checked = True

    def _head(self, connection: sqlite3.Connection, migration: str, after: int) -> str:
        """The digest of the last line of *migration*, which must be its line *after*; empty before any."""
        last, digest = connection.execute(_HEAD, (migration,)).fetchone() or (0, "")
        (held,) = connection.execute(_LAST, (migration,)).fetchone()
        if last < after or held != last:
            raise entries_lost(
                str(self._file.path),
                expected=max(last, after),
                found=held,
                remedy="See whether the file was removed or replaced meanwhile, and put it back.",
            )
        if last > after:
            actor, at = connection.execute(
                "SELECT actor, at FROM entries WHERE migration = ? AND seq = ?", (migration, last)
            ).fetchone()
            raise somebody_was_first(actor, at, after=after, found=last)
        return str(digest)


def lines_in(connection: sqlite3.Connection, migration: str) -> tuple[Line, ...]:
    """Every line of *migration* in an open file, whatever it is worth.

    Raises:
        sqlite3.DatabaseError: one of them is none.
    """
    if layout_of(connection) == 1:
        return lines_of_layout_1(connection, migration)
    return tuple(_line(row) for row in connection.execute(_LINES, (migration,)))


def _line(row: tuple[object, ...]) -> Line:
    """SQLite gives what it finds: in a damaged file that may be a value of another type, or none."""
    try:
        return msgspec.convert(dict(zip(Line.__struct_fields__, row, strict=True)), Line)
    except msgspec.ValidationError as error:
        raise sqlite3.DatabaseError(f"a line with a value that cannot be: {error}") from error


def _damage(connection: sqlite3.Connection, migration: str) -> Damage | None:
    try:
        lines = lines_in(connection, migration)
        head = _head_of(connection, migration)
    except (sqlite3.DatabaseError, UnicodeError) as error:
        return Damage(migration, 0, str(error))
    whole = intact(lines)
    for count, line in enumerate(lines[:whole]):
        try:
            entry_of(line)
        except JournalTrouble as trouble:
            return Damage(migration, count, f"entry {count + 1}: {trouble.cause}")
    if whole < len(lines):
        return Damage(migration, whole, f"entry {whole + 1} is not as it was written, or is missing")
    if head is not None and head != (len(lines), lines[-1].digest if lines else ""):
        return Damage(migration, whole, f"{head[0]} entries were written, {len(lines)} are there")
    return None


def _head_of(connection: sqlite3.Connection, migration: str) -> tuple[int, str] | None:
    """What the file says that the last line is; ``None`` in a layout that did not say it."""
    if layout_of(connection) == 1:
        return None
    found = connection.execute(_HEAD, (migration,)).fetchone()
    return (0, "") if found is None else (found[0], found[1])


def _ids(connection: sqlite3.Connection) -> list[str]:
    """Every migration of which there is a trace.

    Raises:
        sqlite3.DatabaseError: there is no table that can be read to its end.
    """
    tables = ("entries",) if layout_of(connection) == 1 else ("heads", "entries")
    found: set[str] = set()
    for table in tables:
        try:
            rows = connection.execute(f"SELECT DISTINCT migration FROM {table}")  # noqa: S608 - own names
            found |= {row[0] for row in rows if isinstance(row[0], str)}
        except sqlite3.DatabaseError:
            if table == tables[-1] and not found:
                raise
    return sorted(found)


def _structure(connection: sqlite3.Connection) -> str:
    """What SQLite itself finds wrong with the file's pages; empty where it finds nothing."""
    found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    return "" if found == "ok" else found
