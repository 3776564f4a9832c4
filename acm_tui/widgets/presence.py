"""Who else is at work on a migration: one row for every step, and what to know before taking over."""

from __future__ import annotations

from textual.content import Content

from acm_tui.domain.journey import step
from acm_tui.domain.migration import Migration
from acm_tui.domain.seat import Holder
from acm_tui.text import counted
from acm_tui.widgets.say import Row, line, marked


def presence_row(holder: Holder, migration: Migration, *, only_looks: bool) -> Row:
    """Who, where, since when, at which step, and whether a call is under way.

    Whoever *only_looks* is offered no way to take over.
    """
    at = step(migration)
    calls = len(migration.in_flight)
    under_way = f"; {counted(calls, 'call')} under way" if calls else ""
    offered = () if only_looks else (" ", ("t", "bold $accent"), " takes over.")
    return marked(
        "●",
        "$warning",
        (holder.name, "bold"),
        f" is at work here since {holder.since:%H:%M} UTC, at {at.value} {at.title}{under_way}.",
        *offered,
    )


def take_over_facts(holder: Holder, migration: Migration) -> list[Content]:
    """What is true before the seat is taken from *holder*."""
    facts = [
        line((holder.name, "bold"), f" sat down at {holder.since:%Y-%m-%d %H:%M} UTC."),
        line("That program can decide and change nothing here any more then. Talk to each other first."),
    ]
    if calls := len(migration.in_flight):
        facts.append(
            line(
                (f"{counted(calls, 'change')} under way there, without an outcome yet. ", "$warning"),
                "Take over only if that program is certainly gone: what became of the change is found out by"
                " reading AWS.",
            )
        )
    return facts
