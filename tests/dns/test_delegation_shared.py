"""What many names share on the way, and what whoever waits for a zone hears before it is all known."""

import asyncio
from dataclasses import replace
from typing import Any

import dns.message
import dns.rdatatype
import pytest

from acm_tui.dns.asking import Asker, Server
from acm_tui.dns.delegation import Delegations
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.propagation import Transport, Zone
from tests.dns.loopback import NOW, ONE, ROOT, THREE, TLD, TWO, Loopback, serving, silence
from tests.dns.plain_world import BOTH, DELEGATED, EXAMPLE, ROOT_ZONE, plain_world, zone_of


@pytest.mark.patient
async def test_many_names_at_once_share_the_way(net: Loopback, delegations: Delegations) -> None:
    await plain_world(net)
    names = [f"h{number}.example.com." for number in range(9)]
    walks = await asyncio.gather(*(delegations.zone_of(name) for name in names))
    assert {walk.zone.name for walk in walks if walk.zone} == {"example.com."}
    assert sum(address == ROOT for address, *_ in net.asked) == 1
    assert sum(kind == "NS" for _, _, kind, _ in net.asked) == 1


async def test_many_names_do_not_each_wait_for_silent_roots(net: Loopback, delegations: Delegations) -> None:
    await net.add(ROOT, silence)
    began = asyncio.get_running_loop().time()
    walks = await asyncio.gather(*(delegations.zone_of(f"h{number}.example.com.") for number in range(9)))
    assert all(walk.zone is None and walk.observations for walk in walks)
    assert asyncio.get_running_loop().time() - began < 2 * delegations.asker.settings.timeout_s


@pytest.mark.patient
async def test_many_names_ask_once_each_and_not_all_the_same_server(
    net: Loopback, delegations: Delegations
) -> None:
    await plain_world(net)
    await zone_of(delegations, "example.com.")
    begin = len(net.asked)
    names = {f"h{number}.example.com." for number in range(16)}
    await asyncio.gather(*(delegations.zone_of(name) for name in names))
    later = net.asked[begin:]
    assert sorted(name for _, name, *_ in later) == sorted(names)
    assert {address for address, *_ in later} == {ONE, TWO}


async def test_a_silent_server_never_has_more_questions_before_it_than_allowed(
    net: Loopback, settings: DnsSettings
) -> None:
    patient = replace(settings, timeout_s=60, hedge_s=50, in_flight=2)
    await net.add(ROOT, serving(_=ROOT_ZONE))
    await net.add(TLD, serving(com=DELEGATED))
    await net.add(ONE, silence)
    await net.add(TWO, serving(example__com=f"@ NS ns2\nns2 A {TWO}"))
    asker = Asker(patient, lambda: NOW)
    delegations = Delegations(asker)
    names = [f"h{number}.example.com." for number in range(16)]
    async with asyncio.timeout(10):
        walks = await asyncio.gather(*(delegations.zone_of(name) for name in names))
    assert all(walk.zone is not None and walk.zone.confirmed for walk in walks)
    questions = {(name, kind) for address, name, kind, _ in net.asked if address == ONE}
    assert len(questions) == 2, "they stay before it until their time is over"
    await asker.aclose()


async def test_addresses_are_told_as_they_become_known(net: Loopback, delegations: Delegations) -> None:
    told: list[Server] = []
    known_when_asked: dict[tuple[str, str], set[str]] = {}

    def one(query: dns.message.Message, transport: Transport) -> Any:
        question = query.question[0]
        known_when_asked.setdefault(
            (question.name.to_text(), question.rdtype.name), {server.address for server in told}
        )
        return serving(example__com=f"@ NS ns1\n@ NS ns3\nns1 A {ONE}\nns3 A {THREE}")(query, transport)

    await net.add(ROOT, serving(_=ROOT_ZONE))
    await net.add(TLD, serving(com=f"example NS ns1.example\nns1.example A {ONE}"))
    await net.add(ONE, one)
    walk = await delegations.zone_of("shop.example.com.", told.append)
    assert set(told) == {
        Server("ns1.example.com.", ONE, "example.com."),
        Server("ns3.example.com.", THREE, "example.com."),
    }
    assert known_when_asked["shop.example.com.", "SOA"] == set(), "whose zone it is was not known"
    assert known_when_asked["example.com.", "NS"] == {ONE}
    assert walk.zone is not None
    assert {address for server in walk.zone.servers for address in server.addresses} == {ONE, THREE}
    again: list[Server] = []
    await delegations.zone_of("shop.example.com.", again.append)
    await delegations.zone_of("other.example.com.", again.append)
    assert again == [], "the list is complete"


async def test_whoever_waits_for_the_list_hears_what_is_found(
    net: Loopback, delegations: Delegations
) -> None:
    """Who comes while the list is made knows at once what the zone above has said, and later the rest."""
    served = serving(example__com=f"@ NS ns1\n@ NS ns3\nns1 A {ONE}\nns3 A {THREE}")
    asked = asyncio.Event()
    late: list[Server] = []

    def one(query: dns.message.Message, transport: Transport) -> Any:
        if query.question[0].rdtype == dns.rdatatype.NS:
            asked.set()
            if not late:
                return None
        return served(query, transport)

    await net.add(ROOT, serving(_=ROOT_ZONE))
    await net.add(TLD, serving(com=f"example NS ns1.example\nns1.example A {ONE}"))
    await net.add(ONE, one)
    first = asyncio.create_task(delegations.zone_of("one.example.com."))
    await asyncio.wait_for(asked.wait(), 5)
    second = await delegations.zone_of("two.example.com.", late.append)
    assert second.zone == (await first).zone
    assert late[0].address == ONE
    assert {server.address for server in late} == {ONE, THREE}
    assert second.zone is not None
    assert second.zone.named == ("ns1.example.com.", "ns3.example.com."), "NS was answered after the first"


async def test_no_address_is_told_of_a_domain_that_is_not_there(
    net: Loopback, delegations: Delegations
) -> None:
    await plain_world(net)
    told: list[Server] = []
    assert (await delegations.zone_of("shop.nosuch.com.", told.append)).zone is None
    assert told == []


@pytest.mark.patient
async def test_the_servers_share_the_questions_for_addresses(net: Loopback, delegations: Delegations) -> None:
    await plain_world(net)
    assert await zone_of(delegations, "shop.example.com.") == Zone("example.com.", BOTH)
    asked = [address for address, name, kind, _ in net.asked if kind == "A" and name.startswith("ns")]
    assert sorted(asked) == [ONE, TWO]


async def test_who_makes_the_list_may_give_up_and_the_next_makes_it(
    net: Loopback, delegations: Delegations
) -> None:
    listing = asyncio.Event()
    awake = False

    def sleepy(query: dns.message.Message, transport: Transport) -> Any:
        if query.question[0].rdtype == dns.rdatatype.NS:
            listing.set()
        return serving(example__com=EXAMPLE)(query, transport) if awake or not listing.is_set() else None

    await net.add(ROOT, serving(_=ROOT_ZONE))
    await net.add(TLD, serving(com=DELEGATED))
    for address in (ONE, TWO):
        await net.add(address, sleepy)
    first = asyncio.create_task(delegations.zone_of("one.example.com."))
    await asyncio.wait_for(listing.wait(), 5)
    second = asyncio.create_task(delegations.zone_of("two.example.com."))
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    awake = True
    walk = await asyncio.wait_for(second, 5)
    assert walk.zone is not None
    assert walk.zone.servers == BOTH
