"""The change record: everything that a migration did and saw, folded from its journal for others to read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from acm_tui.domain import events as ev
from acm_tui.domain.cutover import CutoverPlan, changed
from acm_tui.domain.fold import evolve
from acm_tui.domain.listener import Listener
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import Change, Mutation
from acm_tui.domain.switch_record import SwitchRecord, SwitchTelling, WayTaken
from acm_tui.domain.way_back import WayBack, way_back
from acm_tui.domain.window import Window

Outcome = Literal["done", "failed", "not known"]


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call that changes AWS, from its intent to its outcome.

    ``plan`` is the sequence number of the confirmed plan that it belongs to, if any. ``arn`` is what was
    created, or a change id of Route 53. ``reconciled``: no answer came, the outcome was found by reading
    AWS, at ``answered_at``. ``in_window``: whether it lay in the maintenance window that was set then;
    ``None`` where none was, or where the call is no part of a plan.
    """

    seq: int
    mutation: Mutation
    intended_at: datetime
    intended_by: str
    plan: int | None = None
    in_window: bool | None = None
    outcome: Outcome = "not known"
    answered_at: datetime | None = None
    arn: str = ""
    request_id: str = ""
    code: str = ""
    message: str = ""
    reconciled: bool = False


class ConfirmedPlan(msgspec.Struct, frozen=True, kw_only=True):
    """A plan that was confirmed, what was typed for it and by whom; ``window`` is the one set then.

    ``in_window`` says whether all its calls lay in the window; ``None`` where that does not arise.
    """

    seq: int
    at: datetime
    by: str
    plan: CutoverPlan
    typed: str
    override: str
    window: Window | None
    made: int = 0
    in_window: bool | None = None


class WindowNoted(msgspec.Struct, frozen=True):
    """A maintenance window that was set, or taken away (``None``)."""

    at: datetime
    by: str
    window: Window | None


class ListenerChanged(msgspec.Struct, frozen=True):
    """A listener of the confirmed plans before its first change, and after the last that is known of.

    ``unsure``: a call on it has no outcome yet, so that ``after`` may lack what it did; or one was answered
    so late that the listener had been seen anew meanwhile, with what it did or without it.
    """

    before: Listener
    after: Listener
    unsure: bool


class ChangeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """All that the renderers know. Times are aware; ``written_at`` is when, ``program_version`` with what.

    ``ways`` are those that were chosen, in order; ``switch`` is ``None`` where none was asked for or found.
    ``seen_issued_at`` is when ACM was first seen to have issued the new certificate, ``old_gone_at`` when
    the old one was deleted or found gone. ``unknown`` counts events of a later version, which are not shown.
    """

    migration: Migration
    actors: tuple[str, ...]
    windows: tuple[WindowNoted, ...]
    plans: tuple[ConfirmedPlan, ...]
    calls: tuple[Call, ...]
    listeners: tuple[ListenerChanged, ...]
    way_back: WayBack
    ways: tuple[WayTaken, ...]
    switch: SwitchRecord | None
    seen_issued_at: datetime | None
    handshakes_at: datetime | None
    old_gone_at: datetime | None
    closing_note: str
    unknown: int
    written_at: datetime
    program_version: str


def change_record(entries: Iterable[ev.Entry], *, now: datetime, program_version: str) -> ChangeRecord | None:
    """The change record of the migration that *entries* tell, in order; ``None`` when they start none.

    *now* (aware) is when it is written, *program_version* what writes it.
    """
    telling = _Telling()
    migration: Migration | None = None
    for entry in entries:
        migration = evolve(migration, entry)
        if migration is not None:
            telling.add(migration, entry)
    if migration is None:
        return None
    plans = telling.confirmed()
    known = tuple(telling.after.values())
    open_on = {_open_on(call) for call in telling.calls.values()}
    return ChangeRecord(
        migration=migration,
        actors=tuple(telling.actors),
        windows=tuple(telling.windows),
        plans=plans,
        calls=tuple(telling.calls.values()),
        listeners=tuple(
            ListenerChanged(telling.before[one.arn], one, one.arn in open_on | telling.overtaken)
            for one in sorted(known, key=lambda one: one.arn)
        ),
        way_back=way_back(migration, tuple(one.plan for one in plans), known, now),
        ways=tuple(telling.switch.ways),
        switch=telling.switch.told(migration),
        seen_issued_at=telling.seen_issued_at,
        handshakes_at=telling.handshakes_at if migration.handshakes is not None else None,
        old_gone_at=telling.old_gone_at if migration.old_gone else None,
        closing_note=telling.closing_note,
        unknown=telling.unknown,
        written_at=now,
        program_version=program_version,
    )


def _open_on(call: Call) -> str | None:
    """The listener on which *call* may have changed something that is not known."""
    if call.outcome != "not known" or not isinstance(call.mutation, Change):
        return None
    return call.mutation.listener_arn


def _is_presumed(call: Call, outcome: ev.Succeeded | ev.Failed) -> bool:
    """Whether *call* counts as failed only because AWS showed nothing of it, and *outcome* knows better."""
    return (
        call.outcome == "failed"
        and call.reconciled
        and not (isinstance(outcome, ev.Failed) and outcome.reconciled)
    )


