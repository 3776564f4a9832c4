"""Compares what happened in AWS with what the journal says: nothing twice, nothing lost, nothing unnamed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations

from acm_tui.domain.certificate import MIGRATION_TAG
from acm_tui.domain.cutover import changed
from acm_tui.domain.events import Entry, Failed, Intended, Succeeded
from acm_tui.domain.listener import Listener, classic_address
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import (
    AddToList,
    Change,
    DeleteCertificate,
    Mutation,
    RemoveFromList,
    RequestCertificate,
    SetDefault,
    SwitchInPlace,
    UpsertRecords,
)
from tests.faults import switches
from tests.faults.faulty_wire import Reached
from tests.faults.town import Town

REPEATABLE = (
    "AddListenerCertificates",
    "ChangeResourceRecordSets",
    "ModifyListener",
    "SetLoadBalancerListenerSSLCertificate",
)
"""Made again with the same parameters they change nothing. So does RequestCertificate with the same token."""


@dataclass
class Verdict:
    """Sentences about what must not be; ``again`` counts calls that were repeated and changed nothing."""

    duplicates: list[str] = field(default_factory=list)
    repeats: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    again: int = 0

    @property
    def wrong(self) -> list[str]:
        return [*self.duplicates, *self.repeats, *self.lost, *self.stray, *self.untrue]


class Judge:
    """Looks at *town* at every point of a run; made before it begins. It is about *migration*, an id."""

    def __init__(self, town: Town, migration: str) -> None:
        self._town = town
        self.migration = migration
        self._start = town.listeners()
        self._begun_behind = town.migration(migration).seq
        self.verdict = Verdict()

    def look(self, when: str, *, quiet: bool) -> None:
        """Nothing is under way: what is there must be named by the plan and the record.

        *quiet*: nothing more will come from an earlier program either.
        """
        migration = self._town.migration(self.migration)
        for arn, found in self._town.listeners().items():
            if found not in self._named(migration, arn):
                self.verdict.stray.append(f"{when}: {arn} holds {found.default}, {found.sni}")
        if (alive := self._requested_for_it()) and len(alive) > 1:
            self.verdict.duplicates.append(f"{when}: {len(alive)} certificates")
        if quiet:
            entries = self._town.entries(self.migration)
            self._believe(when, [one for one in entries if one.seq > self._begun_behind])
            self.verdict.untrue += [f"{when}: {what}" for what in switches.untrue(self._town, migration)]

    def _named(self, m: Migration, arn: str) -> Iterator[Listener]:
        """The states in which the listener *arn* may be by the plan and the record."""
        known = {} if m.plan is None else {one.arn: _bare(one) for one in m.plan.before}
        if m.plan is None or arn not in known:
            yield self._start[arn]
            return
        perhaps = [one.mutation for one in (*m.in_flight, *m.presumed) if isinstance(one.mutation, Change)]
        for some in _subsets(perhaps):
            yield changed(known[arn], (*m.made, *some))

    def _believe(self, when: str, entries: Iterable[Entry]) -> None:
        """What the journal says of the calls is what became of them."""
        carried_out, entries = self._town.wire.changed, list(entries)
        intents = {one.seq: one.event.mutation for one in entries if isinstance(one.event, Intended)}
        outcomes = [one.event for one in entries if isinstance(one.event, (Succeeded, Failed))]
        for reached in carried_out:
            if not any(_is(reached, one) for one in intents.values()):
                self.verdict.stray.append(f"{when}: no intent for {reached.call}")
        # What is open, or was only read to have had no effect, claims nothing.
        told = {one.intent: one for one in outcomes if isinstance(one, Succeeded) or not one.reconciled}
        for mutation in {str(one): one for one in intents.values()}.values():
            own = [told.get(seq) for seq, other in intents.items() if other == mutation]
            done = any(_is(one, mutation) for one in carried_out)
            if done and all(isinstance(one, Failed) for one in own):
                self.verdict.untrue.append(f"{when}: carried out, and the journal denies it: {mutation}")
            if not done and any(isinstance(one, Succeeded) and not one.reconciled for one in own):
                self.verdict.untrue.append(
                    f"{when}: never carried out, and the journal tells of it: {mutation}"
                )

    def finish(self, *, reached: bool, crash: str, over: bool) -> Verdict:
        """The second program has ended."""
        verdict, wire = self.verdict, self._town.wire
        self.look("at the end", quiet=True)
        m = self._town.migration(self.migration)
        alive = self._requested_for_it()
        if not reached or crash or m.in_flight or self._town.migrations != 1 or (over and not m.over):
            verdict.lost.append(f"not finished: {crash or m}")
        if ([] if m.new is None else [m.new.arn]) != alive or (m.new is None and not m.in_place):
            verdict.lost.append(f"the journal knows {m.new and m.new.arn}, there are {alive}")
        if m.in_place:
            verdict.lost += switches.lost(self._town, m)
        self._repeats(wire.changed)
        self._switched_twice(wire.reached)
        made = [_arn(one) for one in wire.changed if one.call.operation == "RequestCertificate"]
        if len(set(made)) > 1:
            verdict.duplicates.append(f"{len(set(made))} certificates were made")
        return verdict

    def _repeats(self, carried_out: Iterable[Reached]) -> None:
        before: list[Reached] = []
        for one in carried_out:
            if _again(one, before):
                self.verdict.again += 1
            elif any(
                earlier.call.operation == one.call.operation == "RequestCertificate" for earlier in before
            ):
                self.verdict.repeats.append(f"requested with another token: {one.call}")
            elif any(earlier.call == one.call for earlier in before):
                self.verdict.repeats.append(f"made twice: {one.call}")
            before.append(one)

    def _switched_twice(self, reached: Sequence[Reached]) -> None:
        for number, one in enumerate(reached):
            if switches.asked_although_shown(one, reached[:number]):
                self.verdict.repeats.append(f"switched again, though ACM had shown it pending: {one.call}")
            elif switches.refused_as_made_already(one, reached[:number]):
                self.verdict.again += 1

    def _requested_for_it(self) -> list[str]:
        return [
            one.arn for one in self._town.sandbox.acm.all() if one.tags.get(MIGRATION_TAG) == self.migration
        ]


def _again(one: Reached, before: Iterable[Reached]) -> bool:
    """Whether *one* was carried out before, and made no difference now."""
    same = [earlier for earlier in before if earlier.call == one.call]
    if one.call.operation == "RequestCertificate":
        return any(_arn(earlier) == _arn(one) for earlier in same)
    return bool(same) and one.call.operation in REPEATABLE


def _arn(requested: Reached) -> str:
    arn: str = json.loads(requested.answer)["CertificateArn"]
    return arn


def _subsets(changes: list[Change]) -> Iterator[tuple[Change, ...]]:
    return chain.from_iterable(combinations(changes, size) for size in range(len(changes) + 1))


def _bare(listener: Listener) -> Listener:
    """Without its tags, which are no part of what it holds."""
    return Listener(
        arn=listener.arn,
        load_balancer_arn=listener.load_balancer_arn,
        protocol=listener.protocol,
        port=listener.port,
        default=listener.default,
        sni=listener.sni,
    )


def _is(reached: Reached, mutation: Mutation) -> bool:
    """Whether *reached* is the one call that *mutation* stands for."""
    operation, given = reached.call.operation, reached.call.parameters
    match mutation:
        case RequestCertificate(request=request):
            return operation == "RequestCertificate" and given["IdempotencyToken"] == request.token
        case DeleteCertificate(arn=arn):
            return operation == "DeleteCertificate" and given["CertificateArn"] == arn
        case SwitchInPlace(arn=arn):
            return operation == "UpdateCertificateOptions" and given["CertificateArn"] == arn
        case UpsertRecords(records=records, zone_id=zone):
            return (
                operation == "ChangeResourceRecordSets"
                and given["Id"] == zone
                and all(one.name in given["Body"] and one.value in given["Body"] for one in records)
            )
        case SetDefault(listener_arn=arn, certificate_arn=certificate):
            if (classic := classic_address(arn)) is not None:
                named = (given.get("LoadBalancerName"), given.get("LoadBalancerPort"))
                return named == (classic[0], str(classic[1])) and given["SSLCertificateId"] == certificate
            return operation == "ModifyListener" and _on(given, arn, certificate)
        case AddToList(listener_arn=arn, certificate_arn=certificate):
            return operation == "AddListenerCertificates" and _on(given, arn, certificate)
        case RemoveFromList(listener_arn=arn, certificate_arn=certificate):
            return operation == "RemoveListenerCertificates" and _on(given, arn, certificate)


def _on(given: dict[str, object], listener: str, certificate: str) -> bool:
    named = given["ListenerArn"], given["Certificates.member.1.CertificateArn"]
    return named == (listener, certificate)
