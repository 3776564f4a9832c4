"""The program without its screen: an operator's steps through the real use cases, by the facts.

It runs in a process of its own, on a journal in a file, and can be killed, stopped and started again. What
the operator saw is written to a file at the end; who is killed leaves none.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from acm_tui import launch, settings
from acm_tui.aws import acm
from acm_tui.aws.session import Access
from acm_tui.domain.cutover import asked_phrase
from acm_tui.domain.errors import PlanStale, Trouble
from acm_tui.domain.events import Way
from acm_tui.domain.journey import LOST_VALIDATION, Step, missed, step
from acm_tui.domain.migration import Migration
from acm_tui.domain.propagation import Zone
from acm_tui.domain.record_plan import RecordPlan
from acm_tui.domain.seat import Seat
from acm_tui.paths import Paths
from acm_tui.sandbox.client import SandboxClient
from acm_tui.sandbox.world import DELEGATED_TO_ROUTE53, REGION
from acm_tui.workflow import (
    attachments,
    cutover,
    finish,
    planning,
    record,
    request,
    route53,
    switch,
    take_over,
    validation,
)
from acm_tui.workflow.services import Services

USUAL_S, SHORT_S = TIMEOUTS_S = (15.0, 0.5)
"""How long a program waits for an answer of AWS: as ever, or so short that a test can wait for it."""

MOST_STEPS = 60
"""An operator who needs more than this goes round in a circle."""


class Orders(msgspec.Struct, frozen=True, kw_only=True):
    """What one run of the program is for.

    It sits down at *migration*, or begins one for *certificate*, and goes on *until* a stage is reached, or
    until it has met more troubles than it has *patience* for. *way* is taken where none was chosen yet.
    *typed* takes the seat over first; *back*: then everything is rolled back. *stop_before* is an operation
    before which it stops itself, after its last look at the journal; *desk* is where the other side's moves
    are asked for.
    """

    home: Path
    desk: str
    until: str
    said: Path
    certificate: str = ""
    migration: str = ""
    way: Way = "replace"
    patience: int = 0
    actor: str = "ayako@bastion"
    typed: str = ""
    back: bool = False
    lanes: int = 4
    read_timeout_s: float = USUAL_S
    stop_before: str = ""
    environment: dict[str, str] = {}


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator saw: troubles in order, and what must never happen, as a traceback."""

    migration: str = ""
    reached: bool = False
    troubles: tuple[str, ...] = ()
    crash: str = ""


STAGES: dict[str, Callable[[Migration], bool]] = {
    "begun": lambda m: True,
    "requested": lambda m: m.new is not None and m.new.records_known,
    "requested again": lambda m: bool(m.predecessors) and STAGES["requested"](m),
    "issued": lambda m: m.new is not None and m.new.status == "ISSUED",
    "pending": lambda m: m.switch is not None and m.switch.pending and bool(m.switch_records),
    "pending again": lambda m: m.former_switch is not None and STAGES["pending"](m),
    "confirmed": lambda m: m.plan is not None and not m.in_flight,
    "swapped": lambda m: m.cutover_done,
    "restored": lambda m: m.rolled_back,
    "over": lambda m: m.over,
}


def run(warm: Mapping[float, Access], orders: Orders) -> None:
    """Carry *orders* out and write down what the operator saw. *warm* are accesses by their timeouts.

    With an environment of its own it makes another.
    """
    os.environ.update(orders.environment)
    wait_s = orders.read_timeout_s
    access = Access(None, None, read_timeout_s=wait_s) if orders.environment else warm[wait_s]
    operator = Operator(orders, access)
    try:
        said = operator.go()
    except Exception:  # noqa: BLE001 - told to the test, which fails
        said = msgspec.structs.replace(operator.said, crash=traceback.format_exc())
    orders.said.write_bytes(msgspec.json.encode(said))


