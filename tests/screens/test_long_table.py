"""A table of thousands of rows: the cursor, what is in sight, marks, titles, and text that does not fit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from acm_tui.widgets.long_table import LongTable
from acm_tui.widgets.say import Part
from acm_tui.widgets.table_line import Column

SIZE = (40, 12)
"""Eleven rows fit below the titles."""


class Thing(NamedTuple):
    key: str
    text: str = ""


def things(*keys: str) -> list[Thing]:
    return [Thing(key, f"text of {key}") for key in keys]


@pytest.fixture
def unpainted() -> None:
    """What is painted, and how often, is what is asked here."""


def many(count: int) -> list[Thing]:
    return things(*(f"{number:05}" for number in range(count)))


class Shown(App[None]):
    """Nothing but the table; it counts the rows that are rendered, and what it is told."""

    CSS = "LongTable { height: 1fr; } LongTable > .long-table--cursor { background: $accent; }"

    def __init__(self, rows: Iterable[Thing] = ()) -> None:
        super().__init__()
        self.animation_level = "none"
        self.table: LongTable[Thing] = LongTable(lambda one: one.key, self._cells)
        self._first = list(rows)
        self.rendered: list[str] = []
        self.moves = 0
        self.titled: list[int] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def on_mount(self) -> None:
        self.table.lay_out((Column("Key", 6), Column("Text", 0)))
        self.table.show(self._first)

    def _cells(self, thing: Thing) -> tuple[Part, ...]:
        self.rendered.append(thing.key)
        return (thing.key, (thing.text, "bold $error"))

    def on_long_table_moved(self) -> None:
        self.moves += 1

    def on_long_table_titled(self, event: LongTable.Titled) -> None:
        self.titled.append(event.column)

    @property
    def lines(self) -> list[str]:
        return [strip.text.rstrip() for strip in self.screen._compositor.render_strips()]

    def in_sight(self) -> list[str]:
        return [one.key for one in self.table.in_sight]


async def shows(pilot: Pilot[None], table: LongTable[Thing], rows: list[Thing]) -> None:
    table.show(rows)
    await pilot.pause()


async def test_only_what_is_in_sight_is_rendered() -> None:
    app = Shown(many(10_000))
    async with app.run_test(size=SIZE) as pilot:
        assert app.lines[:3] == ["  Key    Text", "  00000  text of 00000", "  00001  text of 00001"]
        assert set(app.rendered) == {f"{number:05}" for number in range(11)}
        await pilot.press("end")
        assert app.table.at == "09999"
        assert app.lines[-1].split()[0] == "09999"
        assert app.in_sight() == [f"{number:05}" for number in range(9989, 10_000)]
        assert len(set(app.rendered)) == 22


async def test_the_keys_move_as_far_as_they_say() -> None:
    app = Shown(many(100))
    async with app.run_test(size=SIZE) as pilot:
        for key, row in (
            ("up", 0),
            ("down", 1),
            ("pagedown", 12),
            ("pageup", 1),
            ("end", 99),
            ("down", 99),
            ("ctrl+home", 0),
        ):
            await pilot.press(key)
            assert app.table.cursor_row == row, key
            assert app.table.at in app.in_sight(), key


async def test_who_has_not_moved_stays_on_the_first_row_whatever_comes_to_stand_there() -> None:
    app = Shown(things("b", "c"))
    async with app.run_test(size=SIZE) as pilot:
        await shows(pilot, app.table, things("a", "b", "c"))
        assert app.table.at == "a"


async def test_who_has_moved_stays_on_his_row_and_it_stays_where_it_is_on_the_screen() -> None:
    app = Shown(many(100))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*["down"] * 23, *["up"] * 3)
        line = app.table.cursor_row - app.table.scroll_offset.y
        await shows(pilot, app.table, [*things("x", "y", "z"), *many(100)])
        assert app.table.at == "00020"
        assert app.table.cursor_row == 23
        assert app.table.cursor_row - app.table.scroll_offset.y == line


async def test_also_who_has_moved_back_to_the_first_row_stays_on_his_row_unless_he_went_to_the_top() -> None:
    app = Shown(things("b", "c"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down", "up")
        await shows(pilot, app.table, things("a", "b", "c"))
        assert app.table.at == "b"
        await pilot.press("home")
        await shows(pilot, app.table, things("0", "a", "b", "c"))
        assert app.table.at == "0"


async def test_where_the_row_is_gone_the_cursor_is_on_what_took_its_place() -> None:
    app = Shown(things("a", "b", "c"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down")
        await shows(pilot, app.table, things("a", "c"))
        assert app.table.at == "c"
        await shows(pilot, app.table, [])
        assert [app.table.at, app.table.row] == [None, None]
        await shows(pilot, app.table, things("d"))
        assert app.table.at == "d"


async def test_fewer_rows_scroll_back_into_sight() -> None:
    app = Shown(many(1000))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("end")
        await shows(pilot, app.table, many(3))
        assert app.table.at == "00002"
        assert app.lines[1:4] == [f"  0000{n}  text of 0000{n}" for n in range(3)]


async def test_a_row_that_says_something_else_is_rendered_anew_and_no_other() -> None:
    app = Shown(things("a", "b"))
    async with app.run_test(size=SIZE) as pilot:
        rows = list(app.table.in_sight)
        await shows(pilot, app.table, rows)
        app.rendered.clear()
        await shows(pilot, app.table, [rows[0], Thing("b", "other")])
        assert app.rendered == ["b"]
        assert app.lines[2] == "  b      other"


async def test_marks_stay_with_their_rows() -> None:
    app = Shown(things("a", "b", "c"))
    async with app.run_test(size=SIZE) as pilot:
        app.table.toggle()
        app.table.toggle()
        await pilot.pause()
        assert list(app.table.marked) == ["a", "b"]
        assert app.table.at == "c", "a mark goes on to the next row"
        await shows(pilot, app.table, things("x", "b", "a"))
        assert [line[:1] for line in app.lines[1:4]] == [" ", "✔", "✔"]
        app.table.mark(["x"])
        assert list(app.table.marked) == ["x"]
        app.table.mark([])
        assert not app.table.marked


async def test_a_click_goes_to_the_row_and_on_a_title_tells_which() -> None:
    app = Shown(things("a", "b", "c"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(app.table, offset=(12, 2))
        assert app.table.at == "b"
        await pilot.click(app.table, offset=(12, 9))
        assert app.table.at == "b", "there is no row"
        for x in (0, 3, 12):
            await pilot.click(app.table, offset=(x, 0))
        assert app.titled == [0, 1]


async def test_it_tells_when_the_cursor_moves_and_when_other_rows_are_in_sight() -> None:
    app = Shown(many(100))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        before = app.moves
        await pilot.press("down")
        moved = app.moves
        assert moved > before
        app.table.scroll_to(y=30, animate=False)
        await pilot.pause()
        assert app.moves > moved


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[red]x[/]", "[red]x[/]"),
        ("\x1b[2J", "␛[2J"),
        ("y" * 5000, "y" * 29 + "…"),
        ("日" * 20, "日" * 14 + " …"),
    ],
    ids=["markup", "escape", "endless", "wide"],
)
async def test_text_is_harmless_and_what_is_cut_off_leaves_a_sign(text: str, shown: str) -> None:
    app = Shown([Thing("a", text)])
    async with app.run_test(size=SIZE):
        (strip,) = app.screen._compositor.render_strips()[1:2]
        assert strip.cell_length == SIZE[0]
        assert strip.text[9:].rstrip() == shown


async def test_it_fits_into_another_width_and_keeps_the_cursor_in_sight() -> None:
    app = Shown(many(100))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*["down"] * 11)
        await pilot.resize_terminal(20, 6)
        await pilot.pause()
        assert app.table.at in app.in_sight()
        assert max(map(len, app.lines)) <= 20
        assert app.lines[1].startswith("  00007  text of")


async def test_the_cursor_is_seen_without_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Shown(things("a", "b"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down")
        first, second = ([app.table.render_line(y)._segments[1].style for y in (1, 2)][n] for n in (0, 1))
        assert first is not None
        assert second is not None
        assert first.bgcolor != second.bgcolor
