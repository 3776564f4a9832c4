"""The SQLite file of a journal: how it is made, brought up to date, and opened for one call."""

from __future__ import annotations

import contextlib
import os
import random
import secrets
import sqlite3
import time
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import msgspec

from acm_tui.domain.errors import JournalTrouble
from acm_tui.journal.line import Line, digest_of

LAYOUT = 2
"""Version of the file's layout, kept in SQLite's ``user_version``. Layout 1 had neither digests nor heads."""

_SCHEMA = """
CREATE TABLE entries (
    migration TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    version INTEGER NOT NULL,
    event BLOB NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (migration, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE heads (
    migration TEXT NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL,
    digest TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""
"""``heads`` repeats the last line of each migration: lines that vanish from the end are missed."""

_BUSY_S = 5.0
"""Seconds that are waited for others at most."""
_PAUSE_S = 0.01
"""Longest pause before the turn is asked for again; one commit takes about as long."""


class JournalFile:
    """Opens the file anew for each call: connections do not cross threads, and a file that was replaced or
    removed meanwhile is noticed. It is private to the user (0600).
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """A connection in a transaction of its own, or ``None`` where there is no file.

        Raises:
            JournalTrouble: it cannot be read.
        """
        if not self._exists():
            yield None
            return
        with self._open() as connection:
            connection.execute("BEGIN")
            _layout(self.path, connection)
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection in a transaction that no other writer shares; committed when the block ends.

        The file is created where it is missing, and brought up to date. Commits are durable against power
        cuts (``synchronous=EXTRA`` with a rollback journal, SQLite documentation, "PRAGMA synchronous").

        Raises:
            JournalTrouble: it cannot be written.
        """
        if not self._exists():
            self._create()
        with self._open(writable=True) as connection:
            connection.execute("PRAGMA synchronous = EXTRA")
            _take_the_turn(connection)
            try:
                if _layout(self.path, connection) == 1:
                    _bring_up_to_date(connection)
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def damaged(self, cause: str) -> JournalTrouble:
        """The file's pages make no sense, as *cause* says."""
        return JournalTrouble(
            f"The journal {self.path} is damaged. Nothing is changed in AWS without it.",
            cause=cause,
            remedy="`acm-tui sessions` shows what can still be read;"
            " `acm-tui sessions recover` keeps the file aside and goes on with that.",
        )

    def _trouble(self, error: Exception) -> JournalTrouble:
        if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            return self.damaged(str(error))
        if getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
            return JournalTrouble(
                f"The journal {self.path} is in use by other programs. Nothing is changed in AWS without it.",
                cause=f"{error}, for {_BUSY_S:g} s",
                remedy="Try again in a moment; see what else has the file open.",
            )
        return JournalTrouble(
            f"The journal {self.path} cannot be used. Nothing is changed in AWS without it.",
            cause=str(error),
            remedy="See that the disk is not full and the file may be read and written,"
            " or name another directory in ACM_TUI_DATA_DIR.",
        )

    @contextlib.contextmanager
    def _open(self, *, writable: bool = False) -> Iterator[sqlite3.Connection]:
        try:
            # Reading needs "rw" where it may: only a writer can roll back what a killed process left.
            mode = "rw" if writable or os.access(self.path, os.W_OK) else "ro"
            uri = f"{self.path.absolute().as_uri()}?mode={mode}"
            connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_S, isolation_level=None)
        except (sqlite3.Error, OSError) as error:
            raise self._trouble(error) from error
        try:
            yield connection
        except (sqlite3.Error, UnicodeError) as error:
            raise self._trouble(error) from error
        finally:
            connection.close()

    def _exists(self) -> bool:
        try:
            return self.path.exists()
        except OSError as error:  # a directory on the way may not be searched
            raise self._trouble(error) from error

    def _create(self) -> None:
        """It gets its name when it is laid out: a file that is empty has lost something."""
        fresh = self.path.with_name(f".{self.path.name}.{secrets.token_hex(8)}")
        try:
            os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            try:
                with contextlib.closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
                    connection.execute("PRAGMA synchronous = EXTRA")
                    connection.executescript(f"BEGIN;{_SCHEMA};PRAGMA user_version = {LAYOUT};COMMIT")
                self._name(fresh)
            finally:
                fresh.unlink(missing_ok=True)
        except (sqlite3.Error, OSError) as error:
            raise self._trouble(error) from error

    def _name(self, fresh: Path) -> None:
        try:
            os.link(fresh, self.path)
        except FileExistsError:
            return  # somebody else was first
        except OSError:  # a file system without hard links
            if not self.path.exists():
                fresh.rename(self.path)


def _take_the_turn(connection: sqlite3.Connection) -> None:
    """Begin a transaction for writing.

    SQLite itself asks ever less often, ten times a second in the end: of several that write without a pause
    one may never be heard. Asked at random moments, each has its turn.
    """
    connection.execute("PRAGMA busy_timeout = 0")
    end = time.monotonic() + _BUSY_S
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > end:
                raise
            time.sleep(random.uniform(0, _PAUSE_S))
        else:
            break
    connection.execute(f"PRAGMA busy_timeout = {int(_BUSY_S * 1000)}")


def _layout(path: Path, connection: sqlite3.Connection) -> int:
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found > LAYOUT:
        raise JournalTrouble(
            f"The journal {path} was written by a newer acm-tui.",
            cause=f"its layout is {found}, this program knows up to {LAYOUT}",
            remedy="Start the newer program, or name another directory in ACM_TUI_DATA_DIR.",
        )
    if found < 1:
        raise JournalTrouble(
            f"The journal {path} is empty or no journal at all. Nothing is changed in AWS without it.",
            cause="the file has been cut off, or its first writer died before the first entry",
            remedy="Restore a backup. Where there was never a migration, remove the file.",
        )
    return found


def layout_of(connection: sqlite3.Connection) -> int:
    """The layout of a file that was opened."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def lines_of_layout_1(connection: sqlite3.Connection, migration: str) -> tuple[Line, ...]:
    """The lines of a file that knew no digests yet, chained as they stand."""
    rows = connection.execute(
        "SELECT migration, seq, at, actor, version, event FROM entries WHERE migration = ? ORDER BY seq",
        (migration,),
    )
    lines: list[Line] = []
    for of, seq, at, actor, version, event in rows:
        bare = Line(migration=of, seq=seq, at=at, actor=actor, version=version, event=event, digest="")
        previous = lines[-1].digest if lines else ""
        lines.append(msgspec.structs.replace(bare, digest=digest_of(previous, bare)))
    return tuple(lines)


def _bring_up_to_date(connection: sqlite3.Connection) -> None:
    """From layout 1 to 2, within the transaction of the first writer."""
    migrations = [row[0] for row in connection.execute("SELECT DISTINCT migration FROM entries")]
    lines = [line for one in migrations for line in lines_of_layout_1(connection, one)]
    connection.execute("DROP TABLE entries")
    for statement in _SCHEMA.split(";"):
        connection.execute(statement)
    for _, group in groupby(lines, key=attrgetter("migration")):
        put(connection, list(group))
    connection.execute(f"PRAGMA user_version = {LAYOUT}")


def put(connection: sqlite3.Connection, lines: list[Line]) -> None:
    """Write *lines* of one migration, the last of which becomes its head. Needs a transaction for writing."""
    connection.executemany(
        "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(one.migration, one.seq, one.at, one.actor, one.version, one.event, one.digest) for one in lines],
    )
    last = lines[-1]
    connection.execute(
        "INSERT INTO heads VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET seq = excluded.seq, digest = excluded.digest",
        (last.migration, last.seq, last.digest),
    )
