"""The plainest way there is: root, com, and example.com on two servers."""

from acm_tui.dns.delegation import Delegations
from acm_tui.domain.propagation import NameServer, Zone
from tests.dns.loopback import ONE, ROOT, TLD, TWO, Loopback, serving

ROOT_ZONE = f"""
com NS a.gtld
net NS a.gtld
a.gtld A {TLD}
"""
EXAMPLE = f"""
@ NS ns1
@ NS ns2
ns1 A {ONE}
ns2 A {TWO}
www CNAME elsewhere.example.net.
up CNAME @
"""
DELEGATED = f"""
example NS ns1.example
example NS ns2.example
ns1.example A {ONE}
ns2.example A {TWO}
"""
BOTH = (NameServer("ns1.example.com.", (ONE,)), NameServer("ns2.example.com.", (TWO,)))


async def plain_world(net: Loopback) -> None:
    """Root → com → example.com on two servers, each at an address of its own."""
    await net.add(ROOT, serving(_=ROOT_ZONE))
    await net.add(TLD, serving(com=DELEGATED))
    await net.add(ONE, serving(example__com=EXAMPLE))
    await net.add(TWO, serving(example__com=EXAMPLE))


async def zone_of(delegations: Delegations, name: str) -> Zone:
    walk = await delegations.zone_of(name)
    assert walk.zone is not None
    servers = tuple(sorted(walk.zone.servers, key=lambda server: server.name))
    return Zone(walk.zone.name, servers, walk.zone.confirmed)
