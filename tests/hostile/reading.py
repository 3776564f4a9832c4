"""What a program may write to a terminal, to the letter: whatever else was in its output came from others.

Textual's output is a few sequences to begin, a few to end, and in between nothing but moves of the cursor and
runs of styled text. So it can be read without a list of what is dangerous.
"""

from __future__ import annotations

import re
import unicodedata

from acm_tui.text import safe

BEGIN = "\x1b[?1049h"
"""The alternate screen: with it the painting of one app begins."""
_MOUSE = "\x1b[?1000{0}\x1b[?1003{0}\x1b[?1015{0}\x1b[?1006{0}"
_PROLOGUE = (
    f"{_MOUSE.format('h')}\x1b[?25l\x1b[?1004h\x1b[>25u\x1b[?2026$p\x1b[?2048$p\x1b[?2004h\x1b[?7l"
    f"{_MOUSE.format('h')}"
)
_EPILOGUE = (
    f"\x1b[?2004l\x1b[?7h{_MOUSE.format('l')}\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l{_MOUSE.format('l')}"
)
_STYLE = r"(?:[1-47]|[34]8;2;\d{1,3};\d{1,3};\d{1,3})"
_TEXT = r"[^\x00-\x1f\x7f-\x9f]*"
_PAINTED = re.compile(
    rf"\x1b\[{_STYLE}(?:;{_STYLE})*m(?P<text>{_TEXT})\x1b\[0m"  # a run of text, in its style
    r"|\x1b\[\d{1,3};\d{1,3}H"  # the cursor moves
    r"|(?<=[mH])\r\n(?=\x1b)"  # the next line, between two runs
    r"|\x1b\]22;default\x07"  # the shape of the mouse pointer
)
_AROUND = 60
"""Characters that are shown before and behind what was found."""


def apps(painted: str) -> list[str]:
    """What each app painted, of several that ran one after the other."""
    before, *each = painted.split(BEGIN)
    assert before == "", before
    return each


def text_of(painted: str) -> str:
    """The text of one app that has ended, in the order in which it was painted.

    Raises:
        AssertionError: there is something else in it.
    """
    assert painted.startswith(_PROLOGUE), repr(painted[: len(_PROLOGUE) + _AROUND])
    assert painted.endswith(_EPILOGUE), repr(painted[-len(_EPILOGUE) - _AROUND :])
    at, end = len(_PROLOGUE), len(painted) - len(_EPILOGUE)
    texts = []
    while at < end:
        found = _PAINTED.match(painted, at, end)
        assert found is not None, f"not Textual's: {painted[max(0, at - _AROUND) : at + _AROUND]!r}"
        texts.append(found["text"] or "")
        at = found.end()
    text = "".join(texts)
    assert not (seen := unseen(text)), seen
    return text


def unseen(text: str) -> set[str]:
    """The characters of *text* that a terminal acts upon, or that are not to be seen, by their names."""
    return {f"U+{ord(one):04X}" for one in set(text) if _is_unseen(one)}


def _is_unseen(one: str) -> bool:
    # That safe() makes them visible is tested where it lives; here it is only asked which these are.
    return unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") or safe(one) != one
