"""Runs the aws CLI's own sign-in in the terminal that the wizard lends it, and comes back."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

from acm_tui.domain.errors import SettingsTrouble, SignInNeeded
from acm_tui.text import safe


def can_sign_in(needed: SignInNeeded) -> bool:
    """Whether the command that *needed* names is there to be run."""
    return bool(needed.command) and shutil.which(needed.command[0]) is not None


def sign_in(needed: SignInNeeded, terminal: Callable[[], AbstractContextManager[None]]) -> None:
    """Run the command that *needed* names, without a shell, and wait until it has ended.

    Args:
        needed: the trouble that it mends.
        terminal: gives the terminal away for as long as its block runs.

    Raises:
        SettingsTrouble: there is no such command, it cannot be run, or it says that it failed.
    """
    said = " ".join(needed.command)
    program = shutil.which(needed.command[0]) if needed.command else None
    if program is None:
        raise SettingsTrouble(
            "The sign-in cannot be begun from here.",
            cause="The aws CLI is not on the PATH." if said else "Which profile to sign in to is not known.",
            remedy=f"{needed.remedy}, in another terminal; then try again here.",
        )
    with terminal(), _left_to_the_command():
        print(f"{safe(said)}\n", file=sys.stderr)  # noqa: T201 - the screen is given away
        try:
            # The command is the CLI's own; the profile is one argument, whatever it is called.
            code = subprocess.run([program, *needed.command[1:]], check=False).returncode  # noqa: S603
        except OSError as error:
            raise SettingsTrouble(
                "The sign-in cannot be begun from here.",
                cause=str(error),
                remedy=f"{needed.remedy}, in another terminal; then try again here.",
            ) from error
    if code != 0:
        raise SettingsTrouble(
            "The sign-in did not succeed.",
            cause=f"{said} ended with code {code}.",
            remedy=f"Try it again, or in another terminal: {said}",
        )


@contextmanager
def _left_to_the_command() -> Iterator[None]:
    """Ctrl-C ends the command, and not the wizard below it, though the terminal sends it to both."""

    def ignore(*_: object) -> None:
        """Not SIG_IGN: the command would inherit that."""

    before = None
    with suppress(ValueError):  # only the main thread has signals
        before = signal.signal(signal.SIGINT, ignore)
    try:
        yield
    finally:
        if before is not None:
            signal.signal(signal.SIGINT, before)
