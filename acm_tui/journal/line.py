"""One line of a journal as it is kept: the event as the bytes that were written, chained to those before.

A line outlives the program that wrote it: whatever version that was, its bytes are carried from store to
store and into exports as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from acm_tui.domain.errors import JournalTrouble
from acm_tui.domain.events import VOCABULARY, Entry, Event
from acm_tui.journal.wire import decode, encode


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """``at`` is RFC 3339 in UTC; ``version`` is the vocabulary that ``event`` (JSON) was written with.

    ``digest`` is the SHA-256, in hexadecimal, of the digest before it and of everything else in the line.
    """

    migration: str
    seq: int
    at: str
    actor: str
    version: int
    event: bytes
    digest: str


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A line as JSON, next to the id of its migration; the event is there byte by byte."""

    seq: int
    at: str
    actor: str
    version: int
    event: msgspec.Raw
    digest: str


def line_of(migration: str, kept: Kept) -> Line:
    """The line of *migration* that was *kept*; whether it is as it was written is not looked at."""
    return Line(
        migration=migration,
        seq=kept.seq,
        at=kept.at,
        actor=kept.actor,
        version=kept.version,
        event=bytes(kept.event),
        digest=kept.digest,
    )


def line_after(previous: str, migration: str, after: int, at: datetime, actor: str, event: Event) -> Line:
    """The line that says *event*, behind the one whose digest is *previous* (empty: there is none).

    Raises:
        JournalTrouble: it holds text that is not Unicode.
    """
    line = Line(
        migration=migration,
        seq=after + 1,
        at=at.astimezone(UTC).isoformat(),
        actor=actor,
        version=VOCABULARY,
        event=encode(event),
        digest="",
    )
    try:
        return msgspec.structs.replace(line, digest=digest_of(previous, line))
    except UnicodeEncodeError as error:
        raise JournalTrouble(
            "The journal cannot be written: a name is not Unicode.",
            cause=str(error),
            remedy="Correct the name of the user or of the machine.",
        ) from error


def digest_of(previous: str, line: Line) -> str:
    """The digest that *line* has behind *previous*; what stands in its own ``digest`` does not count."""
    head = msgspec.json.encode([previous, line.migration, line.seq, line.at, line.actor, line.version])
    return hashlib.sha256(head + b"\n" + line.event).hexdigest()


def entry_of(line: Line) -> Entry:
    """What *line* says.

    Raises:
        JournalTrouble: it says nothing that can be read.
    """
    try:
        at = datetime.fromisoformat(line.at)
    except ValueError as error:
        raise JournalTrouble(f"Entry {line.seq} of the journal has no time.", cause=str(error)) from error
    return Entry(
        migration=line.migration,
        seq=line.seq,
        at=at,
        actor=line.actor,
        event=decode(line.event, line.version),
    )


def intact(lines: Sequence[Line]) -> int:
    """How many of *lines*, a migration from its first on, are as they were written and in their order."""
    previous = ""
    for count, line in enumerate(lines):
        if line.seq != count + 1 or line.digest != digest_of(previous, line):
            return count
        previous = line.digest
    return len(lines)
