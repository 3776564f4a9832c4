"""Whose account it is: the migration's own is named by its alias, wherever the first profile leads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acm_tui.domain.place import Place
from acm_tui.workflow import place
from acm_tui.workflow.place import Whereabouts
from acm_tui.workflow.services import Services
from tests.domain.stories import PLACE
from tests.screens.scenes import CONFIRM
from tests.screens.staging import Stage, settle

LAB = Whereabouts(Place("aws", "444455556666", PLACE.region), "lab", None, 1)
ELSEWHERE = replace(
    CONFIRM,
    answers=replace(CONFIRM.answers, whereabouts=LAB),
    until=(*CONFIRM.until, f"{PLACE.account} shop-prod"),
    then=(f"{PLACE.account} shop-prod · {PLACE.region}", "Type"),
)


async def test_the_confirmation_names_the_account_of_the_migration(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Place] = []

    def alias(_: Services, at: Place) -> str:
        asked.append(at)
        return "shop-prod"

    monkeypatch.setattr(place, "alias", alias)
    async with stage.app(ELSEWHERE).run_test(size=(120, 40)) as pilot:
        await settle(pilot, ELSEWHERE)
        await pilot.press("escape")
    assert asked == [PLACE], "once, however many screens show it"
