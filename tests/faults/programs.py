"""Programs as processes, from the side of the test: begun, killed, stopped, woken and waited for."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from tests.faults.program import Orders, Said


@dataclass
class Program:
    """One process that runs the program."""

    zygote: Zygote
    pid: int
    orders: Orders

    def kill(self) -> None:
        """kill -9."""
        os.kill(self.pid, signal.SIGKILL)

    def stop(self) -> None:
        """Suspend it, as Ctrl-Z, a closed lid or a paused machine does; returns when it stands still."""
        os.kill(self.pid, signal.SIGSTOP)
        self.wait_until_stopped()

    def wait_until_stopped(self) -> None:
        """Its state in /proc is ``T`` then (proc_pid_stat(5))."""
        while self._state() != "T":
            os.sched_yield()

    def wake(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def wait(self) -> Said | None:
        """Wait for its end: what its operator saw; ``None`` of one that was killed."""
        status = self.zygote.wait(self.pid)
        if status == -signal.SIGKILL:
            return None
        assert status == 0, f"the program ended with {status}"
        return msgspec.json.decode(self.orders.said.read_bytes(), type=Said)

    def _state(self) -> str:
        return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0]


class Zygote:
    """The process that forks them. Programs may run at the same time; waiting is for one after the other."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
            env=dict(environment),
        )
        self._answer()

    def begin(self, orders: Orders) -> Program:
        """Start a program with *orders*."""
        orders.said.unlink(missing_ok=True)
        answer = self._ask({"orders": msgspec.to_builtins(orders, enc_hook=str)})
        return Program(self, answer["pid"], orders)

    def run(self, orders: Orders) -> Said:
        """Start a program that nobody kills, and wait for its end."""
        said = self.begin(orders).wait()
        assert said is not None
        return said

    def wait(self, pid: int) -> int:
        status = self._ask({"wait": pid})["status"]
        assert isinstance(status, int)
        return status

    def close(self) -> None:
        with self._process as process:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(30)

    def _ask(self, question: Mapping[str, object]) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the zygote has ended"
        answer: dict[str, Any] = json.loads(line)
        return answer
