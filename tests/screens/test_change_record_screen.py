"""The change record on the screen: read, copied, saved, refused."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot

from acm_tui import __version__
from acm_tui.app import AcmTuiApp
from acm_tui.domain.change_record import change_record
from acm_tui.domain.errors import JournalTrouble
from acm_tui.domain.events import Event
from acm_tui.handoff.change_record.markdown import as_markdown
from acm_tui.screens.change_record import ChangeRecordScreen
from acm_tui.screens.home import HomeScreen
from acm_tui.widgets.page import Page
from tests.domain.stories import MIGRATION
from tests.handoff.record_story import everything
from tests.screens.hostile import CORPUS, HARMFUL, spoiled
from tests.screens.staging import LIMIT_S, NOW, Scene, Stage, rendered, settle

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
BEHIND = Scene(told={MIGRATION: everything()}, until=("1 open.",))
LAST_KEY = "Esc close"


@asynccontextmanager
async def shown(
    stage: Stage,
    directory: Path | None = None,
    *,
    size: tuple[int, int] = (80, 24),
    scene: Scene = BEHIND,
    migration: str = MIGRATION,
) -> AsyncIterator[Pilot[None]]:
    app = stage.app(scene)
    async with app.run_test(size=size) as pilot:
        await settle(pilot, scene)
        await app.push_screen(ChangeRecordScreen(app, migration, directory))
        await settle(pilot, replace(scene, until=(LAST_KEY,)))
        await until_read(pilot)
        yield pilot


async def until_read(pilot: Pilot[None]) -> None:
    for _ in range(int(LIMIT_S / 0.01)):
        if "reading the journal" not in page(pilot, "said"):
            return
        await pilot.pause(0.01)
    raise TimeoutError("the journal is still being read")


def page(pilot: Pilot[None], name: str) -> str:
    return pilot.app.screen.query_one(f"#{name}", Page).plain


def text_of(pilot: Pilot[None]) -> str:
    """The record of the migration as it is in the journal."""
    assert isinstance(pilot.app, AcmTuiApp)
    entries = pilot.app.services.journal.read(MIGRATION)
    record = change_record(entries, now=NOW, program_version=__version__)
    assert record is not None
    return as_markdown(record)


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


@SIZES
async def test_the_whole_record_is_there_and_scrolls(stage: Stage, size: tuple[int, int]) -> None:
    async with shown(stage, size=size) as pilot:
        assert page(pilot, "record") == "\n".join(text_of(pilot).splitlines())
        assert "# Change record: `shop.example.com`" in "\n".join(rendered(pilot.app))
        scroll = pilot.app.screen.query_one(VerticalScroll)
        assert (scroll.scroll_y, scroll.max_scroll_x) == (0, 0)
        await press(pilot, "end")
        assert scroll.scroll_y == scroll.max_scroll_y > 0
        assert "is not shown." in "\n".join(rendered(pilot.app))


async def test_what_is_copied_is_the_record(stage: Stage) -> None:
    async with shown(stage) as pilot:
        await press(pilot, "c")
        assert pilot.app.clipboard == text_of(pilot)
        assert "The record is copied, if your terminal allows it" in page(pilot, "said")


async def test_what_is_saved_is_the_record_and_never_over_another(stage: Stage, tmp_path: Path) -> None:
    directory = tmp_path / "data"
    async with shown(stage, directory) as pilot:
        await press(pilot, "s")
        first = directory / f"acm-tui-{MIGRATION}-20261123T130000Z.md"
        assert first.read_text(encoding="utf-8") == text_of(pilot)
        assert stat.S_IMODE(first.stat().st_mode) == 0o600
        assert f"Saved as {first}." in page(pilot, "said")
        await press(pilot, "s")
        second = directory / f"acm-tui-{MIGRATION}-20261123T130000Z-2.md"
        assert f"Saved as {second}." in page(pilot, "said")
        assert {one.name for one in directory.iterdir()} == {first.name, second.name}


async def test_it_is_saved_where_the_operator_stands(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with shown(stage) as pilot:
        await press(pilot, "s")
        assert f"Saved as {tmp_path / f'acm-tui-{MIGRATION}-20261123T130000Z.md'}." in page(pilot, "said")


async def test_what_cannot_be_saved_tells_why_and_can_still_be_copied(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    async with shown(stage, tmp_path / "file" / "data") as pilot:
        await press(pilot, "s")
        said = page(pilot, "said")
        assert "cannot be written" in said
        assert "Not a directory" in said
        assert "Copy it instead." in said
        await press(pilot, "c")
        assert pilot.app.clipboard == text_of(pilot)


async def test_escape_leads_back(stage: Stage) -> None:
    async with shown(stage) as pilot:
        assert isinstance(pilot.app.screen, ChangeRecordScreen)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, HomeScreen)


async def test_a_migration_that_is_not_there_is_refused(stage: Stage, tmp_path: Path) -> None:
    async with shown(stage, tmp_path / "data", migration="0badcafe") as pilot:
        assert "There is no saved migration 0badcafe." in page(pilot, "said")
        assert page(pilot, "said").splitlines()[-1].split() == ["Esc", "close"]
        await press(pilot, "c", "s")
        assert "copied" not in page(pilot, "said")
        assert pilot.app.clipboard == ""
        assert not (tmp_path / "data").exists()


async def test_a_journal_that_cannot_be_read_is_refused(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise JournalTrouble("The journal cannot be used.", cause="disk I/O error", remedy="Look at it.")

    monkeypatch.setattr("acm_tui.workflow.change_record.read", broken)
    async with shown(stage) as pilot:
        said = page(pilot, "said")
        assert "The journal cannot be used." in said
        assert "disk I/O error" in said
        assert "Look at it." in said


@pytest.mark.parametrize("kind", CORPUS)
async def test_what_others_wrote_is_shown_and_never_acted_upon(stage: Stage, kind: str) -> None:
    hostile: tuple[Event, ...] = tuple(spoiled(event, CORPUS[kind]) for event in everything())
    async with shown(stage, scene=replace(BEHIND, told={MIGRATION: hostile})) as pilot:
        for _ in range(3):
            for strip in pilot.app.screen._compositor.render_strips():
                assert strip.cell_length == 80
                for segment in strip:
                    assert not segment.control
                    assert not HARMFUL & set(segment.text)
                    assert segment.style is None or not segment.style.link
            await press(pilot, "pagedown")
        assert not (HARMFUL - {"\n"}) & set(page(pilot, "record"))
