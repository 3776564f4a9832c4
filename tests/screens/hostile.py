"""Text that means harm, and the way to put it wherever AWS or DNS could."""

from __future__ import annotations

import dataclasses
import enum
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from acm_tui.domain.errors import Trouble

if TYPE_CHECKING:
    from tests.screens.staging import Scene

MARKUP = ("[red]x[/]", "[/]", "[@click=app.quit]x[/]", "[link=https://example.net]", "\\[b]", "[")
SEQUENCES = (
    "\x1b]0;owned\x07",
    "\x1b]8;;https://example.net\x1b\\here\x1b]8;;\x1b\\",
    "\x1b]52;c;cm0gLXJm\x07",
    "\x1b[2J\x1b[31m",
    "\x9b2J",
    "\x00\x08\x7f",
    "two\nlines\r\n",
    "a\ttab",
)
INVISIBLE = (
    "\u202egnp.exe",
    "zero\u200bwidth\ufeff",
    "\u2066isolated",
    "\u0301" * 40,
    "\u2028next",
    "\U000e0041",
)

CORPUS = {
    "markup": "".join(MARKUP),
    "controls": "".join((*SEQUENCES, *INVISIBLE)),
    "endless": "x" * 5000,
}
HARMFUL = frozenset(chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))) | frozenset(
    "\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\U000e0041"
)
"""What a terminal would act on, or an eye be deceived by."""

FINGERPRINT = re.compile(r"[0-9a-f]{64}")
"""Compared, never believed: another one is another case."""

WORDS_OF_OURS = frozenset(
    {
        # Literals and enumerations: another value is another case of the program, not text to be shown.
        "kind",
        "role",
        "direction",
        "held",
        "hindrance",
        "way",
        "why",
        "partition",
        "perspective",
        "transport",
        "failure",
        "rcode",
        "status",
        "type",
        "method",
        "validation_method",
        # A part of the record's name.
        "zone",
        "token",
        "typed",
        "how",
    }
)


def spoiled(value: Any, text: str, where: str = "") -> Any:
    """*value* with *text* put into every string, always alike: what belonged together still does.

    In ARNs *text* stands in the resource's part; maps of texts get keys with it beside their own.
    """
    if where in WORDS_OF_OURS or isinstance(value, enum.Enum):
        return value
    if isinstance(value, str):
        return _spoiled_text(value, text)
    if isinstance(value, tuple):
        return tuple(spoiled(one, text, where) for one in value)
    if isinstance(value, Mapping):
        worse = {key: spoiled(one, text) for key, one in value.items()}
        texts = (value or where == "tags") and all(isinstance(one, str) for one in value.values())
        return worse | {f"{text}key": text} if texts else worse  # a map of anything else has keys of ours
    if isinstance(value, msgspec.Struct):
        fields = type(value).__struct_fields__
        changes = {name: spoiled(getattr(value, name), text, name) for name in fields}
        return msgspec.structs.replace(value, **changes)
    if isinstance(value, Trouble):
        return type(value)(
            spoiled(value.sentence, text),
            cause=spoiled(value.cause, text),
            remedy=spoiled(value.remedy, text),
        )
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changes = {f.name: spoiled(getattr(value, f.name), text, f.name) for f in dataclasses.fields(value)}
        return dataclasses.replace(value, **changes)
    return value


def _spoiled_text(value: str, text: str) -> str:
    if FINGERPRINT.fullmatch(value):
        return value
    if value.startswith("arn:"):
        head, slash, tail = value.rpartition("/")
        return f"{head}{slash}{text}{tail}" if slash else value + text
    return text + value


def spoiled_scene(scene: Scene, text: str) -> Scene:
    """*scene* with *text* in everything that the journal, AWS, DNS and the load balancers say in it."""
    return dataclasses.replace(
        scene,
        told={
            migration: tuple(spoiled(event, text) for event in events)
            for migration, events in scene.told.items()
        },
        answers=spoiled(scene.answers, text),
    )
