"""The inventory on the screen: it grows, it is remembered, it is filtered, sorted and marked."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from acm_tui.app import AcmTuiApp
from acm_tui.domain.errors import JournalTrouble, NotFound
from acm_tui.domain.inventory.inventory import Kept
from acm_tui.domain.inventory.listing import Listing
from acm_tui.domain.inventory.news import At, Looked, NotLooked, Seen, Spot, Stage, Vanished
from acm_tui.screens import inventory
from acm_tui.screens.home import HomeScreen
from acm_tui.screens.select import SelectScreen
from acm_tui.workflow import record
from tests.domain.stories import DOMAIN, PLACE, certificate_arn, email_certificate
from tests.screens.select_scenes import NEWS, SELECT, SPOT, item
from tests.screens.staging import LIMIT_S, NOW, Answers, Scene, settle, shown_now
from tests.screens.staging import Stage as Theatre

MORE = item(email_certificate(arn=certificate_arn("new"), names=("new.example.com",), not_after=NOW))
ELSEWHERE = Spot("default", msgspec.structs.replace(PLACE, region="eu-west-1"))
REMEMBERED = Kept(
    items=(item(email_certificate(arn=certificate_arn("kept"), names=("kept.example.com",))),),
    looked=((PLACE, NOW - timedelta(hours=3)),),
)


class Selecting:
    """The running program at step 1."""

    def __init__(self, stage: Theatre, app: AcmTuiApp, pilot: Pilot[None]) -> None:
        self.stage, self.app, self.pilot = stage, app, pilot

    @property
    def screen(self) -> SelectScreen:
        (found,) = (one for one in self.app.screen_stack if isinstance(one, SelectScreen))
        return found

    @property
    def names(self) -> list[str]:
        """The names in the table, from above."""
        table = self.screen.rows
        return [table.texts(number)[1].split(".")[0] for number in range(table.row_count)]

    async def sees(self, *words: str) -> None:
        """Wait until the screen shows *words*."""
        await settle(self.pilot, Scene(until=words))

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    @property
    def text(self) -> str:
        return shown_now(self.app)


@asynccontextmanager
async def at_select(
    stage: Theatre, answers: Answers, then: str = "migrates the one here.", size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Selecting]:
    scene = replace(SELECT, answers=answers, then=(then,))
    app = stage.app(scene)
    async with app.run_test(size=size) as pilot:
        await settle(pilot, scene)
        yield Selecting(stage, app, pilot)


LOOKING = Answers(inventory=(At(SPOT, Stage.SEARCHING, 0, 1),), still_looking=True)
ALL = Answers(inventory=NEWS)

# -- it grows ----------------------------------------------------------------------------------------------


async def test_rows_come_as_they_are_found_and_the_guide_says_how_far_it_is(stage: Theatre) -> None:
    async with at_select(stage, LOOKING, "0 of 1 place · 0 certificates · reading 0/1") as here:
        look = stage.looks[-1]
        look.brings(Seen((MORE,)), At(SPOT, Stage.READING, 1, 2), At(ELSEWHERE, Stage.SEARCHING, 0, 1))
        await here.sees("0 of 2 places · 1 certificate · reading 1/3", "new.example.com")
        look.brings(*NEWS[:-1])
        await here.sees("7 certificates", "legacy.example.net")
        assert here.names[0] in ("new", "legacy"), "the most urgent are on top"


async def test_one_that_vanishes_goes(stage: Theatre) -> None:
    async with at_select(stage, replace(ALL, still_looking=True), "Looking: 1 of 1 place") as here:
        stage.looks[-1].brings(Vanished(certificate_arn("mqtt")))
        await here.sees("5 certificates")
        assert "mqtt" not in here.names


async def test_the_row_under_the_cursor_is_read_first_then_what_is_in_sight(stage: Theatre) -> None:
    async with at_select(stage, replace(ALL, still_looking=True), "Looking") as here:
        look = stage.looks[-1]
        assert look.preferred[-1][0] == certificate_arn("legacy")
        assert len(look.preferred[-1]) == 6
        await here.press("down")
        await here.pilot.pause()
        assert look.preferred[-1][0] == certificate_arn("mqtt")
        assert set(look.preferred[-1]) == set(look.preferred[0])


async def test_whoever_leaves_stops_the_look_and_what_is_known_is_shown_when_he_comes_back(
    stage: Theatre,
) -> None:
    answers = replace(LOOKING, inventory=(Seen((MORE,)), At(SPOT, Stage.READING, 1, 9)))
    async with at_select(stage, answers, "reading 1/9") as here:
        await here.press("escape")
        await here.sees("open.")
        assert stage.looks[-1].stopped
        stage.answer(replace(answers, inventory=()))
        await here.press("n")
        await here.sees("new.example.com")
        assert len(stage.looks) == 2
        assert not stage.looks[-1].stopped


async def test_to_look_again_begins_on_top_of_what_is_known(stage: Theatre) -> None:
    async with at_select(stage, ALL) as here:
        stage.answer(replace(LOOKING, inventory=()))
        await here.press("r")
        await here.sees("as of just now")
        assert len(here.names) == 6
        stage.looks[-1].brings(Seen((MORE,)), Looked(SPOT, NOW, 1))
        await here.sees("1 certificate ")
        assert here.names == ["new"], "what was not seen any more is gone"


# -- it is remembered --------------------------------------------------------------------------------------


async def test_what_is_remembered_is_shown_at_once_with_its_age_until_it_is_seen(stage: Theatre) -> None:
    async with at_select(stage, replace(LOOKING, kept=REMEMBERED), "1 certificate · as of 3 h ago") as here:
        (row,) = here.screen.listing.shown
        assert not row.fresh
        assert all(
            "dim" in part[1] for part in here.screen._cells(row) if isinstance(part, tuple) and part[0]
        )
        stage.looks[-1].brings(Seen(REMEMBERED.items), Looked(SPOT, NOW, 1))
        await here.sees("1 certificate ──")
        (row,) = here.screen.listing.shown
        assert row.fresh


async def test_at_the_end_it_is_kept_for_the_next_time(stage: Theatre) -> None:
    async with at_select(stage, ALL):
        (kept,) = stage.remembered
        assert len(kept.items) == 6
        assert kept.looked == ((PLACE, NOW),)


async def test_a_look_that_has_seen_nothing_is_not_kept(stage: Theatre) -> None:
    failed = NotLooked("audit", "eu-west-1", NotFound("There is nothing."))
    answers = Answers(kept=REMEMBERED, inventory=(At(ELSEWHERE, Stage.FAILED), failed))
    async with at_select(stage, answers, "There is nothing.") as here:
        assert here.names == ["kept"]
        await here.press("escape")
        await here.sees("open.")
    assert stage.remembered == []


async def test_what_was_seen_is_kept_also_by_whoever_leaves_in_the_middle(stage: Theatre) -> None:
    async with at_select(stage, replace(ALL, still_looking=True), "Looking") as here:
        await here.press("escape")
        await here.sees("5 not started")
        await here.app.workers.wait_for_complete()
        (kept,) = stage.remembered
        assert len(kept.items) == 6


async def test_whoever_leaves_before_anything_is_shown_forgets_nothing(
    stage: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    async with at_select(stage, ALL) as here:
        await here.press("escape")
        await here.sees("5 not started")
        listing = inventory._listing

        def slow(*arguments: Any) -> Listing:
            go_on.wait(LIMIT_S)
            return listing(*arguments)

        monkeypatch.setattr(inventory, "_listing", slow)
        await here.press("n")
        await here.sees("1 Select ●", "Looking for certificates")
        await here.press("escape")
        await here.sees("5 not started")
        go_on.set()


async def test_that_it_cannot_be_kept_is_told_quietly(
    stage: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise JournalTrouble("The inventory cannot be remembered.")

    monkeypatch.setattr("acm_tui.workflow.inventory.kept.keep", refuse)
    async with at_select(stage, ALL, "The inventory cannot be remembered.") as here:
        assert "6 certificates validated by email." in here.text


# -- failures ----------------------------------------------------------------------------------------------


async def test_a_place_that_fails_is_told_and_the_rows_of_the_others_are_there(stage: Theatre) -> None:
    failed = NotLooked("audit", "eu-west-1", NotFound("There is nothing.", remedy="Look elsewhere."))
    async with at_select(
        stage, replace(ALL, inventory=(*NEWS, failed, failed)), "(1 more place failed.)"
    ) as here:
        await here.sees("audit · eu-west-1: There is nothing.", "Look elsewhere.")
        assert len(here.names) == 6


# -- filter, order, marks ----------------------------------------------------------------------------------


async def test_it_filters_as_one_types_over_names_tags_and_holders(stage: Theatre) -> None:
    async with at_select(stage, ALL) as here:
        await here.press("slash", *"net")
        await here.sees("3 of 6 shown · “net”")
        assert here.names == ["legacy", "mqtt", "shop"]
        await here.press("enter", "down")
        assert here.screen.rows.has_focus
        assert here.screen.rows.cursor_row == 1
        await here.press("slash", *["backspace"] * 3, *"k8s-ch")
        await here.sees("1 of 6 shown · “k8s-ch”")
        assert here.names == ["shop"]
        await here.press(*["backspace"] * 6, *"4711 shop")
        await here.sees("1 of 6 shown · “4711 shop”")


async def test_what_is_typed_while_the_rows_are_being_made_counts(
    stage: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, go_on = threading.Event(), threading.Event()
    listing = inventory._listing

    def slow(*arguments: Any) -> Listing:
        found = listing(*arguments)
        made.set()
        go_on.wait(LIMIT_S)
        return found

    async with at_select(stage, ALL) as here:
        monkeypatch.setattr(inventory, "_listing", slow)
        await here.press("r")
        await asyncio.to_thread(made.wait, LIMIT_S)
        await here.press("slash", *"net", "enter", "s", "s", "S")
        go_on.set()
        await here.sees("migrates the one here.", "3 of 6 shown · “net” · by certificate")
        assert here.names == ["shop", "mqtt", "legacy"]


async def test_esc_clears_the_filter_and_leaves_it(stage: Theatre) -> None:
    async with at_select(stage, ALL) as here:
        await here.press("slash", *"net", "escape")
        await here.sees("6 certificates")
        assert here.screen.rows.has_focus
        assert not here.screen.query_one(Input).display
        await here.press("escape")
        await here.sees("open.")
        assert isinstance(here.app.screen, HomeScreen)


async def test_what_is_pasted_into_the_filter_is_harmless(stage: Theatre) -> None:
    async with at_select(stage, ALL) as here:
        await here.press("slash")
        here.screen.query_one(Input).post_message(Paste("\x1b[31mnet"))
        await here.sees("0 of 6 shown · “␛[31mnet”")
        assert here.screen.query_one(Input).value == "␛[31mnet"


async def test_keys_of_the_screen_are_letters_in_the_filter(stage: Theatre) -> None:
    async with at_select(stage, ALL) as here:
        await here.press("slash", *"mq", "space", *"aspr")
        await here.sees("0 of 6 shown · “mq aspr”")
        assert not here.screen.rows.marked


async def test_s_orders_by_the_next_column_and_a_capital_s_turns_it_around(stage: Theatre) -> None:
    async with at_select(stage, ALL) as here:
        assert "State ▴" in here.text
        await here.press("s", "s")
        await here.sees("Certificate ▴", "by certificate")
        assert here.names == sorted(here.names)
        await here.press("S")
        await here.sees("Certificate ▾")
        assert here.names == sorted(here.names, reverse=True)


async def test_a_click_on_a_title_orders_by_it_and_a_second_one_turns_it_around(stage: Theatre) -> None:
    async with at_select(stage, ALL) as here:
        for sign in "▴▾▴":
            await here.pilot.click("LongTable", offset=(8, 0))
            await here.sees(f"Certificate {sign}")


async def test_the_cursor_stays_on_its_row_while_others_come(stage: Theatre) -> None:
    async with at_select(stage, replace(ALL, still_looking=True), "Looking") as here:
        await here.press("down", "down")
        at = here.screen.rows.at
        stage.looks[-1].brings(Seen((MORE,)))
        await here.sees("7 certificates")
        assert here.screen.rows.at == at
        assert here.screen.rows.cursor_row == 2 or here.names[here.screen.rows.cursor_row] == "api"


async def test_all_that_are_shown_can_be_marked_and_none(stage: Theatre) -> None:
    async with at_select(stage, ALL) as here:
        await here.press("space")
        await here.sees("1 marked")
        await here.press("a")
        await here.sees("6 marked")
        await here.press("a")
        await here.pilot.pause()
        assert not here.screen.rows.marked


async def test_a_mark_goes_with_its_row(stage: Theatre) -> None:
    async with at_select(stage, replace(ALL, still_looking=True), "Looking") as here:
        await here.press("down", "space")
        assert here.screen.rows.marked == (certificate_arn("mqtt"),)
        stage.looks[-1].brings(Vanished(certificate_arn("mqtt")))
        await here.sees("5 certificates")
        assert not here.screen.rows.marked


# -- going on ----------------------------------------------------------------------------------------------


def begun(here: Selecting) -> set[str]:
    return {one.old.domain for one in record.saved(here.app.services.journal)}


async def test_m_begins_with_the_one_here(stage: Theatre) -> None:
    async with at_select(stage, ALL) as here:
        await here.press("m")
        await here.sees("legacy.example.net", "requests it.")


async def test_enter_twice_begins_with_the_one_here_and_leads_past_the_list(stage: Theatre) -> None:
    async with at_select(stage, ALL) as here:
        await here.press("down", "enter")
        await here.sees("migrates it.")
        await here.press("enter")
        await here.sees("mqtt.example.net", "then switches.")
        await here.press("escape")
        await here.sees("open.")
        assert isinstance(here.app.screen, HomeScreen)


async def test_one_that_is_under_way_is_taken_up_at_its_step(stage: Theatre) -> None:
    async with at_select(stage, ALL) as here:
        await here.press("slash", *DOMAIN, "enter", "m")
        await here.sees("3 DNS ●")


async def test_marked_ones_are_begun_together_after_a_question(stage: Theatre) -> None:
    async with at_select(stage, ALL) as here:
        await here.press("space", "space", "m")
        await here.sees("Begin 2 migrations?", "· legacy.example.net", "· mqtt.example.net")
        assert begun(here) == {DOMAIN}
        await here.press("tab", "enter")
        await here.sees("3 open.")
        assert begun(here) == {DOMAIN, "legacy.example.net", "mqtt.example.net"}
        assert isinstance(here.app.screen, HomeScreen)


async def test_one_of_the_marked_that_is_under_way_is_left_out_and_said_so(stage: Theatre) -> None:
    async with at_select(stage, ALL) as here:
        await here.press("a", "m")
        await here.sees("Begin 5 migrations?", f"not {DOMAIN}: it is under way already")
        await here.press("escape")
        await here.pilot.pause()
        assert begun(here) == {DOMAIN}
        assert len(here.screen.rows.marked) == 6


async def test_those_that_cannot_be_begun_are_told_with_their_reasons_and_stay_marked(stage: Theatre) -> None:
    refused = {"mqtt.example.net": NotFound("It is gone.", remedy="Look again.")}
    async with at_select(stage, replace(ALL, not_begun=refused)) as here:
        await here.press("space", "space", "space", "m")
        await here.sees("Begin 3 migrations?")
        await here.press("tab", "enter")
        await here.sees("2 of 3 begun; the others stay marked. mqtt.example.net: It is gone.", "Look again.")
        assert here.screen.rows.marked == (certificate_arn("mqtt"),)
        assert "▸ at step Request" in here.text, "what was begun is shown as such"


async def test_where_the_journal_does_not_take_it_the_others_are_not_tried(stage: Theatre) -> None:
    full = {"legacy.example.net": JournalTrouble("The disk is full.")}
    async with at_select(stage, replace(ALL, not_begun=full)) as here:
        await here.press("space", "space", "m")
        await here.sees("Begin 2 migrations?")
        await here.press("tab", "enter")
        await here.sees("0 of 2 begun")
        assert begun(here) == {DOMAIN}
        assert len(here.screen.rows.marked) == 2
