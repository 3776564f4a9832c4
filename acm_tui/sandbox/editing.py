"""Putting a record where its zone is kept: on the DNS team's servers, or in Route 53."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from acm_tui.sandbox import world
from acm_tui.sandbox.aws.route53.console import Console
from acm_tui.sandbox.dns import ALL, DnsServer


class Editor:
    """Everybody who may change a zone's records.

    Args:
        dns: the zones of the DNS team.
        as_ever: what is written in Route 53 counts as having always been there; for seeding.
    """

    def __init__(self, dns: DnsServer, *, as_ever: bool = False) -> None:
        self.dns = dns
        self.consoles: Mapping[str, Console] = {
            zone: Console(world.ACCOUNT, zone, servers, as_ever=as_ever)
            for zone, servers in world.DELEGATED_TO_ROUTE53.items()
        }

    def console_of(self, name: str) -> Console | None:
        """The console of the hosted zone in which *name* lies; ``None`` for a zone of the DNS team."""
        return self.consoles.get(self.dns.zone_of(name))

    def set_record(self, name: str, kind: str, values: Sequence[str], servers: Sequence[int] = ALL) -> None:
        """Give *name* exactly these *values*, absolute; *servers* counts for zones of the DNS team only.

        Raises:
            ValueError: the values are none of that kind, or a CNAME would stand beside other data.
            NoSuchZoneError: the hosted zone is gone.
            Refusal: Route 53 does not take it.
        """
        if (console := self.console_of(name)) is not None:
            console.set_record(name, kind, values)
        else:
            self.dns.set_record(name, kind, values, servers)

    def delete_record(self, name: str, kind: str, servers: Sequence[int] = ALL) -> None:
        """Take what *name* has of *kind* away; *servers* as above.

        Raises:
            NoSuchZoneError: the hosted zone is gone.
        """
        if (console := self.console_of(name)) is not None:
            console.delete_record(name, kind)
        else:
            self.dns.delete_record(name, kind, servers)
