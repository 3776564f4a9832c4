"""The demo: the wizard in front of the sandbox. The only part of the program that knows the sandbox."""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from acm_tui import launch
from acm_tui.domain.errors import SettingsTrouble, Trouble
from acm_tui.paths import Paths
from acm_tui.text import safe

if TYPE_CHECKING:
    from acm_tui.sandbox import client
    from acm_tui.sandbox.launch import Child

_NEEDED = ("moto", "flask", "flask_cors", "cryptography")


def serve(port: int) -> int:
    """Run the sandbox in the foreground until Ctrl-C.

    Raises:
        SettingsTrouble: the packages it needs are not installed.
        Trouble: it cannot start, as when the port is taken.
    """
    _require_packages()
    from acm_tui.sandbox import child

    try:
        child.serve(port, None)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Trouble(
            "The sandbox cannot start.",
            cause=str(error),
            remedy="Name another port, or none for any free one.",
        ) from error
    return 0


def wizard(given: argparse.Namespace, places: Paths) -> int:
    """Open the wizard on a sandbox that goes on where it was left, or starts over with ``--fresh``.

    Raises:
        Trouble: the sandbox cannot be started, or as :func:`acm_tui.launch.wizard` does.
    """
    _require_packages()
    from acm_tui.sandbox.client import OTHER_SIDE, SandboxClient, SandboxUnavailableError, point
    from acm_tui.sandbox.launch import start_child

    launch.open_log(given, places)
    print("Starting the demo …", end="\r", file=sys.stderr, flush=True)  # noqa: T201 - before the screen is taken
    try:
        child = start_child(places.data / "world.json", fresh=given.fresh)
    except SandboxUnavailableError as error:
        raise _trouble("The demo cannot start.", error) from error
    if given.fresh or child.notices:  # the migrations of a world that is gone would lead nowhere
        places.journal.unlink(missing_ok=True)
    for notice in child.notices:
        print(safe(notice), file=sys.stderr)  # noqa: T201 - before the screen is taken
    point(child.environment, os.environ)
    sandbox = SandboxClient(child.environment["AWS_ENDPOINT_URL"])
    try:
        sandbox.status()
        return launch.wizard(
            given,
            places,
            clock=sandbox.now,
            badge="DEMO",
            moves=[OtherSideMove(move, sandbox) for move in OTHER_SIDE],
        )
    except SandboxUnavailableError as error:
        raise _trouble("The demo's sandbox does not answer.", error) from error
    finally:
        _stop(child)


def _stop(child: Child) -> None:
    from acm_tui.sandbox.client import SandboxUnavailableError

    try:
        child.stop()
    except SandboxUnavailableError as error:
        print(safe(f"The demo's world may not be saved: {error}"), file=sys.stderr)  # noqa: T201 - the screen is gone


def _trouble(sentence: str, error: Exception) -> Trouble:
    return Trouble(sentence, cause=str(error), remedy="Try again; --fresh starts over with a new world.")


@dataclass(frozen=True)
class OtherSideMove:
    """A move of the other side, bound to the running sandbox."""

    move: client.Move
    sandbox: client.SandboxClient

    @property
    def name(self) -> str:
        """As the palette shows it."""
        return self.move.name

    @property
    def help(self) -> str:
        """One sentence."""
        return self.move.help

    def run(self) -> str:
        """Do it and say what was done.

        Raises:
            Trouble: the sandbox does not answer, or refuses.
        """
        from acm_tui.sandbox.client import SandboxUnavailableError

        try:
            return self.move.run(self.sandbox)
        except SandboxUnavailableError as error:
            raise Trouble("The sandbox did not do it.", cause=str(error), remedy="Try again.") from error


def _require_packages() -> None:
    if missing := [name for name in _NEEDED if importlib.util.find_spec(name) is None]:
        raise SettingsTrouble(
            "The demo needs packages that are not installed.",
            cause=f"missing: {', '.join(missing)}",
            remedy="Install them: pip install 'acm-tui[demo]'",
        )
