"""A colleague is at work on the migration on the screen: it is told, and can be taken over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from textual.pilot import Pilot

from acm_tui.app import AcmTuiApp
from acm_tui.domain.errors import Trouble
from acm_tui.domain.events import HandedOver, Intended, SeatLeft, SeatTaken
from acm_tui.domain.mutation import DeleteCertificate
from acm_tui.domain.seat import Seat
from acm_tui.screens.confirm import Confirm
from acm_tui.screens.step import StepScreen
from acm_tui.workflow.record import load
from tests.domain.seats import SEAT
from tests.domain.stories import MIGRATION, NEW, issued, started
from tests.screens.staging import LIMIT_S, NOW, Scene, Stage, rendered, settle

BOB = Seat("b0b", "bob@laptop", 42)
FREE = Scene(until=("3 DNS",), told={MIGRATION: tuple(issued())[:4]}, session=MIGRATION)
HELD = replace(
    FREE, told={MIGRATION: (*tuple(issued())[:4], SeatTaken(BOB))}, until=("bob@laptop (process 42)",)
)


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not condition():
            await pilot.pause(0.01)


async def test_who_is_at_work_is_told_where_since_when_and_at_which_step(stage: Stage) -> None:
    async with stage.app(HELD).run_test(size=(120, 40)) as pilot:
        await settle(pilot, HELD)
        text = "\n".join(rendered(pilot.app))
        assert "bob@laptop (process 42) is at work here since 09:04 UTC, at 3 DNS. t takes over." in text


async def test_what_is_told_of_a_colleague_hangs_together_in_a_small_terminal(stage: Stage) -> None:
    async with stage.app(HELD).run_test(size=(80, 24)) as pilot:
        await settle(pilot, HELD)
        rows = rendered(pilot.app)
        first = next(number for number, row in enumerate(rows) if "at work here" in row)
        assert rows[first].startswith(" ● bob@laptop")
        assert rows[first + 1].startswith("   ")


async def test_who_comes_and_goes_is_seen_while_one_looks_on(stage: Stage) -> None:
    app = stage.app(FREE)
    journal = app.services.journal
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, FREE)
        assert not pilot.app.screen.query_one("#presence").display
        journal.append(MIGRATION, 4, NOW, BOB.actor, SeatTaken(BOB))
        await settle(pilot, replace(FREE, until=("bob@laptop (process 42) is at work here",)))
        asked = Intended(DeleteCertificate(NEW, "timed out"))
        journal.append(MIGRATION, 5, NOW, BOB.actor, asked)
        await settle(pilot, replace(FREE, until=("1 call under way",)))
        journal.append(MIGRATION, 6, NOW, BOB.actor, SeatLeft("b0b"))
        await settle(pilot, FREE)
        await until(pilot, lambda: not pilot.app.screen.query_one("#presence").display)


async def test_who_comes_takes_no_place_from_what_went_wrong(stage: Stage) -> None:
    scene = Scene(until=("then switches.",), told={MIGRATION: (started(),)}, session=MIGRATION)
    app = stage.app(scene)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, scene)
        assert isinstance(app.screen, StepScreen)
        app.screen.failed(Trouble("The records cannot be read.", remedy="Look again."))
        app.services.journal.append(MIGRATION, 1, NOW, BOB.actor, SeatTaken(BOB))
        await settle(pilot, replace(scene, until=("bob@laptop (process 42) is at work here",)))
        assert "✖ The records cannot be read." in "\n".join(rendered(app))


async def test_what_is_taken_over_is_named(stage: Stage) -> None:
    app = stage.app(HELD)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, HELD.pressing("t", then="Type bob@laptop to confirm."))
        await pilot.press("shift+tab", *"bob@laptop", "enter")
        await until(pilot, lambda: sits(app) == SEAT)
        await until(pilot, lambda: not isinstance(pilot.app.screen, Confirm))
        await until(pilot, lambda: not pilot.app.screen.query_one("#presence").display)


async def test_whoever_only_looks_is_not_asked_for_a_name(stage: Stage) -> None:
    app = stage.app(HELD)
    app.services = replace(app.services, read_only=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, HELD.pressing("t", then="the program was started with --read-only"))
        assert not isinstance(pilot.app.screen, Confirm)
        assert "t takes over" not in "\n".join(rendered(pilot.app))


async def test_with_a_call_under_way_one_has_to_say_that_the_other_is_gone(stage: Stage) -> None:
    told = (*HELD.told[MIGRATION], Intended(DeleteCertificate(NEW, "timed out")))
    scene = replace(HELD, told={MIGRATION: told})
    async with stage.app(scene).run_test(size=(120, 40)) as pilot:
        await settle(pilot, scene.pressing("t", then="Type bob@laptop is gone to confirm."))
        assert "1 change under way there" in "\n".join(rendered(pilot.app))


async def test_leaving_to_home_leaves_the_seat(stage: Stage) -> None:
    told = (*tuple(issued())[:4], SeatTaken(SEAT), HandedOver("CSV"))
    scene = replace(FREE, told={MIGRATION: told})
    app = stage.app(scene)
    app.services.sitting.add(MIGRATION)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, scene)
        await pilot.press("escape")
        await until(pilot, lambda: sits(app) is None)


async def test_leaving_the_program_leaves_every_seat(stage: Stage) -> None:
    told = (*tuple(issued())[:4], SeatTaken(SEAT))
    scene = replace(FREE, told={MIGRATION: told})
    app = stage.app(scene)
    app.services.sitting.add(MIGRATION)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, scene)
        await pilot.press("q")
        await pilot.pause()
    assert sits(app) is None


def sits(app: AcmTuiApp) -> Seat | None:
    holder = load(app.services, MIGRATION).holder
    return holder.seat if holder is not None else None
