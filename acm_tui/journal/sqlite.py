"""The journal in one SQLite file: the default store, for one machine."""

from __future__ import annotations

import contextlib
import itertools
import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path

from acm_tui.domain.errors import JournalTrouble, SomebodyWasFirst
from acm_tui.domain.events import VOCABULARY, Entry, Event
from acm_tui.journal.wire import decode, encode

LAYOUT = 1
"""Version of the file's layout, kept in SQLite's ``user_version``."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    migration TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    version INTEGER NOT NULL,
    event BLOB NOT NULL,
    PRIMARY KEY (migration, seq)
) STRICT, WITHOUT ROWID
"""
_BUSY_S = 5.0
_Row = tuple[str, int, str, str, bytes]


class SqliteJournal:
    """Events in a SQLite file that is private to the user (0600).

    Each call opens the file anew: connections do not cross threads, and a file that was replaced or
    removed meanwhile is noticed. Commits are durable against power cuts (``synchronous=EXTRA`` with a
    rollback journal, SQLite documentation, "PRAGMA synchronous").

    Args:
        file: where the journal is; created on the first append.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def append(self, migration: str, after: int, at: datetime, actor: str, event: Event) -> Entry:
        """See ``Journal.append``."""
        entry = Entry(migration=migration, seq=after + 1, at=at, actor=actor, event=event)
        row = (migration, entry.seq, at.astimezone(UTC).isoformat(), actor, VOCABULARY, encode(event))
        with self._open(create=True) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
                self._expect(connection, migration, after)
                connection.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)", row)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        return entry

    def read(self, migration: str) -> tuple[Entry, ...]:
        """See ``Journal.read``."""
        return tuple(_entry(row) for row in self._rows("WHERE migration = ?", migration))

    def migrations(self) -> Iterator[tuple[Entry, ...]]:
        """See ``Journal.migrations``."""
        for _, group in itertools.groupby(self._rows(), key=itemgetter(0)):
            yield tuple(_entry(row) for row in group)

    def _rows(self, where: str = "", *values: str) -> list[_Row]:
        if not self._exists():
            return []
        with self._open() as connection:
            if self._layout(connection) == 0:  # created, and its first writer died before the first entry
                return []
            return connection.execute(
                f"SELECT migration, seq, at, actor, event FROM entries {where} ORDER BY migration, seq",  # noqa: S608 - *where* is this file's own text
                values,
            ).fetchall()

    def _expect(self, connection: sqlite3.Connection, migration: str, after: int) -> None:
        (last,) = connection.execute(
            "SELECT COALESCE(MAX(seq), 0) FROM entries WHERE migration = ?", (migration,)
        ).fetchone()
        if last < after:
            raise JournalTrouble(
                f"The journal {self._file} has lost entries of this migration. Nothing was done.",
                cause=f"expected {after} entries, found {last}",
                remedy="See whether the file was removed or replaced meanwhile, and put it back.",
            )
        if last > after:
            actor, at = connection.execute(
                "SELECT actor, at FROM entries WHERE migration = ? AND seq = ?", (migration, last)
            ).fetchone()
            raise SomebodyWasFirst(
                f"{actor} changed this migration at {at}, after you had read it. Nothing was done.",
                cause=f"expected entry {after + 1}, found {last} entries",
                remedy="Look at it as it is now, then decide again.",
            )

    @contextlib.contextmanager
    def _open(self, *, create: bool = False) -> Iterator[sqlite3.Connection]:
        try:
            if create and not self._file.exists():
                self._create_private()
            # Reading needs "rw" where it may: only a writer can roll back what a killed process left.
            writable = create or os.access(self._file, os.W_OK)
            uri = f"{self._file.absolute().as_uri()}?mode={'rw' if writable else 'ro'}"
            connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_S, isolation_level=None)
        except (sqlite3.Error, OSError) as error:
            raise self._trouble(error) from error
        try:
            self._lay_out(connection, create=create)
            yield connection
        except (sqlite3.Error, UnicodeEncodeError) as error:
            raise self._trouble(error) from error
        finally:
            connection.close()

    def _exists(self) -> bool:
        try:
            return self._file.exists()
        except OSError as error:  # a directory on the way may not be searched
            raise self._trouble(error) from error

    def _create_private(self) -> None:
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self._file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))

    def _lay_out(self, connection: sqlite3.Connection, *, create: bool) -> None:
        layout = self._layout(connection)
        if layout > LAYOUT:
            raise JournalTrouble(
                f"The journal {self._file} was written by a newer acm-tui.",
                cause=f"its layout is {layout}, this program knows up to {LAYOUT}",
                remedy="Start the newer program, or name another directory in ACM_TUI_DATA_DIR.",
            )
        if create:
            connection.execute("PRAGMA synchronous = EXTRA")
            if layout < LAYOUT:
                connection.executescript(f"BEGIN IMMEDIATE;{_SCHEMA};PRAGMA user_version = {LAYOUT};COMMIT")

    @staticmethod
    def _layout(connection: sqlite3.Connection) -> int:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])

    def _trouble(self, error: Exception) -> JournalTrouble:
        return JournalTrouble(
            f"The journal {self._file} cannot be used. Nothing is changed in AWS without it.",
            cause=str(error),
            remedy="See that the disk is not full and the file may be read and written,"
            " or name another directory in ACM_TUI_DATA_DIR.",
        )


def _entry(row: _Row) -> Entry:
    migration, seq, at, actor, event = row
    return Entry(
        migration=migration, seq=seq, at=datetime.fromisoformat(at), actor=actor, event=decode(event)
    )
