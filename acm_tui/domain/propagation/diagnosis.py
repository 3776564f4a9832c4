"""What is wrong with the record, in words, and what would put it right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import classify
from acm_tui.domain.propagation.disagreement import delegation_differs, disagreeing
from acm_tui.domain.propagation.dnssec import dnssec_bogus
from acm_tui.domain.propagation.misplaced import in_zone_above, misplaced
from acm_tui.domain.propagation.network import intercepted, unseen
from acm_tui.domain.propagation.observation import Observation, Zone
from acm_tui.domain.propagation.probes import found
from acm_tui.domain.propagation.resolvers import resolver_troubles
from acm_tui.domain.propagation.server_trouble import server_troubles
from acm_tui.domain.propagation.standing import standing_beside, standing_instead
from acm_tui.domain.propagation.trouble import Diagnosis, DiagnosisCode, Severity
from acm_tui.domain.propagation.values import underscore_lost
from acm_tui.domain.propagation.verdict import VerdictKind, verdict
from acm_tui.domain.propagation.view import (
    Rows,
    asked,
    has_record_above,
    is_public_view,
    probed,
    resolver_rows,
)

__all__ = ["Diagnosis", "DiagnosisCode", "Severity", "diagnoses"]


def diagnoses(
    observations: Iterable[Observation], record: ValidationRecord, zone: Zone | None = None
) -> tuple[Diagnosis, ...]:
    """Everything that can be said about one look at *record*, what the DNS team must act on first.

    A record that is right at every address gives none. Each diagnosis carries the observations it rests on.
    *zone*: what is known of the zone and its delegation.
    """
    seen = tuple(observations)
    main = asked(seen, record)
    told = [
        *unseen(seen, record),
        *_about_the_record(seen, main, zone, record),
        *underscore_lost(main, record),
        *_about_the_servers(seen, main, record),
        *_about_resolvers(seen, main, record),
    ]
    return tuple(sorted(told, key=lambda diagnosis: list(Severity).index(diagnosis.severity)))


def _about_the_record(
    seen: Rows, main: Rows, zone: Zone | None, record: ValidationRecord
) -> Iterator[Diagnosis]:
    finds = found(probed(seen, record), record)
    yield from disagreeing(main, finds, zone, record)
    if any(classify(row, record).found for row in main):
        yield from standing_beside(finds, record)
        return
    elsewhere = [*misplaced(finds, record), *standing_instead(main, finds, record)]
    yield from elsewhere
    kind = verdict(seen, record).kind
    if not elsewhere and kind is not VerdictKind.WRONG:
        above = [*in_zone_above(seen, zone, has_record_above(seen, record), record)]
        yield from above
        if not above and kind is VerdictKind.ABSENT:
            yield from delegation_differs(main, zone, record)


def _about_the_servers(seen: Rows, main: Rows, record: ValidationRecord) -> Iterator[Diagnosis]:
    # Where only the public view is left, or somebody else answers, their silence is no fault of theirs.
    if not is_public_view(seen, record) and not intercepted(seen, record):
        yield from server_troubles(main, record)


def _about_resolvers(seen: Rows, main: Rows, record: ValidationRecord) -> Iterator[Diagnosis]:
    yield from dnssec_bogus(seen, record)
    if not is_public_view(seen, record):
        ready = verdict(seen, record).kind is VerdictKind.READY
        yield from resolver_troubles(main, resolver_rows(seen, record), record, ready=ready)
