"""What this machine remembers of a shared journal, so that only what is new is fetched.

An ordinary journal file with two tables more. It is only a copy: it may be removed at any time.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from acm_tui.domain.errors import JournalTrouble
from acm_tui.journal.line import Line, intact
from acm_tui.journal.sqlite import lines_in
from acm_tui.journal.sqlite_file import JournalFile, put

_MORE = (
    "CREATE TABLE IF NOT EXISTS marks ("
    " migration TEXT NOT NULL, seq INTEGER NOT NULL, mark TEXT NOT NULL, PRIMARY KEY (migration, seq)"
    ") STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS looked (migration TEXT NOT NULL PRIMARY KEY, at TEXT NOT NULL)"
    " STRICT, WITHOUT ROWID",
)
"""``marks``: the store's word for the object of each line. ``looked``: when the store was seen to hold it."""

EVERYTHING = ""
"""In ``looked``: all migrations. No migration has this id."""


_WITH = "@"


def with_the(begin: int) -> str:
    """The mark of a line that lies in the object of line *begin*, behind that one."""
    return f"{_WITH}{begin}"


class Held(msgspec.Struct, frozen=True):
    """Lines of one migration from its first on, as they were written, and the marks of their objects."""

    lines: tuple[Line, ...] = ()
    marks: Mapping[int, str] = {}

    def begin_of(self, seq: int) -> int:
        """The number that the object of line *seq* is named by: its own, as a rule."""
        mark = self.marks.get(seq, "")
        return int(mark.removeprefix(_WITH)) if mark.startswith(_WITH) else seq

    def objects(self) -> dict[int, list[Line]]:
        """The lines by the objects that they lie in."""
        found: dict[int, list[Line]] = {}
        for line in self.lines:
            found.setdefault(self.begin_of(line.seq), []).append(line)
        return found


class Cache:
    """The copy in *file*, created when there is something to keep. Threads and processes may share it."""

    def __init__(self, file: Path) -> None:
        self._path = file
        self._file = JournalFile(file)

    def held(self, migration: str) -> Held:
        """What is remembered of *migration*.

        Raises:
            JournalTrouble: the copy cannot be read.
        """
        with self._reading() as connection:
            return Held() if connection is None else _held(connection, migration)

    def everything(self) -> dict[str, Held]:
        """What is remembered of each migration.

        Raises:
            JournalTrouble: the copy cannot be read.
        """
        with self._reading() as connection:
            if connection is None:
                return {}
            ids = [row[0] for row in connection.execute("SELECT migration FROM heads")]
            return {one: _held(connection, one) for one in ids}

    def as_of(self, migration: str = EVERYTHING) -> datetime | None:
        """When the store was last seen to hold what is remembered of *migration*; ``None``: never.

        Raises:
            JournalTrouble: the copy cannot be read.
        """
        with self._reading() as connection:
            if connection is None:
                return None
            rows = connection.execute(
                "SELECT at FROM looked WHERE migration IN (?, ?)", (EVERYTHING, migration)
            ).fetchall()
        return max((datetime.fromisoformat(at) for (at,) in rows), default=None)

    def keep(self, found: Mapping[str, Held], *, of: str, at: datetime) -> None:
        """Remember *found*, by migration, and that the store was looked at for *of* at that moment.

        Raises:
            JournalTrouble: the copy cannot be written.
        """
        with self._writing() as connection:
            for migration, held in found.items():
                _replace(connection, migration, held.lines)
                connection.executemany(
                    "INSERT OR REPLACE INTO marks VALUES (?, ?, ?)",
                    [(migration, seq, mark) for seq, mark in held.marks.items()],
                )
            connection.execute(
                "INSERT OR REPLACE INTO looked VALUES (?, ?)", (of, at.astimezone(UTC).isoformat())
            )

    def extend(self, previous: str, line: Line, mark: str) -> None:
        """Remember *line*, if what is remembered ends with the line whose digest is *previous*.

        Raises:
            JournalTrouble: the copy cannot be written.
        """
        with self._writing() as connection:
            head = connection.execute(
                "SELECT seq, digest FROM heads WHERE migration = ?", (line.migration,)
            ).fetchone()
            if (head or (0, "")) == (line.seq - 1, previous):
                put(connection, [line])
                connection.execute(
                    "INSERT OR REPLACE INTO marks VALUES (?, ?, ?)", (line.migration, line.seq, mark)
                )

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """``None`` also where the file was made and nothing was remembered yet."""
        with self._file.reading() as connection:
            if connection is None or not _is_a_copy(connection):
                yield None
            else:
                yield connection

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise JournalTrouble(f"{self._path.parent} cannot be made.", cause=str(error)) from error
        with self._file.writing() as connection:
            for statement in _MORE:
                connection.execute(statement)
            yield connection


def _is_a_copy(connection: sqlite3.Connection) -> bool:
    found = connection.execute("SELECT COUNT(*) FROM sqlite_master WHERE name IN ('marks', 'looked')")
    return bool(found.fetchone()[0] == len(_MORE))


def _held(connection: sqlite3.Connection, migration: str) -> Held:
    lines = _lines(connection, migration)
    rows = connection.execute("SELECT seq, mark FROM marks WHERE migration = ?", (migration,))
    marks = dict(rows.fetchall())
    whole = intact(lines)
    # Of an object all lines are remembered, or it is fetched again.
    whole = min(whole, Held(lines, marks).begin_of(whole + 1) - 1)
    return Held(tuple(lines[:whole]), {seq: mark for seq, mark in marks.items() if seq <= whole})


def _lines(connection: sqlite3.Connection, migration: str) -> tuple[Line, ...]:
    """What cannot be read is not remembered: it is fetched again."""
    try:
        return lines_in(connection, migration)
    except (sqlite3.DatabaseError, UnicodeError):
        return ()


def _replace(connection: sqlite3.Connection, migration: str, lines: Sequence[Line]) -> None:
    """Have *lines* remembered of *migration*; those that are there already stay, as do those behind them."""
    there = _lines(connection, migration)
    both = min(len(there), len(lines))
    if not both or there[:both] != tuple(lines[:both]):
        for table in ("entries", "heads", "marks"):
            connection.execute(f"DELETE FROM {table} WHERE migration = ?", (migration,))  # noqa: S608 - own names
        there = ()
    if more := list(lines[len(there) :]):
        put(connection, more)
