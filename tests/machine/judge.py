"""Somebody who sees each call at the door of AWS and each entry of the journal, and trusts no program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from acm_tui.domain.cutover import changed
from acm_tui.domain.events import DECISIONS, Entry, Event, Failed, Intended, SeatLeft, SeatTaken, Succeeded
from acm_tui.domain.fold import evolve, fold
from acm_tui.domain.journey import deadline, next_action, step
from acm_tui.domain.listener import Listener
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import (
    Change,
    DeleteCertificate,
    Mutation,
    RequestCertificate,
    SwitchInPlace,
    UpsertRecords,
)
from acm_tui.domain.obstacles import may_delete_old, may_roll_back
from acm_tui.journal.sqlite import SqliteJournal
from tests.cutover.line import Call
from tests.cutover.observer import plan_in_force
from tests.machine.program import Program
from tests.machine.switches import Switches
from tests.machine.town import Town


@dataclass
class Judge:
    """``acting`` are the programs that are at work, the one that was let in last being the last.

    ``reached`` counts what came before it that lives seldom come to.
    """

    town: Town
    journal: SqliteJournal
    reached: Counter[str]
    acting: list[Program] = field(default_factory=list)
    expected: dict[str, Listener] = field(default_factory=dict)
    """The listeners as they are by the changes that AWS carried out, and by what colleagues did."""
    known: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    folded: dict[str, Migration | None] = field(default_factory=dict)
    carried_out: set[tuple[str, int]] = field(default_factory=set)
    """Migration and intent of each call that AWS said yes to."""
    switches: Switches = field(init=False)
    requested: set[str] = field(default_factory=set)
    """The ARNs of all certificates that were ever requested for a migration."""
    _confirmed: list[Entry] = field(default_factory=list)
    _intent: tuple[str, int] = ("", 0)

    def __post_init__(self) -> None:
        self.switches = Switches(self.town)

    def begin(self) -> None:
        self.expected = self.town.listeners()

    def asked(self, call: Call) -> None:
        """An attempt of a program has left for AWS."""
        if call.reads or not self.acting:
            return
        program = self.acting[-1]
        assert not program.read_only, "who only looks changes nothing"
        entries = self.journal.read(program.at)
        seat = _holder(entries)
        assert seat is not None, "nobody changes anything without sitting down"
        assert seat[1] == program.services.seat.id, "nothing is changed by who does not sit there (any more)"
        under_way = _open(entries)
        assert len(under_way) == 1, "one call at a time, and none without its intent"
        ((intent, mutation),) = under_way
        assert is_call_of(call, mutation), "no call but the one that was intended"
        assert intent.actor == program.actor
        assert intent.seq > seat[0], "the intent is older than the seat"
        self._intent = program.at, intent.seq
        self._is_allowed(mutation, entries)

    def _is_allowed(self, mutation: Mutation, entries: tuple[Entry, ...]) -> None:
        m = fold(entries)
        assert m is not None
        match mutation:
            case RequestCertificate(request=request):
                assert m.new is None
                assert not m.in_place, "what is switched in place is not replaced"
                assert request.names == m.old.names
            case DeleteCertificate(arn=arn):
                assert arn == m.old.arn or (m.new is not None and arn == m.new.arn)
                assert arn != m.old.arn or not m.in_place, "what is switched in place stays"
                if arn != m.old.arn:
                    assert m.new is not None
                    needed = m.new.status == "ISSUED" and not m.in_place
                    assert not needed, "no successor that serves is deleted"
            case SwitchInPlace(arn=arn):
                assert arn == m.old.arn
                self.switches.may_be_asked_for(m)
            case change:
                plan, made = plan_in_force(entries)
                assert plan is not None, "nothing is changed without a confirmed plan"
                assert change in plan.changes
                assert change not in made

    def carried(self, call: Call, status: int) -> None:
        """AWS has carried out an attempt, or refused it."""
        if call.reads or not self.acting or status >= 300:
            return
        self.carried_out.add(self._intent)
        if call.operation == "UpdateCertificateOptions":
            self.switches.note(call.parameters["CertificateArn"])
        if call.operation == "DeleteCertificate":
            assert not self.town.holds(call.parameters["CertificateArn"]), "what a listener holds is deleted"
        if call.change is not None:
            arn = call.change.listener_arn
            self.expected[arn] = changed(self.expected[arn], (call.change,))

    def offered(self, migration: str, event: Event) -> None:
        """A program is about to write *event*: what it says it has read in AWS stands there at this moment.

        It was read right before. What a call did may have been undone by others since, and what it did not do
        may have been done by them: neither can be told by reading, so what counts is what is there.
        """
        match event:
            case Failed(intent=intent, reconciled=True):
                self.reached["found by reading: not carried out"] += 1
                assert not self._stands(migration, intent), "what was done is denied"
            case Succeeded(intent=intent, arn=arn, reconciled=True):
                self.reached["found by reading: carried out"] += 1
                asked = self._asked(migration, intent)
                if isinstance(asked, RequestCertificate):
                    self._note_requests(migration)
                    assert arn in self.requested, "a certificate is told of that never was"
                else:
                    assert self._stands(migration, intent), "what was not done is told"

    def _stands(self, migration: str, intent: int) -> bool:
        """Whether AWS is as it would be by what was asked with *intent*, whoever did that."""
        match self._asked(migration, intent):
            case RequestCertificate():
                return self.town.requested_for(migration) != []
            case DeleteCertificate(arn=arn):
                return self.town.sandbox.acm.find(arn) is None
            case SwitchInPlace(arn=arn):
                return self.switches.stands(arn, self.journal.read(migration)[intent - 1].at)
            case UpsertRecords():
                raise AssertionError("nobody writes records here")
            case change:
                now = self.town.listeners().get(change.listener_arn)
                return now is not None and changed(now, (change,)) == now

    def _asked(self, migration: str, intent: int) -> Mutation:
        asked = self.journal.read(migration)[intent - 1].event
        assert isinstance(asked, Intended)
        return asked.mutation

    def _note_requests(self, migration: str) -> list[str]:
        """The certificates that were requested for *migration* and that there are."""
        alive = self.town.requested_for(migration)
        self.requested.update(alive)
        return alive

    def confirmed(self, entry: Entry) -> None:
        """The journal has told a program that it has *entry*."""
        self._confirmed.append(entry)

    def colleague(self, does: Callable[[], object]) -> None:
        """Somebody outside of it all does something to the listeners."""
        self.listeners()
        acting, self.acting = self.acting, []
        does()
        self.acting = acting
        self.expected = self.town.listeners()

    def everything(self) -> None:
        """What must hold at any moment."""
        self.listeners()
        self._entries()
        for migration in self.known:
            alive = self._note_requests(migration)
            assert len(alive) <= 1, f"{len(alive)} certificates were requested for {migration}"
            if (m := self.folded[migration]) is not None:
                self.switches.told(m)

    def listeners(self) -> None:
        """Nothing but what is known has been done to them, and each has a certificate that exists."""
        now = self.town.listeners()
        assert now == self.expected, "listeners are other than the calls have left them"
        for one in now.values():
            assert one.default is not None
            assert self.town.sandbox.acm.find(one.default) is not None, "a listener serves what is gone"

    def _entries(self) -> None:
        """The journal only grows, has all that was confirmed, and makes sense at each of its points."""
        confirmed, self._confirmed = self._confirmed, []
        for entries in self.journal.migrations():
            migration = entries[0].migration
            before = self.known.get(migration, ())
            assert entries[: len(before)] == before, "what was written is written"
            for entry in entries[len(before) :]:
                self._new(entry)
            self.known[migration] = entries
            own = [one for one in confirmed if one.migration == migration]
            assert all(entries[one.seq - 1] == one for one in own), "what was confirmed is there"
            confirmed = [one for one in confirmed if one.migration != migration]
        assert not confirmed

    def _new(self, entry: Entry) -> None:
        m = self.folded[entry.migration] = evolve(self.folded.get(entry.migration), entry)
        assert m is not None
        assert m.seq == entry.seq
        step(m), next_action(m), deadline(m), may_roll_back(m), may_delete_old(m, entry.at)
        match entry.event:
            case Failed(intent=intent, reconciled=False):
                assert (entry.migration, intent) not in self.carried_out, "what was done is denied"
            case Succeeded(intent=intent, reconciled=False) if not self._is_gone(entry.migration, intent):
                assert (entry.migration, intent) in self.carried_out, "what was not done is told"

    def _is_gone(self, migration: str, intent: int) -> bool:
        """Whether that was to delete a certificate that is not there: then it counts as deleted."""
        gone = self._asked(migration, intent)
        return isinstance(gone, DeleteCertificate) and self.town.sandbox.acm.find(gone.arn) is None

    def decided_nothing(self, before: dict[str, int]) -> None:
        """Since *before* (the last entry of each migration) nothing was decided, begun or sat down to."""
        for migration, entries in self.known.items():
            for entry in entries[before.get(migration, 0) :]:
                assert not isinstance(entry.event, (*DECISIONS, Intended, SeatTaken)), entry

    @property
    def last(self) -> dict[str, int]:
        """The number of the last entry of each migration."""
        return {migration: len(entries) for migration, entries in self.known.items()}


def _holder(entries: Iterable[Entry]) -> tuple[int, str] | None:
    """Who sits there by the raw journal, and since which entry."""
    found: tuple[int, str] | None = None
    for entry in entries:
        match entry.event:
            case SeatTaken(seat=seat):
                found = entry.seq, seat.id
            case SeatLeft(seat=seat_id) if found is not None and found[1] == seat_id:
                found = None
    return found


def _open(entries: Iterable[Entry]) -> list[tuple[Entry, Mutation]]:
    """The intents that have no outcome, and what each is for."""
    intents: dict[int, tuple[Entry, Mutation]] = {}
    for entry in entries:
        match entry.event:
            case Intended(mutation=mutation):
                intents[entry.seq] = entry, mutation
            case Succeeded(intent=intent) | Failed(intent=intent):
                intents.pop(intent, None)
    return list(intents.values())


def is_call_of(call: Call, mutation: Mutation) -> bool:
    """Whether *call* is the one that *mutation* stands for."""
    given = call.parameters
    match mutation:
        case RequestCertificate(request=request):
            asked = {one["Key"]: one["Value"] for one in given.get("Tags", ())}
            return call.operation == "RequestCertificate" and (given["IdempotencyToken"], asked) == (
                request.token,
                request.tags,
            )
        case DeleteCertificate(arn=arn):
            return call.operation == "DeleteCertificate" and given["CertificateArn"] == arn
        case SwitchInPlace(arn=arn):
            return call.operation == "UpdateCertificateOptions" and given == {
                "CertificateArn": arn,
                "Options": {"ValidationMethod": "DNS"},
            }
        case _:
            return isinstance(mutation, Change) and call.change == mutation
