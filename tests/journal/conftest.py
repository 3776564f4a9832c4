"""A journal in a file of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.journal.store import Archive


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite3"


@pytest.fixture
def journal(file: Path) -> Archive:
    return SqliteJournal(file)
