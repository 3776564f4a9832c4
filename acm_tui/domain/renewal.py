"""Whether a switched certificate renews itself from now on: what is known of each thing that it takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import msgspec

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.migration import Migration


class Point(msgspec.Struct, frozen=True):
    """One thing that renewing takes. ``holds`` is ``None`` where it was not seen, or only is to be known."""

    says: str
    holds: bool | None = None


class RenewalProof(msgspec.Struct, frozen=True):
    """``proven`` only where everything that it takes was seen; ``notes`` are what else there is to know."""

    proven: bool
    points: tuple[Point, ...]
    notes: tuple[str, ...]


def renewal_proof(m: Migration, present: Collection[ValidationRecord] | None = None) -> RenewalProof:
    """What speaks for and against that the certificate of *m* renews itself.

    *present* are the records that all their servers have now; ``None``: nobody has looked.
    """
    points = (_method(m), _eligibility(m), _records(m, present))
    return RenewalProof(all(one.holds is True for one in points), points, tuple(_notes(m)))


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


def _records(m: Migration, present: Collection[ValidationRecord] | None) -> Point:
    if present is None or not m.records:
        return Point("the records have not been looked for")
    missing = len([one for one in m.records if one not in present])
    if missing:
        return Point(f"{missing} of {len(m.records)} records are not seen at every server", False)
    return Point("every authoritative server has the records", True)


def _notes(m: Migration) -> Iterator[str]:
    if m.old.not_after is not None:
        yield f"It is valid until {m.old.not_after:%Y-%m-%d}."
    yield "The records must stay for ever: ACM renews by them."
