"""Where was looked, what failed there, and where else to look."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acm_tui.aws import profiles
from acm_tui.aws.session import Access
from acm_tui.domain.errors import SettingsTrouble
from acm_tui.domain.inventory.inventory import Kept
from acm_tui.domain.inventory.news import At, Looked, Stage
from acm_tui.screens.select import SelectScreen
from acm_tui.workflow.services import Services
from tests.screens.select_scenes import CHOOSING, PLACES, SELECT_LOOKING, SPOT
from tests.screens.staging import NOW, Scene, settle, shown_now
from tests.screens.staging import Stage as Theatre


async def test_every_place_is_shown_with_what_came_of_it(stage: Theatre) -> None:
    app = stage.app(PLACES)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, PLACES)
        text = shown_now(app)
        assert "✔ default · 111122223333 · ap-northeast-1 looked through, 6 certificates, just now" in text
        assert "✖ audit · 444455556666 · eu-west-1 not looked through, 0 certificates" in text


async def test_a_failure_is_told_in_whole_sentences_with_cause_and_remedy(stage: Theatre) -> None:
    app = stage.app(PLACES)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, PLACES)
        text = shown_now(app)
        assert "audit · 444455556666 · eu-west-1: You may not call acm:ListCertificates." in text
        assert "Ask for the permission acm:ListCertificates." in text
        assert "AccessDeniedException: User: arn:aws:iam::444455556666:user/ayako is not authorized" in text
        assert "AWS Health tells nothing without a support plan. (444455556666)" in text


async def test_it_changes_while_the_look_goes_on(stage: Theatre) -> None:
    scene = SELECT_LOOKING.pressing(
        "n", "p", then="reading what was found 4/12, 6 certificates, as of 3 h ago"
    )
    app = stage.app(scene)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, scene)
        stage.looks[-1].brings(At(SPOT, Stage.READING, 5, 12))
        await settle(pilot, Scene(until=("reading what was found 5/12",)))
        stage.looks[-1].brings(Looked(SPOT, NOW, 6))
        await settle(pilot, Scene(until=("looked through, 6 certificates, just now", "1 of 2 places")))


async def test_what_is_in_force_is_ticked_and_other_places_are_looked_at_from_then_on(
    stage: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered: list[Services] = []

    def kept(services: Services) -> Kept | None:
        remembered.append(services)
        return None

    monkeypatch.setattr("acm_tui.workflow.inventory.kept.kept", kept)
    app = stage.app(CHOOSING)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, CHOOSING)
        assert "✔ region ap-northeast-1" in shown_now(app)
        assert "the profile that the environment names · ap-northeast-1" in shown_now(app)
        await pilot.press("down", "space", "down", "space")
        await settle(pilot, Scene(until=("shop-prod · af-south-1, ap-northeast-1",)))
        stage.answer(replace(CHOOSING.answers, inventory=(Looked(SPOT, NOW, 0),)))
        await pilot.press("enter")
        await settle(pilot, Scene(until=("nothing to move here.",)))
        assert isinstance(app.screen, SelectScreen)
        assert [one.profile for one in app.services.accesses] == ["shop-prod"]
        assert app.services.regions == ("af-south-1", "ap-northeast-1")
        assert len(stage.looks) == 2
        assert stage.looks[0].stopped
        assert remembered[-1] is app.services, "what is remembered of other places is no use here"


async def test_all_regions_are_chosen_by_one_tick(stage: Theatre) -> None:
    app = stage.app(CHOOSING)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, CHOOSING)
        await pilot.press("down", "down", "space")
        await settle(pilot, Scene(until=("every region that is enabled",)))
        await pilot.press("enter")
        await settle(pilot, Scene(until=("Validated by email",)))
        assert app.services.all_regions
        assert app.services.regions == ()


async def test_esc_leaves_everything_as_it_is(stage: Theatre) -> None:
    app = stage.app(CHOOSING)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, CHOOSING)
        before = app.services
        await pilot.press("space", "escape", "escape")
        await settle(pilot, Scene(until=("Validated by email",)))
        assert app.services is before
        assert len(stage.looks) == 1


async def test_a_broken_configuration_is_told(stage: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> tuple[str, ...]:
        raise SettingsTrouble("The AWS configuration cannot be read.", remedy="Mend it.")

    monkeypatch.setattr(profiles, "available", broken)
    scene = replace(CHOOSING, then=("The AWS configuration cannot be read.", "Mend it."))
    app = stage.app(scene)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, scene)


async def test_an_inventory_is_remembered_for_the_places_it_was_found_in(stage: Theatre) -> None:
    app = stage.app(CHOOSING)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, CHOOSING)
        app.look_at(("audit",), (), all_regions=False)
        await pilot.press("escape", "escape", "escape")
        await settle(pilot, Scene(until=("open.",)))
        assert app.known is None


def test_the_access_of_a_profile_that_stays_stays_signed_in(stage: Theatre) -> None:
    made: list[tuple[str | None, str | None]] = []

    def access(profile: str | None, region: str | None) -> Access:
        made.append((profile, region))
        return Access(profile, region)

    services = replace(stage.app(PLACES).services, accesses=(), regions=("eu-west-1",), access_of=access)
    first = services.looking_at(("shop", "audit"), ("eu-west-1",), all_regions=False)
    second = first.looking_at(("audit",), ("us-east-1", "eu-west-1"), all_regions=False)
    assert second.accesses == (first.accesses[1],)
    assert made == [("shop", "eu-west-1"), ("audit", "eu-west-1")]
    at_home = second.looking_at((), (), all_regions=True)
    assert made[2:] == [(None, None)]
    assert (at_home.regions, at_home.all_regions) == ((), True)
    assert at_home._known is not second._known
