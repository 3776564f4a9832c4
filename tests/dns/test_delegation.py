"""The way from the roots to a zone, and the zone's servers."""

from dataclasses import replace

import pytest

from acm_tui.dns.asking import Asker
from acm_tui.dns.delegation import Delegations
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.propagation import Failure, NameServer, Perspective, Zone
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


async def test_a_walk_is_remembered_and_then_not(net: Loopback, asker: Asker) -> None:
    await plain_world(net)
    seconds = 0.0
    delegations = Delegations(asker, clock=lambda: seconds)
    await zone_of(delegations, "shop.example.com.")
    cold = len(net.asked)
    await zone_of(delegations, "SHOP.example.com")
    assert len(net.asked) == cold
    await zone_of(delegations, "www2.example.com.")
    assert {address for address, *_ in net.asked[cold:]} <= {ONE, TWO}, "the delegation is known"
    seconds = asker.settings.remember_s + 1
    warm = len(net.asked)
    await zone_of(delegations, "shop.example.com.")
    assert net.asked[warm][0] == ROOT


async def test_a_new_delegation_is_seen_when_the_old_one_is_forgotten(
    net: Loopback, delegations: Delegations
) -> None:
    await plain_world(net)
    await zone_of(delegations, "shop.example.com.")
    asked = len(net.asked)
    delegations.forget()
    await zone_of(delegations, "shop.example.com.")
    assert net.asked[asked][0] == ROOT


async def test_a_way_that_led_nowhere_is_tried_again_sooner(net: Loopback, asker: Asker) -> None:
    seconds = 0.0
    delegations = Delegations(asker, clock=lambda: seconds)
    assert (await delegations.zone_of("shop.example.com.")).zone is None
    await plain_world(net)
    assert (await delegations.zone_of("shop.example.com.")).zone is None
    seconds = asker.settings.remember_failure_s + 0.1
    assert (await delegations.zone_of("shop.example.com.")).zone is not None
