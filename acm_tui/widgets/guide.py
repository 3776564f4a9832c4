"""What is true and what to do next, or what went wrong and the way on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from acm_tui.widgets.page import Page
from acm_tui.widgets.say import Part, Row, line, marked


class Guide(Page):
    """One calm sentence behind an arrow; a trouble takes its place until the next word.

    ``engaged``: it says what is under way or what went wrong, which a look in passing must not replace.
    """

    engaged = False
    _keeps = False

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """For what is only seen in passing: one that is engaged keeps its word meanwhile."""
        self._keeps = self.engaged
        try:
            yield
        finally:
            self._keeps = False

    def say(self, *parts: Part) -> None:
        """What is true, and what comes next."""
        self._tell([marked("→", "$accent", *parts)])

    def wait(self, doing: str) -> None:
        """Something is under way."""
        self.engaged = True
        self.show([marked("…", "$secondary", (doing, "$secondary"))])

    def warn(self, *parts: Part) -> None:
        """Something dangerous or surprising that is not an error."""
        self._tell([marked("!", "$warning", *parts)])

    def _tell(self, rows: list[Row]) -> None:
        if not self._keeps:
            self.engaged = False
            self.show(rows)

    def trouble(self, sentence: str, cause: str, remedy: str) -> None:
        """What went wrong, the way on, and why."""
        self.engaged = True
        rows = [marked("✖", "$error", (sentence, "bold"))]
        if remedy:
            rows.append(_below(remedy))
        if cause:
            rows.append(_below((cause, "$secondary")))
        self.show(rows)


def _below(part: Part) -> Row:
    return Row(line("  "), line(part))
