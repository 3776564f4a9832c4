"""The real app on a journal filled beforehand, with fixed answers where the use cases ask the world."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from acm_tui.app import AcmTuiApp
from acm_tui.aws import profiles
from acm_tui.aws.recent import RecentCalls
from acm_tui.codes import Codes
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain import cutover as cutting
from acm_tui.domain.call import AwsCall
from acm_tui.domain.certificate import Certificate, ValidationRecord
from acm_tui.domain.cutover import CutoverPlan, Surroundings, cautions
from acm_tui.domain.errors import SettingsTrouble, Trouble
from acm_tui.domain.events import Event, Failed, Intended, PlanConfirmed, Succeeded
from acm_tui.domain.hosted_zone import NotServed
from acm_tui.domain.inventory.inventory import Kept
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.inventory.news import News
from acm_tui.domain.listener import LoadBalancer
from acm_tui.domain.mfa import CodeAsked
from acm_tui.domain.migration import NOT_CARRIED_OUT, Migration
from acm_tui.domain.monitor import Watched
from acm_tui.domain.mutation import Change
from acm_tui.domain.propagation import Check, Diagnosis, Observation, Zone, conclude
from acm_tui.domain.record_plan import RecordPlan
from acm_tui.domain.served import Handshake, ServingHost
from acm_tui.domain.ways import Advice, Hindrance, advice
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.moves import Move
from acm_tui.tls.settings import TlsSettings
from acm_tui.widgets.page import Page
from acm_tui.workflow import (
    attachments,
    cutover,
    finish,
    place,
    planning,
    record,
    route53,
    validation,
    which_way,
)
from acm_tui.workflow.advice import Adviser
from acm_tui.workflow.attachments import Attached
from acm_tui.workflow.finish import Proof
from acm_tui.workflow.inventory import kept, look, picking
from acm_tui.workflow.inventory.look import Look
from acm_tui.workflow.place import Whereabouts
from acm_tui.workflow.planning import Planned
from acm_tui.workflow.propagation import OnRow, Watch
from acm_tui.workflow.services import Services
from tests.domain.seats import SEAT, locks
from tests.domain.stories import ACTOR, PLACE, START

NOW = START + timedelta(hours=4)
LIMIT_S = 10
"""Longest that a screen may take to show what is waited for; it takes far less."""
WHEREABOUTS = Whereabouts(PLACE, "shop-prod", None, 0)
NOWHERE = Attached((), (), (), ())
NO_PROOF = Proof("", None, (), ())


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What AWS, DNS and the load balancers say."""

    whereabouts: Whereabouts = WHEREABOUTS
    inventory: tuple[News, ...] = ()
    """What a look brings, in one piece."""
    still_looking: bool = False
    """Whether the look goes on after that."""
    kept: Kept | None = None
    """What is remembered of an earlier look."""
    code: CodeAsked | None = None
    """The MFA code that is wanted before that is known."""
    not_begun: Mapping[str, Trouble] = field(default_factory=dict)
    """Why it cannot be begun with some certificates, by their common names."""
    attached: Attached = NOWHERE
    others: tuple[Certificate, ...] = ()
    observations: tuple[Observation, ...] = ()
    zone: Zone | None = None
    advice: tuple[Diagnosis, ...] = ()
    hindrance: Hindrance | None = None
    """What keeps a switch in place from being asked for."""
    preview: tuple[RecordPlan | NotServed, ...] = ()
    proof: Proof = NO_PROOF
    handshakes: tuple[Handshake, ...] = ()
    made: int = 0
    """Calls of a swap that are made; then it is watched until that is enough."""
    watched: tuple[Watched, ...] = ()
    """What the monitor sees of it."""
    calls: tuple[AwsCall, ...] = ()
    """Those that the program has made so far."""
    trouble: Trouble | None = None
    """Raised wherever AWS is asked about a migration."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A screen as an operator meets it.

    ``told`` is the journal, by migration id; ``session`` is opened at once. ``until`` and ``then`` are
    words that the screen shows once it has settled, before and after ``press``.
    """

    until: tuple[str, ...]
    told: Mapping[str, tuple[Event, ...]] = field(default_factory=dict)
    session: str | None = None
    answers: Answers = Answers()
    press: tuple[str, ...] = ()
    then: tuple[str, ...] = ()

    def pressing(self, *keys: str, then: str) -> Scene:
        """The same scene, some keys later."""
        return replace(self, press=keys, then=(then,))


class Looking(Look):
    """A look that brings what the scene says."""

    def __init__(self, answers: Answers) -> None:
        self._pieces: SimpleQueue[list[News] | None] = SimpleQueue()
        self.preferred: list[tuple[str, ...]] = []
        self.stopped = False
        if answers.inventory:
            self._pieces.put(list(answers.inventory))
        if not answers.still_looking:
            self._pieces.put(None)

    def brings(self, *news: News) -> None:
        """Bring more."""
        self._pieces.put(list(news))

    def news(self) -> list[News] | None:
        return self._pieces.get()

    def prefer(self, arns: Sequence[str]) -> None:
        self.preferred.append(tuple(arns))

    def stop(self) -> None:
        self.stopped = True
        self._pieces.put(None)


