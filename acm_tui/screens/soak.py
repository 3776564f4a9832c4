"""How long the old certificate stays for a way back, and until when that is."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from acm_tui.domain.calendar import short_left
from acm_tui.domain.events import LONGEST_SOAK_H
from acm_tui.domain.migration import Migration
from acm_tui.widgets.page import Page
from acm_tui.widgets.say import Row, line, marked

LOOK_AGAIN_S = 15
"""Seconds after which the time that is left is told anew."""

_TITLE = "Hours the old certificate stays after the cutover"


class SoakScreen(ModalScreen[int | None]):
    """Asks for whole hours, from 0 to a year. Answers them, or ``None`` where it is left as it was.

    *now* answers the present moment (aware).
    """

    DEFAULT_CSS = """
    SoakScreen .dialogue { overflow-y: auto; }
    SoakScreen #meaning { margin-top: 1; }
    """
    BINDINGS = [("escape", "cancel", "Cancel")]  # noqa: RUF012 - Textual's own form

    def __init__(self, migration: Migration, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._migration = migration
        self._now = now

    def compose(self) -> ComposeResult:
        """The field, what it means, and the buttons."""
        hours = self._migration.soak // timedelta(hours=1)
        with Vertical(classes="dialogue"):
            yield Static(line((_TITLE, "bold")), classes="title")
            yield Static(line("While it stays, one key restores the listeners."))
            yield Input(str(hours), placeholder=f"0 to {LONGEST_SOAK_H}", id="hours")
            yield Page(id="meaning")
            with Horizontal(classes="buttons"):
                yield Button(Content("Set"), id="set", variant="primary")
                yield Button(Content("Cancel"), id="cancel")

    def on_mount(self) -> None:
        """Say what the present hours mean; the field has the focus."""
        self._read()
        self.set_interval(LOOK_AGAIN_S, self._read)

    @on(Input.Changed)
    def _read(self) -> None:
        """Say what the number means."""
        hours = self._hours()
        rows = _mistake() if hours is None else _meaning(self._migration, hours, self._now())
        self.query_one("#meaning", Page).show(rows)

    def _hours(self) -> int | None:
        # Japanese input methods leave full-width digits behind.
        text = unicodedata.normalize("NFKC", self.query_one("#hours", Input).value).strip()
        right = text.isascii() and text.isdigit() and len(text) <= len(str(LONGEST_SOAK_H))
        return int(text) if right and int(text) <= LONGEST_SOAK_H else None

    @on(Input.Submitted)
    @on(Button.Pressed, "#set")
    def _set(self) -> None:
        hours = self._hours()
        if hours is None:
            self.query_one("#hours", Input).focus()
        else:
            self.dismiss(hours)

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Leave everything as it was."""
        self.dismiss(None)


def _mistake() -> Iterator[Row]:
    yield marked("✖", "$error", ("That is no number of hours.", "bold"))
    yield marked(" ", "", (f"Give whole hours from 0 to {LONGEST_SOAK_H}, a year.", "$secondary"))


def _meaning(m: Migration, hours: int, now: datetime) -> Iterator[Row]:
    soak = timedelta(hours=hours)
    if m.cut_over_at is None:
        yield marked("✔", "$success", f"until {hours} h after the last listener is swapped")
        return
    until = m.cut_over_at + soak
    stays = f"until {until:%Y-%m-%d %H:%M} UTC"
    if until <= now:
        yield marked("!", "$warning", f"{stays}: that has passed, it may be deleted at once")
    else:
        yield marked("✔", "$success", f"{stays}, {short_left(until, now)} from now")
    if m.old.not_after is not None and m.old.not_after < until:
        yield marked("!", "$warning", f"it expires before, on {m.old.not_after:%Y-%m-%d %H:%M} UTC")
