"""The one gate that every change to AWS goes through."""

from __future__ import annotations

from collections.abc import Callable

from acm_tui.aws.session import Access
from acm_tui.domain.errors import OutcomeUnknown, Refused, ServiceTrouble, SomebodyWasFirst, Trouble
from acm_tui.domain.events import Failed, Intended, Succeeded
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import Mutation
from acm_tui.workflow.perform import perform
from acm_tui.workflow.record import load, record
from acm_tui.workflow.services import Services

Freshness = Callable[[Access], None]
"""Looks at AWS and raises ``PlanStale`` when what was decided upon is no longer there."""


def mutate(
    services: Services, migration: Migration, mutation: Mutation, fresh: Freshness | None = None
) -> Migration:
    """Carry out one *mutation* for *migration*: guard, intent, call, outcome, all on this thread.

    Returns:
        The migration with the outcome folded in.

    Raises:
        Refused: read-only, the wrong account, a migration that is over, or an earlier call whose outcome is
            not known yet.
        PlanStale: *fresh* found something else than was decided upon.
        SomebodyWasFirst: another writer went on with this migration. AWS was not asked to change anything.
        OutcomeUnknown: no answer came; the intent stays open and is settled by reading AWS.
        Trouble: AWS refused; the journal says so.
    """
    access = permitted(services, migration)
    if fresh is not None:
        fresh(access)
    migration = record(services, migration, Intended(mutation))
    intent = migration.seq
    try:
        receipt = perform(access, migration.place.region, mutation)
    except OutcomeUnknown:
        raise
    except Trouble as trouble:
        code = (trouble.code if isinstance(trouble, ServiceTrouble) else "") or type(trouble).__name__
        _outcome(services, migration, Failed(intent, code, trouble.plain()))
        raise
    return _outcome(services, migration, Succeeded(intent, receipt.arn, receipt.request_id))


def _outcome(services: Services, migration: Migration, outcome: Succeeded | Failed) -> Migration:
    """Write the outcome, also behind what somebody else wrote meanwhile: it must not be lost."""
    while True:
        try:
            return record(services, migration, outcome)
        except SomebodyWasFirst:
            migration = load(services, migration.id)


def permitted(services: Services, migration: Migration) -> Access:
    """The access to change AWS with, after every rule that can be asked before the intent.

    Raises:
        Refused: one of the rules says no.
    """
    if services.read_only:
        raise Refused(
            "Nothing is changed: the program was started with --read-only.",
            remedy="Leave and start it again without --read-only.",
        )
    if migration.over:
        raise Refused(
            "This migration is over; nothing is changed for it any more.",
            remedy="Begin a new one from the list of certificates.",
        )
    if migration.in_flight is not None:
        raise Refused(
            "The outcome of an earlier call is not known yet; nothing else is changed before it is.",
            remedy="Look what became of it first.",
        )
    return services.checked_access_for(migration.place)
