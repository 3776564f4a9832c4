"""Everything that is known of one certificate of the inventory, as rows to read and as text to paste."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from acm_tui.domain.certificate import Switch, why_not_replace
from acm_tui.domain.inventory.row import Row as Certificate
from acm_tui.domain.journey import next_action, step
from acm_tui.domain.listener import ROLE_WORDS, load_balancer_name
from acm_tui.domain.migration import Migration
from acm_tui.domain.seat import Seat, somebody_else
from acm_tui.domain.ways import pending
from acm_tui.screens.select_columns import SIGNS
from acm_tui.widgets.say import BLANK, Part, Row, fields

_WIDTH = 13
Pair = tuple[str, Part]


def details(row: Certificate, seat: Seat, now: datetime) -> list[Row]:
    """Everything known of *row* at *now*; *seat* is this program's."""
    parts = (
        _advice(row, seat),
        _identity(row),
        _validity(row, now),
        _validation(row),
        _holders(row),
        _tags(row),
        _notices(row),
        _seen(row),
    )
    rows: list[Row] = []
    for part in parts:
        if shown := fields(part, _WIDTH):
            rows += [BLANK] * bool(rows) + shown
    return rows


def way_on(row: Certificate) -> tuple[Part, ...]:
    """What Enter does with *row*, or why nothing."""
    if row.under_way is not None:
        return ("Its migration is under way. ", ("Enter", "bold $accent"), " goes on with it.")
    if (why := why_not_replace(row.certificate)) is not None:
        return (f"It cannot be migrated: {why}.",)
    if pending(row.certificate):
        return ("A switch in place is pending. ", ("Enter", "bold $accent"), " goes on with it.")
    return (("Enter", "bold $accent"), " migrates it. Nothing is changed in AWS before you go on there.")


def as_text(rows: Iterable[Row]) -> str:
    """The same to paste: a line each, nothing in it that a terminal would act on."""
    return "".join(f"{row.label.plain}{row.body.plain}".rstrip() + "\n" for row in rows)


def _advice(row: Certificate, seat: Seat) -> Iterator[Pair]:
    sign, colour = SIGNS[row.urgency]
    yield "State", (f"{sign.strip()} {row.urgency}".strip(), colour)
    yield "Recommended", (row.recommendation.what, "bold")
    yield "Why", row.recommendation.why
    if row.under_way is not None:
        yield from _under_way(row.under_way, seat)


def _under_way(migration: Migration, seat: Seat) -> Iterator[Pair]:
    at = step(migration)
    yield "Migration", f"session {migration.id}, at {at.value} {at.title}: {next_action(migration)}"
    holder = somebody_else(migration.holder, seat)
    if holder is not None:
        yield "Migration", f"{holder.name} is at work on it since {holder.since:%Y-%m-%d %H:%M} UTC"
    else:
        yield "Migration", f"last changed {migration.updated_at:%Y-%m-%d %H:%M} UTC by {migration.updated_by}"


def _identity(row: Certificate) -> Iterator[Pair]:
    certificate = row.certificate
    for name in certificate.names:
        yield "Names", name
    yield "ARN", certificate.arn
    yield "Where", str(row.place)
    yield "Status", certificate.status or "not told yet"
    yield "Type", certificate.type.replace("_", " ").lower()
    yield "Key", certificate.key_algorithm or "not told yet"
    if certificate.signature_algorithm:
        yield "Signature", certificate.signature_algorithm
    if certificate.managed_by:
        yield "Managed by", certificate.managed_by
    if certificate.exportable:
        yield "Export", "its private key can be exported"
    if certificate.failure_reason:
        yield "Failed", certificate.failure_reason


def _validity(row: Certificate, now: datetime) -> Iterator[Pair]:
    certificate = row.certificate
    if certificate.created_at is not None:
        yield "Requested", f"{certificate.created_at:%Y-%m-%d %H:%M} UTC"
    if certificate.not_before is not None:
        yield "Valid from", f"{certificate.not_before:%Y-%m-%d %H:%M} UTC"
    if (expires := certificate.not_after) is not None:
        left = f"{(expires - now).days} d left" if expires > now else "expired"
        yield "Valid until", f"{expires:%Y-%m-%d %H:%M} UTC, {left}"
    yield "Renewal", certificate.renewal_status or "none under way"
    if certificate.renewal_eligibility:
        yield "Renewable", certificate.renewal_eligibility


def _validation(row: Certificate) -> Iterator[Pair]:
    for one in row.certificate.validations:
        yield "Validation", f"{one.domain}: {one.method}, {one.status}"
        for email in one.emails:
            yield "Validation", f"  mail to {email}"
    if (switch := row.certificate.switch) is not None:
        yield "Switch", f"in place, to DNS: {_switch(switch)}"
    if not row.item.described:
        yield "Validation", f"{row.certificate.validation_method}; the domains are not read yet"


def _switch(switch: Switch) -> str:
    asked = f", asked for {switch.requested_at:%Y-%m-%d %H:%M} UTC" if switch.requested_at else ""
    return f"{switch.status}{asked}"


def _holders(row: Certificate) -> Iterator[Pair]:
    if row.sights is None:
        yield "Held by", "not read yet" if row.holders else "something; it is not read yet"
    elif not row.holders:
        yield "Held by", "nothing"
    for holder in row.holders:
        name = f" {load_balancer_name(holder.arn)}" if holder.is_load_balancer else ""
        yield "Held by", f"{holder.service}{name}"
        yield "Held by", f"  {holder.arn}"
        if holder.is_load_balancer and row.sights is not None:
            yield from _listeners(row, holder.arn)


def _listeners(row: Certificate, balancer: str) -> Iterator[Pair]:
    seen = [one for one in row.sights or () if one.listener.load_balancer_arn == balancer]
    if not seen:
        yield "Held by", "  none of its listeners holds it"
    for sight in seen:
        listener = sight.listener
        yield "Held by", f"  {listener.protocol} {listener.port}, {ROLE_WORDS[sight.attachment.role]}"
        yield "Held by", f"    {listener.arn}"


def _tags(row: Certificate) -> Iterator[Pair]:
    if not row.certificate.tags:
        yield "Tags", "none" if row.item.tags_known else "not read yet"
    for key, value in sorted(row.certificate.tags.items()):
        yield "Tags", f"{key} = {value}"


def _notices(row: Certificate) -> Iterator[Pair]:
    for one in row.notices:
        since = f" since {one.started_at:%Y-%m-%d}" if one.started_at is not None else ""
        yield "AWS Health", (f"{one.code}, {one.status}{since}", "$warning")
        yield "AWS Health", f"  {one.arn}"


def _seen(row: Certificate) -> Iterator[Pair]:
    if not row.fresh:
        yield "Seen", "not in this look yet: this is what is remembered of an earlier one"
    elif not row.sights_fresh:
        yield "Seen", "what holds it is not read again yet: it is as it is remembered"
