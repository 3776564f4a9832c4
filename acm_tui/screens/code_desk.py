"""Shows the questions for MFA codes, one dialogue at a time, until each has its answer."""

from __future__ import annotations

from textual.app import App
from textual.await_complete import AwaitComplete
from textual.message import Message

from acm_tui.codes import Asked, Codes
from acm_tui.screens.code import CodeScreen


class CodeWanted(Message):
    """A thread waits for a code."""


class CodeDesk:
    """Belongs to the app: *codes* are asked for over whatever screen it shows."""

    def __init__(self, app: App[None], codes: Codes) -> None:
        self._app = app
        self._codes = codes
        self._shown: Asked | None = None

    def open(self) -> None:
        """The app can show dialogues from now on."""
        self._codes.open(lambda: self._app.post_message(CodeWanted()))

    def close(self) -> None:
        """The app is ending: whoever waits for a code goes on without one."""
        self._codes.close()

    def show(self) -> None:
        """Ask for the code that is wanted first, unless one is being asked for."""
        if self._shown is not None or (asked := self._codes.first()) is None:
            return
        self._shown = asked
        self._app.push_screen(_Question(self, asked))

    def gone(self, asked: Asked) -> None:
        """The dialogue of *asked* was closed, perhaps by a screen that has taken the place of all others."""
        if self._shown is asked:
            self._shown = None
            self._app.call_later(self.show)


class _Question(CodeScreen):
    """The dialogue of one question."""

    def __init__(self, desk: CodeDesk, asked: Asked) -> None:
        super().__init__(asked.asked)
        self._desk = desk
        self._question = asked

    def dismiss(self, result: str | None = None) -> AwaitComplete:
        """Answer at once: a callback would come after the dialogue has gone."""
        self._question.answer(result)
        return super().dismiss(result)

    def on_unmount(self) -> None:
        """Without an answer it is asked again."""
        self._desk.gone(self._question)
