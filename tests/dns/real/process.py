"""A name server that others wrote, as a process of its own at one address."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import dns.exception
import dns.message
import dns.rdatatype

PATIENCE_S = 20.0
"""For a machine that has much else to do; what waits for something goes on as soon as it is there."""
_SBIN = "/usr/local/sbin:/usr/sbin:/sbin"  # not on everybody's path
_PAUSE_S = 0.01


def program(name: str) -> str | None:
    """Where the program *name* is; ``None`` when it is not installed."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:{_SBIN}")


class NameServer:
    """A running server.

    Args:
        directory: its own, not there yet; ``log`` is what it says.
        address: where it listens, UDP and TCP.
        port: the same for all.
    """

    def __init__(self, directory: Path, address: str, port: int) -> None:
        self.directory = directory
        self.address = address
        self.port = port
        self.log = directory / "log"
        directory.mkdir()

    def start(self, command: Sequence[str]) -> None:
        """Start; returns at once."""
        self._command = tuple(command)
        self.start_again()

    def start_again(self) -> None:
        """Start with the same command after a :meth:`stop`; returns at once."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def stop(self) -> None:
        """End the process, if it has not ended yet, and wait for it."""
        self.process.terminate()
        try:
            self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise

    def reload(self) -> None:
        """Tell the process to read its files again; returns at once."""
        self.process.send_signal(signal.SIGHUP)

    def ask(self, name: str, kind: str, *, rd: bool = False) -> dns.message.Message | None:
        """Its answer to one question by UDP; ``None`` when it is not there (yet)."""
        query = dns.message.make_query(name, kind, flags=dns.flags.RD if rd else 0, use_edns=0)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connected:
            connected.settimeout(1)
            # A connected socket learns of a closed port at once.
            connected.connect((self.address, self.port))
            try:
                connected.send(query.to_wire())
                return dns.message.from_wire(connected.recv(65535))
            except (ConnectionRefusedError, TimeoutError):
                return None

    def until(
        self, name: str, kind: str, holds: Callable[[dns.message.Message], bool], *, rd: bool = False
    ) -> None:
        """Wait until the answer to a question is as it should be.

        Raises:
            AssertionError: the process has ended, or it takes too long.
        """
        ends = time.monotonic() + PATIENCE_S
        while True:
            answer = self.ask(name, kind, rd=rd)
            if answer is not None and holds(answer):
                return
            assert self.process.poll() is None, f"{self.address} has ended: {self.log.read_text()}"
            assert time.monotonic() < ends, (
                f"{self.address} on {name} {kind}: {answer}\n{self.log.read_text()}"
            )
            time.sleep(_PAUSE_S)

    def until_serial(self, zone: str, serial: int) -> None:
        """Wait until it serves *zone* with *serial*."""
        self.until(zone, "SOA", lambda answer: serial_of(answer) == serial)


def serial_of(answer: dns.message.Message) -> int | None:
    """The serial in the answer to a question for a SOA."""
    for rrset in answer.answer:
        if rrset.rdtype == dns.rdatatype.SOA:
            return int(rrset[0].serial)
    return None


def touch_later(file: Path) -> Callable[[], None]:
    """To be called when *file* has been written anew: gives it a time that is later than the one it has now.

    A server reads a file again when its time has changed, and two edits can fall into one tick of the clock.
    """
    before = file.stat().st_mtime_ns
    return lambda: os.utime(file, ns=(before + 1_000_000_000, before + 1_000_000_000))
