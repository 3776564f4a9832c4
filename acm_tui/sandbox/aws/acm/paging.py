"""Pages that survive changes between them: a token remembers the last item's place, not a count."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from acm_tui.sandbox.aws.acm.errors import AcmError, invalid

Item = TypeVar("Item")
Sortable = str | float | int | bool | datetime | None
Place = tuple[int, str | float, str]


@dataclass(frozen=True)
class Page(Generic[Item]):
    """The items of one answer, and the token of the next one if there is more."""

    items: list[Item]
    next_token: str | None


def place(value: Sortable, name: str) -> Place:
    """Where an item stands: by *value*, things without one last, and by its unique *name* among equals."""
    if value is None:
        return (1, "", name)
    if isinstance(value, datetime):
        return (0, value.timestamp(), name)
    return (0, value if isinstance(value, str) else float(value), name)


def cut(
    items: Sequence[tuple[Place, Item]], *, size: int, token: str | None, query: str, descending: bool = False
) -> Page[Item]:
    """The page after *token* of the items, which may come in any order.

    *query* says which question the list answers; a token of another question is refused.

    Raises:
        AcmError: ValidationException, the token is none of ours or of another query.
    """
    ordered = sorted(items, key=lambda item: item[0], reverse=descending)
    if token is not None:
        last = _read(token, query)
        ordered = [item for item in ordered if (item[0] < last if descending else item[0] > last)]
    page = ordered[:size]
    more = len(ordered) > size
    return Page([item for _, item in page], _write(page[-1][0], query) if more else None)


def _write(last: Place, query: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([query, *last]).encode()).decode("ascii")


def _read(token: str, query: str) -> Place:
    try:
        of_query, group, value, name = json.loads(base64.urlsafe_b64decode(token))
    except (binascii.Error, UnicodeError, ValueError, TypeError) as wrong:
        raise _bad_token() from wrong
    if of_query != query:
        raise _bad_token()
    return (group, value, name)


def _bad_token() -> AcmError:
    return invalid("The NextToken is not valid for this request.")
