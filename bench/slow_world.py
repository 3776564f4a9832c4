"""The DNS of the benchmarks: NSD at five addresses, each behind a line with a fixed delay."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from acm_tui.dns.lookup import Lookup
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.seat import Seat
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.seat_lock import SeatLocks
from acm_tui.tls.settings import TlsSettings
from acm_tui.workflow.services import Services
from tests.dns.real.places import NS1, NS2, NS3, NS4, REFUSING, TOP, free_port
from tests.dns.real.world import World

SERVERS = {"ns1": NS1, "ns2": NS2, "ns3": NS3, "ns4": NS4}
NOBODY = REFUSING
"""No server runs there: a question to it fails at once."""


@dataclass(frozen=True)
class SlowWorld:
    """``world`` is edited directly; questions go to ``port``, where the line begins."""

    directory: Path
    world: World
    port: int
    line: subprocess.Popen[str]

    def lookup(self) -> Lookup:
        """How the program asks, with nothing known yet."""
        return Lookup(self.settings(), lambda: datetime.now(UTC))

    def settings(self) -> DnsSettings:
        """The way into this DNS, and into no other."""
        return DnsSettings(
            port=self.port,
            root_servers=(TOP,),
            public_resolvers=(),
            resolver=f"{NOBODY}:{self.port}",
            doh="off",
            nobody=NOBODY,
        )

    def services(self) -> Services:
        """What the use cases work with, in this DNS and without any AWS account."""
        return Services(
            journal=SqliteJournal(self.directory / "journal.sqlite"),
            accesses=(),
            regions=(),
            dns=self.settings(),
            tls=TlsSettings(),
            clock=lambda: datetime.now(UTC),
            actor="the benchmark",
            seat=Seat("bench", "the benchmark", os.getpid()),
            locks=SeatLocks(self.directory / "seats"),
        )

    def traffic(self) -> dict[str, dict[str, int]]:
        """What went through each name server's line since this was last called."""
        assert self.line.stdin is not None
        assert self.line.stdout is not None
        self.line.stdin.write("\n")
        self.line.stdin.flush()
        figures: dict[str, dict[str, int]] = json.loads(self.line.stdout.readline())
        return {address: figures[address] for address in SERVERS.values()}


@contextmanager
def slow_world(directory: Path, delay_ms: float) -> Iterator[SlowWorld]:
    """The servers and the line; both end with the block."""
    behind = free_port()
    port = free_port()
    while port == behind:
        port = free_port()
    command = [sys.executable, "-m", "bench.link", "--port", str(port), "--to", str(behind)]
    command += ["--delay-ms", str(delay_ms), TOP, *SERVERS.values()]
    with (
        World(directory, behind, SERVERS) as world,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as line,
    ):
        assert line.stdout is not None
        try:
            assert line.stdout.readline() == "ready\n"
            yield SlowWorld(directory, world, port, line)
        finally:
            line.terminate()
