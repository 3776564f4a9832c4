"""Settling an intent without an outcome: AWS is read before anything is repeated."""

from __future__ import annotations

from acm_tui.aws import acm, elb, route53
from acm_tui.aws.find import find_requested
from acm_tui.aws.session import Access
from acm_tui.domain.certificate import Switch
from acm_tui.domain.cutover import changed
from acm_tui.domain.errors import NotFound
from acm_tui.domain.events import Failed, Succeeded
from acm_tui.domain.migration import NOT_CARRIED_OUT, InFlight, Migration
from acm_tui.domain.mutation import (
    Change,
    DeleteCertificate,
    RequestCertificate,
    SwitchInPlace,
    UpsertRecords,
)
from acm_tui.domain.record_plan import holds
from acm_tui.domain.switching import begun_since
from acm_tui.workflow.record import record
from acm_tui.workflow.seat import seated
from acm_tui.workflow.services import Services


def settle(services: Services, migration: Migration) -> Migration:
    """*migration* with the outcome of its open intents, found by reading AWS; unchanged when none is open.

    A request that cannot be found by the migration's tag counts as not carried out: requested again within
    the hour it is sent with the same token, so that ACM answers the first certificate if there is one.

    Where the program only looks, nothing is concluded.

    Raises:
        Occupied: another program is at work; what it has called is its own to find out.
        Trouble: AWS cannot be read, or the credentials are another account's; an intent stays open.
    """
    if services.read_only:
        return migration
    if migration.in_flight:
        migration = seated(services, migration)
    for open_intent in migration.in_flight:
        access = services.access_for(migration.place)
        migration = record(services, migration, _outcome(access, migration, open_intent))
    return migration


def _outcome(access: Access, migration: Migration, open_intent: InFlight) -> Succeeded | Failed:
    region = migration.place.region
    intent = open_intent.intent
    match open_intent.mutation:
        case RequestCertificate():
            arn = requested(access, migration)
            return Succeeded(intent, arn, reconciled=True) if arn else _not_done(intent)
        case DeleteCertificate(arn=arn):
            try:
                acm.describe(access, region, arn)
            except NotFound:
                return Succeeded(intent, arn, reconciled=True)
            return _not_done(intent)
        case SwitchInPlace(arn=arn):
            begun = begun_since(migration, _shown_switch(access, region, arn), open_intent.at)
            return Succeeded(intent, arn, reconciled=True) if begun else _not_done(intent)
        case UpsertRecords() as wanted:
            written = _is_written(access, region, wanted)
            return Succeeded(intent, reconciled=True) if written else _not_done(intent)
        case change:
            made = _is_made(access, region, change)
            return Succeeded(intent, reconciled=True) if made else _not_done(intent)


def requested(access: Access, migration: Migration) -> str | None:
    """The ARN of the certificate that was requested for *migration*, found by its tag; ``None``: not seen.

    Raises:
        Trouble: ACM cannot be read.
    """
    deleted = {one.arn for one in migration.predecessors}
    found = find_requested(access, migration.place.region, migration.old.domain, migration.id)
    return next((one.arn for one in found if one.arn not in deleted), None)


def _shown_switch(access: Access, region: str, arn: str) -> Switch | None:
    try:
        return acm.shown(access, region, arn).switch
    except NotFound:
        return None


def _is_made(access: Access, region: str, change: Change) -> bool:
    listener = elb.listener(access, region, change.listener_arn)
    return listener is not None and changed(listener, (change,)) == listener


def _is_written(access: Access, region: str, wanted: UpsertRecords) -> bool:
    """Whether all records stand there; a batch is carried out whole or not at all."""
    try:
        return all(
            holds(route53.record_sets(access, region, wanted.zone_id, one.name), one)
            for one in wanted.records
        )
    except NotFound:
        return False


def _not_done(intent: int) -> Failed:
    return Failed(intent, NOT_CARRIED_OUT, "AWS was read: the call had no effect.", reconciled=True)
