"""After a crash: what became of a call without an outcome stands on the step until the next one."""

from __future__ import annotations

from dataclasses import replace

from acm_tui.domain.events import Intended, Succeeded
from acm_tui.domain.mutation import RequestCertificate
from tests.domain.stories import MIGRATION, NEW, OLD, certificate_request, started
from tests.screens import scenes
from tests.screens.staging import Scene, Stage, rendered, settle

ASKED = Intended(RequestCertificate(certificate_request()))
CRASHED = Scene(
    told={MIGRATION: (started(), ASKED, Succeeded(2, NEW, reconciled=True))},
    session=MIGRATION,
    until=("3 DNS", "found by its tag."),
)


async def test_what_was_found_is_named_with_its_moment_and_its_sign(stage: Stage) -> None:
    async with stage.app(CRASHED).run_test(size=(160, 40)) as pilot:
        await settle(pilot, CRASHED)
        text = " ".join(" ".join(rendered(pilot.app)).split())
        assert (
            f"The request of 2026-11-23 09:01 UTC was carried out: ACM has {NEW}, found by its tag." in text
        )


async def test_where_every_answer_came_there_is_no_row(stage: Stage) -> None:
    answered = replace(CRASHED, told={MIGRATION: (started(), ASKED, Succeeded(2, NEW))}, until=("3 DNS",))
    async with stage.app(answered).run_test(size=(120, 40)) as pilot:
        await settle(pilot, answered)
        assert not pilot.app.screen.query_one("#found").display


async def test_a_swap_that_was_cut_off_says_what_the_listener_has(stage: Stage) -> None:
    """It is found out when the step is opened, without a key."""
    async with stage.app(scenes.LOST_FIRST).run_test(size=(160, 50)) as pilot:
        await settle(pilot, scenes.LOST_FIRST)
        text = " ".join(" ".join(rendered(pilot.app)).split())
        assert "was carried out: the listener of shop has " in text
        assert OLD not in text.split("was carried out")[0].rsplit("The change of", 1)[-1]