class _Telling:
    """What the fold of a migration does not keep: who, when, and how each call ended."""

    def __init__(self) -> None:
        self.actors: dict[str, None] = {}
        self.windows: list[WindowNoted] = []
        self.plans: list[ConfirmedPlan] = []
        self.calls: dict[int, Call] = {}
        self.before: dict[str, Listener] = {}
        self.after: dict[str, Listener] = {}
        self.seen_issued_at: datetime | None = None
        self.handshakes_at: datetime | None = None
        self.old_gone_at: datetime | None = None
        self.closing_note = ""
        self.unknown = 0
        self.switch = SwitchTelling()
        self.overtaken: set[str] = set()
        self._touched: dict[str, int] = {}

    def add(self, m: Migration, entry: ev.Entry) -> None:
        """Take up *entry*, of which *m* is the outcome."""
        self.actors.setdefault(entry.actor)
        self.switch.add(m, entry)
        if m.old_gone and self.old_gone_at is None:
            self.old_gone_at = entry.at
        match entry.event:
            case ev.WindowSet(window=window):
                self.windows.append(WindowNoted(entry.at, entry.actor, window))
            case ev.PlanConfirmed() as confirmed:
                self._confirmed(m, entry, confirmed)
            case ev.Intended(mutation=mutation):
                self._intended(m, entry, mutation)
            case ev.Succeeded() | ev.Failed() as outcome:
                self._ended(entry, outcome)
            case ev.CertificateSeen(certificate=seen) if m.new is not None and seen.arn == m.new.arn:
                if seen.status == "ISSUED" and self.seen_issued_at is None:
                    self.seen_issued_at = entry.at
            case ev.HandshakesSeen():
                self.handshakes_at = entry.at
            case ev.Closed(note=note) | ev.Abandoned(note=note):
                self.closing_note = note
            case ev.Unknown():
                self.unknown += 1
        if m.new is None:
            self.seen_issued_at = None

    def _confirmed(self, m: Migration, entry: ev.Entry, event: ev.PlanConfirmed) -> None:
        for seen in event.plan.before:
            # Until this migration has changed a listener, the latest look is how it was before.
            if seen.arn not in self._touched:
                self.before[seen.arn] = seen
            self.after[seen.arn] = seen
            self.overtaken.discard(seen.arn)
        self.plans.append(
            ConfirmedPlan(
                seq=entry.seq,
                at=entry.at,
                by=entry.actor,
                plan=event.plan,
                typed=event.typed,
                override=event.override,
                window=m.window,
            )
        )

    def _intended(self, m: Migration, entry: ev.Entry, mutation: Mutation) -> None:
        planned = isinstance(mutation, Change) and bool(self.plans)
        self.calls[entry.seq] = Call(
            seq=entry.seq,
            mutation=mutation,
            intended_at=entry.at,
            intended_by=entry.actor,
            plan=self.plans[-1].seq if planned else None,
            in_window=m.window.contains(entry.at) if planned and m.window is not None else None,
        )

    def _ended(self, entry: ev.Entry, outcome: ev.Succeeded | ev.Failed) -> None:
        call = self.calls.get(outcome.intent)
        # Of a call that showed no effect when AWS was read, the answer itself may still come.
        if call is None or not (call.outcome == "not known" or _is_presumed(call, outcome)):
            return
        ended = msgspec.structs.replace(call, answered_at=entry.at, reconciled=outcome.reconciled)
        if isinstance(outcome, ev.Failed):
            self.calls[call.seq] = msgspec.structs.replace(
                ended, outcome="failed", code=outcome.code, message=outcome.message
            )
            return
        self.calls[call.seq] = msgspec.structs.replace(
            ended, outcome="done", arn=outcome.arn, request_id=outcome.request_id, code="", message=""
        )
        if isinstance(call.mutation, Change) and call.mutation.listener_arn in self.after:
            self._changed(call, call.mutation)

    def _changed(self, call: Call, change: Change) -> None:
        arn = change.listener_arn
        if call.plan is not None and self.plans[-1].seq > call.plan:
            self._seen_meanwhile(call, call.plan, arn)
        self._touched.setdefault(arn, call.seq)
        self.after[arn] = changed(self.after[arn], (change,))

    def _seen_meanwhile(self, call: Call, plan: int, arn: str) -> None:
        """The listener was seen anew since *call*: how it was before stands in the *plan* of the call."""
        self.overtaken.add(arn)
        own = next(one.plan for one in self.plans if one.seq == plan)
        seen = next((one for one in own.before if one.arn == arn), None)
        if seen is not None and call.seq < self._touched.get(arn, call.seq + 1):
            self.before[arn] = seen
            self._touched[arn] = call.seq

    def confirmed(self) -> tuple[ConfirmedPlan, ...]:
        """The confirmed plans with how many of their calls were made, and whether these lay in the window."""
        return tuple(self._with_calls(plan) for plan in self.plans)

    def _with_calls(self, plan: ConfirmedPlan) -> ConfirmedPlan:
        own = [call for call in self.calls.values() if call.plan == plan.seq]
        told = [call.in_window for call in own if call.in_window is not None and call.outcome != "failed"]
        return msgspec.structs.replace(
            plan,
            made=sum(call.outcome == "done" for call in own),
            in_window=all(told) if told else None,
        )
