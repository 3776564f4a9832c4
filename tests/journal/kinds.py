"""Every kind of journal there is, as one and the same test uses it: opened, by several, and broken."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any, Protocol

from acm_tui.aws.objects import S3Objects
from acm_tui.domain.shared_store import Store
from acm_tui.journal.layout import Layout
from acm_tui.journal.objects import Objects
from acm_tui.journal.shared import SharedJournal
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.journal.store import Archive
from tests.journal.memory import MemoryObjects


class Kind(Protocol):
    """One journal, kept in one way."""

    def open(self) -> Archive:
        """Open it as a program does that has not been here yet."""
        ...

    def alter(self, migration: str, seq: int) -> None:
        """Have somebody write another name into a line."""
        ...

    def remove(self, migration: str, seq: int) -> None:
        """Have somebody take a line away."""
        ...


class InFile:
    """In the SQLite file of a machine."""

    def __init__(self, directory: Path) -> None:
        self.file = directory / "journal.sqlite3"

    def open(self) -> Archive:
        return SqliteJournal(self.file)

    def alter(self, migration: str, seq: int) -> None:
        self._change("UPDATE entries SET actor = 'mallory' WHERE migration = ? AND seq = ?", migration, seq)

    def remove(self, migration: str, seq: int) -> None:
        self._change("DELETE FROM entries WHERE migration = ? AND seq = ?", migration, seq)

    def _change(self, statement: str, *values: object) -> None:
        with closing(sqlite3.connect(self.file)) as connection, connection:
            connection.execute(statement, values)


class InObjects:
    """In a store of objects; each who opens it is on a machine of his own."""

    STORE = Store("team-journal", "acm-tui/prod")
    LAYOUT = Layout(STORE.root)

    def __init__(self, objects: Callable[[], Objects], directory: Path) -> None:
        self._objects = objects
        self._caches = (directory / f"machine-{number}" / "cache.sqlite3" for number in count(1))

    def open(self) -> SharedJournal:
        return SharedJournal(self._objects(), self.STORE, self.cache())

    def cache(self) -> Path:
        """Where another machine remembers what it reads."""
        return next(self._caches)


class InMemory(InObjects):
    """In objects in memory."""

    def __init__(self, directory: Path) -> None:
        self.objects = MemoryObjects()
        super().__init__(lambda: self.objects, directory)

    def alter(self, migration: str, seq: int) -> None:
        key = self.LAYOUT.key(migration, seq)
        self.objects.held[key] = self.objects.held[key].replace(b'"actor":"', b'"actor":"mallory')

    def remove(self, migration: str, seq: int) -> None:
        del self.objects.held[self.LAYOUT.key(migration, seq)]


class InS3(InObjects):
    """In the sandbox's S3, through boto3. *client* is an ordinary one, *bucket* empty."""

    def __init__(self, objects: Callable[[], S3Objects], client: Any, directory: Path) -> None:
        super().__init__(objects, directory)
        self._client = client
        # Proved elsewhere: a trial for each test would take longer than most of them.
        client.put_object(Bucket=self.STORE.bucket, Key=f"{self.LAYOUT.proof}passed.json", Body=b"{}")

    def alter(self, migration: str, seq: int) -> None:
        where = {"Bucket": self.STORE.bucket, "Key": self.LAYOUT.key(migration, seq)}
        body = self._client.get_object(**where)["Body"].read()
        self._client.put_object(**where, Body=body.replace(b'"actor":"', b'"actor":"mallory'))

    def remove(self, migration: str, seq: int) -> None:
        self._client.delete_object(Bucket=self.STORE.bucket, Key=self.LAYOUT.key(migration, seq))
