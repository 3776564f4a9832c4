"""What is wrong with the record, in words, and what would put it right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import classify
from acm_tui.domain.propagation.disagreement import delegation_differs, disagreeing
from acm_tui.domain.propagation.dnssec import dnssec_bogus
from acm_tui.domain.propagation.misplaced import further_down, in_zone_above, maybe_in_zone_above, misplaced
from acm_tui.domain.propagation.network import intercepted, unseen
from acm_tui.domain.propagation.observation import Observation, Zone
from acm_tui.domain.propagation.private import private_only
from acm_tui.domain.propagation.probes import found
from acm_tui.domain.propagation.resolvers import caches_disagree, remembered_no, resolver_troubles
from acm_tui.domain.propagation.server_trouble import server_troubles
from acm_tui.domain.propagation.standing import standing_beside, standing_instead, wildcard
from acm_tui.domain.propagation.trouble import Diagnosis, DiagnosisCode, Severity, most_urgent_first
from acm_tui.domain.propagation.values import underscore_lost
from acm_tui.domain.propagation.verdict import VerdictKind, verdict
from acm_tui.domain.propagation.view import (
    Rows,
    asked,
    at_the_servers,
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
        *_about_the_servers(seen, record),
        *_about_resolvers(seen, main, record),
    ]
    return most_urgent_first(told)


def _about_the_record(
    seen: Rows, main: Rows, zone: Zone | None, record: ValidationRecord
) -> Iterator[Diagnosis]:
    finds = found(probed(seen, record), record)
    right = any(classify(row, record).found for row in main)
    if right and is_public_view(seen, record):
        yield from caches_disagree(main, record)
    else:
        yield from disagreeing(main, finds, zone, record)
    yield from further_down(main, record)
    if right:
        yield from standing_beside(finds, record)
        return
    elsewhere = (
        *misplaced(finds, record),
        *in_zone_above(has_record_above(seen, record), zone, record),
        *standing_instead(finds, record),
    )
    # A wildcard beside changes nothing once it is known where the record went.
    told = elsewhere or tuple(wildcard(main, finds, record))
    yield from told
    if not told and verdict(seen, record).kind is VerdictKind.ABSENT:
        yield from tuple(maybe_in_zone_above(seen, zone, record)) or delegation_differs(main, zone, record)


def _about_the_servers(seen: Rows, record: ValidationRecord) -> Iterator[Diagnosis]:
    # Where somebody else answers in their place, nothing is known of the servers.
    if not intercepted(seen, record):
        yield from server_troubles(at_the_servers(seen, record), record)


def _about_resolvers(seen: Rows, main: Rows, record: ValidationRecord) -> Iterator[Diagnosis]:
    bogus = dnssec_bogus(seen, record)
    yield from bogus
    others = resolver_rows(seen, record)
    yield from private_only(main, others, record)
    if is_public_view(seen, record):
        refused = {row for diagnosis in bogus for row in diagnosis.evidence}
        yield from resolver_troubles(tuple(row for row in main if row not in refused), record)
    elif verdict(seen, record).kind is VerdictKind.READY:
        yield from remembered_no(others, record, "every authoritative server has it")
