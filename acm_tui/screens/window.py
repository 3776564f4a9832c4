"""The maintenance window: what is typed, and what it means, as it is typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from acm_tui.domain.errors import Refused
from acm_tui.domain.window import Window, lasting, standing, words
from acm_tui.text import safe
from acm_tui.widgets.page import Page
from acm_tui.widgets.say import Row, line, marked
from acm_tui.workflow.window import NotAWindow, Typed, as_typed, parse
from acm_tui.workflow.zone import machine_zone

LOOK_AGAIN_S = 15
"""Seconds after which the text is read anew: “the next 02:00” is another one an hour later."""

_LABELS = Typed("Begin", "End", "Zone", "Note")
_HINTS = Typed(
    "02:00, or 2026-11-25 02:00", "04:00, a date and time, +2h or 90m", "", "a ticket, or who agreed"
)


class Agreed(NamedTuple):
    """What the operator decided: a window, or that there is none (``None``)."""

    window: Window | None


class WindowScreen(ModalScreen[Agreed | None]):
    """Asks for begin, end, zone and note. Answers ``None`` where it is left as it was.

    *window* is the present one; *now* answers the present moment (aware).
    """

    DEFAULT_CSS = """
    WindowScreen .dialogue { overflow-y: auto; }
    WindowScreen .field { height: auto; }
    WindowScreen .field Static { width: 8; margin-top: 1; }
    WindowScreen .field Input { width: 1fr; }
    WindowScreen Page { margin-left: 9; }
    WindowScreen #meaning { margin: 1 0 0 0; }
    """
    BINDINGS = [("escape", "cancel", "Cancel")]  # noqa: RUF012 - Textual's own form

    def __init__(self, window: Window | None, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._before = window
        self._now = now
        self._shown: Window | None = None

    def compose(self) -> ComposeResult:
        """A line a field with room for its mistake, what it all means, and the buttons."""
        typed = as_typed(self._before)
        hints = _HINTS._replace(zone=self._here())
        with Vertical(classes="dialogue"):
            yield Static(line(("Maintenance window", "bold")), classes="title")
            for name in Typed._fields:
                with Horizontal(classes="field"):
                    yield Static(getattr(_LABELS, name), markup=False)
                    # An input hands control characters on to the terminal; a shared journal may hold some.
                    shown = safe(getattr(typed, name))
                    yield Input(shown, placeholder=getattr(hints, name), id=name)
                yield Page(id=f"{name}-mistake")
            yield Page(id="meaning")
            with Horizontal(classes="buttons"):
                yield Button(Content("Set"), id="set", variant="primary")
                yield Button(Content("No window"), id="none")
                yield Button(Content("Cancel"), id="cancel")

    def _here(self) -> str:
        try:
            return f"{machine_zone(self._now()).name}, as this machine"
        except Refused:
            return "a name such as Asia/Tokyo, or UTC"

    def on_mount(self) -> None:
        """Say what the present window means; the first field has the focus."""
        self._read()
        self.set_interval(LOOK_AGAIN_S, self._read)

    @on(Input.Changed)
    def _read(self) -> None:
        """Say what the texts mean now, or what is wrong with one that is not still empty."""
        try:
            self._mean(self._parsed())
        except NotAWindow as wrong:
            if self.query_one(f"#{wrong.field}", Input).value.strip():
                self._mistaken(wrong)
            else:
                self._show([marked("·", "$secondary", (wrong.remedy, "$secondary"))])

    def _parsed(self) -> Window:
        typed = Typed(*(self.query_one(f"#{name}", Input).value for name in Typed._fields))
        return parse(*typed, self._now())

    def _mean(self, window: Window) -> None:
        self._show(_meaning(window, self._now()))
        self._shown = window

    def _mistaken(self, wrong: NotAWindow) -> None:
        rows = [marked("✖", "$error", (wrong.sentence, "bold"))]
        rows += [marked(" ", "", (part, "$secondary")) for part in (wrong.cause, wrong.remedy) if part]
        self._show([], wrong.field, rows)

    def _show(self, meaning: list[Row], field: str = "", mistake: list[Row] | None = None) -> None:
        self._shown = None
        for name in Typed._fields:
            page = self.query_one(f"#{name}-mistake", Page)
            page.show(mistake or () if name == field else ())
        self.query_one("#meaning", Page).show(meaning)

    @on(Input.Submitted)
    @on(Button.Pressed, "#set")
    def _set(self) -> None:
        """Answer what is on the screen; where time has given the texts another meaning, show that first."""
        shown = self._shown
        try:
            window = self._parsed()
        except NotAWindow as wrong:
            self._mistaken(wrong)
            self.query_one(f"#{wrong.field}", Input).focus()
            return
        if window == shown:
            self.dismiss(Agreed(window))
        else:
            self._mean(window)

    @on(Button.Pressed, "#none")
    def _none(self) -> None:
        self.dismiss(Agreed(None))

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Leave everything as it was."""
        self.dismiss(None)


def _meaning(window: Window, now: datetime) -> list[Row]:
    length = lasting(window.ends - window.begins)
    return [
        marked("✔", "$success", (words(window), "bold")),
        marked(" ", "", f"{length} long, {standing(window, now)}"),
    ]
