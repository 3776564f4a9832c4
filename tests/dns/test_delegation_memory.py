"""For how long a way is believed, and what makes it be gone again."""

import asyncio
from dataclasses import dataclass

import pytest

from acm_tui.dns.asking import Asker
from acm_tui.dns.check import check
from acm_tui.dns.delegation import Delegations, Walk
from acm_tui.dns.lookup import Lookup
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.certificate import ValidationRecord
from tests.dns.loopback import NOW, ONE, ROOT, THREE, TLD, TWO, Behaviour, Loopback, serving
from tests.dns.plain_world import ROOT_ZONE, plain_world, zone_of
from tests.dns.shop import RECORD, VALUE, world, zone


@dataclass
class Seconds:
    """A clock that stands until it is set."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def delegations(asker: Asker, seconds: Seconds) -> Delegations:
    return Delegations(asker, seconds)


@dataclass
class Changing:
    """A server that may be given something else to serve."""

    serves: Behaviour

    def __call__(self, *given: object) -> object:
        return self.serves(*given)  # type: ignore[arg-type]  # as it was given


async def add(net: Loopback, address: str, serves: Behaviour) -> Changing:
    made = Changing(serves)
    await net.add(address, made)  # type: ignore[arg-type]  # the same
    return made


def at(address: str, more: str = "") -> Behaviour:
    """com, with example.com at *address*."""
    return serving(com=f"example NS ns.example\nns.example A {address}\n{more}")


def example(address: str, more: str = "") -> Behaviour:
    return serving(example__com=f"@ NS ns\nns A {address}\n{more}")


async def addresses(delegations: Delegations, name: str) -> set[str]:
    return {address for server in (await zone_of(delegations, name)).servers for address in server.addresses}


@pytest.mark.patient
async def test_a_walk_is_remembered_and_then_not(
    net: Loopback, delegations: Delegations, seconds: Seconds
) -> None:
    await plain_world(net)
    await zone_of(delegations, "shop.example.com.")
    cold = len(net.asked)
    await zone_of(delegations, "SHOP.example.com")
    assert len(net.asked) == cold
    await zone_of(delegations, "www2.example.com.")
    assert {address for address, *_ in net.asked[cold:]} <= {ONE, TWO}, "the delegation is known"
    seconds.now = delegations.asker.settings.remember_s + 1
    warm = len(net.asked)
    await zone_of(delegations, "shop.example.com.")
    assert net.asked[warm][0] == ROOT


async def test_a_way_that_led_nowhere_is_tried_again_sooner(
    net: Loopback, delegations: Delegations, seconds: Seconds
) -> None:
    assert (await delegations.zone_of("shop.example.com.")).zone is None
    await plain_world(net)
    assert (await delegations.zone_of("shop.example.com.")).zone is None
    seconds.now = delegations.asker.settings.remember_failure_s + 0.1
    assert (await delegations.zone_of("shop.example.com.")).zone is not None


async def test_who_comes_late_does_not_keep_what_was_learned_early(
    net: Loopback, delegations: Delegations, seconds: Seconds
) -> None:
    await net.add(ROOT, serving(_=ROOT_ZONE))
    com = await add(net, TLD, at(ONE))
    for address in (ONE, TWO):
        await net.add(address, example(address))
    await zone_of(delegations, "one.example.com.")
    com.serves = at(TWO)
    seconds.now = 59
    assert await addresses(delegations, "two.example.com.") == {ONE}
    seconds.now = 61
    assert await addresses(delegations, "two.example.com.") == {TWO}


async def test_a_delegation_is_believed_no_longer_than_the_one_above_it(
    net: Loopback, delegations: Delegations, seconds: Seconds
) -> None:
    await net.add(ROOT, serving(_=ROOT_ZONE))
    com = await add(net, TLD, at(ONE))
    await net.add(ONE, example(ONE, f"shop NS ns.shop\nns.shop A {THREE}\n"))
    await net.add(TWO, example(TWO))
    await net.add(THREE, serving(shop__example__com=f"@ NS ns\nns A {THREE}"))
    await zone_of(delegations, "example.com.")
    com.serves = at(TWO)
    seconds.now = 59
    assert await addresses(delegations, "shop.example.com.") == {THREE}
    seconds.now = 61
    assert await addresses(delegations, "www.shop.example.com.") == {TWO}


async def elsewhere(net: Loopback) -> tuple[Changing, Changing]:
    """one.com and two.org on a.host.net, which is at ONE; answers the servers of net and of host.net."""
    await net.add(ROOT, serving(_=f"{ROOT_ZONE}org NS a.gtld\n"))
    tops = {"com": "one NS a.host.net.", "org": "two NS a.host.net."}
    tld = await add(net, TLD, serving(**tops, net=f"host NS ns.host\nns.host A {TWO}"))
    host = await add(net, TWO, serving(host__net=f"@ NS ns\nns A {TWO}\na A {ONE}"))
    for address in (ONE, THREE):
        await net.add(address, serving(one__com="@ NS a.host.net.", two__org="@ NS a.host.net."))
    return tld, host


async def test_the_address_of_a_server_elsewhere_is_not_believed_for_longer_either(
    net: Loopback, delegations: Delegations, seconds: Seconds
) -> None:
    """Two zones on one server, the second of them asked for when its address is nearly forgotten."""
    _, host = await elsewhere(net)
    await zone_of(delegations, "one.com.")
    host.serves = serving(host__net=f"@ NS ns\nns A {TWO}\na A {THREE}")
    seconds.now = 59
    assert await addresses(delegations, "two.org.") == {ONE}
    seconds.now = 61
    assert await addresses(delegations, "two.org.") == {THREE}


async def test_nor_is_an_address_believed_for_longer_than_the_way_to_whoever_gave_it(
    net: Loopback, delegations: Delegations, seconds: Seconds
) -> None:
    tld, _ = await elsewhere(net)
    await zone_of(delegations, "host.net.")
    # The servers of net serve host.net themselves from now on.
    tld.serves = serving(com="one NS a.host.net.", host__net=f"@ NS ns\nns A {THREE}\na A {THREE}")
    seconds.now = 59
    assert await addresses(delegations, "one.com.") == {ONE}
    seconds.now = 61
    assert await addresses(delegations, "one.com.") == {THREE}


@pytest.mark.patient
async def test_a_zone_whose_servers_contradict_it_is_walked_to_anew_from_the_one_above(
    net: Loopback, delegations: Delegations
) -> None:
    await plain_world(net)
    walk = await delegations.zone_of("shop.example.com.")
    asked = len(net.asked)
    assert delegations.renew(walk)
    await zone_of(delegations, "shop.example.com.")
    assert net.asked[asked][0] == TLD


async def test_contradicting_again_changes_nothing_for_a_while(
    net: Loopback, delegations: Delegations, seconds: Seconds
) -> None:
    await plain_world(net)
    first = await delegations.zone_of("shop.example.com.")
    assert delegations.renew(first)
    again = await delegations.zone_of("shop.example.com.")
    assert not delegations.renew(again)
    assert await delegations.zone_of("shop.example.com.") is again
    assert delegations.renew(first), "who knows only what was forgotten asks what is known now"
    seconds.now = delegations.asker.settings.remember_s + 1
    assert delegations.renew(await delegations.zone_of("shop.example.com."))


async def test_a_way_that_led_nowhere_cannot_be_contradicted(delegations: Delegations) -> None:
    assert not delegations.renew(Walk(None, ()))


async def test_servers_that_go_on_contradicting_each_other_do_not_make_every_look_a_walk(
    net: Loopback, settings: DnsSettings
) -> None:
    """ns1 has cut the shop out of the zone, ns2 has not; another zone has nothing to do with it."""
    await world(net, zone(f"shop NS ns.shop\nns.shop A {THREE}\n"), zone("www.shop A 192.0.2.1\n"))
    seconds = Seconds()
    lookup = Lookup(settings, lambda: NOW, seconds)
    # Of the names below, those that ns2 is asked for first lead to the zone that ns1 has cut.
    records = [ValidationRecord(f"_x.n{number}.shop.example.com.", "CNAME", VALUE) for number in range(8)]

    async def walked() -> set[str]:
        begin = len(net.asked)
        await asyncio.gather(*(check(record, lookup) for record in records))
        return {address for address, *_ in net.asked[begin:]} & {ROOT, TLD}

    assert await walked() == {ROOT, TLD}
    assert await walked() == set()
    seconds.now = settings.remember_s + 1
    assert await walked() == {ROOT, TLD}
    await lookup.aclose()


async def test_all_records_of_a_zone_that_has_been_cut_out_meanwhile_are_found(
    net: Loopback, lookup: Lookup
) -> None:
    other = ValidationRecord("_b.shop.example.com.", "CNAME", VALUE)
    servers = [Changing(zone()), Changing(zone())]
    await world(net, *servers)  # type: ignore[arg-type]  # as above
    below = f"@ NS ns\nns A {THREE}\n_a79865eb CNAME {VALUE}\n_b CNAME {VALUE}\n"
    await net.add(THREE, serving(shop__example__com=below))
    for record in (RECORD, other):
        assert (await check(record, lookup)).verdict.text == "ABSENT"
    for server in servers:
        server.serves = zone(f"shop NS ns.shop\nns.shop A {THREE}\n")
    found = await asyncio.gather(*(check(record, lookup) for record in (RECORD, other)))
    assert [made.verdict.text for made in found] == ["READY", "READY"]
