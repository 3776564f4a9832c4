"""The one gate that every change to AWS goes through."""

from __future__ import annotations

from collections.abc import Callable

from acm_tui.aws.session import Access
from acm_tui.domain.errors import OutcomeUnknown, Refused, ServiceTrouble, Trouble
from acm_tui.domain.events import Failed, Intended, Succeeded
from acm_tui.domain.guard import forbidden
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import Mutation
from acm_tui.workflow.perform import perform
from acm_tui.workflow.record import record, record_behind
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
        Refused: read-only, the wrong account, a migration that is over, an earlier call whose outcome is not
            known yet, or a change that this migration has no business to make.
        PlanStale: *fresh* found something else than was decided upon.
        SomebodyWasFirst: another writer went on with this migration. AWS was not asked to change anything.
        OutcomeUnknown: no answer came; the intent stays open and is settled by reading AWS.
        Trouble: AWS refused; the journal says so.
    """
    access = permitted(services, migration)
    if (why := forbidden(migration, mutation)) is not None:
        raise Refused(
            "The program refuses to make this change; nothing was changed.",
            cause=why,
            remedy="Go back to the step and look at what is true now.",
        )
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
        record_behind(services, migration, Failed(intent, code, trouble.plain()))
        raise
    return record_behind(services, migration, Succeeded(intent, receipt.arn, receipt.request_id))


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
    return services.access_for(migration.place)
