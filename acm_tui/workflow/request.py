"""Step 2: request the DNS-validated successor, once, whatever happens; and delete one that is not needed."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from acm_tui.domain.certificate import request_for, why_not_replace
from acm_tui.domain.errors import Refused
from acm_tui.domain.events import Intended, Succeeded
from acm_tui.domain.journey import LOST_VALIDATION
from acm_tui.domain.migration import NOT_CARRIED_OUT, Failure, Migration
from acm_tui.domain.mutation import DeleteCertificate, DeleteReason, Mutation, RequestCertificate
from acm_tui.domain.removal import Objection, objections_to_requested, refusal
from acm_tui.workflow import finish
from acm_tui.workflow.gate import mutate
from acm_tui.workflow.permission import permitted
from acm_tui.workflow.reconcile import requested, settle
from acm_tui.workflow.record import load, record
from acm_tui.workflow.services import Services
from acm_tui.workflow.typed import require
from acm_tui.workflow.which_way import take
from acm_tui.workflow.writer import Writer

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
    if migration.new is not None and not migration.in_place:
        return migration
    if (why := why_not_replace(migration.old)) is not None:
        raise Refused(f"{migration.old.domain} cannot be replaced: {why}.")
    migration = take(services, migration_id, "replace")
    return migration if migration.new is not None else _request(services, Writer(services, migration))


def request_again(services: Services, migration_id: str) -> Migration:
    """Delete the successor that timed out or failed and request it anew: the same CNAME serves.

    The CNAME is fixed per account and domain (ACM user guide, "DNS validation"), so a record that was
    registered too late for the first certificate validates the second.

    Raises:
        Refused: the successor is neither timed out nor failed, or there never was one.
        Trouble: as the gate does.
    """
    migration = settle(services, load(services, migration_id))
    if migration.in_place:
        raise Refused(
            "The certificate is switched in place: nothing is requested.",
            remedy="Switch it again, or choose to replace it first.",
        )
    if migration.new is None and not migration.predecessors:
        raise Refused("There is no earlier request to repeat.", remedy="Request the certificate first.")
    writer = Writer(services, migration)
    if migration.new is not None:
        status = migration.new.status
        if status not in LOST_VALIDATION:
            raise Refused(
                f"The certificate is {status}: there is no need to request it again.",
                remedy="Go on with it.",
            )
        why: DeleteReason = "timed out" if status == "VALIDATION_TIMED_OUT" else "failed"
        mutate(writer, DeleteCertificate(migration.new.arn, why))
    return _request(services, writer)


def delete_requested(services: Services, migration_id: str, typed: str) -> Migration:
    """Delete the certificate that was requested before the mind was changed to the way in place.

    Args:
        typed: what the operator typed: the certificate's domain.

    Raises:
        Refused: something else was typed, it is the way that is taken, or something holds it by now.
        Trouble: as the gate does.
    """
    migration = settle(services, load(services, migration_id))
    if migration.new is None:
        return migration
    require(typed, migration.old.domain)
    migration, found = objections_now(services, migration_id)
    if migration.new is None:
        return migration
    if found:
        raise refusal("requested", found)
    return mutate(Writer(services, migration), DeleteCertificate(migration.new.arn, "not needed"))


def objections_now(services: Services, migration_id: str) -> tuple[Migration, tuple[Objection, ...]]:
    """What speaks against deleting the requested certificate, as ACM and the listeners are now.

    Raises:
        Trouble: AWS cannot be read.
    """
    listeners = finish.attached_now(services, migration_id).listeners
    migration = load(services, migration_id)
    return migration, objections_to_requested(migration, listeners)


def _request(services: Services, writer: Writer) -> Migration:
    migration = writer.migration
    if (unheard := _unheard(migration)) is not None:
        if services.clock() - _first_sent(services, migration, unheard) < TOKEN_LIFE:
            # Word for word: ACM knows a repeated request by its token only when nothing else differs.
            return mutate(writer, unheard.mutation)
        if (found := _found_after_all(services, migration, unheard.mutation)) is not None:
            return found
    mutation = RequestCertificate(request_for(migration.old, migration.id, uuid.uuid4().hex))
    if migration.shortened and (found := _found_after_all(services, migration, mutation)) is not None:
        return found
    return mutate(writer, mutation)


def _unheard(migration: Migration) -> Failure | None:
    """The request that nobody answered and of which nothing was seen, if that was the last call."""
    failure = migration.failure
    if failure is None or failure.code != NOT_CARRIED_OUT:
        return None
    return failure if isinstance(failure.mutation, RequestCertificate) else None


def _first_sent(services: Services, migration: Migration, unheard: Failure) -> datetime:
    """When the request of *unheard* was first intended: its token lives from then, however often repeated."""
    return min(
        entry.at
        for entry in services.journal.read(migration.id)
        if isinstance(entry.event, Intended) and entry.event.mutation == unheard.mutation
    )


def _found_after_all(services: Services, migration: Migration, asked: Mutation) -> Migration | None:
    """The migration with the certificate that *asked* wants, if it can be seen by now; ``None`` if not.

    ACM lists a new certificate with a delay, so it may have been looked for too early, and the token
    protects no more; or the entries that told of it were lost.
    """
    arn = requested(permitted(services, migration), migration)
    if arn is None:
        return None
    migration = record(services, migration, Intended(asked))
    return record(services, migration, Succeeded(migration.seq, arn, reconciled=True))
