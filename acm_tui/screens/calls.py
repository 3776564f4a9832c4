"""Every call to AWS that this program makes, as it is made."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import DataTable

from acm_tui.domain.call import AwsCall, Outcome
from acm_tui.screens.desk import Desk
from acm_tui.text import counted
from acm_tui.widgets.call_log import CHANGES, CallLog, details
from acm_tui.widgets.page import Page
from acm_tui.widgets.say import Part, Row, line, marked

LOOK_S = 0.25
"""Seconds between two looks at the calls while they are shown."""

_WIDE = 110
"""Columns of the terminal from which on region and attempts stand in each line."""


class CallsScreen(ModalScreen[None]):
    """The last calls, the newest below, and everything about the one under the cursor."""

    BINDINGS = [  # noqa: RUF012 - Textual's own form
        ("o", "only", "Only what changes something"),
        ("c", "copy", "Copy"),
        ("escape,ctrl+l", "close", "Close"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._only_changes = False
        self._news = -1

    def compose(self) -> ComposeResult:
        """How many there are, a line each, the one under the cursor in full, and the keys."""
        with Vertical(classes="dialogue wide full"):
            yield Page(id="title")
            yield CallLog(wide=self.app.size.width >= _WIDE)
            yield Page(id="call")
            yield Page(id="said")

    def on_mount(self) -> None:
        """Look now, and again and again."""
        self._say()
        self._look()
        self.set_interval(LOOK_S, self._look)

    @property
    def _table(self) -> CallLog:
        return self.query_one(CallLog)

    def _look(self) -> None:
        calls = self._desk.services.calls
        news, made = calls.news, calls.all()
        if news == self._news and not any(call.outcome is Outcome.UNDER_WAY for call in made):
            return
        self._news = news
        shown = [call for call in made if call.changes] if self._only_changes else made
        self._table.show(shown, self._desk.now())
        self.query_one("#title", Page).show([line(("Calls to AWS", "bold"), f"   {_summary(made)}")])
        self._show_chosen()

    @property
    def _chosen(self) -> AwsCall | None:
        return self._table.chosen

    def on_data_table_row_highlighted(self, _: DataTable.RowHighlighted) -> None:
        """Another call is under the cursor."""
        self._show_chosen()
        self._say()

    def _show_chosen(self) -> None:
        call = self._chosen
        nothing = (
            "No call that changes something was made." if self._only_changes else "No call was made yet."
        )
        rows = [line((nothing, "$secondary"))] if call is None else details(call, self._desk.now())
        self.query_one("#call", Page).show(rows)

    def action_only(self) -> None:
        """Show what changes something alone, or everything again."""
        self._only_changes = not self._only_changes
        self._table.begin_anew()
        self._news = -1
        self._look()
        self._say()

    def action_copy(self) -> None:
        """Copy what is shown of the call under the cursor; it can also be selected."""
        if (call := self._chosen) is not None:
            rows = details(call, self._desk.now())
            self.app.copy_to_clipboard("\n".join(f"{row.label.plain}{row.body.plain}" for row in rows))
            said = "The call is copied, if your terminal allows it; it can also be selected above."
            self._say(marked("✔", "$success", said))

    def action_close(self) -> None:
        """Leave."""
        self.dismiss(None)

    def _say(self, *done: Row) -> None:
        only = "all of them" if self._only_changes else "only what changes something"
        keys: list[Part] = []
        for key, does in (("↑↓", "choose"), ("o", only), ("c", "copy"), ("Esc", "close")):
            keys += [(key, "bold $accent"), f" {does}   "]
        self.query_one("#said", Page).show([*done, line(*keys)])


def _summary(calls: tuple[AwsCall, ...]) -> str:
    """How many calls, and how many of those that one looks for."""
    changes = sum(call.changes for call in calls)
    under_way = sum(call.outcome is Outcome.UNDER_WAY for call in calls)
    missed = sum(call.outcome not in (Outcome.UNDER_WAY, Outcome.DONE) for call in calls)
    parts = [counted(len(calls), "call"), f"{CHANGES} {counted(changes, 'change')}"]
    parts += [f"{missed} without success"] if missed else []
    parts += [f"{under_way} under way"] if under_way else []
    return " · ".join(parts)