class Stage:
    """Puts scenes on the screen."""

    def __init__(self, patch: pytest.MonkeyPatch, directory: Path) -> None:
        self._patch = patch
        self._directory = directory
        self._answers = Answers()
        self._codes = Codes()
        self.looks: list[Looking] = []
        self.remembered: list[Kept] = []
        self._prepare()

    def app(self, scene: Scene, moves: tuple[Move, ...] = (), codes: Codes | None = None) -> AcmTuiApp:
        """The app that will show *scene*; run it, then ``settle`` it."""
        self._answers = scene.answers
        self._codes = codes or Codes()
        app = AcmTuiApp(self._services(scene), session=scene.session, moves=moves, codes=self._codes)
        app.animation_level = "none"
        return app

    def answer(self, answers: Answers) -> None:
        """From now on the world says something else."""
        self._answers = answers

    def _services(self, scene: Scene) -> Services:
        journal = SqliteJournal(self._directory / "journal.sqlite3")
        for migration, events in scene.told.items():
            for seq, event in enumerate(events):
                journal.append(migration, seq, START + timedelta(minutes=seq), ACTOR, event)
        calls = RecentCalls()
        for call in scene.answers.calls:
            calls.tell(call)
        return Services(
            journal=journal,
            accesses=(),
            regions=(PLACE.region,),
            dns=DnsSettings(),
            tls=TlsSettings(),
            clock=lambda: NOW,
            actor=ACTOR,
            seat=SEAT,
            locks=locks(self._directory),
            lanes=4,
            calls=calls,
        )

    def _prepare(self) -> None:
        patch = self._patch.setattr
        patch(place, "describe", lambda services: self._answers.whereabouts)
        patch(look, "begin", self._begin_to_look)
        patch(profiles, "available", lambda: ("audit", "shop-prod"))
        patch(kept, "kept", self._kept)
        patch(kept, "keep", lambda services, inventory: self.remembered.append(inventory.kept()))
        patch(picking, "begin_migration", self._begin_migration)
        patch(validation, "look", self._look)
        patch(which_way, "advise", self._advise_ways)
        patch(route53, "preview", lambda services, migration_id, zones: self._answers.preview)
        patch(attachments, "find", self._attached)
        patch(finish, "attached_now", self._attached)
        patch(finish, "prepare_proof", lambda services, migration_id: self._answers.proof)
        patch(planning, "prepare", self._plan)
        patch(planning, "prepare_rollback", self._way_back)
        patch(cutover, "confirm", self._confirm)
        patch("acm_tui.screens.swapping.swap", self._swap)
        patch(Watch, "look", self._check)
        patch(Watch, "_rest", lambda watch, checks: watch._wanted.wait())
        patch(Adviser, "advise", self._advise)
        patch("acm_tui.screens.finish.shake_hands", self._shake_hands)
        patch("acm_tui.workflow.propagation.random.uniform", lambda least, most: 0.0)

    def _begin_to_look(self, services: Services) -> Looking:
        self.looks.append(Looking(self._answers))
        return self.looks[-1]

    def _kept(self, services: Services) -> Kept | None:
        if self._answers.code is not None:
            with suppress(SettingsTrouble):  # nobody answers in a scene
                self._codes.ask(self._answers.code)
        return self._answers.kept

    def _begin_migration(self, services: Services, item: Item) -> Migration:
        if (trouble := self._answers.not_begun.get(item.certificate.domain)) is not None:
            raise trouble
        return record.begin(services, item.certificate)

    def _advise_ways(self, services: Services, migration_id: str) -> Advice:
        self._fail()
        return advice(record.load(services, migration_id).old, NOW, self._answers.hindrance)

    def _look(self, services: Services, migration_id: str) -> Migration:
        self._fail()
        return record.load(services, migration_id)

    def _attached(self, services: Services, migration_id: str, everywhere: bool = False) -> Attached:
        self._fail()
        return self._answers.attached

    def _plan(self, services: Services, migration_id: str, remove_first: Iterable[str] = ()) -> Planned:
        migration = self._settled(services, migration_id)
        assert migration.new is not None
        seen = self._around(migration)
        return _planned(
            cutting.plan(
                migration.chosen or (),
                seen.listeners,
                migration.old.arn,
                migration.new.arn,
                origins=migration.origins,
                remove_first=frozenset(remove_first),
            ),
            seen,
        )

    def _way_back(
        self,
        services: Services,
        migration_id: str,
        remove_first: Iterable[str] = (),
        left_out: Iterable[str] = (),
    ) -> Planned:
        migration = self._settled(services, migration_id)
        assert migration.new is not None
        seen = self._around(migration)
        made = cutting.rollback(
            migration.origins,
            seen.listeners,
            migration.old.arn,
            migration.new.arn,
            left_out=frozenset(left_out),
        )
        return _planned(made, seen)

    def _settled(self, services: Services, migration_id: str) -> Migration:
        """With what became of calls without an outcome, as the listeners tell it."""
        migration = record.load(services, migration_id)
        for one in migration.in_flight:
            assert isinstance(one.mutation, Change)
            arn = one.mutation.listener_arn
            now = next(held for held in self._answers.attached.listeners if held.arn == arn)
            made = cutting.changed(now, (one.mutation,)) == now
            outcome = Succeeded(one.intent, reconciled=True) if made else _not_carried_out(one.intent)
            migration = record.record(services, migration, outcome)
        return migration

    def _confirm(
        self, services: Services, migration_id: str, plan: CutoverPlan, typed: str, override: str = ""
    ) -> Migration:
        migration = record.load(services, migration_id)
        return record.record(services, migration, PlanConfirmed(plan, typed, override))

    def _swap(
        self,
        services: Services,
        migration_id: str,
        load_balancers: Sequence[LoadBalancer],
        progress: Callable[[Migration], None],
        on_watched: Callable[[tuple[Watched, ...]], None],
        enough: threading.Event,
        stop: threading.Event,
    ) -> Migration:
        migration = record.load(services, migration_id)
        for change in migration.changes_left[: self._answers.made]:
            migration = record.record(services, migration, Intended(change))
            migration = record.record(services, migration, Succeeded(migration.seq))
            progress(migration)
        on_watched(self._answers.watched)
        enough.wait()
        return migration

    def _around(self, migration: Migration) -> Surroundings:
        assert migration.new is not None
        found = self._answers.attached
        return Surroundings(
            load_balancers=found.load_balancers,
            listeners=found.listeners,
            old=migration.old,
            new=migration.new,
            others=self._answers.others,
            elsewhere=found.elsewhere,
        )

    def _fail(self) -> None:
        if self._answers.trouble is not None:
            raise self._answers.trouble

    async def _advise(self, names: Iterable[str]) -> tuple[Diagnosis, ...]:
        return self._answers.advice

    async def _check(
        self, records: Iterable[ValidationRecord], on_row: OnRow, *_: object, **__: object
    ) -> tuple[Check, ...]:
        answers = self._answers
        checks = []
        for one in records:
            for row in answers.observations:
                on_row(one, row)
            checks.append(conclude(one, answers.zone, answers.observations, NOW))
        return tuple(checks)

    async def _shake_hands(
        self, services: Services, hosts: Iterable[ServingHost]
    ) -> AsyncGenerator[Handshake, None]:
        for one in self._answers.handshakes:
            yield one


