"""Text for the screen: every part passes through ``safe()``, and none is read as markup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rich.text import Text
from textual.content import Content

from acm_tui.text import safe

Part = str | tuple[str, str]
"""A piece of text, plain or with a style such as ``$accent`` or ``bold``."""


def line(*parts: Part) -> Content:
    """One line out of *parts*."""
    return Content.assemble(
        *(safe(part) if isinstance(part, str) else (safe(part[0]), part[1]) for part in parts)
    )


class Row(NamedTuple):
    """A line of a page: where it wraps, ``body`` goes on under its own beginning, beside ``label``."""

    label: Content
    body: Content


class Beside(NamedTuple):
    """Two rows beside one another behind ``label``; each wraps by itself in its half of what is left."""

    label: Content
    left: Row
    right: Row


def marked(sign: str, style: str, *parts: Part) -> Row:
    """*parts* behind a sign that is also told by its shape."""
    return Row(line((f"{sign} ", style)), line(*parts))


_STYLES = {"✔": "$success", "✖": "$error", "!": "$warning", "?": "$warning", "·": "$secondary"}


def style_of(sign: str) -> str:
    """The colour of *sign*, which is also told by its shape."""
    return _STYLES[sign]


BLANK = Row(Content(""), Content(""))
"""An empty line."""


def cell(text: str, style: str = "") -> Text:
    """*text* for a cell of a table; rich text holds no markup."""
    return Text(safe(text), style=style, no_wrap=True, overflow="ellipsis", end="")


def fields(pairs: Iterable[tuple[str, Part]], width: int = 16) -> list[Row]:
    """Labels in a quiet column, and what they name beside them; a label that repeats is left blank."""
    rows: list[Row] = []
    before = None
    for label, value in pairs:
        shown = "" if label == before else label
        rows.append(Row(line((f"{shown:<{width}}", "$secondary")), line(value)))
        before = label
    return rows
