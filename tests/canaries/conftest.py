"""The real program with planted credentials, at the level at which it logs most."""

from __future__ import annotations

from pathlib import Path

import pytest

from acm_tui.journal.sqlite import SqliteJournal
from tests.canaries.planted import plant
from tests.cli.conftest import environment as plain_environment
from tests.cli.conftest import in_terminal, run
from tests.domain.stories import MIGRATION, issued
from tests.journal.writing import write

__all__ = ["in_terminal", "plain_environment", "run"]


@pytest.fixture
def environment(plain_environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """Nobody's settings, and canaries wherever credentials are kept."""
    directory = tmp_path / "aws"
    directory.mkdir()
    return plain_environment | plant(directory) | {"ACM_TUI_LOG_LEVEL": "debug"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data directory, with one migration."""
    directory = tmp_path / "data"
    directory.mkdir(mode=0o700)
    write(SqliteJournal(directory / "journal.sqlite3"), MIGRATION, *issued())
    return directory
