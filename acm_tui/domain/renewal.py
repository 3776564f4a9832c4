"""Whether a switched certificate renews itself from now on: what is known of each thing that it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from acm_tui.domain.migration import Migration
from acm_tui.domain.propagation import Check, VerdictKind, classify, main_rows, plain
from acm_tui.domain.record_sight import RecordSight


class Point(msgspec.Struct, frozen=True):
    """One thing that renewing takes. ``holds`` is ``None`` where it was not seen, or only is to be known."""

    says: str
    holds: bool | None = None


class RenewalProof(msgspec.Struct, frozen=True):
    """``proven`` only where everything that it takes was seen; ``notes`` are what else there is to know."""

    proven: bool
    points: tuple[Point, ...]
    notes: tuple[str, ...]


def renewal_proof(m: Migration) -> RenewalProof:
    """What speaks for and against that the certificate of *m* renews itself, as far as it was seen."""
    points = (_method(m), _eligibility(m), *_records(m))
    return RenewalProof(all(one.holds is True for one in points), points, tuple(_notes(m)))


def sights_of(checks: Iterable[Check]) -> tuple[RecordSight, ...]:
    """What is to be kept of *checks*: of each record the verdict, and who has it."""
    return tuple(map(_sight, checks))


def _sight(check: Check) -> RecordSight:
    rows = main_rows(check.observations, check.record)
    have = (plain(row.server) for row in rows if classify(row, check.record).found)
    return RecordSight(
        record=check.record,
        at=check.at,
        verdict=check.verdict.kind.value,
        servers=tuple(dict.fromkeys(have)),
        public_view=check.verdict.public_view,
    )


def _method(m: Migration) -> Point:
    if m.switched:
        return Point("every name is validated by DNS", True)
    return Point("not every name is seen to be validated by DNS", False)


def _eligibility(m: Migration) -> Point:
    if m.old.renewal_eligibility is None:
        return Point("ACM does not tell whether it renews it")
    if m.old.renewal_eligibility == "ELIGIBLE":
        return Point("ACM calls it eligible for renewal", True)
    why = ": nothing holds it" if not m.old.in_use_by else ""
    return Point(f"ACM does not call it eligible for renewal{why}", False)


def _records(m: Migration) -> Iterator[Point]:
    if not m.records:
        yield Point("it is not known by which records it is renewed")
    seen = {one.record: one for one in m.sights}
    for record in m.records:
        yield _present(plain(record.name), seen.get(record))


def _present(name: str, sight: RecordSight | None) -> Point:
    if sight is None:
        return Point(f"{name} has not been looked for in DNS since the switch")
    at = f"{'seen' if sight.servers else 'looked for'} {sight.at:%Y-%m-%d %H:%M} UTC"
    if not sight.right:
        holds = None if sight.verdict == VerdictKind.CANNOT_SEE.value else False
        return Point(f"{name} {_AMISS.get(sight.verdict, 'is not seen to be right')} ({at})", holds)
    where = ", ".join(sight.servers)
    if sight.public_view:
        return Point(f"{name} is there, as public resolvers see it: {where} ({at})", True)
    return Point(f"{name} is there, at every name server that could be asked: {where} ({at})", True)


_AMISS: dict[str, str] = {
    VerdictKind.PARTIAL.value: "is not at every name server",
    VerdictKind.WRONG.value: "has something else in its place",
    VerdictKind.MISPLACED.value: "is in another place",
    VerdictKind.ABSENT.value: "is not in DNS",
    VerdictKind.CANNOT_SEE.value: "could not be seen from here, neither there nor missing",
}


def _notes(m: Migration) -> Iterator[str]:
    if m.old.not_after is not None:
        yield f"It is valid until {m.old.not_after:%Y-%m-%d}."
    yield "The records must stay for ever: ACM renews by them."
