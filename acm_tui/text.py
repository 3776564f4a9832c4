"""The only door through which untrusted text reaches the screen or a terminal.

AWS names, tags, errors and DNS answers may hold escape sequences, bidirectional controls or markup. Here
they become visible and harmless; the journal keeps the raw text.
"""

from __future__ import annotations

import re
import unicodedata

_PICTURES = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "␡"}
_HIDDEN = frozenset({"Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BLANK = frozenset(
    chr(code)
    for first, last in (
        (0x034F, 0x034F),
        (0x115F, 0x1160),
        (0x17B4, 0x17B5),
        (0x180B, 0x180F),
        (0x3164, 0x3164),
        (0xFE00, 0xFE0F),
        (0xFFA0, 0xFFA0),
        (0xE0100, 0xE01EF),
    )
    for code in range(first, last + 1)
)
"""Letters and marks that show nothing at all (Unicode's Default_Ignorable_Code_Point outside *_HIDDEN*)."""
_BEYOND = re.compile("[^\x00-\x7e]")
LONGEST = 2000
"""Longest text shown in one place, in characters; what is cut off is counted."""


def safe(text: str, *, longest: int = LONGEST) -> str:
    """*text* on one line, with everything that a terminal would act on made visible.

    Control characters become control pictures (``␛``); C1, bidirectional, zero-width, private-use and
    unassigned characters become ``⟨U+202E⟩``. Longer text than *longest* characters is cut, and says so. The
    result holds no markup meaning of its own: show it with ``markup=False`` or as plain content.
    """
    shown = text[:longest]
    if not (shown.isascii() and shown.isprintable()):  # most text is both, and there are thousands of rows
        shown = "".join(map(_visible, shown))
    return shown if len(text) <= longest else f"{shown}… (+{len(text) - longest})"


def quiet_json(document: str) -> str:
    """The same JSON *document*, with whatever a terminal would act on, or an eye not see, as ``\\uXXXX``.

    What is below a blank is escaped in JSON anyway, and what else of this there is stands in its strings.
    """
    return _BEYOND.sub(lambda found: _told(found[0]), document)


def _told(character: str) -> str:
    return character if _visible(character) == character else _escaped(character)


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def counted(number: int, noun: str) -> str:
    """*number* and *noun*, in the plural where that is right: ``1 record``, ``2 records``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _visible(character: str) -> str:
    code = ord(character)
    if code in _PICTURES:
        return _PICTURES[code]
    if 0x80 <= code <= 0x9F or character in _BLANK or unicodedata.category(character) in _HIDDEN:
        return f"⟨U+{code:04X}⟩"
    return character
