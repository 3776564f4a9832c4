"""The DNS of the tests: root and com at one server, example.com at others, all on one port."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.dns.real.nsd import Nsd
from tests.dns.real.places import NS1, NS2, TOP
from tests.dns.real.zones import apex, com, root

EXAMPLE = "example.com."
TWO_SERVERS: Mapping[str, str] = {"ns1": NS1, "ns2": NS2}


class World:
    """Starts with an empty example.com; leaving the ``with`` block ends every server.

    Args:
        directory: for what the servers write.
        port: of every server.
        servers: the name servers of example.com, host → address.
        others: zones beside example.com: host → zone → text.
    """

    def __init__(
        self,
        directory: Path,
        port: int,
        servers: Mapping[str, str] = TWO_SERVERS,
        others: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.port = port
        self._directory = directory
        self._addresses = dict(servers)
        self._others = others or {}
        self._serials = itertools.count(20)
        self._running = ExitStack()
        self.servers: dict[str, Nsd] = {}

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            zones = {".": root(), "com.": com(self._addresses)}
            self.top = self._start(starting, "top", TOP, zones)
            empty = apex(next(self._serials), self._addresses)
            for host, address in self._addresses.items():
                zones = {EXAMPLE: empty, **self._others.get(host, {})}
                self.servers[host] = self._start(starting, host, address, zones)
            self.top.until_serial("com.", 1)
            for server in self.servers.values():
                server.until_serial(EXAMPLE, 20)
            self._running = starting.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()

    def _start(self, running: ExitStack, host: str, address: str, zones: Mapping[str, str]) -> Nsd:
        server = Nsd(self._directory / host, address, self.port, zones)
        running.callback(server.stop)
        return server

    @contextmanager
    def without(self, *hosts: str) -> Iterator[None]:
        """Within the block the servers *hosts* are not running."""
        for host in hosts:
            self.servers[host].stop()
        try:
            yield
        finally:
            for host in hosts:
                self.servers[host].start_again()
                self.servers[host].until(EXAMPLE, "SOA", lambda answer: bool(answer.answer))

    def publish(self, records: str = "", *, on: tuple[str, ...] = ()) -> int:
        """Make *records*, zone-file lines, all that example.com has, and wait until it is served.

        Args:
            records: lines below ``$ORIGIN example.com.``.
            on: the servers that get it, by host; the others stay at what they have. Empty: all.

        Returns:
            The new serial.
        """
        serial = self.edit(records, on=on)
        for host in on or self.servers:
            self.servers[host].until_serial(EXAMPLE, serial)
        return serial

    def edit(self, records: str = "", *, on: tuple[str, ...] = ()) -> int:
        """As :meth:`publish`, without waiting."""
        serial = next(self._serials)
        text = apex(serial, self._addresses) + records
        for host in on or self.servers:
            self.servers[host].change(EXAMPLE, text)
        return serial
