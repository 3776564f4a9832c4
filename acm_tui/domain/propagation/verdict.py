"""What all observations together say."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable

import msgspec

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import Classification, classify
from acm_tui.domain.propagation.names import canonical
from acm_tui.domain.propagation.observation import Observation
from acm_tui.domain.propagation.probes import Found, found, instead
from acm_tui.domain.propagation.view import (
    Rows,
    asked,
    by_server,
    has_record_above,
    is_public_view,
    out_of_reach,
    probed,
)


class VerdictKind(enum.StrEnum):
    """What can be said about the record."""

    READY = "ready"
    """Every address that answered has it, and every name server answered to which this machine has a way."""
    PARTIAL = "partial"
    """Some name servers have it. Certificate authorities look from several places: this is not enough."""
    WRONG = "wrong"
    """Something else stands at that name: another value, another type, addresses of a proxy."""
    MISPLACED = "misplaced"
    """The record is there, under another name or in another zone."""
    ABSENT = "absent"
    """No name server that answered has it."""
    CANNOT_SEE = "cannot_see"
    """Nobody said anything about the record: neither yes nor no."""

    @property
    def text(self) -> str:
        """As a screen shows it: ``READY``, ``CANNOT SEE``."""
        return self.name.replace("_", " ")


class Verdict(msgspec.Struct, frozen=True):
    """``agreeing`` of ``servers`` name servers have the record; ``evidence`` is what this was read from.

    ``public_view``: the zone's own servers could not be asked; these are public resolvers over HTTPS.
    ``out_of_reach`` name servers more, which are not among the ``servers``, have only addresses to which
    this machine has no way: nothing is known of them.
    """

    kind: VerdictKind
    agreeing: int
    servers: int
    evidence: tuple[Observation, ...]
    public_view: bool = False
    out_of_reach: int = 0

    @property
    def settled(self) -> bool:
        """Whether nothing that is asked to explain it can change it."""
        return self.kind in (VerdictKind.READY, VerdictKind.PARTIAL)

    @property
    def text(self) -> str:
        """In short, as a screen shows it: ``READY``, ``PARTIAL 1/2``, ``CANNOT SEE``."""
        text = self.kind.text
        return f"{text} {self.agreeing}/{self.servers}" if self.kind is VerdictKind.PARTIAL else text


def tally(verdicts: Iterable[Verdict]) -> list[tuple[VerdictKind, int]]:
    """How many records are of each kind, what must be acted on first; kinds that are none are left out."""
    counts = Counter(verdict.kind for verdict in verdicts)
    order = (
        VerdictKind.WRONG,
        VerdictKind.MISPLACED,
        VerdictKind.CANNOT_SEE,
        VerdictKind.ABSENT,
        VerdictKind.PARTIAL,
        VerdictKind.READY,
    )
    return [(kind, counts[kind]) for kind in order if counts[kind]]


def verdict(observations: Iterable[Observation], record: ValidationRecord) -> Verdict:
    """The verdict of one look at *record*: the answers to the question itself, and those of the probes.

    Name servers are counted, not addresses. One counts as agreeing when it answered and no answer of any of
    its addresses differs; an address that is silent, refuses or fails has no say. A server to which this
    machine has no way, as without IPv6, is not counted. In the public view a resolver that is silent is not
    waited for: the record owes it nothing.
    """
    seen = tuple(observations)
    main = asked(seen, record)
    finds = found(probed(seen, record), record)
    public = is_public_view(seen, record)
    away = out_of_reach(main)
    rows = by_server(row for row in main if canonical(row.server) not in away)
    needed = by_server(row for row in main if row.rcode is not None) if public else rows
    agreeing = sum(_agrees([classify(row, record) for row in of_one]) for of_one in rows.values())
    kind, grounds = _kind(main, finds, record, agreeing == len(needed))
    if kind is VerdictKind.ABSENT and (above := has_record_above(seen, record)):
        kind, grounds = VerdictKind.MISPLACED, above
    return Verdict(kind, agreeing, len(rows), (*main, *grounds) or seen, public, len(away))


def _kind(main: Rows, finds: Found, record: ValidationRecord, all_agree: bool) -> tuple[VerdictKind, Rows]:
    """The kind, and the probes that it rests on."""
    kinds = {classify(row, record) for row in main}
    if not any(kind.conclusive for kind in kinds):
        return VerdictKind.CANNOT_SEE, ()
    if any(kind.found for kind in kinds):
        return (VerdictKind.READY if all_agree else VerdictKind.PARTIAL), ()
    wrong = [row for row in main if classify(row, record) is Classification.WRONG_VALUE]
    if any(not finds.explains(row) for row in wrong):
        return VerdictKind.WRONG, ()
    if Classification.DELEGATED in kinds:
        return VerdictKind.WRONG, ()
    if finds.misplaced:
        return VerdictKind.MISPLACED, finds.misplaced
    if there := instead(finds):
        return VerdictKind.WRONG, there
    return VerdictKind.ABSENT, finds.wild


def _agrees(kinds: list[Classification]) -> bool:
    conclusive = [kind for kind in kinds if kind.conclusive]
    return bool(conclusive) and all(kind.found for kind in conclusive)
