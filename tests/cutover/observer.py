"""Somebody at the door of AWS who checks every change that is asked for, by journal and listeners."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from acm_tui.domain.cutover import CutoverPlan, changed
from acm_tui.domain.events import Entry, Intended, ListenersChosen, PlanConfirmed, SoakSet, Succeeded
from acm_tui.domain.listener import Listener
from acm_tui.domain.mutation import (
    AddToList,
    Change,
    DeleteCertificate,
    RemoveFromList,
    RequestCertificate,
    SetDefault,
)
from tests.cutover.ledger import Ledger
from tests.cutover.small_aws import Asked, SmallAws
from tests.domain.stories import MIGRATION

SOAK_H = 24
_NO_CHANGES = (RequestCertificate, DeleteCertificate)


class Observer:
    """Knows the rules, reads the raw journal, and uses nothing of what the program makes of it.

    ``typed_right``: the operator has typed what is asked in this step.
    """

    def __init__(
        self, aws: SmallAws, ledger: Ledger, pair: tuple[str, str], now: Callable[[], datetime]
    ) -> None:
        self._aws = aws
        self._ledger = ledger
        self._old, self._new = pair
        self._now = now
        self._intent = 0
        self._begun: set[str] = set()
        self._involved: set[str] = set()
        self.typed_right = False
        self.seen: list[Asked] = []

    def begin(self) -> None:
        """A new step: whatever it changes must be looked at anew."""
        self._begun.clear()

    def sees(self, asked: Asked) -> None:
        """Something is asked of AWS, and is about to be carried out."""
        entries = self._ledger.read(MIGRATION)
        if self._again(asked, entries):
            return
        self.seen.append(asked)
        if isinstance(asked, DeleteCertificate):
            self._deletes(asked, entries)
        else:
            self._changes(asked, entries)

    def _again(self, asked: Asked, entries: tuple[Entry, ...]) -> bool:
        """Whether this is one more attempt of a call that was seen already."""
        assert entries[-1].event == Intended(asked), "no call without its intent right before it"
        again = entries[-1].seq == self._intent
        self._intent = entries[-1].seq
        return again

    def _is_next(self, asked: Change, plan: CutoverPlan, made: tuple[Change, ...]) -> None:
        """After those *made*, what is *asked* is the next change of *plan*."""
        assert (*made, asked) == plan.changes[: len(made) + 1], "nothing but by the plan, in its order"

    def in_the_middle(self, listener_arn: str) -> bool:
        """Whether the program has begun with a listener in this step and has more to do there."""
        plan, made = plan_in_force(self._ledger.read(MIGRATION))
        if plan is None or listener_arn not in self._begun:
            return False
        return any(one.listener_arn == listener_arn for one in plan.changes if one not in made)

    def awaits_its_call(self, listener_arn: str) -> bool:
        """Whether the program has looked at a listener and is on its way to change it.

        With one lane nothing else happens meanwhile.
        """
        return False

    def _changes(self, asked: Change, entries: tuple[Entry, ...]) -> None:
        plan, made = plan_in_force(entries)
        assert plan is not None, "nothing is changed without a confirmed plan"
        self._is_next(asked, plan, made)
        assert asked.certificate_arn in (self._old, self._new), "nobody else's certificate is moved"
        assert _is_for_what_is_chosen(plan, entries), "nothing is changed for a choice that is no more"
        now = self._aws.listeners[asked.listener_arn]
        if not self._begun:
            for seen in plan.before:
                self._is_as_seen(seen, made)
        elif asked.listener_arn not in self._begun:
            (seen,) = (one for one in plan.before if one.arn == asked.listener_arn)
            self._is_as_seen(seen, made)
        self._begun.add(asked.listener_arn)
        self._involved.add(asked.listener_arn)
        self._leaves_a_certificate(asked, now, plan)

    def _is_as_seen(self, seen: Listener, made: tuple[Change, ...]) -> None:
        expected = changed(seen, made)
        present = self._aws.listeners.get(seen.arn)
        assert present == expected, "the world is no longer what the plan saw"

    def _leaves_a_certificate(self, asked: Change, now: Listener, plan: CutoverPlan) -> None:
        pair = {self._old, self._new}
        match asked:
            case SetDefault():
                assert now.default in pair, "somebody else's default is not changed"
            case RemoveFromList(certificate_arn=arn):
                rest = pair & {now.default, *now.sni} - ({arn} if now.default != arn else set())
                # No plan shows a gap that was not asked for: that is seen to where plans are read.
                assert rest or asked.listener_arn in plan.gaps, "the names are served by neither of the two"
            case AddToList(certificate_arn=arn):
                assert arn == plan.put, "into a list goes what is put in place"

    def _deletes(self, asked: DeleteCertificate, entries: tuple[Entry, ...]) -> None:
        assert asked.arn == self._old, "only this migration's old certificate is deleted"
        assert self._aws.holders(asked.arn) == [], "nothing that a listener holds is deleted"
        assert self.typed_right, "nothing is deleted without its name typed"
        plan, made = plan_in_force(entries)
        unattached = next(
            (e.event.attachments == () for e in reversed(entries) if isinstance(e.event, ListenersChosen)),
            False,
        )
        if plan is None:
            assert unattached, "nothing is deleted before the cutover"
            return
        assert plan.direction == "cutover" or unattached, "nothing is deleted that was just put back"
        assert len(made) == len(plan.changes), "nothing is deleted before the cutover is complete"
        assert self._now() >= _cut_over_at(entries) + _soak(entries), "nothing is deleted while it soaks"

    def check(self, theirs: Mapping[str, Listener]) -> None:
        """Each listener has certificates that exist, and what others did is as they left it."""
        pair = {self._old, self._new}
        assert self._aws.listeners.keys() == theirs.keys()
        for arn, now in self._aws.listeners.items():
            own = theirs[arn]
            assert now.default is not None
            assert {now.default, *now.sni} <= self._aws.certificates.keys()
            assert {*now.sni} - pair == {*own.sni} - pair
            assert now.default == own.default or {now.default, own.default} <= pair
            assert (now.protocol, now.port, now.tags) == (own.protocol, own.port, own.tags)
            if arn not in self._involved:
                assert now == own


def plan_in_force(entries: tuple[Entry, ...]) -> tuple[CutoverPlan | None, tuple[Change, ...]]:
    """The plan that is in force by the raw journal, and those of its changes that are known to be made."""
    plan: CutoverPlan | None = None
    made: tuple[Change, ...] = ()
    intents: dict[int, Change] = {}
    for entry in entries:
        match entry.event:
            case PlanConfirmed(plan=confirmed):
                plan, made = confirmed, ()
            case ListenersChosen():
                plan, made = None, ()
            case Intended(mutation=AddToList() | SetDefault() | RemoveFromList() as asked):
                intents[entry.seq] = asked
            case Succeeded(intent=intent) if intent in intents:
                made = (*made, intents[intent])
    return plan, made


def _is_for_what_is_chosen(plan: CutoverPlan, entries: tuple[Entry, ...]) -> bool:
    if plan.direction == "rollback":
        return True
    chosen = [entry.event.attachments for entry in entries if isinstance(entry.event, ListenersChosen)]
    return plan.attachments == chosen[-1]


def _cut_over_at(entries: tuple[Entry, ...]) -> datetime:
    """When the last change was made, or the first plan confirmed where there never was anything to change."""
    intents = {
        entry.seq
        for entry in entries
        if isinstance(entry.event, Intended) and not isinstance(entry.event.mutation, _NO_CHANGES)
    }
    made = [e.at for e in entries if isinstance(e.event, Succeeded) and e.event.intent in intents]
    confirmed = [entry.at for entry in entries if isinstance(entry.event, PlanConfirmed)]
    return made[-1] if made else confirmed[0]


def _soak(entries: tuple[Entry, ...]) -> timedelta:
    chosen = [entry.event.hours for entry in entries if isinstance(entry.event, SoakSet)]
    return timedelta(hours=chosen[-1] if chosen else SOAK_H)
