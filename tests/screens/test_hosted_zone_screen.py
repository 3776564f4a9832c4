"""Nothing is written into Route 53 without a preview, nor replaced without the zone's name being typed."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.migration import Migration
from acm_tui.domain.propagation import Zone
from acm_tui.domain.record_plan import RecordPlan
from acm_tui.screens.confirm import Confirm
from acm_tui.screens.dns import DnsScreen
from acm_tui.screens.hosted_zone import HostedZoneScreen
from acm_tui.workflow import record, route53
from acm_tui.workflow.services import Services
from tests.screens.dns_scenes import ROUTE53, ROUTE53_CONFLICT, ROUTE53_ELSEWHERE, ROUTE53_REPLACES
from tests.screens.staging import Scene, Stage, settle


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[RecordPlan]:
    """Every plan that was to be written."""
    plans: list[RecordPlan] = []

    def write(
        services: Services, migration_id: str, plan: RecordPlan, zones: Mapping[ValidationRecord, Zone]
    ) -> Migration:
        assert {zone.name for zone in zones.values()} == {plan.zone.name}, "as they were seen last"
        plans.append(plan)
        return record.load(services, migration_id)

    monkeypatch.setattr(route53, "write", write)
    return plans


async def until(pilot: Pilot[None], kind: type) -> None:
    """Wait until a screen of *kind* is on top."""
    for _ in range(500):
        if isinstance(pilot.app.screen, kind):
            return
        await pilot.pause(0.01)
    raise AssertionError(f"{type(pilot.app.screen).__name__} is shown, not {kind.__name__}")


async def test_what_replaces_nothing_is_written_with_one_key(stage: Stage, written: list[RecordPlan]) -> None:
    async with stage.app(ROUTE53).run_test(size=(80, 24)) as pilot:
        await settle(pilot, ROUTE53)
        await pilot.press("enter")
        await until(pilot, DnsScreen)
    assert written == list(ROUTE53.answers.preview)


async def test_what_replaces_something_wants_the_zone_typed(stage: Stage, written: list[RecordPlan]) -> None:
    async with stage.app(ROUTE53_REPLACES).run_test(size=(80, 24)) as pilot:
        await settle(pilot, ROUTE53_REPLACES)
        await pilot.press("enter")
        await until(pilot, Confirm)
        await settle(
            pilot, replace(ROUTE53_REPLACES, until=("_old.acm-validations.aws.",), press=(), then=())
        )
        await pilot.press("shift+tab", *"example.net", "enter")
        assert isinstance(pilot.app.screen, Confirm), "that is another zone"
        await pilot.press("escape")
        await until(pilot, HostedZoneScreen)
        assert written == []

        await pilot.press("enter")
        await until(pilot, Confirm)
        await pilot.press("shift+tab", *"example.com", "enter")
        await until(pilot, DnsScreen)
    assert written == list(ROUTE53_REPLACES.answers.preview)


@pytest.mark.parametrize("scene", [ROUTE53_CONFLICT, ROUTE53_ELSEWHERE], ids=["conflict", "elsewhere"])
async def test_what_cannot_be_written_is_not(stage: Stage, written: list[RecordPlan], scene: Scene) -> None:
    async with stage.app(scene).run_test(size=(80, 24)) as pilot:
        await settle(pilot, scene)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HostedZoneScreen)
        await pilot.press("escape")
        await until(pilot, DnsScreen)
    assert written == []
