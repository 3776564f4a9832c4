"""The rule below the stepper; it names what the screen is about."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from acm_tui.widgets.say import line


class Divider(Static):
    """A rule with a title in it."""

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._subject = ""
        self._note = ""

    def name_it(self, subject: str, note: str = "") -> None:
        """Write *subject* into the rule, and a quiet *note* at its end."""
        self._subject, self._note = subject, note
        self.refresh()

    def render(self) -> Content:
        """The rule over the whole width."""
        subject = line((f" {self._subject} ", "bold")) if self._subject else Content("")
        note = line((f" {self._note} ", "$secondary")) if self._note else Content("")
        begin = "──" if self._subject else ""
        rest = self.size.width - len(begin) - subject.cell_length - note.cell_length - 2
        return Content.assemble(
            (begin, "$panel-lighten-3"),
            subject,
            ("─" * max(0, rest), "$panel-lighten-3"),
            note,
            ("──", "$panel-lighten-3"),
        )
