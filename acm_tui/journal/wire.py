"""Events as JSON: what is written to a store and read back from it."""

from __future__ import annotations

from typing import Any

import msgspec

from acm_tui.domain.errors import JournalTrouble
from acm_tui.domain.events import VOCABULARY, Event, Unknown

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)
_NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def encode(event: Event) -> bytes:
    """*event* as JSON. An unknown event is written as it was read.

    Raises:
        JournalTrouble: it holds text that is not Unicode (half a surrogate pair).
    """
    try:
        return _encoder.encode(event.body if isinstance(event, Unknown) else event)
    except UnicodeEncodeError as error:
        raise JournalTrouble(
            "Something that was seen cannot be written to the journal.",
            cause=f"it holds text that is not Unicode: {error}",
            remedy="Look for a name, tag or message with broken characters and correct it.",
        ) from error


def decode(body: bytes, version: int = VOCABULARY) -> Event:
    """The event in *body*, which was written with the vocabulary *version*.

    One of a later version becomes ``Unknown`` and keeps its body, also where only something inside it is new.

    Raises:
        JournalTrouble: *body* is not JSON, or an event of a known version with fields that cannot be.
    """
    try:
        return _decoder.decode(body)
    except msgspec.ValidationError as error:
        return _unknown(body, version, error)
    except _NOT_JSON as error:
        raise _broken(error) from error


def _unknown(body: bytes, version: int, error: msgspec.ValidationError) -> Unknown:
    try:  # the error came before the rest of the body was read
        raw: Any = msgspec.json.decode(body)
    except _NOT_JSON as broken:
        raise _broken(broken) from broken
    kind = raw.get("event") if isinstance(raw, dict) else None
    if not isinstance(kind, str) or (kind in _KNOWN and version <= VOCABULARY):
        raise _broken(error) from error
    return Unknown(kind=kind, body=raw)


def _broken(error: Exception) -> JournalTrouble:
    return JournalTrouble(
        "An entry of the journal cannot be read.",
        cause=str(error),
        remedy="The file may be damaged: restore a backup, or name another directory in ACM_TUI_DATA_DIR.",
    )


_KNOWN = frozenset(str(kind.__struct_config__.tag) for kind in Event.__args__)
