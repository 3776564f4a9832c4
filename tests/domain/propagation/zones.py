"""Zones as name servers answer from them, and a look at a record as the check makes it.

Only what the check meets: CNAMEs that are not followed, wildcards, cuts, empty non-terminals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Answer,
    Failure,
    NameServer,
    Observation,
    Perspective,
    Question,
    Transport,
    VerdictKind,
    Zone,
    beside,
    canonical,
    classify,
    parent,
    probes,
    verdict,
    within,
)
from tests.domain.propagation.seen import NOW, NS1, NS2, RECORD, ZONE, nobody

TOKEN = "x7"
REMEMBERED_S = 900
"""Seconds that a resolver remembers for that something is not in one of these zones."""
REFUSAL: dict[str, Any] = {
    "rcode": "REFUSED",
    "aa": False,
    "answers": (),
    "referral": None,
    "serial": None,
    "mname": None,
    "negative_ttl_s": None,
}
SILENCE = REFUSAL | {
    "rcode": None,
    "rtt_ms": None,
    "failure": Failure.TIMEOUT,
    "error": "no answer within 1.5 s",
}
RESOLVERS = ("cloudflare-dns.com", "dns.google")


@dataclass(frozen=True)
class Copy:
    """One server's copy of a zone, from lines ``name TYPE value`` as they are typed into an editor.

    What does not end with a dot gets the zone after it: the name always, and the value of a CNAME.
    ``loose``: it lets other data stand beside a CNAME. ``always``: fields that every answer has, whatever
    was asked.
    """

    server: str = NS1
    lines: tuple[str, ...] = ()
    zone: str = ZONE
    serial: int = 20
    mname: str = NS1
    address: str = "192.0.2.11"
    loose: bool = False
    always: dict[str, Any] = field(default_factory=dict)

    def records(self) -> dict[tuple[str, str], list[str]]:
        """The values by name and type."""
        records: dict[tuple[str, str], list[str]] = {(self.zone, "SOA"): [f"{self.mname} hostmaster. 20"]}
        for line in self.lines:
            name, kind, value = line.split(" ", 2)
            whole = value if kind not in ("CNAME", "DNAME", "NS") else self._absolute(value)
            records.setdefault((self._absolute(name), kind), []).append(whole)
        return records

    def _absolute(self, written: str) -> str:
        return written if written.endswith(".") else f"{written}.{self.zone}"

    def say(self, question: Question, perspective: Perspective = Perspective.AUTHORITATIVE) -> Observation:
        """What this server answers to *question* (RFC 1034 §4.3.2, RFC 4592 §3.3)."""
        return msgspec.structs.replace(self._answer(question, perspective), **self.always)

    def _answer(self, question: Question, perspective: Perspective) -> Observation:
        row = Observation(
            perspective=perspective,
            server=self.server,
            address=self.address,
            port=53,
            zone=self.zone,
            question=question,
            at=NOW,
            rcode="NOERROR",
            aa=True,
            serial=self.serial,
            mname=self.mname,
            negative_ttl_s=REMEMBERED_S,
            rtt_ms=6.0,
        )
        name, records = canonical(question.name), self.records()
        if not within(name, self.zone):
            return msgspec.structs.replace(row, rcode="REFUSED", aa=False, serial=None, mname=None)
        for cut in (owner for owner, kind in records if kind == "NS" and owner != self.zone):
            if within(name, cut):
                return msgspec.structs.replace(row, aa=False, referral=cut)
        for owner in (owner for owner, kind in records if kind == "DNAME" and within(name, owner)):
            (target,) = records[owner, "DNAME"]
            made = Answer(question.name, "CNAME", 60, name.removesuffix(owner) + target)
            return msgspec.structs.replace(row, answers=(Answer(owner, "DNAME", 60, target), made))
        told_by = _owner(name, [owner for owner, _ in records])
        if told_by is None:
            return msgspec.structs.replace(row, rcode="NXDOMAIN")
        loosely = self.loose and (told_by, question.type) in records
        kind = "CNAME" if (told_by, "CNAME") in records and not loosely else question.type
        values = records.get((told_by, kind), [])
        return msgspec.structs.replace(
            row, answers=tuple(Answer(question.name, kind, 60, value) for value in values)
        )


def _owner(name: str, owners: Sequence[str]) -> str | None:
    """Whose records answer for *name*: itself, or a wildcard; ``None``: no such name."""
    if any(within(owner, name) for owner in owners):
        return name
    encloser = parent(name)
    while not any(within(owner, encloser) for owner in owners):
        encloser = parent(encloser)
    wildcard = f"*.{encloser}"
    return wildcard if wildcard in owners else None


@dataclass(frozen=True)
class World:
    """The servers of a zone, the zone above where it is asked too, and this machine's own resolver."""

    copies: tuple[Copy, ...]
    above: Copy | None = None
    inside: Copy | None = None
    delegated: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    record: ValidationRecord = field(default=RECORD)

    @property
    def zone(self) -> Zone:
        """The zone as the walk finds it."""
        names = tuple(copy.server for copy in self.copies)
        return Zone(
            self.copies[0].zone,
            tuple(NameServer(copy.server, (copy.address,)) for copy in self.copies),
            delegated=self.delegated or names,
            named=self.named or names,
        )

    def look(self) -> tuple[Observation, ...]:
        """Every row of one look: the main question everywhere, then whatever explains the answers."""
        question = Question(self.record.name, self.record.type)
        rows = [copy.say(question) for copy in self.copies]
        kind = verdict(rows, self.record).kind
        if kind in (VerdictKind.ABSENT, VerdictKind.WRONG):
            heard = [copy for copy in self.copies if classify(copy.say(question), self.record).conclusive]
            freshest = max(heard, key=lambda copy: copy.serial)
            rows += [freshest.say(one) for one in probes(self.record, freshest.zone, TOKEN)]
            if self.above is not None:
                rows.append(self.above.say(question, Perspective.PARENT))
        elif kind is not VerdictKind.CANNOT_SEE:
            right = next(copy for copy in self.copies if classify(copy.say(question), self.record).found)
            rows.append(right.say(beside(self.record)))
        return (*rows, *self._locally(question))

    def look_over_https(self) -> tuple[Observation, ...]:
        """The same look from where no server is reached: two public resolvers, each with a copy to ask."""
        question = Question(self.record.name, self.record.type)
        silence = [_silence(copy.say(question)) for copy in self.copies]
        main = self._publicly([question])
        burst: tuple[Observation, ...] = ()
        if verdict(main, self.record).kind in (VerdictKind.ABSENT, VerdictKind.WRONG):
            burst = self._publicly(probes(self.record, self.copies[0].zone, TOKEN))
        return (*silence, nobody(None), *main, *burst, *self._locally(question))

    def _publicly(self, questions: Iterable[Question]) -> tuple[Observation, ...]:
        copies = [
            copy for copy in self.copies if copy.say(Question(copy.zone, "SOA")).aa
        ]  # those that serve it
        return tuple(
            by_resolver(copies[index % len(copies)].say(question), Perspective.PUBLIC, server)
            for question in questions
            for index, server in enumerate(RESOLVERS)
        )

    def _locally(self, question: Question) -> tuple[Observation, ...]:
        if self.inside is None:
            return ()
        return (by_resolver(self.inside.say(question), Perspective.LOCAL, "this machine's resolver"),)


def everywhere(*lines: str, **given: Any) -> World:
    """A zone with *lines* at both of its servers."""
    copies = (Copy(NS1, lines), Copy(NS2, lines, address="192.0.2.12"))
    return World(copies, **given)


def by_resolver(row: Observation, perspective: Perspective, server: str) -> Observation:
    """*row* as a resolver passes it on: without authority, the SOA only beside a “no”."""
    negative = not row.answers
    return msgspec.structs.replace(
        row,
        perspective=perspective,
        server=server,
        address=server,
        port=443 if perspective is Perspective.PUBLIC else 53,
        transport=Transport.HTTPS if perspective is Perspective.PUBLIC else Transport.UDP,
        aa=False,
        ra=True,
        serial=row.serial if negative else None,
        mname=row.mname if negative else None,
        negative_ttl_s=row.negative_ttl_s if negative else None,
    )


def _silence(row: Observation) -> Observation:
    return msgspec.structs.replace(row, **SILENCE)
