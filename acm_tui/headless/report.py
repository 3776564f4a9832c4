"""``acm-tui report``: the change record of one migration. It reads the journal and asks nobody."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime

from acm_tui import opening
from acm_tui.handoff.change_record.markdown import as_markdown
from acm_tui.handoff.change_record.structured import as_json
from acm_tui.headless import code
from acm_tui.paths import Paths
from acm_tui.workflow import change_record


def run(given: argparse.Namespace, places: Paths, say: Callable[[str], None]) -> str:
    """The record of the migration ``given.id`` as ``given.output`` (``md`` or ``json``) wants it.

    What must be said beside it goes to *say*.

    Raises:
        Refused: there is no migration with that id.
        SettingsTrouble: the settings cannot be used.
        JournalTrouble: the journal cannot be read.
    """
    journal = opening.journal_of(opening.chosen_for(given, places), places, code.ask)
    try:
        record = change_record.read(journal, given.id, datetime.now(UTC))
    finally:
        say(opening.caveat_of(journal))
    return as_json(record) if given.output == "json" else as_markdown(record).rstrip("\n")
