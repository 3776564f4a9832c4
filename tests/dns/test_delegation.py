"""The way from the roots to a zone, and the zone's servers."""

from dataclasses import replace
from typing import Any

import dns.message
import dns.rdatatype
import pytest

from acm_tui.dns.asking import Asker
from acm_tui.dns.delegation import Delegations
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.propagation import Failure, NameServer, Perspective, Transport, Zone
from tests.dns.loopback import DEAD, NOW, ONE, ROOT, THREE, TLD, TWO, Loopback, refusing, serving, silence
from tests.dns.plain_world import BOTH, DELEGATED, EXAMPLE, ROOT_ZONE, plain_world, zone_of


@pytest.mark.parametrize(
    "name",
    [
        "example.com.",
        "shop.example.com",
        "A.B.Example.COM.",
        "www.example.com.",
        "x.www.example.com.",
        "up.example.com.",
    ],
)
async def test_the_zone_of_a_name_is_found_from_the_roots(
    net: Loopback, delegations: Delegations, name: str
) -> None:
    await plain_world(net)
    assert await zone_of(delegations, name) == Zone("example.com.", BOTH)


async def test_one_server_for_parent_and_child_at_one_address(
    net: Loopback, delegations: Delegations
) -> None:
    await net.add(ROOT, serving(_=ROOT_ZONE))
    child = f"@ NS ns1\nns1 A {ONE}\n"
    both = serving(com=DELEGATED, example__com=EXAMPLE, shop__example__com=child)
    for address in (TLD, ONE, TWO):
        await net.add(address, both)
    assert await zone_of(delegations, "example.com.") == Zone("example.com.", BOTH)
    found = await zone_of(delegations, "x.shop.example.com.")
    assert found == Zone("shop.example.com.", (NameServer("ns1.shop.example.com.", (ONE,)),))


async def test_an_alias_out_of_a_zone_does_not_hide_the_zone(net: Loopback, delegations: Delegations) -> None:
    await net.add(ROOT, serving(_=ROOT_ZONE))
    await net.add(TLD, serving(com=DELEGATED))
    child = f"@ NS ns1\nns1 A {ONE}\nwww CNAME nosuch.example.com.\n"
    for address in (ONE, TWO):
        await net.add(address, serving(example__com=EXAMPLE, shop__example__com=child))
    assert (await zone_of(delegations, "www.shop.example.com.")).name == "shop.example.com."


async def test_everything_at_one_address(net: Loopback, delegations: Delegations) -> None:
    zone = f"@ NS ns1\nns1 A {ROOT}\n"
    await net.add(ROOT, serving(_=f"ns1 A {ROOT}\n@ NS ns1.", com=zone, example__com=zone))
    found = await zone_of(delegations, "shop.example.com.")
    assert found == Zone("example.com.", (NameServer("ns1.example.com.", (ROOT,)),))


async def test_servers_in_another_domain_are_found_by_a_walk_of_their_own(
    net: Loopback, delegations: Delegations
) -> None:
    await net.add(ROOT, serving(_=ROOT_ZONE))
    host = f"@ NS ns\nns A {TWO}\nns AAAA ::1\na A {ONE}\n"
    await net.add(TLD, serving(com="example NS a.host.net.", net=f"host NS ns.host\nns.host A {TWO}"))
    await net.add(TWO, serving(host__net=host))
    await net.add(ONE, serving(example__com="@ NS a.host.net.\n@ NS ns.host.net."))
    found = await zone_of(delegations, "example.com.")
    assert found == Zone(
        "example.com.", (NameServer("a.host.net.", (ONE,)), NameServer("ns.host.net.", (TWO, "::1")))
    )


async def test_the_parents_servers_and_the_zones_own_are_both_asked_for(
    net: Loopback, delegations: Delegations
) -> None:
    await net.add(ROOT, serving(_=ROOT_ZONE))
    await net.add(TLD, serving(com=f"example NS old.example\nold.example A {ONE}"))
    await net.add(ONE, serving(example__com=f"@ NS new\nnew A {TWO}"))
    found = await zone_of(delegations, "example.com.")
    assert found.servers == (NameServer("new.example.com.", (TWO,)), NameServer("old.example.com.", (ONE,)))


