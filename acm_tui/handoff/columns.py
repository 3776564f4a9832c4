"""Columns of text in a terminal's cells, where Japanese characters take two."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

_WIDE = frozenset({"W", "F"})


def cells(text: str) -> int:
    """How many cells *text* takes (Unicode Standard Annex #11); combining marks take none."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def padded(text: str, width: int) -> str:
    """*text* with blanks after it to fill *width* cells; longer text stays as it is."""
    return text + " " * (width - cells(text))


def aligned(rows: Iterable[Sequence[str]]) -> list[str]:
    """*rows*, all of as many cells, as lines in which each column is as wide as its widest cell."""
    found = list(rows)
    widths = [max(map(cells, column)) for column in zip(*found, strict=True)]
    return [
        "  ".join(padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in found
    ]


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1