def _not_carried_out(intent: int) -> Failed:
    return Failed(intent, NOT_CARRIED_OUT, "AWS was read: the call had no effect.", reconciled=True)


def _planned(plan: CutoverPlan, seen: Surroundings) -> Planned:
    return Planned(plan, cautions(plan, seen, NOW), seen)


def shown_now(app: Any) -> str:
    """What the present screen shows, and what its pages hold out of sight."""
    return " ".join(("\n".join(rendered(app)) + "\n" + _held(app)).split())


def _held(app: Any) -> str:
    """What the pages of the present screen hold, in sight or not."""
    return " ".join("\n".join(page.plain for page in app.screen.query(Page)).split())


async def settle(pilot: Pilot[None], scene: Scene) -> None:
    """Wait until the screen shows what *scene* ends with.

    Raises:
        TimeoutError: it does not; what it shows instead is told.
    """
    app = pilot.app
    assert isinstance(app, AcmTuiApp)
    await _wait(pilot, lambda: app._bearings._found is not None and _has(app, scene.until))
    await pilot.press(*scene.press)
    await _wait(pilot, lambda: _has(app, scene.then))
    for box in app.screen.query(Input):
        # A cursor that blinks is there in one picture and not in the next.
        box.cursor_blink = False
        if box.has_focus:
            box._restart_blink()
    await pilot.pause()


async def _wait(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    try:
        async with asyncio.timeout(LIMIT_S):
            await pilot.pause()
            while not condition() and pilot.app.return_code is None:
                await pilot.pause(0.01)
    except TimeoutError:
        raise TimeoutError("not shown in time; instead:\n" + "\n".join(rendered(pilot.app))) from None


def _has(app: Any, words: Iterable[str]) -> bool:
    """Whether all *words* are shown, or stand in a part that is scrolled out of sight."""
    held = _held(app)
    missing = [word for word in words if word not in held]
    if not missing:
        return True  # without painting, which is most of what asking takes
    text = shown_now(app)
    return all(word in text for word in missing)


def rendered(app: Any) -> list[str]:
    """Every line of the present screen as the compositor hands it to the terminal."""
    # Textual has no public way to the lines of a screen with others below it; the driver takes these.
    return [strip.text for strip in app.screen._compositor.render_strips()]
