"""The one gate that every change to AWS goes through."""

from __future__ import annotations

from collections.abc import Callable

from acm_tui.aws.attempts import asking
from acm_tui.aws.session import Access
from acm_tui.domain.errors import OutcomeUnknown, ServiceTrouble, Trouble
from acm_tui.domain.events import Failed, Succeeded
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import Mutation
from acm_tui.workflow.perform import perform
from acm_tui.workflow.take_over import still_ours
from acm_tui.workflow.writer import Writer

Freshness = Callable[[Access], None]
"""Looks at AWS and raises ``PlanStale`` when what was decided upon is no longer there."""


def mutate(writer: Writer, mutation: Mutation, fresh: Freshness | None = None) -> Migration:
    """Carry out one *mutation*: guard, intent, call, outcome, all on this thread.

    Returns:
        The migration with the outcome folded in.

    Raises:
        Refused: read-only, the wrong account, a migration that is over, an earlier call whose outcome is not
            known yet, or a change that this migration has no business to make.
        PlanStale: *fresh* found something else than was decided upon.
        SomebodyWasFirst: another writer went on with this migration. AWS was not asked to change anything.
        OutcomeUnknown: no answer came; the intent stays open and is settled by reading AWS.
        OutcomeUnwritten: AWS was asked, and the journal does not take what became of it.
        Trouble: AWS refused; the journal says so.
        Halted: another change of the same *writer* has failed, or it is to stop; AWS was not asked to change
            anything.
    """
    access = writer.check(mutation)
    if fresh is not None:
        fresh(access)
    intent = writer.intend(mutation)
    try:
        with asking(lambda: still_ours(writer.services, writer.migration, intent)):
            receipt = perform(access, writer.migration.place.region, mutation)
    except BaseException as problem:
        if isinstance(problem, Trouble) and not isinstance(problem, OutcomeUnknown):
            writer.outcome(intent, Failed(intent, _code(problem), problem.plain()), halt=True)
        else:
            # The intent stays open. Not only where it is caught: another thread would begin a call meanwhile.
            writer.halt()
        raise
    return writer.outcome(intent, Succeeded(intent, receipt.arn, receipt.request_id))


def _code(trouble: Trouble) -> str:
    return (trouble.code if isinstance(trouble, ServiceTrouble) else "") or type(trouble).__name__
