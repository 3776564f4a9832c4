"""The last step of a switch in place: it says what was seen, and has keys for what leads to something."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

from acm_tui.app import AcmTuiApp
from acm_tui.domain.events import Abandoned, Event, RecordsSeen
from acm_tui.domain.record_sight import RecordSight
from acm_tui.screens.finish import FinishScreen
from acm_tui.screens.help import HelpScreen
from acm_tui.screens.switched import SwitchedScreen
from acm_tui.screens.switched_words import next_key
from acm_tui.workflow import request
from tests.domain.stories import ACTOR, DOMAIN, MIGRATION, NEW, RECORD, told
from tests.domain.switch_stories import PENDING, SUCCESS, asked, seen
from tests.screens.in_place_scenes import (
    LEFT_BEHIND,
    STILL_HELD,
    SWITCHED,
    SWITCHED_CLOSED,
    SWITCHED_MISSING,
)
from tests.screens.scenes import FINISH_NEW
from tests.screens.staging import NOW, Scene, Stage, rendered, settle, shown_now


@asynccontextmanager
async def shown(stage: Stage, scene: Scene) -> AsyncIterator[tuple[AcmTuiApp, Pilot[None]]]:
    app = stage.app(scene)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, scene)
        yield app, pilot


def footer(app: AcmTuiApp) -> set[str]:
    """What the footer offers."""
    return {key.description for key in app.screen.query_one(Footer).query(FooterKey)}


ALWAYS = {"Verify", "Record", "Home", "Help", "Quit"}


@pytest.mark.parametrize(
    ("scene", "besides"),
    [
        (SWITCHED, {"Close"}),
        (LEFT_BEHIND, {"Close", "Delete requested"}),
        (SWITCHED_CLOSED, set()),
    ],
)
async def test_only_what_leads_to_something_has_a_key(stage: Stage, scene: Scene, besides: set[str]) -> None:
    async with shown(stage, scene) as (app, pilot):
        assert isinstance(app.screen, SwitchedScreen)
        assert footer(app) == ALWAYS | besides
        palette = {one.title for one in app.get_system_commands(app.screen)}
        assert palette & {"Close", "Delete requested", "Delete old", "Roll back", "Soak"} == besides
        await pilot.press("question_mark")
        await settle(pilot, Scene(until=("Esc closes this.",)))
        assert isinstance(app.screen, HelpScreen)
        text = shown_now(app)
        assert ("Delete the certificate that was requested" in text) == ("Delete requested" in besides)


async def test_the_footer_learns_that_nothing_is_left_to_be_deleted(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with shown(stage, LEFT_BEHIND) as (app, pilot):
        assert isinstance(app.screen, SwitchedScreen)
        gone = told(*asked(), seen(SUCCESS))
        monkeypatch.setattr(request, "delete_requested", lambda services, migration_id, typed: gone)
        await settle(pilot, Scene(until=(), press=("d",), then=("confirm.",)))
        await settle(pilot, Scene(until=(), press=("shift+tab", *DOMAIN, "enter"), then=("looks again.",)))
        assert footer(app) == ALWAYS | {"Close"}
        await pilot.press("d")
        assert isinstance(app.screen, SwitchedScreen)


async def test_what_the_renewals_rest_on_is_asked_for_shown_and_written_down(stage: Stage) -> None:
    async with shown(stage, SWITCHED) as (app, _):
        text = shown_now(app)
        for part in (
            "✔ every name is validated by DNS",
            "✔ ACM calls it eligible for renewal",
            f"✔ {RECORD.name.rstrip('.')} is there, at every name server that could be asked: ns1.",
            "(seen 2026-11-23 13:00 UTC)",
            "It is valid until 2027-01-15.",
            "The records must stay for ever: ACM renews by them.",
            "192.0.2.11",
            'set validation_method of aws_acm_certificate to "DNS"',
            "4 Listeners: the certificate keeps its ARN",
        ):
            assert part in text, part
        last = app.services.journal.read(MIGRATION)[-1].event
        assert isinstance(last, RecordsSeen)
        assert [(one.record, one.verdict, one.at) for one in last.sights] == [(RECORD, "ready", NOW)]


async def test_a_record_that_was_taken_away_is_a_warning_until_it_is_back(stage: Stage) -> None:
    async with shown(stage, SWITCHED_MISSING) as (app, pilot):
        assert "is not in DNS" in shown_now(app)
        stage.answer(SWITCHED.answers)
        await settle(pilot, Scene(until=(), press=("v",), then=("nothing else has to be changed",)))


async def test_the_certificate_that_was_requested_is_shown_and_deleted_by_name_only(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    deleted: list[tuple[str, str]] = []

    def delete(services: object, migration_id: str, typed: str) -> object:
        deleted.append((migration_id, typed))
        return told(*asked(), seen(SUCCESS))

    monkeypatch.setattr(request, "delete_requested", delete)
    async with shown(stage, LEFT_BEHIND.pressing("d", then="confirm.")) as (app, pilot):
        text = shown_now(app)
        assert NEW in text
        assert "Leave the records where they are" in text
        await pilot.press("escape")
        assert deleted == []
        await settle(pilot, Scene(until=(), press=("d",), then=("confirm.",)))
        await settle(pilot, Scene(until=(), press=("shift+tab", *DOMAIN, "enter"), then=("looks again.",)))
        assert deleted == [(MIGRATION, DOMAIN)]


async def test_what_is_held_is_refused_before_anything_is_typed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(request, "delete_requested")
    async with shown(stage, STILL_HELD) as (app, _):
        assert isinstance(app.screen, SwitchedScreen)
        text = "\n".join(rendered(app))
        assert "ACM still counts other" in " ".join(text.split())
        assert "look again then." in " ".join(text.split())


async def test_closing_says_what_is_not_proven_and_ends_it(stage: Stage) -> None:
    scene = SWITCHED_MISSING.pressing("x", then="Close the migration")
    async with shown(stage, scene) as (app, pilot):
        assert "✖" in shown_now(app)
        await settle(pilot, Scene(until=(), press=("tab", "enter"), then=("Done. The records must stay",)))
        assert footer(app) == ALWAYS
        assert app.services.journal.read(MIGRATION)[-1].actor == ACTOR


async def test_a_colleague_who_takes_the_other_way_leads_to_its_own_screen(stage: Stage) -> None:
    async with shown(stage, FINISH_NEW) as (app, pilot):
        before = app.screen
        assert isinstance(before, FinishScreen)
        before.shown(told(*asked(), seen(SUCCESS)))
        await settle(pilot, Scene(until=("Renewals",)))
        assert isinstance(app.screen, SwitchedScreen)


SEEN = RecordsSeen((RecordSight(record=RECORD, at=NOW, verdict="ready", servers=("ns1.example.com",)),))


@pytest.mark.parametrize(
    ("events", "says", "danger"),
    [
        ((seen(SUCCESS),), "not proven: ", False),
        ((seen(SUCCESS), SEEN), "nothing else has to be changed", False),
        ((seen(SUCCESS, renewal_eligibility="INELIGIBLE", in_use_by=()), SEEN), "nothing holds it", True),
        ((seen(SUCCESS, renewal_eligibility=None), SEEN), "ACM does not tell", False),
        ((seen(PENDING), Abandoned()), "Given up. The switch stays pending", False),
    ],
)
def test_it_is_never_called_proven_where_something_was_not_seen(
    events: tuple[Event, ...], says: str, danger: bool
) -> None:
    sentence, dangerous = next_key(told(*asked(), *events))
    assert says in "".join(part if isinstance(part, str) else part[0] for part in sentence)
    assert dangerous is danger