async def test_glue_and_the_zones_own_address_are_both_kept(net: Loopback, delegations: Delegations) -> None:
    await net.add(ROOT, serving(_=ROOT_ZONE))
    await net.add(TLD, serving(com=f"example NS ns1.example\nns1.example A {ONE}"))
    await net.add(ONE, serving(example__com=f"@ NS ns1\nns1 A {THREE}\nns1 AAAA ::1"))
    found = await zone_of(delegations, "example.com.")
    assert found.servers == (NameServer("ns1.example.com.", (ONE, THREE, "::1")),)


async def test_the_address_of_a_server_may_lie_in_a_zone_further_down(
    net: Loopback, delegations: Delegations
) -> None:
    await net.add(ROOT, serving(_=ROOT_ZONE))
    await net.add(TLD, serving(com=f"example NS ns.dns.example\nns.dns.example A {ONE}"))
    await net.add(ONE, serving(example__com=f"@ NS ns.dns\ndns NS ns2.dns\nns2.dns A {TWO}"))
    await net.add(TWO, serving(dns__example__com=f"@ NS ns2\nns2 A {TWO}\nns A {ONE}\nns AAAA ::1"))
    found = await zone_of(delegations, "example.com.")
    assert found.servers == (NameServer("ns.dns.example.com.", (ONE, "::1")),)


async def test_glue_from_whoever_may_not_give_it_is_not_taken(
    net: Loopback, delegations: Delegations
) -> None:
    await net.add(ROOT, serving(_=ROOT_ZONE))
    com = serving(com="example NS ns.host.net.")
    poison = serving(com="example NS ns.host.net.", _=f"host.net NS x\nns.host.net A {DEAD}")
    del com
    await net.add(TLD, poison)
    walk = await delegations.zone_of("example.com.")
    assert walk.zone is not None
    assert walk.zone.servers == (NameServer("ns.host.net.", ()),)


async def test_a_circle_of_servers_ends(net: Loopback, delegations: Delegations) -> None:
    await net.add(ROOT, serving(_=ROOT_ZONE))
    await net.add(TLD, serving(com="example NS ns.example.net.", net="example NS ns.example.com."))
    walk = await delegations.zone_of("example.com.")
    assert walk.zone == Zone(
        "example.com.",
        (NameServer("ns.example.net.", ()),),
        confirmed=False,
        delegated=("ns.example.net.",),
    )


async def test_a_silent_server_on_the_way_is_passed_by(net: Loopback, settings: DnsSettings) -> None:
    settings = DnsSettings(
        port=settings.port,
        root_servers=(DEAD, THREE, ROOT),
        timeout_s=settings.timeout_s,
        retransmit_s=0.15,
        hedge_s=0.2,
    )
    await plain_world(net)
    await net.add(THREE, silence)
    delegations = Delegations(Asker(settings, lambda: NOW))
    assert (await zone_of(delegations, "example.com.")).servers == BOTH


async def test_a_lame_server_on_the_way_is_passed_by(net: Loopback, delegations: Delegations) -> None:
    await net.add(ROOT, serving(_=ROOT_ZONE))
    await net.add(TLD, serving(com=DELEGATED))
    await net.add(ONE, refusing())
    await net.add(TWO, serving(example__com=EXAMPLE))
    assert await zone_of(delegations, "shop.example.com.") == Zone("example.com.", BOTH)


async def test_a_lame_server_does_not_hide_addresses(net: Loopback, delegations: Delegations) -> None:
    await net.add(ROOT, serving(_=ROOT_ZONE))
    await net.add(TLD, serving(com=DELEGATED))
    await net.add(ONE, serving(example__com=f"{EXAMPLE}ns1 AAAA ::1\nns2 AAAA ::2\n"))
    await net.add(TWO, refusing())
    assert (await zone_of(delegations, "shop.example.com.")).servers == (
        NameServer("ns1.example.com.", (ONE, "::1")),
        NameServer("ns2.example.com.", (TWO, "::2")),
    )
    walked_to = {name for _, name, kind, _ in net.asked if kind == "SOA"}
    assert walked_to == {"shop.example.com."}, "who has answered for the zone knows its hosts"


