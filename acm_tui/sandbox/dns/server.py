"""The authoritative servers, on an event loop in a thread of their own."""

from __future__ import annotations

import threading
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import dns.exception
import dns.message
import dns.name
import dns.query
import dns.rdatatype
import dns.zone

from acm_tui.sandbox.dns.answering import LARGEST_DATAGRAM, Hosts, Served, answer_wire
from acm_tui.sandbox.dns.hosted import HostedZones, Hosting, Nobody
from acm_tui.sandbox.dns.serving import PARENT, DnsAddress, Serving
from acm_tui.sandbox.dns.sockets import bind
from acm_tui.sandbox.dns.zones import ALL, DOCUMENTATION_ZONES, Zones

_LOOKUP_S = 1.0


class DnsServer:
    """The sandbox's DNS. Records may be set before and while it runs, from any thread.

    Args:
        zones: the zones below the top-level ones, as names; a zone within another is delegated by it.
        dynamic_names: host names (without final dot) with their addresses, asked for at each question: the
            load balancers of the moment.
        hosting: who keeps the zones that are delegated from here and whose records are not set here.
    """

    def __init__(
        self,
        zones: Iterable[str] = DOCUMENTATION_ZONES,
        dynamic_names: Callable[[], Mapping[str, Sequence[str]]] | None = None,
        hosting: Hosting | None = None,
    ) -> None:
        hosting = hosting or Nobody()
        self._zones = Zones(zones, hosting.delegated)
        self._hosted = HostedZones(hosting)
        self._dynamic_names = dynamic_names
        self._lock = threading.RLock()
        self._served: list[dict[dns.name.Name, dns.zone.Zone]] = [{} for _ in (*ALL, PARENT)]
        self._running: Serving | None = None

    @property
    def address(self) -> DnsAddress:
        """Where it listens.

        Raises:
            RuntimeError: it does not run.
        """
        if self._running is None:
            raise RuntimeError("the sandbox's DNS does not run: start it first")
        return self._running.address

    def start(self, port: int = 0) -> DnsAddress:
        """Serve on *port* of two loopback addresses or three, UDP and TCP; 0 picks a free one.

        Raises:
            NoAddressesError: no two loopback addresses have that port free.
            RuntimeError: it runs already.
        """
        with self._lock:
            if self._running is not None:
                raise RuntimeError("the sandbox's DNS runs already")
            self._running = Serving(bind(port), self._answer)
            self._build_all()
            self._running.start()
            return self._running.address

    def stop(self) -> None:
        """Stop serving and give the port back; the records stay. Nothing happens when it does not run."""
        with self._lock:
            running, self._running = self._running, None
        if running is not None:
            running.stop()

    def set_record(
        self,
        name: str,
        type: str,  # noqa: A002 - DNS calls it type
        value: str | Sequence[str],
        servers: Sequence[int] = ALL,
    ) -> None:
        """Give *name* exactly this *value*, or these, on *servers* (0 and 1). Names are absolute.

        The zone's serial rises on a server whose records change; servers with equal records have equal ones.

        Raises:
            ValueError: the value is none of that type, the zone makes that record itself or is kept
                elsewhere, or a CNAME would stand beside other data.
        """
        values = [value] if isinstance(value, str) else list(value)
        with self._lock:
            self._rebuild(self._zones.set(name, type, values, servers))

    def delete_record(
        self,
        name: str,
        type: str,  # noqa: A002 - DNS calls it type
        servers: Sequence[int] = ALL,
    ) -> None:
        """Take everything of *type* away from *name* on *servers*; nothing happens where there is none.

        Raises:
            ValueError: the zone makes that record itself or is kept elsewhere.
        """
        with self._lock:
            self._rebuild(self._zones.delete(name, type, servers))

    def zone_of(self, name: str) -> str:
        """The deepest zone here in which *name* lies, absolute."""
        return self._zones.zone_of(name)

    def serial(self, zone: str, server: int) -> int:
        """The SOA serial of *zone* on *server*.

        Raises:
            ValueError: the zone is kept elsewhere.
        """
        with self._lock:
            return self._zones.serial(zone, server)

    def lookup_cname(self, name: str) -> str | None:
        """Ask every server for the CNAME of *name*: its target, absolute, when all of them say the same.

        ``None`` when one of them has another, has none or does not answer: a certificate authority looks
        from several places.
        """
        where = self.address
        targets = {_ask_cname(name, address, where.port) for address in where.addresses}
        return targets.pop() if len(targets) == 1 else None

    def reset(self) -> None:
        """Forget every record and begin with the first serial again."""
        with self._lock:
            self._zones.clear()
            self._build_all()

    def dump(self) -> dict[str, Any]:
        """The records and serials of every zone and server as data that JSON can hold."""
        with self._lock:
            return self._zones.dump()

    def load(self, dumped: Mapping[str, Any]) -> None:
        """Replace all records and serials by those of :meth:`dump`.

        Raises:
            ValueError: that is no such data, or it has a zone that is not served here. Nothing is changed.
        """
        with self._lock:
            self._zones.load(dumped)
            self._build_all()

    def _build_all(self) -> None:
        for zone in self._zones.kept:
            self._rebuild(zone)

    def _rebuild(self, zone: str) -> None:
        """Put a new copy of *zone* in the place of the old one; a question being answered keeps the old."""
        if self._running is None:
            return
        addresses = self._running.address.addresses
        name = dns.name.from_text(zone)
        for server in ALL:
            self._served[server][name] = self._zones.build(zone, server, addresses)
        if zone in self._zones.tops:
            self._served[PARENT][name] = self._served[0][name]

    def _answer(self, server: int, wire: bytes, datagram: bool) -> bytes | None:
        served: Served = self._served[server]
        if server != PARENT:
            served = ChainMap(self._hosted.now(), self._served[server])
        return answer_wire(wire, served, self._hosts(), datagram=datagram)

    def _hosts(self) -> Hosts:
        names = self._dynamic_names() if self._dynamic_names is not None else {}
        return {name.rstrip(".").lower(): addresses for name, addresses in names.items()}


def _ask_cname(name: str, address: str, port: int) -> str | None:
    query = dns.message.make_query(name, "CNAME", flags=0, use_edns=0, payload=LARGEST_DATAGRAM)
    try:
        response, _ = dns.query.udp_with_fallback(query, address, timeout=_LOOKUP_S, port=port)
    except (dns.exception.DNSException, OSError):
        # A server that does not answer has not been seen to have the record.
        return None
    found = response.get_rrset(
        dns.message.ANSWER, query.question[0].name, query.question[0].rdclass, dns.rdatatype.CNAME
    )
    return str(found[0].target) if found else None
