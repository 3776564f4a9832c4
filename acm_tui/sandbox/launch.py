"""Starting the sandbox as a process that ends with this one; standard library only."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from acm_tui.sandbox.client import SandboxUnavailableError

START_TIMEOUT_S = 30.0
_STOP_TIMEOUT_S = 10.0


class Child:
    """A sandbox in a process of its own, that ends with this one.

    ``environment`` points clients to it; ``notices`` are sentences for the operator, such as a saved
    world that could not be read.
    """

    def __init__(
        self, process: "subprocess.Popen[bytes]", environment: dict[str, str], notices: tuple[str, ...]
    ) -> None:
        self._process = process
        self.environment = environment
        self.notices = notices

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    def stop(self) -> None:
        """Let the child save its world and end; when this returns, it has.

        Raises:
            SandboxUnavailableError: it had to be killed, or ended with an error (its log says which).
        """
        _close(self._process)
        try:
            code = self._process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired as problem:
            self._process.kill()
            self._process.wait()
            raise SandboxUnavailableError(
                f"the sandbox did not end within {_STOP_TIMEOUT_S:.0f} s and was killed"
            ) from problem
        if code != 0:
            raise SandboxUnavailableError(
                f"the sandbox ended with code {code}; see its log beside the state file"
            )


def start_child(state: Path, fresh: bool = False, timeout_s: float = START_TIMEOUT_S) -> Child:
    """Start the demo's sandbox on the state file *state* and wait until it serves.

    Args:
        state: where the world is kept; its directory is made. The log goes beside it.
        fresh: begin with a new world, whatever was saved.
        timeout_s: how long it may take to start.

    Raises:
        SandboxUnavailableError: it is in use by another process, or could not start; says why.
    """
    state.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # -P: the operator's working directory is not a place to import from.
    command = [sys.executable, "-P", "-m", "acm_tui.sandbox.child", "--state", str(state)]
    if fresh:
        command.append("--fresh")
    log = state.with_name(state.name + ".log")
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        process = subprocess.Popen(  # noqa: S603 - our own module, by this interpreter
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=descriptor, **_apart()
        )
    finally:
        os.close(descriptor)
    try:
        return _greeted(process, log, timeout_s)
    except BaseException:
        _close(process)
        process.kill()
        process.wait()
        raise


def _apart() -> dict[str, Any]:
    """Arguments that keep the terminal's Ctrl-C from the child: it ends by its standard input."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _greeted(process: "subprocess.Popen[bytes]", log: Path, timeout_s: float) -> Child:
    line = _first_line(process, timeout_s)
    try:
        greeting = json.loads(line)
    except ValueError as problem:
        raise SandboxUnavailableError(
            f"the sandbox could not start; its log is {log}:\n{_tail(log)}"
        ) from problem
    if "error" in greeting:
        raise SandboxUnavailableError(greeting["error"])
    return Child(process, greeting["environment"], tuple(greeting["notices"]))


def _first_line(process: "subprocess.Popen[bytes]", timeout_s: float) -> bytes:
    """The child's first line; empty when it ended without one or took too long."""
    assert process.stdout is not None  # it was asked for  # noqa: S101
    lines: list[bytes] = []
    # A pipe has no portable read with a time limit (Windows cannot select on it): a thread reads it.
    reader = threading.Thread(target=lambda: lines.append(_readline(process)), daemon=True)
    reader.start()
    reader.join(timeout_s)
    if reader.is_alive():
        process.kill()
        reader.join()
        raise SandboxUnavailableError(f"the sandbox did not start within {timeout_s:.0f} s")
    return lines[0]


def _readline(process: "subprocess.Popen[bytes]") -> bytes:
    return process.stdout.readline() if process.stdout is not None else b""


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:])


def _close(process: "subprocess.Popen[bytes]") -> None:
    """Close our ends of the child's pipes: for the child, that is the word to save and end."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
