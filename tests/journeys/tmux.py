"""A real terminal: the program in tmux, on a socket of its own, driven by keys and read as it is painted."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

LIMIT_S = 40.0
_POLL_S = 0.05


class Tmux:
    """*command* in a terminal of 80×24, started in *directory*.

    Leaving the ``with`` block ends this tmux and what runs in it.

    ``restart`` runs another command in the same terminal, as an operator would.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], directory: Path) -> None:
        program = shutil.which("tmux")
        assert program is not None
        self._tmux = (program, "-f", os.devnull, "-L", f"acm-tui-{secrets.token_hex(6)}")
        self._environment = dict(environment)
        self._command = command
        self._directory = str(directory)

    def __enter__(self) -> Self:
        self._run(
            "new-session", "-d", "-c", self._directory, "-x", "80", "-y", "24", "tail", "-f", os.devnull
        )
        self._run("set-option", "-g", "remain-on-exit", "on")
        self.restart(self._command)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run("kill-server")

    def restart(self, command: Sequence[str]) -> None:
        """Run *command* in place of what ran or runs."""
        self._run("respawn-pane", "-k", "-c", self._directory, *command)
        self._run("clear-history")

    def kill(self) -> None:
        """End the program as a power cut would, and wait until it is gone."""
        os.kill(int(self._format("pane_pid")), signal.SIGKILL)
        self.wait_until(lambda: self._format("pane_dead") == "1", "it is gone")

    def wait_for_end(self) -> int:
        """Wait until the program has ended, and answer its exit code."""
        self.wait_until(lambda: self._exit_code() != "", "it ends")
        return int(self._exit_code())

    def _exit_code(self) -> str:
        code = self._format("pane_dead_status")
        if not code and self._format("pane_dead") == "1":
            # tmux has seen the terminal closed, and learns the code a moment later; on a busy machine it can
            # miss the signal that tells it to look.
            os.kill(int(self._format("pid")), signal.SIGCHLD)
        return code

    def _format(self, name: str) -> str:
        return self._run("display-message", "-p", f"#{{{name}}}").strip()

    @property
    def text(self) -> str:
        """What the terminal shows."""
        return self._run("capture-pane", "-p")

    @property
    def painted(self) -> str:
        """The same with its colours, which tell where the focus is."""
        return self._run("capture-pane", "-p", "-e")

    @property
    def words(self) -> str:
        """The same on one line: where the program wraps is not what is asked."""
        return " ".join(self.text.split())

    def wait_for(self, *texts: str) -> None:
        """Wait until all of *texts* are shown at once."""
        self.wait_until(lambda: all(text in self.words for text in texts), f"{texts} shown")

    def wait_until_gone(self, text: str) -> None:
        """Wait until *text* is shown no more."""
        self.wait_until(lambda: text not in self.words, f"{text!r} gone")

    def has_focus(self, button: str) -> bool:
        """Whether *button* is painted in reverse, as the one that the keys go to is."""
        reverse, others = r"\x1b\[(?:\d+;)*7(?:;\d+)*m", r"(?:\x1b\[[\d;]*m)*"
        return re.search(rf"{reverse}{others} *{re.escape(button)}", self.painted) is not None

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names for them."""
        self._run("send-keys", *keys)

    def type(self, text: str) -> None:
        """Type *text* letter by letter."""
        self._run("send-keys", "-l", text)

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until *holds* says yes; *what* that is, for the failure."""
        end = time.monotonic() + LIMIT_S
        while not holds():
            if time.monotonic() > end:
                raise AssertionError(f"not within {LIMIT_S:g} s: {what}\n\n{self.text}")
            time.sleep(_POLL_S)

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self._tmux, *arguments],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=20,
            check=False,
        )
        assert done.returncode == 0, f"tmux {arguments[0]}: {done.stderr}"
        return done.stdout
