"""The saved migrations for people and for scripts: a table, or JSON as a stable contract."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from acm_tui.domain.found import sentences
from acm_tui.domain.journey import deadline, next_action, step
from acm_tui.domain.migration import Migration
from acm_tui.handoff.columns import aligned
from acm_tui.text import safe

SCHEMA_VERSION = 1


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One saved migration. ``deadline`` is ``None`` when nothing runs out; times are RFC 3339, UTC.

    ``found`` are sentences: what became of calls without an outcome, as AWS told when it was read.
    """

    id: str
    certificate_arn: str
    domain: str
    account: str
    region: str
    way: str | None
    state: str
    step: str
    next_action: str
    deadline: datetime | None
    updated_at: datetime
    updated_by: str
    found: tuple[str, ...] = ()


def session(migration: Migration) -> Session:
    """*migration* as scripts see it. ``state`` is ``open``, ``done`` or ``given up``."""
    until = deadline(migration)
    return Session(
        id=migration.id,
        certificate_arn=migration.old.arn,
        domain=migration.old.domain,
        account=migration.place.account,
        region=migration.place.region,
        way=migration.way,
        state="given up" if migration.abandoned else ("done" if migration.over else "open"),
        step=step(migration).title.lower(),
        next_action=next_action(migration),
        deadline=until.at.astimezone(UTC) if until else None,
        updated_at=migration.updated_at.astimezone(UTC),
        updated_by=migration.updated_by,
        found=() if migration.over else sentences(migration.found),
    )


def found_out(migrations: Iterable[Migration]) -> tuple[str, ...]:
    """For people who list *migrations*: what was found out about calls without an outcome, in sentences."""
    return tuple(f"{one.id}: {sentence}" for one in map(session, migrations) for sentence in one.found)


def as_json(migrations: Iterable[Migration]) -> str:
    """``{schema_version, sessions: […]}``, indented, raw text as AWS gave it."""
    document = {"schema_version": SCHEMA_VERSION, "sessions": [session(one) for one in migrations]}
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()


def as_table(migrations: Iterable[Migration]) -> str:
    """One line a migration, under a heading; a sentence when there is none."""
    rows = [_row(session(one)) for one in migrations]
    if not rows:
        return "No migration is saved."
    rows.insert(0, ("ID", "CERTIFICATE", "ACCOUNT", "REGION", "STEP", "NEXT", "DEADLINE"))
    return "\n".join(aligned(rows))


def _row(one: Session) -> tuple[str, ...]:
    until = f"{one.deadline:%Y-%m-%d %H:%M} UTC" if one.deadline else ""
    at = one.step if one.state == "open" else one.state
    cells = (one.id, one.domain, one.account, one.region, at, one.next_action, until)
    return tuple(safe(cell) for cell in cells)
