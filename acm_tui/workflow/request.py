"""Step 2: request the DNS-validated successor, once, whatever happens."""

from __future__ import annotations

import uuid
from datetime import timedelta

from acm_tui.domain.certificate import request_for, why_not_replace
from acm_tui.domain.errors import Refused
from acm_tui.domain.events import WayChosen
from acm_tui.domain.journey import LOST_VALIDATION
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import DeleteCertificate, DeleteReason, RequestCertificate
from acm_tui.workflow.gate import mutate
from acm_tui.workflow.reconcile import settle
from acm_tui.workflow.record import load, record
from acm_tui.workflow.services import Services

TOKEN_LIFE = timedelta(hours=1)
"""How long ACM honours an idempotency token (ACM API reference, RequestCertificate)."""


def submit(services: Services, migration_id: str) -> Migration:
    """Request the successor by replacing. Where one exists already, nothing is done.

    Returns:
        The migration with its successor, waiting for the record.

    Raises:
        Refused: the certificate cannot be replaced.
        Trouble: as the gate does.
    """
    migration = settle(services, load(services, migration_id))
    if migration.new is not None:
        return migration
    if (why := why_not_replace(migration.old)) is not None:
        raise Refused(f"{migration.old.domain} cannot be replaced: {why}.")
    if migration.way != "replace":
        migration = record(services, migration, WayChosen("replace"))
    return _request(services, migration)


def request_again(services: Services, migration_id: str) -> Migration:
    """Delete the successor that timed out or failed and request it anew: the same CNAME serves.

    The CNAME is fixed per account and domain (ACM user guide, "DNS validation"), so a record that was
    registered too late for the first certificate validates the second.

    Raises:
        Refused: the successor is neither timed out nor failed.
        Trouble: as the gate does.
    """
    migration = settle(services, load(services, migration_id))
    if migration.new is not None:
        status = migration.new.status
        if status not in LOST_VALIDATION:
            raise Refused(
                f"The certificate is {status}: there is no need to request it again.",
                remedy="Go on with it.",
            )
        why: DeleteReason = "timed out" if status == "VALIDATION_TIMED_OUT" else "failed"
        migration = mutate(services, migration, DeleteCertificate(migration.new.arn, why))
    return _request(services, migration)


def _request(services: Services, migration: Migration) -> Migration:
    token = _token_to_repeat(services, migration) or uuid.uuid4().hex
    request = request_for(migration.old, migration.id, token)
    return mutate(services, migration, RequestCertificate(request))


def _token_to_repeat(services: Services, migration: Migration) -> str | None:
    failure = migration.failure
    if failure is None or not isinstance(failure.mutation, RequestCertificate):
        return None
    fresh = services.clock() - failure.at < TOKEN_LIFE
    return failure.mutation.request.token if fresh else None
