"""The observer where several load balancers are changed at the same time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime

from acm_tui.domain.cutover import CutoverPlan
from acm_tui.domain.events import Entry, Event, Failed, Intended, Succeeded
from acm_tui.domain.listener import load_balancer_of
from acm_tui.domain.mutation import AddToList, Change, Mutation, RemoveFromList, SetDefault
from tests.cutover.ledger import Ledger
from tests.cutover.observer import Observer, plan_in_force
from tests.cutover.small_aws import Asked, SmallAws
from tests.domain.stories import MIGRATION

_CHANGES = (AddToList, SetDefault, RemoveFromList)


class LaneObserver(Observer):
    """The same rules, each load balancer by itself; and what goes wrong in one lane ends all of them.

    *lanes* is how many load balancers may have a call under way at the same time. ``met`` counts what came
    about because there are several, a step at a time.
    """

    def __init__(
        self, aws: SmallAws, ledger: Ledger, pair: tuple[str, str], now: Callable[[], datetime], lanes: int
    ) -> None:
        super().__init__(aws, ledger, pair, now)
        self._lanes = lanes
        self._calls: set[int] = set()
        self._killed: set[int] = set()
        self.met: Counter[str] = Counter()
        self.begin()

    def begin(self) -> None:
        """A new step: whatever it changes must be looked at anew, and what was open before settled first."""
        super().begin()
        self._start = len(self._ledger.read(MIGRATION))
        self._stopped: int | None = None
        self._troubled = False
        self._moment = self._first_at = 0
        self._read_at: dict[str, int] = {}
        self._asked_at: dict[str, int] = {}
        self._turns: tuple[str, ...] = ()

    def reads(self, listener_arn: str) -> None:
        """Somebody looks what a listener holds."""
        self._moment += 1
        self._read_at[listener_arn] = self._moment

    def stops(self) -> None:
        """Something could not be written."""
        if self._stopped is None:
            self._stopped = len(self._ledger.read(MIGRATION))

    def troubled(self) -> None:
        """A lane learns that AWS refuses or does not answer, or it has ended in trouble."""
        self._troubled = True

    def begins(self, event: Event) -> None:
        """*event* is about to be written: from the moment at which one lane knows of trouble, no intent."""
        assert not (self._troubled and isinstance(event, Intended)), (
            "nothing is begun after the first trouble"
        )

    def end(self, *, killed: bool) -> None:
        """The step is over: after what was refused, or not written, nothing was begun."""
        entries = self._ledger.read(MIGRATION)
        refused = [
            entry.seq
            for entry in entries[self._start :]
            if isinstance(entry.event, Failed) and not entry.event.reconciled
        ]
        ends = [*refused[:1], *(() if self._stopped is None else (self._stopped,))]
        for end in ends:
            assert not _intended(entries[end:]), "nothing is begun after the first trouble"
        if any(open_intents(entries[:seq]) for seq in refused):
            self.met["refused beside another"] += 1
        settled = {
            entry.event.intent
            for entry in entries[self._start :]
            if isinstance(entry.event, (Succeeded, Failed)) and entry.event.reconciled
        }
        if len(settled & self._killed) > 1:
            self.met["two settled after a kill"] += 1
        if killed:
            self._killed = set(open_intents(entries))

    def _again(self, asked: Asked, entries: tuple[Entry, ...]) -> bool:
        intents = open_intents(entries)
        own = [seq for seq, intended in intents.items() if intended == asked]
        assert len(own) == 1, "each call has an open intent of its own"
        assert min(intents) > self._start, "what was open before is settled before anything is called"
        if isinstance(asked, _CHANGES):
            self._are_side_by_side(intents.values())
        else:
            assert len(intents) == 1, "nothing is deleted while something else is under way"
        again = own[0] in self._calls
        self._calls.add(own[0])
        return again

    def _are_side_by_side(self, intended: Iterable[Mutation]) -> None:
        under_way = Counter(
            load_balancer_of(one.listener_arn) for one in intended if isinstance(one, _CHANGES)
        )
        assert max(under_way.values()) == 1, "one call at a time on each load balancer"
        assert under_way.total() <= self._lanes, "no more load balancers at the same time than agreed"
        self.met[f"{under_way.total()} at once"] += 1

    def _is_next(self, asked: Change, plan: CutoverPlan, made: tuple[Change, ...]) -> None:
        balancer = load_balancer_of(asked.listener_arn)
        assert (*_of(made, balancer), asked) == _of(plan.changes, balancer)[: len(_of(made, balancer)) + 1], (
            "nothing but by the plan, in its order for that load balancer"
        )

    def _changes(self, asked: Change, entries: tuple[Entry, ...]) -> None:
        balancer = load_balancer_of(asked.listener_arn)
        if not self._begun:
            plan, made = plan_in_force(entries)
            assert plan is not None
            left = [one for one in plan.changes if one not in made]
            self._turns = tuple(dict.fromkeys(load_balancer_of(one.listener_arn) for one in left))
        if asked.listener_arn not in self._begun:
            self._is_looked_at(asked.listener_arn, balancer)
        super()._changes(asked, entries)
        self._moment += 1
        self._first_at = self._first_at or self._moment
        self._asked_at[balancer] = self._moment

    def awaits_its_call(self, listener_arn: str) -> bool:
        """As above; a listener whose turn comes later is looked at again then, and is free until then."""
        if listener_arn in self._begun:
            return False
        read_at = self._read_at.get(listener_arn, 0)
        balancer = load_balancer_of(listener_arn)
        return read_at > self._asked_at.get(balancer, 0) and not self._waits(balancer, read_at)

    def waits(self, listener_arn: str) -> bool:
        """Whether a listener is to be changed, and the turn of its load balancer has not come."""
        plan, made = plan_in_force(self._ledger.read(MIGRATION))
        left = () if plan is None else (one.listener_arn for one in plan.changes if one not in made)
        balancer = load_balancer_of(listener_arn)
        return listener_arn in left and self._waits(balancer, self._read_at.get(listener_arn, 0))

    def _waits(self, balancer: str, read_at: int) -> bool:
        """Whether a load balancer waits for its turn: the last look, *read_at*, was that at all of them."""
        late = balancer in self._turns and balancer not in self._turns[: self._lanes]
        return late and balancer not in self._asked_at and 0 < read_at < self._first_at

    def _is_looked_at(self, listener_arn: str, balancer: str) -> None:
        """Before its first change in a step, and no earlier than when its load balancer's turn comes."""
        read_at = self._read_at.get(listener_arn, 0)
        assert read_at > self._asked_at.get(balancer, 0), "a listener is looked at right before it is changed"
        if balancer not in self._turns[: self._lanes]:
            assert read_at > self._first_at, "who waits for its turn is looked at when it comes"
            self.met["waited for its turn"] += 1


def open_intents(entries: Iterable[Entry]) -> dict[int, Mutation]:
    """What was intended and has no outcome by the raw journal, by sequence number."""
    found: dict[int, Mutation] = {}
    for entry in entries:
        match entry.event:
            case Intended(mutation=mutation):
                found[entry.seq] = mutation
            case Succeeded(intent=intent) | Failed(intent=intent):
                found.pop(intent, None)
    return found


def _of(changes: Iterable[Change], balancer: str) -> tuple[Change, ...]:
    return tuple(one for one in changes if load_balancer_of(one.listener_arn) == balancer)


def _intended(entries: Iterable[Entry]) -> bool:
    return any(isinstance(entry.event, Intended) for entry in entries)
