"""The calls to AWS, one line each; those that change something stand out by a sign and by their weight."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from acm_tui.domain.call import AwsCall, Outcome
from acm_tui.text import counted
from acm_tui.widgets.say import Part, Row, fields
from acm_tui.widgets.table import SafeTable

CHANGES = "◆"
"""Stands before a call that asks AWS to change something."""
_TOOK = (f"{'Took':>8}", 8)
COLUMNS = (("", 1), ("UTC", 8), ("Call", 34), _TOOK, ("Outcome", 0))
WIDE_COLUMNS = (*COLUMNS[:3], ("Region", 14), _TOOK, ("Tries", 5), ("Outcome", 0))

_SIGNS = {
    Outcome.UNDER_WAY: ("…", "$secondary"),
    Outcome.DONE: ("✔", "$success"),
    Outcome.REFUSED: ("✖", "$error"),
    Outcome.UNANSWERED: ("?", "$warning"),
    Outcome.UNSENT: ("✖", "$error"),
}


class CallLog(SafeTable):
    """The calls, the newest last. The cursor stays on the newest until it is moved away from it."""

    def __init__(self, *, wide: bool) -> None:
        super().__init__(WIDE_COLUMNS if wide else COLUMNS, id="calls")
        self._wide = wide
        self._shown: dict[str, tuple[AwsCall, str]] = {}

    def show(self, calls: Sequence[AwsCall], now: datetime) -> None:
        """Show *calls* as they are at *now*, in place of those before."""
        follows = not self.row_count or self.cursor_row >= self.row_count - 1
        wanted = {str(call.number): (call, took(call, now)) for call in calls}
        if not self._shown.keys() & wanted.keys():
            self.clear()
        else:
            self.keep(wanted.keys())
        for key, shown in wanted.items():
            if self._shown.get(key) != shown or key not in self.rows:
                self.put(key, *self._cells(*shown))
        self._shown = wanted
        if follows and self.row_count:
            self.move_cursor(row=self.row_count - 1)

    def on_resize(self) -> None:
        """Keep the call under the cursor in sight."""
        self.call_after_refresh(lambda: self.move_cursor(row=self.cursor_row))

    def begin_anew(self) -> None:
        """Forget what is shown: the next calls may stand between those before."""
        self._shown = {}
        self.clear()

    def _cells(self, call: AwsCall, duration: str) -> list[str | tuple[str, str]]:
        sign, style = _SIGNS[call.outcome]
        changes = call.changes
        cells: list[str | tuple[str, str]] = [
            (CHANGES if changes else " ", "$accent"),
            f"{call.began:%H:%M:%S}",
            (call.name, "bold") if changes else call.name,
            f"{duration:>8}",
            (f"{sign} {_in_short(call)}", style),
        ]
        if self._wide:
            cells[3:3] = [call.region]
            cells[5:5] = [f"{call.attempts:>5}"]
        return cells

    @property
    def chosen(self) -> AwsCall | None:
        """The call under the cursor."""
        return self._shown[self.at][0] if self.at in self._shown else None


def took(call: AwsCall, now: datetime) -> str:
    """How long *call* took, or has taken until *now*."""
    ms = (now - call.began).total_seconds() * 1000 if call.ms is None else call.ms
    if call.ms is None:
        return f"{max(ms, 0) / 1000:.0f} s"
    return f"{ms:.0f} ms" if ms < 10_000 else f"{ms / 1000:.1f} s"


def _in_short(call: AwsCall) -> str:
    return call.why or call.outcome.value


def details(call: AwsCall, now: datetime) -> list[Row]:
    """Everything that is known of *call*."""
    sign, style = _SIGNS[call.outcome]
    weight = f"   {CHANGES} asks AWS to change something" if call.changes else ""
    profile = f", profile {call.profile}" if call.profile else ""
    pairs: list[tuple[str, Part]] = [
        ("Call", (f"{call.name}{weight}", "bold" if call.changes else "")),
        ("Region", f"{call.region}{profile}"),
        ("Began", f"{call.began:%Y-%m-%d %H:%M:%S} UTC, {_duration(call, now)}"),
        ("Outcome", (f"{sign} {_in_full(call)}", style)),
        ("Request id", call.request_id or "none"),
    ]
    return fields(pairs, 12)


def _duration(call: AwsCall, now: datetime) -> str:
    tries = counted(call.attempts, "attempt")
    if call.outcome is Outcome.UNDER_WAY:
        return f"{took(call, now)} ago; {tries} so far" if call.attempts else f"{took(call, now)} ago"
    return f"took {took(call, now)}, {tries}"


def _in_full(call: AwsCall) -> str:
    said = f"{call.outcome.value}: {call.why}" if call.why else call.outcome.value
    if call.outcome is Outcome.UNANSWERED and call.changes:
        return f"{said}; whether it was carried out is not known"
    return said
