"""A question with two answers: what Enter would press is in sight, however much there is to read before."""

from __future__ import annotations

import pytest
from textual.widgets import Button

from acm_tui.screens.ask import Ask
from acm_tui.widgets.say import line
from tests.screens.test_confirm_screen import Alone


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("facts", [1, 15, 16, 17, 18, 19, 20, 30, 200])
async def test_the_button_that_has_the_focus_is_in_sight(size: tuple[int, int], facts: int) -> None:
    app = Alone()
    rows = [line(f"listener {number}") for number in range(facts)]
    async with app.run_test(size=size) as pilot:
        await app.push_screen(Ask("Leave the old certificate", rows, "Leave it"))
        await pilot.pause()
        cancel = app.screen.query_one("#cancel", Button)
        assert app.focused is cancel
        assert app.screen.query_one(".dialogue").content_region.contains_region(cancel.region)
