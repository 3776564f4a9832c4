"""A line of a table whose columns have fixed widths: cells of untrusted text, cut and padded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from acm_tui.text import safe
from acm_tui.widgets.say import Part

GAP = 1
"""Blank cells behind each column."""
LEAST_FREE = 12
"""Cells that the column without a width has at least."""
MARK = "✔"
"""Stands before a row that is marked."""
_LONGEST = 300
"""Characters of a cell that are looked at: no terminal is wider, and AWS's texts may be endless."""


class Column(NamedTuple):
    """A title and a width in cells; the column of width 0 takes what the others leave."""

    title: str
    width: int


def widths(columns: Sequence[Column], room: int) -> list[int]:
    """The width of each of *columns* in *room* cells, beside the marks."""
    fixed = sum(column.width + GAP for column in columns) + len(MARK) + GAP
    free = max(LEAST_FREE, room - fixed)
    return [column.width or free for column in columns]


def table_line(
    mark: tuple[str, Style],
    cells: Sequence[Part],
    sizes: Sequence[int],
    style: Style,
    named: Callable[[str], Style],
) -> Strip:
    """A *mark* and the *cells* in their *sizes*; *named* answers what a cell's own style is to Rich."""
    segments = [Segment(mark[0] + " " * GAP, mark[1])]
    for part, size in zip(cells, sizes, strict=True):
        own = style if isinstance(part, str) else style + named(part[1])
        segments.append(Segment(fitted(text_of(part), size) + " " * GAP, own))
    return Strip(segments)


def text_of(part: Part) -> str:
    """The text of a cell, harmless."""
    return safe(part if isinstance(part, str) else part[0], longest=_LONGEST)


def fitted(text: str, width: int) -> str:
    """*text* in *width* cells; what is cut off leaves a sign of it."""
    return set_cell_size(text, width) if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"
