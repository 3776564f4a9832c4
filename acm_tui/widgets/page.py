"""A page of text whose wrapped lines hang under what they continue, not under the label before it."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from acm_tui.widgets.say import Row


class Page(Widget):
    """Rows below one another, as high as they need to be."""

    DEFAULT_CSS = "Page { height: auto; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._rows: tuple[Row, ...] = ()

    @property
    def plain(self) -> str:
        """The text, one row a line, without styles."""
        return "\n".join(row.label.plain + row.body.plain for row in self._rows)

    def show(self, rows: Iterable[Row | Content]) -> None:
        """Show *rows* in place of what was there."""
        shown = tuple(row if isinstance(row, Row) else Row(Content(""), row) for row in rows)
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


def _wrap(row: Row, width: int) -> list[Content]:
    indent = row.label.cell_length
    room = width - indent
    if room < 1 or row.body.cell_length <= room:
        return [Content.assemble(row.label, row.body)]
    first, *rest = row.body.wrap(room)
    return [Content.assemble(row.label, first), *(Content.assemble(" " * indent, line) for line in rest)]
