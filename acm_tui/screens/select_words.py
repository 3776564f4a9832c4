"""What is said around the inventory: of one row, of the look, and before several are begun."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from textual.content import Content

from acm_tui.domain.certificate import why_not_replace
from acm_tui.domain.inventory.choosing import Column
from acm_tui.domain.inventory.inventory import Inventory
from acm_tui.domain.inventory.listing import Listing
from acm_tui.domain.inventory.progress import age
from acm_tui.domain.inventory.row import Row as Certificate
from acm_tui.domain.listener import load_balancer_name
from acm_tui.screens.select_columns import SIGNS, seen_on
from acm_tui.text import counted
from acm_tui.widgets.say import Part, Row, fields, line, marked

_MOST_NAMED = 12
"""Certificates that are named one by one before they are begun."""


def pane(row: Certificate) -> list[Row]:
    """The row under the cursor in a few lines: what to do, its names, its holders, its place and tags."""
    _, colour = SIGNS[row.urgency]
    advice = row.recommendation
    pairs: list[tuple[str, Part]] = [
        ("Next", (f"{advice.what}: {advice.why}", colour)),
        ("Names", ", ".join(row.certificate.names)),
        ("Held by", held_by(row)),
    ]
    tags = ", ".join(f"{key} = {value}" for key, value in sorted(row.certificate.tags.items()))
    pairs.append(("Where", f"{row.place}" + (f"   tags: {tags}" if tags else "")))
    return fields(pairs, width=9)


def held_by(row: Certificate) -> str:
    """Every place that holds it, in one line; and whether that is only remembered, or not known yet."""
    if row.sights is None:
        return ", ".join((*row.balancers, "not read yet where"))
    return _holders(row) + ("" if row.sights_fresh else "   (remembered, not read again yet)")


def _holders(row: Certificate) -> str:
    sights = row.sights or ()
    seen = {one.listener.load_balancer_arn for one in sights}
    late = [  # InUseBy lags by minutes
        f"{load_balancer_name(one.arn)} (by none of its listeners)"
        for one in row.holders
        if one.is_load_balancer and one.arn not in seen
    ]
    return ", ".join((*map(seen_on, sights), *late, *row.services)) or "nothing"


def note(listing: Listing, marks: int, now: datetime) -> str:
    """How many are shown, by which filter and order, how many are marked, and how old it is."""
    shown, there = len(listing.shown), len(listing.rows)
    parts = [f"{shown} of {there} shown" if listing.query else counted(there, "certificate")]
    if listing.query:
        parts.append(f"“{listing.query}”")
    if listing.column is not Column.URGENCY:
        parts.append(f"by {listing.column}")
    if marks:
        parts.append(f"{marks} marked")
    if listing.remembered_since is not None:
        parts.append(f"as of {age(listing.remembered_since, now)}")
    return " · ".join(parts)


def exported(listing: Listing) -> str:
    """What an export holds: all of it, or what the filter lets through."""
    there = counted(len(listing.rows), "certificate")
    if not listing.query:
        return there
    return f"{len(listing.shown)} of {there}: those that match “{listing.query}”"


def summary(inventory: Inventory) -> list[Part]:
    """What a look has brought in which nothing failed."""
    if not inventory.items:
        places = ", ".join(f"{spot.profile} · {spot.place.region}" for spot in inventory.standings)
        return [
            f"No certificate{places and f' in {places}'} is validated by email: nothing to move here. "
            "Try another --profile or --region, or ",
            ("p", "bold $accent"),
            " for other places.",
        ]
    return [
        f"{counted(len(inventory.items), 'certificate')} validated by email. ",
        ("Enter", "bold $accent"),
        " opens, ",
        ("m", "bold $accent"),
        " migrates the one here.",
    ]


def failures(inventory: Inventory) -> str:
    """What failed first, and how much else did."""
    first, more = inventory.failures[0], len(inventory.failures) - 1
    others = f" ({counted(more, 'more place')} failed.)" if more else ""
    return f"{first.where}: {first.trouble.sentence}{others}"


def may_begin(rows: Sequence[Certificate]) -> tuple[list[Certificate], list[tuple[Certificate, str]]]:
    """Those of *rows* with which can be begun; and the others, each with the reason."""
    found: list[Certificate] = []
    others: list[tuple[Certificate, str]] = []
    for row in rows:
        why = "it is under way already" if row.under_way else why_not_replace(row.certificate)
        if why is None:
            found.append(row)
        else:
            others.append((row, why))
    return found, others


def before_several(
    found: Sequence[Certificate], others: Sequence[tuple[Certificate, str]]
) -> Iterator[Content | Row]:
    """What it means to begin with *found*, and why not with *others*."""
    yield line(
        "Each is begun for itself and then stands on Home, at its own step. Nothing is changed in AWS before"
        " you go on there."
    )
    yield from (marked("·", "$secondary", row.name) for row in found[:_MOST_NAMED])
    if (more := len(found) - _MOST_NAMED) > 0:
        yield marked("·", "$secondary", f"{more} more")
    for row, why in others[:_MOST_NAMED]:
        yield marked("!", "$warning", f"not {row.name}: {why}")
    if (more := len(others) - _MOST_NAMED) > 0:
        yield marked("!", "$warning", f"nor {more} others")
