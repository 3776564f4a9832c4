"""``acm-tui sessions export|import|recover``: migrations that leave a journal, or come into one."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from acm_tui import __version__
from acm_tui.domain.errors import JournalTrouble
from acm_tui.journal.exported import as_json, read
from acm_tui.journal.recover import recover
from acm_tui.journal.store import Archive
from acm_tui.text import counted
from acm_tui.workflow.record import no_such


def export(given: argparse.Namespace, journal: Archive, actor: str) -> str:
    """The migration ``given.id`` as the text of one file.

    Raises:
        Refused: there is no migration with that id.
        JournalTrouble: it cannot be read whole.
    """
    whole = journal.read(given.id)
    if not whole:
        raise no_such(given.id)
    return as_json(journal.lines(given.id), at=datetime.now(UTC), actor=actor, program_version=__version__)


def take_in(given: argparse.Namespace, journal: Archive) -> str:
    """Take the migration in the file ``given.file`` into *journal*, and say what was new.

    Raises:
        SomebodyWasFirst: it has gone on differently here.
        JournalTrouble: the file is no exported migration, is not as it was written, or cannot be read.
    """
    try:
        lines = read(Path(given.file).read_bytes())
    except OSError as error:
        raise JournalTrouble(
            f"The file {given.file} cannot be read. Nothing was taken in.", cause=error.strerror or str(error)
        ) from error
    new = journal.adopt(lines)
    if not new:
        return f"Migration {lines[0].migration} is here already; nothing was new."
    return f"Migration {lines[0].migration} was taken in: {counted(new, 'new line')}."


def recovered(file: Path, actor: str) -> str:
    """Put the damaged journal *file* aside, go on with what can be read, and say what that is.

    Raises:
        Refused: it is not damaged.
        JournalTrouble: the new file cannot be written.
    """
    found = recover(file, datetime.now(UTC), actor)
    rows = [
        f"The damaged journal is kept as {found.aside}.",
        f"{counted(found.kept, 'migration')} can be gone on with."
        if found.kept
        else "Nothing in it could be read: the journal begins anew.",
    ]
    rows += [one.sentence for one in found.lost]
    rows.append("Compare with AWS before you go on: what was done there may be more than the journal knows.")
    return "\n".join(rows)
