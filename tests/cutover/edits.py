"""What colleagues make of a listener."""

from __future__ import annotations

import msgspec

from acm_tui.domain.listener import Listener, classic_listener
from acm_tui.domain.mutation import AddToList, Change, RemoveFromList, SetDefault
from tests.cutover.small_town import CLASSIC, NEW, OLD, STRANGER


def edits(one: Listener, kind: str) -> list[Change]:
    """The changes of that *kind* on the listener *one*; none where they make no sense there."""
    classic = classic_listener(CLASSIC, one.port) == one.arn
    others: list[Change] = [RemoveFromList(one.arn, arn) for arn in one.sni if arn not in (OLD, NEW)]
    pair: list[Change] = [RemoveFromList(one.arn, arn) for arn in (OLD, NEW) if arn in one.sni]
    made: dict[str, list[Change]] = {
        "fill": [] if classic else [AddToList(one.arn, STRANGER)],
        "empty": others[:1],
        "serve": [SetDefault(one.arn, STRANGER)],
        "put back": [SetDefault(one.arn, OLD), *([] if classic else [AddToList(one.arn, OLD)])],
        "ahead": [SetDefault(one.arn, NEW)],
        "take out": pair,
    }
    return made[kind]


KINDS = ("fill", "empty", "serve", "put back", "ahead", "take out")


def edited(one: Listener, edit: Change) -> Listener:
    """*one* after *edit*."""
    arn = edit.certificate_arn
    match edit:
        case SetDefault():
            return msgspec.structs.replace(one, default=arn)
        case AddToList():
            return msgspec.structs.replace(one, sni=tuple(sorted({*one.sni, arn})))
        case RemoveFromList():
            return msgspec.structs.replace(one, sni=tuple(held for held in one.sni if held != arn))
