"""A page of text whose wrapped lines hang under what they continue, not under the label before it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from acm_tui.widgets.say import Beside, Row

_GAP = 2
"""Cells between two rows that stand beside one another."""


class Page(Widget):
    """Rows below one another, as high as they need to be."""

    DEFAULT_CSS = "Page { height: auto; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._rows: tuple[Row | Beside, ...] = ()

    @property
    def plain(self) -> str:
        """The text, one row a line, without styles."""
        return "\n".join(map(_plain, self._rows))

    def show(self, rows: Iterable[Row | Beside | Content]) -> None:
        """Show *rows* in place of what was there."""
        shown = tuple(Row(Content(""), row) if isinstance(row, Content) else row for row in rows)
        if shown != self._rows:
            self._rows = shown
            self.refresh(layout=True)

    def render(self) -> RenderResult:
        """The rows, wrapped to the width there is."""
        return Content("\n").join(self._wrapped(self.content_size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's signature
        """How many lines the rows take in *width* cells."""
        return len(self._wrapped(width))

    def _wrapped(self, width: int) -> list[Content]:
        return [line for row in self._rows for line in _wrap(row, width)]


def _plain(row: Row | Beside) -> str:
    if isinstance(row, Row):
        return row.label.plain + row.body.plain
    return "  ".join((row.label.plain, _plain(row.left), _plain(row.right)))


def _wrap(row: Row | Beside, width: int) -> list[Content]:
    if isinstance(row, Beside):
        return _wrap_beside(row, width)
    indent = row.label.cell_length
    room = width - indent
    if room < 1 or row.body.cell_length <= room:
        return [Content.assemble(row.label, row.body)]
    first, *rest = row.body.wrap(room)
    return [Content.assemble(row.label, first), *(Content.assemble(" " * indent, line) for line in rest)]


def _wrap_beside(row: Beside, width: int) -> list[Content]:
    indent = row.label.cell_length
    half = max(1, (width - indent - _GAP) // 2)
    lines = zip_longest(_wrap(row.left, half), _wrap(row.right, half), fillvalue=Content(""))
    return [
        Content.assemble(
            " " * indent if number else row.label, left, " " * (half - left.cell_length + _GAP), right
        )
        for number, (left, right) in enumerate(lines)
    ]
