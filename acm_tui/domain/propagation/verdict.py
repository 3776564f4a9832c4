"""What all observations together say."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping

import msgspec

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import Classification, classify
from acm_tui.domain.propagation.names import canonical, same_name
from acm_tui.domain.propagation.observation import Observation, Perspective


class VerdictKind(enum.StrEnum):
    """What can be said about the record."""

    READY = "ready"
    """Every address that answered has it, and every name server answered."""
    PARTIAL = "partial"
    """Some name servers have it. Certificate authorities look from several places: this is not enough."""
    WRONG = "wrong"
    """There is a record of that name, with another value."""
    MISPLACED = "misplaced"
    """The record is there, under another name."""
    ABSENT = "absent"
    CANNOT_SEE = "cannot_see"
    """Nobody said anything about the record: neither yes nor no."""


class Verdict(msgspec.Struct, frozen=True):
    """``agreeing`` of ``servers`` name servers have the record; ``evidence`` is what this was read from."""

    kind: VerdictKind
    agreeing: int
    servers: int
    evidence: tuple[Observation, ...]

    @property
    def text(self) -> str:
        """In short, as a screen shows it: ``READY``, ``PARTIAL 1/2``, ``CANNOT SEE``."""
        name = self.kind.name.replace("_", " ")
        return f"{name} {self.agreeing}/{self.servers}" if self.kind is VerdictKind.PARTIAL else name


def verdict(observations: Iterable[Observation], record: ValidationRecord) -> Verdict:
    """The verdict of one look at *record*: the answers to the question itself, and those of the probes.

    Name servers are counted, not addresses. One counts as agreeing when it answered and no answer of any of
    its addresses differs; an address that is silent, refuses or fails has no say.
    """
    seen = tuple(observations)
    main, probes = asked(seen, record), probed(seen, record)
    rows = by_server(main)
    agreeing = sum(_agrees([classify(row, record) for row in of_one]) for of_one in rows.values())
    kinds = {classify(row, record) for row in main}
    kind = _kind(kinds, agreeing == len(rows))
    misplaced = [row for row in probes if classify(row, record).found]
    if kind is VerdictKind.ABSENT and misplaced:
        return Verdict(VerdictKind.MISPLACED, agreeing, len(rows), (*main, *misplaced))
    return Verdict(kind, agreeing, len(rows), main or seen)


def _kind(kinds: set[Classification], all_agree: bool) -> VerdictKind:
    if not any(kind.conclusive for kind in kinds):
        return VerdictKind.CANNOT_SEE
    if any(kind.found for kind in kinds):
        return VerdictKind.READY if all_agree else VerdictKind.PARTIAL
    return VerdictKind.WRONG if Classification.WRONG_VALUE in kinds else VerdictKind.ABSENT


def _agrees(kinds: list[Classification]) -> bool:
    conclusive = [kind for kind in kinds if kind.conclusive]
    return bool(conclusive) and all(kind.found for kind in conclusive)


def asked(observations: Iterable[Observation], record: ValidationRecord) -> tuple[Observation, ...]:
    """Those that put the main question, for the record itself, to the zone's own servers."""
    return tuple(
        row for row in _of_the_zone(observations, record) if same_name(row.question.name, record.name)
    )


def main_rows(observations: Iterable[Observation], record: ValidationRecord) -> tuple[Observation, ...]:
    """What to show first: the answers to the question itself, or, where it was not put, all there are."""
    seen = tuple(observations)
    return asked(seen, record) or seen


def probed(observations: Iterable[Observation], record: ValidationRecord) -> tuple[Observation, ...]:
    """Those that looked for the record under another name at the zone's own servers."""
    return tuple(
        row for row in _of_the_zone(observations, record) if not same_name(row.question.name, record.name)
    )


def by_server(observations: Iterable[Observation]) -> Mapping[str, list[Observation]]:
    """The observations by the name of the server, in the order they are given."""
    rows: dict[str, list[Observation]] = {}
    for observation in observations:
        rows.setdefault(canonical(observation.server), []).append(observation)
    return rows


def _of_the_zone(observations: Iterable[Observation], record: ValidationRecord) -> Iterable[Observation]:
    return (
        row
        for row in observations
        if row.perspective is Perspective.AUTHORITATIVE and row.question.type == record.type
    )
