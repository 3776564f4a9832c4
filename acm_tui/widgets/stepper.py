"""The six steps, always on top: which are done, and where the operator is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from textual.content import Content
from textual.widgets import Static

from acm_tui.widgets.say import line


class Stepper(Static):
    """A line of steps. ``titles`` are shown in order and numbered from 1."""

    def __init__(self, titles: Sequence[str], *, at: int) -> None:
        super().__init__(markup=False)
        self._titles = titles
        self._at = at
        self._reached = at
        self._skipped: Collection[int] = ()

    def show(self, reached: int, skipped: Collection[int] = ()) -> None:
        """Mark every step before *reached* as done, save those *skipped*, which are done without."""
        self._reached, self._skipped = reached, skipped
        self.refresh()

    def render(self) -> Content:
        """The line."""
        return Content("   ").join(self._step(n, title) for n, title in enumerate(self._titles, 1))

    def _step(self, number: int, title: str) -> Content:
        if number == self._at:
            return line((f"{number} {title} ●", "bold $accent"))
        if number in self._skipped:
            return line((f"{number} {title} –", "dim"))
        if number < self._reached:
            return line((f"{number} {title} ✔", "$secondary"))
        return line((f"{number} {title}", "$secondary"))
