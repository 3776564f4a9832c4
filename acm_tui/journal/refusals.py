"""What every journal refuses, in the same words whatever it is kept in."""

from __future__ import annotations

from collections.abc import Sequence

from acm_tui.domain.errors import JournalTrouble, SomebodyWasFirst
from acm_tui.journal.line import Line, intact


def somebody_was_first(actor: str, at: str, *, after: int, found: int) -> SomebodyWasFirst:
    """Entry ``after + 1`` is there already: *found* are, the last of them by *actor* at *at* (RFC 3339)."""
    return SomebodyWasFirst(
        f"{actor} changed this migration at {at}, after you had read it. Nothing was done.",
        cause=f"expected entry {after + 1}, found {found} entries",
        remedy="Look at it as it is now, then decide again.",
    )


def entries_lost(journal: str, *, expected: int, found: int, remedy: str) -> JournalTrouble:
    """Entries that somebody has read are not in *journal* any more."""
    return JournalTrouble(
        f"The journal {journal} has lost entries of this migration. Nothing was done.",
        cause=f"expected {expected} entries, found {found}",
        remedy=remedy,
    )


def new_behind(here: Sequence[Line], lines: Sequence[Line]) -> Sequence[Line]:
    """What of *lines*, a migration from its first line on, is not among those that are *here*.

    Raises:
        SomebodyWasFirst: the migration has gone on differently here.
    """
    if any(own.digest != other.digest for own, other in zip(here, lines, strict=False)):
        raise SomebodyWasFirst(
            f"Migration {lines[0].migration} has gone on differently here. Nothing was taken in.",
            cause="somebody wrote to it here after it was handed over",
            remedy="Look at both; one of the two has to be given up.",
        )
    return lines[len(here) :]


def require_whole(lines: Sequence[Line]) -> str:
    """The id of the one migration that *lines* are, from its first on.

    Raises:
        JournalTrouble: they are not as they were written, or not of one migration.
    """
    if not lines or intact(lines) < len(lines) or len({line.migration for line in lines}) != 1:
        raise JournalTrouble("What was to be taken in is not as it was written. Nothing was taken in.")
    return lines[0].migration
