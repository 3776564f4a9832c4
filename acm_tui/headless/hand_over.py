"""``acm-tui sessions export|import|recover``: migrations that leave a journal, or come into one."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from acm_tui import __version__
from acm_tui.domain.errors import JournalTrouble, Refused
from acm_tui.journal.exported import as_json, read
from acm_tui.journal.recover import recover
from acm_tui.journal.store import Archive, Remote
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


def recovered(journal: Archive, file: Path, actor: str) -> str:
    """Recover the damaged *journal*, and say what there is now.

    One in a *file* is put aside, and what can be read goes into a new one. Where it is elsewhere, what is
    gone there and remembered here is put back.

    Raises:
        Refused: it is not damaged.
        JournalTrouble: it cannot be written.
    """
    return _put_back(journal) if isinstance(journal, Remote) else _begun_anew(file, actor)


def _put_back(journal: Remote) -> str:
    lost = journal.damage()
    back = journal.put_back()
    if not (lost or back):
        raise Refused("The journal is not damaged. Nothing was done.")
    left = journal.damage()
    rows = [f"Put back from what this machine remembers: {counted(back, 'object')}."]
    rows += [one.sentence for one in left]
    if left:
        rows.append("Bring what was altered back from its versions, and recover where more is remembered.")
    return "\n".join(rows)


def _begun_anew(file: Path, actor: str) -> str:
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
