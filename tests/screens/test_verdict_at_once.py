"""A verdict that stands is shown while what explains it is still being asked."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Check, Observation, conclude
from acm_tui.workflow.propagation import Watch
from tests.domain.stories import RECORD
from tests.screens.dns_scenes import DNS_ABSENT, DNS_TYPED_TWICE, ZONE, everywhere, found_at
from tests.screens.staging import NOW, Stage, rendered, settle


class Explaining:
    """Looks that tell the verdict of *rows*, and then go on explaining it without end."""

    def __init__(self, rows: tuple[Observation, ...]) -> None:
        self._rows = rows
        self.told = asyncio.Event()

    async def look(
        self,
        records: Iterable[ValidationRecord],
        on_row: object,
        on_verdict: Callable[[Check], None],
        **_: object,
    ) -> tuple[Check, ...]:
        for record in records:
            on_verdict(conclude(record, ZONE, self._rows, NOW))
        self.told.set()
        await asyncio.Event().wait()
        raise AssertionError("it has no end")


async def test_a_verdict_that_nothing_can_change_is_shown_at_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage.app(DNS_ABSENT).run_test(size=(80, 24)) as pilot:
        await settle(pilot, DNS_ABSENT)
        monkeypatch.setattr(Watch, "look", Explaining(everywhere(**found_at(RECORD.name))).look)
        await pilot.press("r")
        await settle(pilot, replace(DNS_ABSENT, until=("READY",)))


async def test_what_is_known_is_not_forgotten_for_a_verdict_that_may_change(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    explaining = Explaining(everywhere())
    async with stage.app(DNS_TYPED_TWICE).run_test(size=(80, 24)) as pilot:
        await settle(pilot, DNS_TYPED_TWICE)
        monkeypatch.setattr(Watch, "look", explaining.look)
        await pilot.press("r")
        await asyncio.wait_for(explaining.told.wait(), 5)
        await pilot.pause()
        assert "MISPLACED" in "\n".join(rendered(pilot.app))
