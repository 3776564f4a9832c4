"""Change records of stories, and the swap that most of them tell of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from acm_tui.domain.change_record import ChangeRecord, change_record
from acm_tui.domain.cutover import CutoverPlan, plan
from acm_tui.domain.events import Event, Intended, ListenersChosen, PlanConfirmed, Succeeded
from acm_tui.domain.listener import attachments_of
from acm_tui.domain.mutation import Change
from acm_tui.domain.window import Window
from tests.domain.stories import DOMAIN, NEW, OLD, START, THIRD, entries, issued, listener

NOW = START + timedelta(days=3)
BOTH = listener("443", OLD, [OLD, THIRD])
ALONE = listener("8443", OLD, port=8443)
PLAN = plan(attachments_of(OLD, [BOTH, ALONE]), [BOTH, ALONE], OLD, NEW)


def recorded(*events: Event, now: datetime = NOW) -> ChangeRecord:
    record = change_record(entries(*events), now=now, program_version="1.2.3")
    assert record is not None
    return record


def confirmed(made: CutoverPlan = PLAN, *before: Event) -> list[Event]:
    return [*issued(), *before, ListenersChosen(made.attachments), PlanConfirmed(made, DOMAIN)]


def carried_out(events: list[Event], changes: Iterable[Change]) -> list[Event]:
    """*events*, and then each of *changes* as intended and answered."""
    for change in changes:
        events += [Intended(change), Succeeded(len(events) + 1, request_id=f"request-{len(events) + 1}")]
    return events


def window(first_h: int, last_h: int) -> Window:
    """From so many hours after the first entry until so many."""
    return Window(begins=START + timedelta(hours=first_h), ends=START + timedelta(hours=last_h), zone="UTC")
