"""``acm-tui inventory``: every email-validated certificate of every profile and region that is asked for."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from acm_tui import launch
from acm_tui.domain.errors import Refused, Trouble
from acm_tui.domain.inventory.inventory import Inventory
from acm_tui.domain.inventory.news import Looked
from acm_tui.domain.migration import Migration
from acm_tui.domain.standing import caveat
from acm_tui.handoff.inventory.csv import as_csv
from acm_tui.handoff.inventory.json import as_json
from acm_tui.handoff.inventory.markdown import as_markdown
from acm_tui.handoff.inventory.report import Report, report_of
from acm_tui.handoff.inventory.table import as_rows, failure_lines
from acm_tui.headless import code
from acm_tui.headless.places import PlacesProgress
from acm_tui.headless.progress import Say
from acm_tui.journal.store import Remote
from acm_tui.paths import Paths, make_private
from acm_tui.workflow.inventory import kept, look
from acm_tui.workflow.record import saved
from acm_tui.workflow.services import Services

EVERYWHERE, NOT_EVERYWHERE = 0, 4
"""Exit codes: every place was looked through · a part was not, which takes a person."""

_FORMS: dict[str, Callable[[Report], str]] = {
    "table": as_rows,
    "json": as_json,
    # Whoever prints it ends the last line.
    "csv": lambda report: as_csv(report).removesuffix("\n"),
    "md": lambda report: as_markdown(report).removesuffix("\n"),
}


class Told(NamedTuple):
    """What goes to standard output, ``None`` where nothing was seen, and how the program ends."""

    text: str | None
    exit_code: int


def run(given: argparse.Namespace, places: Paths, say: Say) -> Told:
    """Look everywhere, until all is known that can be.

    Args:
        given: besides where to look, ``output`` (``table``, ``json``, ``csv`` or ``md``) and ``from_cache``:
            tell what was remembered the last time, and ask nobody.
        places: where settings, journal and the remembered inventory are.
        say: takes one line for standard error: what failed, and progress while that is a terminal.

    Raises:
        Refused: nothing is remembered.
        SettingsTrouble: the settings cannot be used.
        JournalTrouble: the journal cannot be read: what is under way would not be known.
    """
    services = launch.services(
        launch.settings_for(given, places), places, lambda: datetime.now(UTC), ask_code=code.ask
    )
    migrations = _migrations(services, say)
    inventory = Inventory(kept.kept(services))
    if given.from_cache:
        if not inventory.looked:
            raise _nothing_remembered()
        return Told(_told(given, services, inventory, migrations), EVERYWHERE)
    seen_any = _look(services, inventory, say)
    for line in failure_lines(inventory.failures):
        say(line)
    if inventory.failures and not seen_any:
        return Told(None, inventory.failures[0].trouble.exit_code)
    _keep(services, places, inventory, say)
    failed = NOT_EVERYWHERE if inventory.failures else EVERYWHERE
    return Told(_told(given, services, inventory, migrations), failed)


def _migrations(services: Services, say: Say) -> tuple[Migration, ...]:
    found = saved(services.journal)
    if isinstance(services.journal, Remote):
        say(caveat(services.journal.standing()))
    return found


def _look(services: Services, inventory: Inventory, say: Say) -> bool:
    """Take in all the news there is; whether any place was looked through."""
    progress = PlacesProgress(inventory, say, time.monotonic) if sys.stderr.isatty() else None
    seen_any = False
    looking = look.begin(services)
    try:
        while (news := looking.news()) is not None:
            inventory.take(news)
            seen_any = seen_any or any(isinstance(one, Looked) for one in news)
            if progress is not None:
                progress.came(news)
    finally:
        looking.stop()
    return seen_any


def _told(
    given: argparse.Namespace,
    services: Services,
    inventory: Inventory,
    migrations: tuple[Migration, ...],
) -> str:
    return _FORMS[given.output](report_of(inventory, migrations, services.clock()))


def _keep(services: Services, places: Paths, inventory: Inventory, say: Say) -> None:
    """For the next time, and for the wizard. That it cannot be remembered makes nothing of it less true."""
    try:
        make_private(places.data)
        kept.keep(services, inventory)
    except Trouble as trouble:
        say(trouble.plain())


def _nothing_remembered() -> Refused:
    return Refused(
        "No inventory of these profiles and regions is remembered.",
        remedy="Leave out --from-cache: then AWS is asked, and what it says is remembered.",
    )
