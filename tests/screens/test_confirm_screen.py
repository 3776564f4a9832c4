"""The typed confirmation and the question: the buttons stay in sight, and the focus begins on Cancel."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.widget import Widget

from acm_tui.screens.ask import Ask
from acm_tui.screens.confirm import Confirm
from acm_tui.theme import THEME
from acm_tui.widgets.say import line


class Alone(App[None]):
    """An app with nothing but the dialogue, and the program's own looks."""

    CSS_PATH = "../../acm_tui/styles.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.register_theme(THEME)
        self.theme = THEME.name


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("reason", ["", "It is outside the maintenance window. Why now?"])
@pytest.mark.parametrize("facts", [1, 12, 200])
async def test_the_dialogue_is_as_high_as_what_it_shows_and_its_buttons_are_in_sight(
    size: tuple[int, int], reason: str, facts: int
) -> None:
    app = Alone()
    rows = [line(f"listener {number}") for number in range(facts)]
    async with app.run_test(size=size) as pilot:
        await app.push_screen(Confirm("Swap the certificates", rows, "shop-alb", "Swap", reason))
        await pilot.pause()
        shown = app.screen
        dialogue = shown.query_one(".dialogue").content_region
        assert shown.query_one(".title").region.y == dialogue.y, "it is not scrolled"
        buttons = shown.query_one(".buttons").region
        assert buttons.bottom == dialogue.bottom, "nothing below the buttons, and they are in it"
        assert app.focused is shown.query_one("#cancel")


@pytest.fixture(params=["typed", "asked"])
def dialogue(request: pytest.FixtureRequest) -> Confirm | Ask:
    if request.param == "typed":
        return Confirm("Swap the certificates", [], "shop-alb", "Swap")
    return Ask("Leave it as it is", [], "Leave it")


async def test_nothing_but_cancel_ever_has_the_focus_at_the_beginning(
    dialogue: Confirm | Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not for a moment what stands above it: what is typed ahead would go there."""
    held: list[Widget | None] = []
    monkeypatch.setattr(type(dialogue), "watch_focused", lambda _, widget: held.append(widget), raising=False)
    app = Alone()
    async with app.run_test() as pilot:
        await app.push_screen(dialogue)
        await pilot.pause()
        assert [one.id for one in held if one is not None] == ["cancel"]


async def test_it_begins_on_cancel_also_where_another_window_has_the_focus(dialogue: Confirm | Ask) -> None:
    app = Alone()
    async with app.run_test() as pilot:
        app.app_focus = False
        await app.push_screen(dialogue)
        await pilot.pause()
        app.app_focus = True
        await pilot.pause()
        assert app.focused is dialogue.query_one("#cancel")
