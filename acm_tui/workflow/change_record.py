"""The change record of a migration, read from the journal alone: AWS is not asked."""

from __future__ import annotations

from datetime import datetime

from acm_tui import __version__
from acm_tui.domain.change_record import ChangeRecord, change_record
from acm_tui.journal.store import Journal
from acm_tui.workflow.record import no_such


def read(journal: Journal, migration_id: str, now: datetime) -> ChangeRecord:
    """The change record of *migration_id* as *journal* has it, written at *now* (aware).

    Raises:
        Refused: there is no migration with that id.
        JournalTrouble: the journal cannot be read.
    """
    record = change_record(journal.read(migration_id), now=now, program_version=__version__)
    if record is None:
        raise no_such(migration_id)
    return record
