"""The first line of every screen: the program, the place, and what time is left for email validation."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from acm_tui.widgets.say import line


class TopLine(Static):
    """``badge`` (DEMO, READ-ONLY) and ``place`` at the left, the calendar at the right where it fits."""

    def __init__(self, badge: str, place: str, dates: str, short_dates: str) -> None:
        super().__init__(markup=False)
        self._badge = badge
        self._place = place
        self._dates = (dates, short_dates)

    def show(self, place: str) -> None:
        """Show another place."""
        self._place = place
        self.refresh()

    def wear(self, badge: str) -> None:
        """Show another badge."""
        self._badge = badge
        self.refresh()

    def render(self) -> Content:
        """The line. Where there is no room the calendar goes first, then the program's own name."""
        badge = line((f" {self._badge} ", "bold reverse $accent"), "  ") if self._badge else Content("")
        where = Content.assemble(badge, line(self._place))
        left = Content.assemble(line(("acm-tui", "bold"), "  "), where)
        if left.cell_length > self.size.width:
            return where
        for dates in self._dates:
            right = line((dates, "$secondary"))
            gap = self.size.width - left.cell_length - right.cell_length
            if gap >= 2:
                return Content.assemble(left, " " * gap, right)
        return left
