"""The sandbox as a process: as the demo's child, or in the foreground for any client."""

import argparse
import json
import os
import shlex
import signal
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from acm_tui.sandbox.client import point, reaching_past
from acm_tui.sandbox.lock import StateInUseError, StateLock

if TYPE_CHECKING:
    from acm_tui.sandbox.sandbox import Sandbox

_FOREGROUND_TICK_S = 3600.0
_STUMBLING_BLOCKS = frozenset(
    {"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_ROLE_ARN", "AWS_CA_BUNDLE"}
)
"""Variables that are unset in the client's shell whether or not they were set in ours."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until standard input closes, which it does when the parent ends, however it ends.

    One line of JSON on standard output: ``{"environment": …, "notices": […]}`` when it serves, or
    ``{"error": …}``. Answers the exit code.
    """
    parser = argparse.ArgumentParser(prog="python -m acm_tui.sandbox.child")
    parser.add_argument("--state", type=Path, required=True, help="the file that keeps the world")
    parser.add_argument("--fresh", action="store_true", help="begin with a new world")
    options = parser.parse_args(arguments)
    _end_on_termination()
    point({}, os.environ)
    try:
        with ExitStack() as held:
            sandbox = _started(held, options.state, fresh=options.fresh)
            _say({"environment": sandbox.environment(), "notices": list(sandbox.notices)})
            _wait_for_end_of_input()
    except StateInUseError as problem:
        _say({"error": str(problem)})
        return 1
    return 0


def serve(port: int = 0, state: Path | None = None) -> None:
    """Serve in the foreground until Ctrl-C; prints the shell lines that point a client here.

    Args:
        port: of the AWS endpoint, 0 for any free one.
        state: where the world is kept; None forgets it at the end.

    Raises:
        StateInUseError: another sandbox holds *state*.
        OSError: the port is taken, or *state* cannot be written.
    """
    _end_on_termination()
    # moto's import makes sessions: a profile that is not there would stop it.
    inherited = reaching_past(os.environ)
    point({}, os.environ)
    with ExitStack() as held:
        sandbox = _started(held, state, port=port)
        for notice in sandbox.notices:
            sys.stderr.write(notice + "\n")
        sys.stdout.write(shell_lines(sandbox.environment(), inherited))
        sys.stdout.flush()
        # Ctrl-C is the ordinary way to end it, not a failure to show a traceback for.
        with suppress(KeyboardInterrupt):
            while True:
                time.sleep(_FOREGROUND_TICK_S)


def shell_lines(
    environment: Mapping[str, str], inherited: Iterable[str] = (), windows: bool = sys.platform == "win32"
) -> str:
    """Lines for a POSIX shell (or PowerShell) that set *environment* and drop what would reach past it.

    Args:
        environment: what points a client to the sandbox.
        inherited: further variables of this shell that would lead past it.
        windows: write them for PowerShell.
    """
    dropped = sorted((_STUMBLING_BLOCKS | set(inherited)) - environment.keys())
    if windows:
        lines = [f"Remove-Item Env:{name} -ErrorAction SilentlyContinue" for name in dropped]
        lines += [
            f"$env:{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in environment.items()
        ]
    else:
        lines = [f"unset {' '.join(dropped)}"]
        lines += [f"export {name}={shlex.quote(value)}" for name, value in environment.items()]
    return "\n".join(lines) + "\n"


def _started(held: ExitStack, state: Path | None, *, fresh: bool = False, port: int = 0) -> "Sandbox":
    """The running sandbox; *held* stops it and gives the lock back, in this order."""
    if state is not None:
        # Before the heavy imports: who comes second is told at once.
        held.enter_context(StateLock(state))
    from acm_tui.sandbox.delays import DEMO_DELAYS
    from acm_tui.sandbox.sandbox import Sandbox

    return held.enter_context(Sandbox(state=state, fresh=fresh, port=port, delays=DEMO_DELAYS))


def _say(message: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _wait_for_end_of_input() -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass


def _end_on_termination() -> None:
    """A polite termination saves the world too: it leaves through the same door as the end of input."""

    def leave(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the handler's signature
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, leave)


if __name__ == "__main__":
    sys.exit(main())
