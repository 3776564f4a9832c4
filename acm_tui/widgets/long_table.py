"""A table of thousands of rows: only what is in sight is rendered, and nothing is built beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, Generic, TypeVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.events import Click, Resize
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from acm_tui.widgets.say import Part
from acm_tui.widgets.table_line import GAP, MARK, Column, table_line, text_of, widths

T = TypeVar("T")

_REMEMBERED = 500
"""Rendered rows that are kept: some screens full of them."""


class LongTable(ScrollView, Generic[T], can_focus=True):
    """Rows below a line of titles, with a cursor and with marks.

    A row is any value. *key_of* tells rows apart, *render_row* gives the cells of one, a part for each
    column; they are asked for rows in sight only. Cells go through ``safe()``. The cursor stays on the first
    row until the operator moves it; from then on it stays on its row, wherever that goes.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = "LongTable { overflow-x: hidden; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"long-table--header", "long-table--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "go(-1)", "Up", show=False),
        Binding("down", "go(1)", "Down", show=False),
        Binding("pageup", "turn_page(-1)", "Page up", show=False),
        Binding("pagedown", "turn_page(1)", "Page down", show=False),
        Binding("home,ctrl+home", "first", "First", show=False),
        Binding("end,ctrl+end", "last", "Last", show=False),
    ]

    class Moved(Message):
        """The operator has moved the cursor or scrolled, or marks have changed."""

    class Titled(Message):
        """A column's title was clicked."""

        def __init__(self, column: int) -> None:
            super().__init__()
            self.column = column

    def __init__(
        self,
        key_of: Callable[[T], str],
        render_row: Callable[[T], Sequence[Part]],
        *,
        id: str | None = None,  # noqa: A002 - Textual's word
    ) -> None:
        super().__init__(id=id)
        self._key_of = key_of
        self._render_row = render_row
        self._columns: tuple[Column, ...] = ()
        self._rows: Sequence[T] = ()
        self._cursor = 0
        self._moved = False
        self._marked: dict[str, None] = {}
        self._plain_style: Style | None = None
        self._strips: LRUCache[tuple[str, bool, bool], tuple[T, Strip]] = LRUCache(_REMEMBERED)

    # What is shown.

    def lay_out(self, columns: Iterable[Column]) -> None:
        """Show these *columns*; ``render_row`` gives as many cells."""
        if (wanted := tuple(columns)) != self._columns:
            self._columns = wanted
            self.anew()

    def anew(self) -> None:
        """Render every row again: what ``render_row`` answers has changed."""
        self._strips.clear()
        self.refresh()

    def show(self, rows: Sequence[T]) -> None:
        """Show *rows* in place of those before. The sequence is not to be changed afterwards."""
        at = self.at
        before = self._cursor
        self._rows = rows
        self._cursor = self._found(at) if self._moved and at is not None else 0
        self._size_to_rows()
        if self._moved and self._cursor != before:  # what is above grew or shrank: the row stays where it is
            self._scroll(self.scroll_offset.y + self._cursor - before)
        self._keep_in_sight()
        self.refresh()

    def let_go(self) -> None:
        """Nobody looks any more: hold no rows."""
        self._rows = ()
        self._strips.clear()

    def _size_to_rows(self) -> None:
        """Be as high as the titles and all rows, inside, and never wider than there is room."""
        size = Size(1, len(self._rows) + 1)
        if size != self.virtual_size:
            # Without laying out the screen: nothing outside depends on how many rows there are.
            self.set_reactive(ScrollView.virtual_size, size)
            self._scroll_update(size)

    def _found(self, key: str) -> int:
        """Where the row *key* is now; where it is gone, the row that took its place."""
        here = min(self._cursor, len(self._rows) - 1)
        if here >= 0 and self._key_of(self._rows[here]) == key:
            return here
        places = (number for number, row in enumerate(self._rows) if self._key_of(row) == key)
        return next(places, max(0, here))

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    @property
    def row(self) -> T | None:
        """The row under the cursor."""
        return self._rows[self._cursor] if self._cursor < len(self._rows) else None

    @property
    def at(self) -> str | None:
        """The key of the row under the cursor."""
        return None if (row := self.row) is None else self._key_of(row)

    @property
    def cursor_row(self) -> int:
        """The number of the row under the cursor, from 0."""
        return self._cursor

    @property
    def in_sight(self) -> Sequence[T]:
        """The rows that fit on the screen now."""
        top = self.scroll_offset.y
        return self._rows[top : top + self._page]

    def texts(self, number: int) -> tuple[str, ...]:
        """The cells of the row *number*, without their widths and styles."""
        return tuple(text_of(part) for part in self._render_row(self._rows[number]))

    # Marks.

    @property
    def marked(self) -> tuple[str, ...]:
        """The keys of the marked rows, shown or not, in the order in which they were marked."""
        return tuple(self._marked)

    def mark(self, keys: Iterable[str]) -> None:
        """Mark these rows, and no others."""
        self._marked = dict.fromkeys(keys)
        self.refresh()
        self.post_message(self.Moved())

    def toggle(self) -> None:
        """Mark the row under the cursor, or take the mark from it, and go on to the next."""
        if (key := self.at) is None:
            return
        if key in self._marked:
            del self._marked[key]
        else:
            self._marked[key] = None
        self.refresh()
        self.action_go(1)
        self.post_message(self.Moved())

    # Moving about.

    @property
    def _page(self) -> int:
        """How many rows fit below the titles."""
        return max(1, self.scrollable_content_region.height - 1)

    def go_to(self, key: str) -> None:
        """Put the cursor on the row *key*, where it is shown."""
        for number, row in enumerate(self._rows):
            if self._key_of(row) == key:
                self._move(number)
                return

    def _move(self, to: int) -> None:
        """The operator moves the cursor."""
        self._moved = True
        self._cursor = max(0, min(to, len(self._rows) - 1))
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Moved())

    def _keep_in_sight(self) -> None:
        top = self.scroll_offset.y
        if self._cursor < top:
            self._scroll(self._cursor)
        elif self._cursor >= top + self._page:
            self._scroll(self._cursor - self._page + 1)

    def _scroll(self, top: int) -> None:
        self.scroll_to(y=max(0, top), animate=False)

    def action_go(self, by: int) -> None:
        """Move the cursor *by* rows."""
        self._move(self._cursor + by)

    def action_turn_page(self, by: int) -> None:
        """Move the cursor by so many pages."""
        self._move(self._cursor + by * self._page)

    def action_first(self) -> None:
        """Go to the top and stay there, whatever comes to stand first."""
        self._move(0)
        self._moved = False

    def action_last(self) -> None:
        """Go to the last row."""
        self._move(len(self._rows) - 1)

    def on_click(self, event: Click) -> None:
        """Put the cursor on the row, or tell which title it was."""
        if (place := event.get_content_offset(self)) is None:
            return
        if place.y == 0:
            self._title_clicked(place.x)
        elif (number := self.scroll_offset.y + place.y - 1) < len(self._rows):
            self._move(number)

    def _title_clicked(self, x: int) -> None:
        begin = len(MARK) + GAP
        for number, width in enumerate(self._widths):
            if begin <= x < begin + width + GAP:
                self.post_message(self.Titled(number))
            begin += width + GAP

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Other rows are in sight."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.post_message(self.Moved())

    def on_resize(self, event: Resize) -> None:  # noqa: ARG002 - Textual's signature
        """Give the free column what the others leave, and keep the cursor in sight."""
        self._strips.clear()
        self._size_to_rows()
        self.call_after_refresh(self._keep_in_sight)

    # Rendering.

    def notify_style_update(self) -> None:
        """The theme or the focus has changed."""
        super().notify_style_update()
        self._strips.clear()
        self._plain_style = None

    def render_line(self, y: int) -> Strip:
        """One line: the titles, or a row."""
        width = self.scrollable_content_region.width
        if y == 0:
            style = self.get_component_rich_style("long-table--header")
            titles = [column.title for column in self._columns]
            return self._line(" ", titles, style, style).adjust_cell_length(width, style)
        number = self.scroll_offset.y + y - 1
        if number >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        return self._row_strip(number).adjust_cell_length(width, self._style_of(number))

    def _style_of(self, number: int) -> Style:
        if number == self._cursor:
            return self.get_component_rich_style("long-table--cursor")
        if self._plain_style is None:
            self._plain_style = self.rich_style
        return self._plain_style

    def _row_strip(self, number: int) -> Strip:
        row = self._rows[number]
        key = self._key_of(row)
        remembered = (key, number == self._cursor, key in self._marked)
        known = self._strips.get(remembered)
        if known is not None and known[0] is row:
            return known[1]
        style = self._style_of(number)
        marked = MARK if key in self._marked else " "
        strip = self._line(marked, self._render_row(row), style, style + self._rich("$accent"))
        self._strips[remembered] = (row, strip)
        return strip

    def _line(self, mark: str, cells: Sequence[Part], style: Style, mark_style: Style) -> Strip:
        return table_line((mark, mark_style), cells, self._widths, style, self._rich)

    @property
    def _widths(self) -> list[int]:
        return widths(self._columns, self.scrollable_content_region.width)

    def _rich(self, style: str) -> Style:
        """*style* as Rich knows it: a colour of the theme (``$error``) by its value."""
        values = self.app.theme_variables
        return Style.parse(" ".join(values[word[1:]] if word[0] == "$" else word for word in style.split()))
