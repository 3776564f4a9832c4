"""What it means to end a migration and leave the old certificate."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from acm_tui.domain.calendar import EMAIL_RENEWAL_ENDS
from acm_tui.domain.listener import holder_of
from acm_tui.domain.migration import Migration
from acm_tui.domain.removal import held_by
from acm_tui.widgets.say import Row, line, marked
from acm_tui.workflow.attachments import Attached


def leaving(m: Migration, found: Attached | None) -> list[Content | Row]:
    """What stands on the question, given what holds the old certificate as far as that was read."""
    return [
        line("Ends this migration and leaves ", (m.old.arn, "bold")),
        *_holders(m, found),
        line("Nothing is changed in AWS, and nothing deletes it later."),
        line(_end(m)),
        line("Rolling back stays possible while it exists."),
    ]


def _holders(m: Migration, found: Attached | None) -> Iterator[Row]:
    for _, words in held_by(m.old.arn, found.listeners if found is not None else ()):
        yield marked("!", "$warning", f"{words}: clients go on getting it there")
    for holder in map(holder_of, m.old.in_use_by):
        if not holder.is_load_balancer:
            yield marked("!", "$warning", f"{holder.service} holds it: {holder.arn}")


def _end(m: Migration) -> str:
    until = "It expires" if m.old.not_after is None else f"It expires on {m.old.not_after:%Y-%m-%d}"
    return (
        f"{until}. ACM renews it only while something holds it and somebody answers its email, and no more "
        f"after {EMAIL_RENEWAL_ENDS}."
    )
