"""A call was made, and what became of it could not be written down: what is true then, and what to do."""

from __future__ import annotations

from acm_tui.domain.errors import JournalTrouble, OutcomeUnwritten
from acm_tui.domain.events import Failed, Succeeded


def unwritten(outcome: Succeeded | Failed, lost: JournalTrouble) -> OutcomeUnwritten:
    """The trouble to tell in place of *lost*, with which the journal refused *outcome*.

    The intent is in the journal, so that the next start reads AWS before anything is repeated.
    """
    if isinstance(outcome, Succeeded):
        made = f": {outcome.arn}" if outcome.arn else ""
        sentence = f"AWS has carried out the change{made}. That could not be written to the journal."
        cause = lost.cause
    else:
        sentence = "The change was not carried out. That could not be written to the journal."
        cause = "; ".join(part for part in (" ".join(outcome.message.splitlines()), lost.cause) if part)
    return OutcomeUnwritten(
        sentence,
        cause=cause,
        remedy=f"{_first(lost)}The journal holds that it was asked for: AWS is read before anything else is"
        " done.",
    )


def _first(lost: JournalTrouble) -> str:
    return f"{lost.remedy} " if lost.remedy else ""
