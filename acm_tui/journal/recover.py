"""Going on from a damaged journal: the file is kept aside, and what is as it was written goes into a new one.

Only when it is asked for: a journal that begins anew by itself would request everything a second time.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from acm_tui.domain.errors import JournalTrouble, Refused
from acm_tui.domain.events import Shortened
from acm_tui.journal.line import Line
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.journal.store import Damage


class Recovered(msgspec.Struct, frozen=True):
    """``aside`` is where the damaged file is now; ``kept`` is how many migrations are in the new one, and
    ``lost`` is what was not as it was written.
    """

    aside: Path
    kept: int
    lost: tuple[Damage, ...]


def recover(file: Path, now: datetime, actor: str) -> Recovered:
    """Put *file* aside and begin a new one with every migration's entries up to the damage.

    A migration that has lost entries says so from then on: whatever AWS has is looked for before anything is
    asked of it again.

    Args:
        file: the damaged journal.
        now: becomes part of the name of the file that is kept aside.
        actor: who recovers it.

    Raises:
        Refused: the file is as it was written, or there is none.
        JournalTrouble: the new file cannot be written; the old one stays where it is.
    """
    lost, whole = _what_is_left(file)
    if not lost:
        raise Refused(f"The journal {file} is not damaged. Nothing was done.")
    fresh = file.with_name(f"{file.name}.recovered")
    aside = file.with_name(f"{file.name}.damaged-{now:%Y%m%dT%H%M%SZ}")
    try:
        fresh.unlink(missing_ok=True)
        journal = SqliteJournal(fresh)
        for migration, (lines, why) in whole.items():
            journal.adopt(lines)
            if why:
                journal.append(migration, len(lines), now, actor, Shortened(why))
        _move_aside(file, aside)
        if whole:
            fresh.rename(file)
    except OSError as error:
        raise JournalTrouble(
            f"The journal {file} cannot be recovered.",
            cause=str(error),
            remedy="See that the disk is not full and its directory may be written, and try again.",
        ) from error
    return Recovered(aside=aside, kept=len(whole), lost=lost)


def _what_is_left(file: Path) -> tuple[tuple[Damage, ...], dict[str, tuple[Sequence[Line], str]]]:
    """The damage, and each migration's lines before it, with the reason why there are no more (or empty)."""
    if not file.exists():
        return (), {}
    journal = SqliteJournal(file)
    try:
        lost = journal.damage()
        whole = [entries[0].migration for entries in journal.migrations()]
    except JournalTrouble as trouble:
        return (Damage("", 0, trouble.cause or trouble.sentence),), {}
    left: dict[str, tuple[Sequence[Line], str]] = {one: (journal.lines(one), "") for one in whole}
    for damage in lost:
        if damage.intact:
            left[damage.migration] = (journal.lines(damage.migration)[: damage.intact], damage.why)
    return lost, left


def _move_aside(file: Path, aside: Path) -> None:
    """With the rollback journal of a writer that was killed, without which the file means something else."""
    for suffix in ("-journal", ""):
        with contextlib.suppress(FileNotFoundError):
            file.with_name(file.name + suffix).rename(aside.with_name(aside.name + suffix))
