"""``acm-tui report``: the change record of one migration. It reads the journal and asks nobody."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from acm_tui.handoff.change_record.markdown import as_markdown
from acm_tui.handoff.change_record.structured import as_json
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.paths import Paths
from acm_tui.workflow import change_record


def run(given: argparse.Namespace, places: Paths) -> str:
    """The record of the migration ``given.id`` as ``given.output`` (``md`` or ``json``) wants it.

    Raises:
        Refused: there is no migration with that id.
        JournalTrouble: the journal cannot be read.
    """
    record = change_record.read(SqliteJournal(places.journal), given.id, datetime.now(UTC))
    return as_json(record) if given.output == "json" else as_markdown(record).rstrip("\n")
