"""A migration as one JSON file, to hand over to a colleague or to another journal.

The entries stand in it as the bytes that were written, one a line, with the digests that chain them: a file
that was altered or cut off is noticed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from acm_tui.domain.errors import JournalTrouble
from acm_tui.journal.line import Kept, Line, entry_of, intact, line_of

SCHEMA_VERSION = 1
KIND = "acm-tui migration"


class _File(msgspec.Struct, frozen=True, kw_only=True):
    """``length`` and ``head`` say what the last line is, so that one that is missing is missed."""

    schema_version: int
    kind: str
    migration: str
    exported_at: datetime
    exported_by: str
    program_version: str
    length: int
    head: str
    entries: tuple[Kept, ...]


class _Version(msgspec.Struct, frozen=True):
    schema_version: int
    kind: str


def as_json(lines: Sequence[Line], *, at: datetime, actor: str, program_version: str) -> str:
    """The file that holds *lines*, all of one migration; *actor* exports it *at* that moment."""
    head = {
        "schema_version": SCHEMA_VERSION,
        "kind": KIND,
        "migration": lines[0].migration,
        "exported_at": at.astimezone(UTC),
        "exported_by": actor,
        "program_version": program_version,
        "length": len(lines),
        "head": lines[-1].digest,
    }
    entries = ",\n".join(msgspec.json.encode(_exported(line)).decode() for line in lines)
    opened = msgspec.json.encode(head).decode().removesuffix("}")
    return f'{opened},"entries":[\n{entries}\n]}}'


def _exported(line: Line) -> Kept:
    return Kept(
        seq=line.seq,
        at=line.at,
        actor=line.actor,
        version=line.version,
        event=msgspec.Raw(line.event),
        digest=line.digest,
    )


def read(text: bytes) -> tuple[Line, ...]:
    """The lines in a file that was exported.

    Raises:
        JournalTrouble: it is no such file, one of a later version, or not as it was written.
    """
    try:
        version = msgspec.json.decode(text, type=_Version)
        if version.kind == KIND and version.schema_version > SCHEMA_VERSION:
            raise JournalTrouble(
                "The file was written by a newer acm-tui. Nothing was taken in.",
                cause=f"its version is {version.schema_version}, this program knows up to {SCHEMA_VERSION}",
                remedy="Take it in with the newer program.",
            )
        file = msgspec.json.decode(text, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _no_export(str(error)) from error
    if file.kind != KIND:
        raise _no_export(f"it says that it is {file.kind!r}")
    lines = tuple(line_of(file.migration, one) for one in file.entries)
    if not lines or intact(lines) < len(lines) or (file.length, file.head) != (len(lines), lines[-1].digest):
        raise JournalTrouble(
            "The file is not as it was written. Nothing was taken in.",
            cause=f"{intact(lines)} of {file.length} entries follow one another",
            remedy="Have it exported and sent again, as a file and not as pasted text.",
        )
    for line in lines:
        entry_of(line)
    return lines


def _no_export(cause: str) -> JournalTrouble:
    return JournalTrouble(
        "The file is no exported migration. Nothing was taken in.",
        cause=cause,
        remedy="Name a file that `acm-tui sessions export ID` has written.",
    )
