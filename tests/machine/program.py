"""One running program, and what its operator can do with it: the use cases that the screens call."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from acm_tui.aws import acm
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.choice import to_leave_out
from acm_tui.domain.cutover import CutoverPlan, asked_phrase
from acm_tui.domain.journey import LOST_VALIDATION, Step, missed, step
from acm_tui.domain.migration import Migration
from acm_tui.domain.seat import Seat, somebody_else
from acm_tui.sandbox.world import REGION
from acm_tui.seat_lock import SeatLocks
from acm_tui.tls.settings import TlsSettings
from acm_tui.workflow import (
    attachments,
    cutover,
    finish,
    handover,
    planning,
    reconcile,
    record,
    request,
    take_over,
    validation,
)
from acm_tui.workflow.services import Services
from tests.machine import in_place
from tests.machine.book import Book
from tests.machine.town import DOMAIN, Town


@dataclass
class Program:
    """``at`` is the migration that its operator looks at, ``plans`` are those that were read, the last last.

    Programs with the same ``machine`` (a directory) can tell of one another whether they have ended.
    """

    town: Town
    actor: str
    machine: Path
    book: Book
    seats: Callable[[], str]
    read_only: bool = False
    at: str = ""
    runs: bool = False
    plans: list[CutoverPlan] = field(default_factory=list)

    def start(self) -> None:
        """It is started: a new seat, and no memory."""
        self.locks = SeatLocks(self.machine)
        self.services = Services(
            journal=self.book,
            accesses=(self.town.access,),
            regions=(REGION,),
            dns=DnsSettings(),
            tls=TlsSettings(),
            clock=self.town.clock.now,
            actor=self.actor,
            seat=Seat(self.seats(), self.actor, os.getpid()),
            locks=self.locks,
            read_only=self.read_only,
        )
        self.runs, self.plans = True, []

    def end(self) -> None:
        """It ends, however that comes: the system drops its locks."""
        if self.runs:
            self.locks.release()
        self.runs = False

    @property
    def migration(self) -> Migration:
        """The one it looks at, as the journal has it."""
        return record.load(self.services, self.at)

    def begin(self, _: int = 0) -> None:
        """Picks the old certificate from the list."""
        certificate = acm.describe(self.town.access, REGION, self.town.old)
        self.at = record.begin(self.services, certificate).id

    def request(self, _: int = 0) -> None:
        request.submit(self.services, self.at)

    def request_again(self, _: int = 0) -> None:
        request.request_again(self.services, self.at)

    def look(self, _: int = 0) -> None:
        validation.look(self.services, self.at)

    def hand_over(self, _: int = 0) -> None:
        """The records leave the program."""
        handover.documents(self.migration, {})
        handover.handed_over(self.services, self.at, handover.ZONE_FILE)

    def choose(self, chance: int) -> None:
        """Some of the attachments, by the bits of *chance*."""
        found = attachments.find(self.services, self.at, everywhere=bool(chance & 1)).attachments
        some = [one for bit, one in enumerate(found) if chance >> (bit + 1) & 1]
        attachments.choose(self.services, self.at, some)

    def choose_all(self, _: int = 0) -> None:
        found = attachments.find(self.services, self.at, everywhere=True).attachments
        attachments.choose(self.services, self.at, found)

    def choose_nothing(self, _: int = 0) -> None:
        attachments.choose(self.services, self.at, [])

    def leave_out(self, chance: int) -> None:
        """One of the chosen listeners."""
        chosen = sorted({one.listener_arn for one in self.migration.chosen or ()})
        attachments.leave_out(self.services, self.at, chosen[chance % max(1, len(chosen)) :][:1])

    def plan(self, _: int = 0) -> None:
        """Reads the plan; where the lists are full, the gap is accepted."""
        self._read(planning.prepare)

    def plan_back(self, _: int = 0) -> None:
        """Reads the plan of the way back."""
        self._read(planning.prepare_rollback)

    def _read(self, prepare: Callable[..., planning.Planned]) -> None:
        planned = prepare(self.services, self.at)
        assert planned.plan.gaps == (), "no gap that was not accepted"
        if planned.crowded:
            planned = prepare(self.services, self.at, planned.crowded)
        self.plans.append(planned.plan)

    def confirm(self, chance: int) -> None:
        """The plan that was read last, or by *chance* the one before it."""
        if self.plans:
            plan = self.plans[-2] if chance % 4 == 3 and len(self.plans) > 1 else self.plans[-1]
            cutover.confirm(self.services, self.at, plan, asked_phrase(plan, DOMAIN))

    def confirm_wrongly(self, _: int = 0) -> None:
        if self.plans:
            cutover.confirm(self.services, self.at, self.plans[-1], "not what is asked for")

    def apply(self, _: int = 0) -> None:
        cutover.apply(self.services, self.at, lambda _: None)

    def apply_some(self, chance: int) -> None:
        """Carries the plan out and stops after so many changes."""
        stop, left = threading.Event(), [1 + chance % 3]

        def progress(_: Migration) -> None:
            left[0] -= 1
            if left[0] == 0:
                stop.set()

        cutover.apply(self.services, self.at, progress, stop)

    def swap(self, chance: int) -> None:
        """Reads the plan, leaves out what is in its way, confirms and applies; by *chance* all or some."""
        self._sit_down(chance)
        self.plan()
        if self.plans[-1].conflicts and (out := to_leave_out(self.migration, self.plans[-1])):
            attachments.leave_out(self.services, self.at, out)
            self.plan()
        self.confirm(0)
        (self.apply_some if chance % 4 == 3 else self.apply)(chance // 4)

    def go_back(self, chance: int) -> None:
        """The way back: read, confirmed and applied; by *chance* all or some."""
        self._sit_down(chance)
        self.plan_back()
        self.confirm(0)
        (self.apply_some if chance % 4 == 3 else self.apply)(chance // 4)

    def prove(self, _: int = 0) -> None:
        """Nobody shakes hands here; what is described is compared all the same."""
        proof = finish.prepare_proof(self.services, self.at)
        finish.proven(self.services, self.at, proof, ())

    def keep_for(self, chance: int) -> None:
        finish.set_soak(self.services, self.at, (0, 0, 1, 24, 9000)[chance % 5])

    def delete_old(self, _: int = 0) -> None:
        finish.delete_old(self.services, self.at, DOMAIN)

    def delete_mistyped(self, _: int = 0) -> None:
        finish.delete_old(self.services, self.at, DOMAIN.upper())

    def close(self, _: int = 0) -> None:
        finish.close(self.services, self.at)

    def give_up(self, _: int = 0) -> None:
        record.give_up(self.services, self.at)

    def get_up(self, _: int = 0) -> None:
        """Leaves the migration: the seat is free."""
        take_over.leave(self.services, self.at)

    def settle(self, _: int = 0) -> None:
        """Finds out what became of calls without an outcome."""
        reconcile.settle(self.services, self.migration)

    def take_over(self, chance: int) -> None:
        """From whoever sits there: by name, or by *chance* saying that they are gone."""
        holder = somebody_else(self.migration.holder, self.services.seat)
        said_gone = chance % 2 == 1
        typed = "" if holder is None else take_over.asked_for(self.services, holder, said_gone=said_gone)
        take_over.take_over(self.services, self.at, typed)

    def _sit_down(self, chance: int) -> None:
        """By *chance* the operator sees that somebody else sits there, and takes over; or does not look."""
        holder = self.migration.holder
        if chance & 32 and somebody_else(holder, self.services.seat) is not None:
            self.take_over(1)

    def go_on(self, chance: int) -> None:
        """What the facts say comes next, as the wizard would offer it."""
        self._sit_down(chance)
        m = self.migration
        match step(m):
            case _ if m.over and (m.old_gone or m.switched):
                # A list that is still shown may have what is gone.
                (self.begin if m.old_gone and chance % 4 == 2 else self.look)()
            case _ if m.over:
                self.begin()
            case Step.REQUEST if m.in_place or (m.way is None and chance & 48 == 16):
                (in_place.take_replacing if m.old_gone else in_place.switch)(self)
            case Step.DNS if m.in_place:
                self.look() if missed(m) is None else in_place.switch_again(self)
            case Step.FINISH if m.in_place:
                self.close() if m.new is None else in_place.delete_requested(self)
            case Step.SELECT | Step.REQUEST:
                (self.request_again if m.predecessors else self.request)()
            case Step.DNS if m.new is not None and m.new.status in LOST_VALIDATION:
                self.request_again()
            case Step.DNS:
                self.look()
            case Step.LISTENERS:
                (self.choose if chance % 4 == 3 else self.choose_all)(chance)
            case Step.CUTOVER if m.plan is not None and m.changes_left and chance % 4 != 2:
                (self.apply_some if chance % 4 == 3 else self.apply)(chance // 4)
            case Step.CUTOVER:
                self.swap(chance)
            case Step.FINISH if m.soak and chance % 2:
                self.keep_for(0)
            case _:
                self.delete_old()


Act = Callable[[Program, int], object]

IN_ANY_ORDER: tuple[Act, ...] = (
    Program.begin,
    Program.request,
    Program.request_again,
    in_place.switch,
    in_place.switch_mistyped,
    in_place.switch_again,
    in_place.take_in_place,
    in_place.take_replacing,
    in_place.delete_requested,
    in_place.advise,
    Program.look,
    Program.hand_over,
    Program.choose,
    Program.choose_all,
    Program.choose_nothing,
    Program.leave_out,
    Program.plan,
    Program.plan_back,
    Program.confirm,
    Program.confirm_wrongly,
    Program.apply,
    Program.apply_some,
    Program.swap,
    Program.go_back,
    Program.prove,
    Program.keep_for,
    Program.delete_old,
    Program.delete_mistyped,
    Program.close,
    Program.give_up,
    Program.get_up,
    Program.settle,
    Program.take_over,
)
"""Everything that can be asked of a program, whether it is the time for it or not."""

ON_BOTH_WAYS: tuple[Act, ...] = (
    in_place.switch,
    in_place.switch_again,
    in_place.take_in_place,
    in_place.take_replacing,
    in_place.delete_requested,
    Program.request,
)
"""By which a mind is changed, and what follows from that."""