class Operator:
    """Does what the screens would offer next, and notes every trouble that they would show."""

    def __init__(self, orders: Orders, access: Access) -> None:
        self._orders = orders
        self._access = access
        self._desk = SandboxClient(orders.desk)
        self.said = Said(migration=orders.migration)
        self._desk.status()
        self._services = self._open()

    def _open(self) -> Services:
        orders = self._orders
        places = Paths(data=orders.home, config=orders.home / "config.toml")
        chosen = settings.load(places.config, os.environ, {})
        services = launch.services(chosen, places, self._desk.now)
        if orders.stop_before:
            _stop_before(self._access, orders.stop_before)
        seat = Seat(services.seat.id, orders.actor, os.getpid())
        return replace(services, accesses=(self._access,), actor=orders.actor, seat=seat, lanes=orders.lanes)

    def go(self) -> Said:
        for _ in range(MOST_STEPS):
            try:
                if self._went_on():
                    return msgspec.structs.replace(self.said, reached=True)
            except Trouble as trouble:
                told = (*self.said.troubles, trouble.plain())
                self.said = msgspec.structs.replace(self.said, troubles=told)
                # To read a plan anew is what the screen does by itself.
                if not isinstance(trouble, PlanStale) and len(told) > self._orders.patience:
                    return self.said
        raise AssertionError(f"{MOST_STEPS} steps, and {self._orders.until} is not reached: {self.said}")

    def _went_on(self) -> bool:
        """Make one step; answers whether there is none to make any more."""
        services, orders = self._services, self._orders
        if not self.said.migration:
            known = acm.describe(services.accesses[0], services.regions[0], orders.certificate)
            begun = record.begin(services, known)
            self.said = msgspec.structs.replace(self.said, migration=begun.id)
        migration = record.load(services, self.said.migration)
        if orders.typed and (migration.holder is None or migration.holder.seat.id != services.seat.id):
            migration = take_over.take_over(services, migration.id, orders.typed)
        if STAGES[orders.until](migration):
            return True
        if orders.back:
            self._restore(migration)
        else:
            self._step(migration)
        return False

    def _step(self, m: Migration) -> None:
        services = self._services
        match step(m):
            case Step.SELECT | Step.REQUEST if "in place" in (m.way, self._orders.way):
                switch.submit(services, m.id, m.old.domain)
            case Step.DNS if m.in_place:
                self._wait_in_place(m)
            case Step.FINISH if m.in_place:
                finish.close(services, m.id)
            case Step.SELECT | Step.REQUEST:
                (request.request_again if m.predecessors else request.submit)(services, m.id)
            case Step.DNS:
                self._dns(m)
            case Step.LISTENERS:
                found = attachments.find(services, m.id)
                attachments.choose(services, m.id, found.attachments)
            case Step.CUTOVER if m.plan is not None and m.changes_left:
                self._swap(m)
            case Step.CUTOVER:
                self._confirm(m)
            case Step.FINISH if m.soak:
                finish.set_soak(services, m.id, 0)
            case Step.FINISH:
                finish.delete_old(services, m.id, m.old.domain)

    def _dns(self, m: Migration) -> None:
        services = self._services
        assert m.new is not None
        zone = hosted_zone_of(m.old.domain)
        if m.new.status in LOST_VALIDATION:
            request.request_again(services, m.id)
        elif not m.new.records_known:
            validation.look(services, m.id)
        elif zone is not None and not m.dns_changes:
            (plan,) = route53.preview(services, m.id, dict.fromkeys(m.records, zone))
            assert isinstance(plan, RecordPlan)
            route53.write(services, m.id, plan)
        else:
            if zone is None:
                self._desk.move("register-records")
            self._wait(m)

    def _wait_in_place(self, m: Migration) -> None:
        if missed(m) is not None:
            switch.again(self._services, m.id)
        elif not m.switch_records:
            validation.look(self._services, m.id)
        else:
            self._desk.move("register-records")
            self._wait(m)

    def _wait(self, m: Migration) -> None:
        """A moment passes, and ACM looks."""
        self._desk.move("advance", hours=0.001)
        validation.look(self._services, m.id)

    def _confirm(self, m: Migration) -> None:
        plan = planning.prepare(self._services, m.id).plan
        cutover.confirm(self._services, m.id, plan, asked_phrase(plan, m.old.domain))

    def _swap(self, m: Migration) -> None:
        try:
            cutover.apply(self._services, m.id, lambda _: None)
        except PlanStale:
            self._confirm(m)
            raise

    def _restore(self, m: Migration) -> None:
        services = self._services
        if m.plan is None or m.plan.direction == "cutover" or not m.changes_left:
            plan = planning.prepare_rollback(services, m.id).plan
            cutover.confirm(services, m.id, plan, asked_phrase(plan, m.old.domain))
        else:
            cutover.apply(services, m.id, lambda _: None)


def hosted_zone_of(domain: str) -> Zone | None:
    """The zone of *domain* that Route 53 serves, as a look at the DNS finds it; ``None``: it is not there."""
    return next(
        (
            Zone(name, (), delegated=tuple(f"{one.rstrip('.')}." for one in servers))
            for name, servers in DELEGATED_TO_ROUTE53.items()
            if f"{domain}.".endswith(f".{name}")
        ),
        None,
    )


def _stop_before(access: Access, operation: str) -> None:
    """Let the program stop itself between the last look at the journal and the first byte of *operation*.

    botocore asks whoever registered for the same event in that order, and the program's own question came
    first.
    """
    client: Any = access.client("elbv2", REGION)
    left = [operation]

    def stop(event_name: str, **_: object) -> None:
        if left and event_name.endswith(f".{operation}"):
            left.clear()
            os.kill(os.getpid(), signal.SIGSTOP)

    client.meta.events.register("before-send", stop)
