"""Step 3, ACM's side: what ACM says of the two certificates now."""

from __future__ import annotations

import msgspec

from acm_tui.aws import acm, switching
from acm_tui.aws.session import Access
from acm_tui.domain.certificate import Certificate
from acm_tui.domain.errors import NotFound, SomebodyWasFirst
from acm_tui.domain.events import CertificateGone, CertificateSeen
from acm_tui.domain.migration import Migration
from acm_tui.domain.switching import in_question, unshown
from acm_tui.workflow.record import load, record
from acm_tui.workflow.services import Services

MOST_LOOKS = 3
"""How often ACM is asked where somebody else writes in between each time."""


def look(services: Services, migration_id: str) -> Migration:
    """Ask ACM for the old and the new certificate; what differs from the journal is written to it.

    While a call is under way, here or with a colleague, nothing is written: its outcome comes first. Where
    somebody else writes meanwhile, ACM is asked again: what is decided by a look must not be by an old one.
    Changes nothing in AWS.

    Raises:
        Trouble: AWS cannot be read; what is known stays as it is.
    """
    for _ in range(MOST_LOOKS):
        migration = load(services, migration_id)
        if migration.in_flight:
            return migration
        try:
            return _look(services, migration)
        except SomebodyWasFirst:
            continue
    return load(services, migration_id)


def _look(services: Services, migration: Migration) -> Migration:
    if not migration.old_gone:
        migration = _see(services, migration, migration.old.arn)
    if migration.new is not None:
        migration = _see(services, migration, migration.new.arn)
    return migration


def _see(services: Services, migration: Migration, arn: str) -> Migration:
    event = told(services, migration, arn)
    return migration if event is None else record(services, migration, event)


def told(services: Services, migration: Migration, arn: str) -> CertificateSeen | CertificateGone | None:
    """What ACM says of the certificate *arn*, old or new, where *migration* does not know it yet.

    Raises:
        Trouble: AWS cannot be read.
    """
    access = services.access_for(migration.place)
    try:
        seen = acm.describe(access, migration.place.region, arn)
        if arn == migration.old.arn:
            seen = _with_names(access, migration, seen)
    except NotFound:
        # Another account does not know it either: that would say nothing.
        services.access_for(migration.place)
        return CertificateGone(arn)
    known = seen in (migration.old, migration.new) and not _first_unshown(services, migration, seen)
    return None if known else CertificateSeen(seen)


def _first_unshown(services: Services, migration: Migration, seen: Certificate) -> bool:
    """Whether *seen* is the same as before, and just that is news: by now ACM should show a switch in it."""
    if seen.arn != migration.old.arn or migration.switch_unshown_at is not None:
        return False
    return unshown(migration, seen, services.clock())


def _with_names(access: Access, migration: Migration, seen: Certificate) -> Certificate:
    """*seen* with how each name stands, where it is being switched in place: only then somebody must tell."""
    if not in_question(migration, seen):
        return seen
    return msgspec.structs.replace(
        seen, configured=switching.domains(access, migration.place.region, seen.arn)
    )
