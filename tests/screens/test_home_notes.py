"""What Home says of a journal that is not to be relied upon."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from tests.domain.stories import MIGRATION, issued
from tests.screens.staging import Scene, Stage, rendered, settle

WHOLE = Scene(until=("2 open.",), told={MIGRATION: tuple(issued()), "other": tuple(issued())})


async def test_a_journal_that_is_whole_says_nothing_of_itself(stage: Stage) -> None:
    app = stage.app(WHOLE)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, WHOLE)
        assert not app.screen.query_one("#notes").display


async def test_what_is_damaged_is_told_and_the_rest_is_there(stage: Stage, tmp_path: Path) -> None:
    app = stage.app(WHOLE)
    with closing(sqlite3.connect(tmp_path / "journal.sqlite3")) as connection, connection:
        connection.execute("DELETE FROM entries WHERE migration = 'other' AND seq = 5")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, replace(WHOLE, until=("1 open.", "Migration other is damaged behind entry 4")))
        assert "✖" not in "\n".join(rendered(app))
        assert app.screen.query_one("#notes").display
