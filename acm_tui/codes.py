"""Brings the question for an MFA code from the thread that needs it to the screen, and the answer back.

The credentials are wanted inside a call to AWS, on a thread; who can answer sits in front of the event loop.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future

from acm_tui.domain.mfa import CodeAsked, no_code


class Asked:
    """One question that waits for its answer."""

    def __init__(self, asked: CodeAsked) -> None:
        self.asked = asked
        self._answer: Future[str] = Future()

    @property
    def open(self) -> bool:
        """Whether it has no answer yet."""
        return not self._answer.done()

    def answer(self, code: str | None) -> None:
        """Answer it, with ``None`` where no code is given; only the first answer counts."""
        if not self.open:
            return
        if code is None:
            self._answer.set_exception(no_code(self.asked))
        else:
            self._answer.set_result(code)

    def wait(self) -> str:
        """The code, once it is there.

        Raises:
            SettingsTrouble: none was given.
        """
        return self._answer.result()


class Codes:
    """The questions of a running program. Whoever shows them opens it, and closes it at the end.

    ``ask`` is called on any thread; the rest on the one of the event loop.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tell: Callable[[], object] | None = None
        self._waiting: list[Asked] = []

    def ask(self, asked: CodeAsked) -> str:
        """The code, after it was typed in; waits for that as long as the program runs.

        Raises:
            SettingsTrouble: none was given, or there is nobody who shows the question (any more).
        """
        question = Asked(asked)
        with self._lock:
            tell = self._tell
            if tell is None:
                raise no_code(asked, "The program is not ready to ask, or is ending.")
            self._waiting.append(question)
        tell()
        return question.wait()

    def open(self, tell: Callable[[], object]) -> None:
        """From now on questions are shown; *tell*, which any thread calls, says that one has come."""
        with self._lock:
            self._tell = tell

    def first(self) -> Asked | None:
        """The question to show now: the oldest without an answer."""
        with self._lock:
            self._waiting = [one for one in self._waiting if one.open]
            return self._waiting[0] if self._waiting else None

    def close(self) -> None:
        """Nobody answers any more: no thread is left waiting."""
        with self._lock:
            self._tell, left, self._waiting = None, self._waiting, []
        for question in left:
            question.answer(None)
