"""How a journal lies in a store of objects: one object for each line, named by migration and number.

``ROOT v1/MIGRATION/SEQ.json`` with ten digits, so that the order of the keys is the order of the lines. Lines
that were taken in together are one object, with the number of the first of them: so they are there all at
once, or not at all.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from urllib.parse import quote, unquote

import msgspec

from acm_tui.domain.errors import JournalTrouble
from acm_tui.journal.line import Kept, Line, line_of

VERSION = 1
_KEY = re.compile(r"([^/]+)/([0-9]{10})\.json")
_LONGEST_KEY = 1024
"""Bytes (Amazon S3 user guide, "Naming Amazon S3 objects")."""
_LARGEST_BODY = 8 << 20
"""Bytes: a long night has some hundred entries of a few kilobytes."""


class _Body(Kept, frozen=True, kw_only=True):
    """A line with its migration. ``nonce`` is of this writing."""

    migration: str
    nonce: str


_decoder = msgspec.json.Decoder(_Body)


class Layout:
    """The keys below *root*, which is empty or ends with a slash."""

    def __init__(self, root: str) -> None:
        self.all = f"{root}v{VERSION}/"
        """What the key of every line begins with."""
        self.later = f"{root}v{VERSION + 1}/"
        """What a program that lays its lines out otherwise will begin its keys with."""
        self.proof = f"{root}proof/"

    def of(self, migration: str) -> str:
        """What the keys of *migration* begin with.

        Raises:
            JournalTrouble: it has an id that no key can hold.
        """
        # A dot would make path segments that clients and proxies resolve.
        name = quote(migration.encode(errors="surrogatepass"), safe="").replace(".", "%2E")
        found = f"{self.all}{name}/"
        if not migration or len(found) + len("0123456789.json") > _LONGEST_KEY:
            raise JournalTrouble(
                f"The id {migration[:40]!r} cannot be kept in a shared journal.",
                remedy="Give the migration another id.",
            )
        return found

    def key(self, migration: str, seq: int) -> str:
        """The key of line *seq* of *migration*."""
        return f"{self.of(migration)}{seq:010d}.json"

    def line_at(self, key: str) -> tuple[str, int] | None:
        """Migration and number of the line at *key*; ``None`` where no line of ours can be."""
        found = _KEY.fullmatch(key.removeprefix(self.all))
        return (unquote(found[1], errors="surrogatepass"), int(found[2])) if found else None


def body_of(lines: Sequence[Line]) -> bytes:
    """*lines*, one behind the other, as they are written; each time something that was never written before.

    Raises:
        JournalTrouble: one cannot be written so that it is read back byte by byte, or they are too large.
    """
    body = b"\n".join(map(_row_of, lines))
    if len(body) > _LARGEST_BODY:
        raise _not_carried(lines[-1], "it is too large")
    return body


def _row_of(line: Line) -> bytes:
    fields = msgspec.structs.asdict(line) | {"event": msgspec.Raw(line.event)}
    try:
        row = msgspec.json.encode(_Body(**fields, nonce=secrets.token_hex(16)))
        as_it_was = lines_in(row) == (line,)
    except (UnicodeEncodeError, msgspec.DecodeError) as error:
        raise _not_carried(line, str(error)) from error
    if not as_it_was:
        raise _not_carried(line, "it would not be read back as it is")
    return row


def lines_in(body: bytes) -> tuple[Line, ...]:
    """The lines that *body* holds, at least one; whether they are as they were written is not looked at.

    Raises:
        msgspec.DecodeError: there is something else.
    """
    return tuple(map(_line_in, body.split(b"\n")))


def _line_in(row: bytes) -> Line:
    try:
        found = _decoder.decode(row)
    except (UnicodeDecodeError, RecursionError) as error:
        raise msgspec.DecodeError(str(error)) from error
    return line_of(found.migration, found)


def _not_carried(line: Line, why: str) -> JournalTrouble:
    return JournalTrouble(f"Entry {line.seq} cannot be written to a shared journal.", cause=why)
