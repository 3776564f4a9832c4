"""The embedded Route 53's zones, as the sandbox's DNS servers serve them."""

from __future__ import annotations

from collections.abc import Mapping

from acm_tui.sandbox.aws.route53.names import as_dns
from acm_tui.sandbox.aws.route53.propagation import Propagation
from acm_tui.sandbox.aws.route53.record_sets import RecordSet, values_of
from acm_tui.sandbox.dns import HostedCopy, HostedSet


class Route53Hosting:
    """Answers the DNS servers from *propagation*, as it is at that moment.

    Args:
        propagation: what has arrived at Route 53's servers.
        delegated: the registrar's view: zones with their name servers, all absolute.
    """

    def __init__(self, propagation: Propagation, delegated: Mapping[str, tuple[str, ...]]) -> None:
        self._propagation = propagation
        self.delegated = delegated

    def published(self, zone: str) -> HostedCopy | None:
        """What *zone*'s delegated servers serve now; ``None`` when no hosted zone has them."""
        servers = [server.rstrip(".") for server in self.delegated[zone]]
        served = self._propagation.served(zone, servers)
        if served is None:
            return None
        # Of several sets that a routing policy chooses among, the first: nobody here asks from somewhere.
        # An alias has no values to serve.
        first: dict[tuple[str, str], RecordSet] = {}
        for one in served.content.record_sets:
            if values_of(one):
                first.setdefault((one["Name"], one["Type"]), one)
        return HostedCopy(served.version, tuple(_set(one) for one in first.values()))


def _set(one: RecordSet) -> HostedSet:
    values = tuple(as_dns(value) for value in values_of(one))
    return HostedSet(as_dns(one["Name"]), one["Type"], int(one["TTL"]), values)
