"""Tables of untrusted text, with columns of fixed width: measuring 10,000 cells would cost a second."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rich.text import Text
from textual.widgets import DataTable

from acm_tui.widgets.say import cell


class SafeTable(DataTable[Text]):
    """A table whose rows are chosen as a whole. Cells go through ``safe()``.

    ``columns`` are titles and widths in cells; the column with width 0 takes what is left.
    """

    def __init__(self, columns: Sequence[tuple[str, int]], *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(cursor_type="row", zebra_stripes=False, id=id)
        self._titles = tuple(columns)
        self.cursor_foreground_priority = "renderable"
        self.cell_padding = 1

    def on_mount(self) -> None:
        """Lay the columns out once the width is known."""
        for title, width in self._titles:
            self.add_column(cell(title), width=width or 20, key=title)

    def on_resize(self) -> None:
        """Give the free column what the others leave."""
        fixed = sum(width for _, width in self._titles if width)
        room = self.size.width - fixed - 2 * self.cell_padding * len(self._titles)
        for title, width in self._titles:
            if not width:
                column = next(c for key, c in self.columns.items() if key == title)
                column.width = max(12, room)
        self._require_update_dimensions = True
        self.refresh(layout=True)

    def put(self, key: str, *cells: str | tuple[str, str]) -> None:
        """Add the row *key*, or show it anew with other *cells*.

        A cell is text, or text and a style: one of Rich's, or a colour of the theme such as ``$error``.
        """
        shown = [cell(one) if isinstance(one, str) else cell(one[0], self._rich(one[1])) for one in cells]
        if key not in self.rows:
            self.add_row(*shown, key=key)
            return
        for (title, _), text in zip(self._titles, shown, strict=True):
            self.update_cell(key, title, text)

    def keep(self, keys: Collection[str]) -> None:
        """Take away every row that is not one of *keys*."""
        for row in [one.value for one in self.rows]:
            if row is not None and row not in keys:
                self.remove_row(row)

    def _rich(self, style: str) -> str:
        """*style* as Rich knows it: a colour of the theme (``$error``) by its value."""
        return self.app.theme_variables[style[1:]] if style.startswith("$") else style

    @property
    def at(self) -> str | None:
        """The key of the row under the cursor, ``None`` where there is none."""
        if not self.row_count:
            return None
        return self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value

    def go_to(self, key: str) -> None:
        """Put the cursor on the row *key*."""
        self.move_cursor(row=self.get_row_index(key))