async def test_not_everybody_is_asked_where_nobody_leads_on(settings: DnsSettings) -> None:
    roots = tuple(f"127.0.0.{number}" for number in range(101, 114))
    delegations = Delegations(Asker(replace(settings, root_servers=roots), lambda: NOW))
    walk = await delegations.zone_of("shop.example.com.")
    assert walk.zone is None
    assert len(walk.observations) == 9


async def test_a_zone_whose_servers_are_all_lame_is_known_but_not_confirmed(
    net: Loopback, delegations: Delegations
) -> None:
    await net.add(ROOT, serving(_=ROOT_ZONE))
    await net.add(TLD, serving(com=DELEGATED))
    await net.add(ONE, refusing())
    await net.add(TWO, refusing())
    assert await zone_of(delegations, "shop.example.com.") == Zone("example.com.", BOTH, confirmed=False)


async def test_a_server_that_refers_upwards_leads_nowhere(net: Loopback, delegations: Delegations) -> None:
    await net.add(ROOT, serving(_=ROOT_ZONE))
    await net.add(TLD, serving(com=DELEGATED))
    for address in (ONE, TWO):
        await net.add(address, serving(_="com NS a.gtld\na.gtld A " + TLD))
    assert not (await zone_of(delegations, "shop.example.com.")).confirmed
    assert sum(kind == "SOA" for _, _, kind, _ in net.asked) <= 4, "nobody goes round in circles"


async def test_nobody_answers(delegations: Delegations) -> None:
    walk = await delegations.zone_of("shop.example.com.")
    assert walk.zone is None
    (seen,) = walk.observations
    assert (seen.address, seen.failure, seen.perspective) == (
        ROOT,
        Failure.UNREACHABLE,
        Perspective.DELEGATION,
    )


async def test_an_unregistered_domain_has_no_zone(net: Loopback, delegations: Delegations) -> None:
    await plain_world(net)
    walk = await delegations.zone_of("shop.nosuch.com.")
    assert walk.zone is None
    last = walk.observations[-1]
    assert (last.rcode, last.aa, last.zone) == ("NXDOMAIN", True, "com.")


async def test_an_unregistered_domain_below_co_uk_has_no_zone_either(
    net: Loopback, delegations: Delegations
) -> None:
    await co_uk(net)
    walk = await delegations.zone_of("shop.nosuch.co.uk.")
    assert walk.zone is None
    last = walk.observations[-1]
    assert (last.rcode, last.aa, last.zone) == ("NXDOMAIN", True, "co.uk.")


@pytest.mark.parametrize("name", ["co.uk.", "www.registry.co.uk."])
async def test_what_stands_in_the_registrys_own_zone_lies_there(
    net: Loopback, delegations: Delegations, name: str
) -> None:
    await co_uk(net)
    assert (await zone_of(delegations, name)).name == "co.uk."


async def co_uk(net: Loopback) -> None:
    await net.add(ROOT, serving(_=f"uk NS a.gtld\na.gtld A {TLD}"))
    await net.add(TLD, serving(uk=f"co NS ns.co\nns.co A {ONE}"))
    await net.add(ONE, serving(co__uk=f"@ NS ns\nns A {ONE}\nwww.registry A 192.0.2.1\n"))


async def test_where_nobody_names_a_server_the_one_that_was_heard_is_asked(
    net: Loopback, asker: Asker
) -> None:
    """Parent and child at one address, so that there is no referral, and it refuses to name any."""
    names_them = False

    def both(query: dns.message.Message, transport: Transport) -> Any:
        hides = query.question[0].rdtype == dns.rdatatype.NS and not names_them
        return (refusing() if hides else serving(com=DELEGATED, example__com=EXAMPLE))(query, transport)

    await net.add(ROOT, serving(_=ROOT_ZONE))
    await net.add(TLD, both)
    seconds = 0.0
    delegations = Delegations(asker, clock=lambda: seconds)
    assert (await zone_of(delegations, "shop.example.com.")).servers == (NameServer("a.gtld.", (TLD,)),)
    names_them = True
    seconds = asker.settings.remember_failure_s + 0.1
    assert (await zone_of(delegations, "shop.example.com.")).servers == BOTH
