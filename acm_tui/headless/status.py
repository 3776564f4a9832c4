"""``acm-tui status``: how one migration stands now. It reads the journal, AWS and DNS, and writes nothing."""

from __future__ import annotations

import argparse
import asyncio
from contextlib import aclosing
from datetime import UTC, datetime
from typing import NamedTuple

from acm_tui import launch
from acm_tui.domain.migration import Migration
from acm_tui.domain.outlook import Outlook, outlook
from acm_tui.domain.propagation import Check
from acm_tui.domain.standing import caveat
from acm_tui.handoff.status import Status, as_json, as_text
from acm_tui.headless import code
from acm_tui.headless.progress import Say
from acm_tui.journal.store import Remote
from acm_tui.paths import Paths
from acm_tui.workflow.lookups import Lookups
from acm_tui.workflow.propagation import Watch
from acm_tui.workflow.services import Services
from acm_tui.workflow.status import standing

EXIT_CODES = {Outlook.READY: 0, Outlook.WAITING: 3, Outlook.PERSON: 4}
"""Exit codes: done or ready for the next step · waiting · a person must act."""


class Told(NamedTuple):
    """What goes to standard output, and how the program ends."""

    text: str
    exit_code: int


def run(given: argparse.Namespace, places: Paths, say: Say) -> Told:
    """How the migration ``given.id`` stands, as ``given.output`` (``table`` or ``json``) wants it.

    What must be said beside it goes to *say*.

    Raises:
        Refused: there is no migration with that id, or the credentials are another account's.
        SettingsTrouble: the settings or the credentials cannot be used.
        JournalTrouble: the journal cannot be read.
        ServiceTrouble: ACM cannot be read.
    """
    services = launch.services(
        launch.settings_for(given, places),
        places,
        lambda: datetime.now(UTC),
        ask_code=code.ask,
        read_only=True,
    )
    try:
        seen = standing(services, given.id)
    finally:
        if isinstance(services.journal, Remote):
            say(caveat(services.journal.standing()))
    if seen.trouble is not None:
        say(seen.trouble.plain())
    checks = asyncio.run(_checks(services, seen.migration))
    how = outlook(seen.migration, [check.verdict.kind for check in checks])
    around = seen.attached
    status = Status(
        seen.migration,
        how,
        checks,
        around.listeners if around is not None else None,
        around.load_balancers if around is not None else (),
        services.clock(),
    )
    return Told(as_json(status) if given.output == "json" else as_text(status), EXIT_CODES[how])


async def _checks(services: Services, migration: Migration) -> tuple[Check, ...]:
    """One look at every record; none where nothing is to be registered."""
    if not migration.records or migration.abandoned:
        return ()
    lookups = Lookups(services)
    async with aclosing(lookups):
        return await Watch(lookups).look(migration.records, lambda _record, _row: None)
