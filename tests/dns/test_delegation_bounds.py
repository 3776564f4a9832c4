"""What a way costs at most, whatever delegations lead into."""

import asyncio
from dataclasses import replace
from typing import Any

import dns.flags
import dns.message
import dns.rdatatype
import dns.rrset
import pytest

from acm_tui.dns.asking import Asker
from acm_tui.dns.check import check
from acm_tui.dns.delegation import Delegations
from acm_tui.dns.lookup import Lookup
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.propagation import DiagnosisCode, NameServer, Perspective, Transport
from tests.dns.loopback import NOW, ONE, ROOT, TLD, TWO, Behaviour, Loopback, serving, silence
from tests.dns.plain_world import BOTH, DELEGATED, EXAMPLE, ROOT_ZONE
from tests.dns.shop import RECORD


def maze(fan_out: int) -> Behaviour:
    """Every domain is delegated to servers in as many other domains, without an address beside them."""

    def lead_on(query: dns.message.Message, _: Transport) -> dns.message.Message:
        domain = query.question[0].name.to_text().split(".")[-3]
        response = dns.message.make_response(query)
        servers = [f"ns.{domain}{number}.com." for number in range(fan_out)]
        response.authority.append(dns.rrset.from_text(f"{domain}.com.", 60, "IN", "NS", *servers))
        return response

    return lead_on


def questions(net: Loopback) -> set[tuple[str, str]]:
    """Each once, though a machine that has much to do may send it twice."""
    return {(name, kind) for _, name, kind, _ in net.asked}


@pytest.mark.parametrize("fan_out", [3, 5, 13])
async def test_delegations_that_only_lead_on_end(net: Loopback, settings: DnsSettings, fan_out: int) -> None:
    await net.add(ROOT, serving(_=ROOT_ZONE))
    await net.add(TLD, maze(fan_out))
    async with asyncio.timeout(8):
        walk = await Delegations(Asker(settings, lambda: NOW)).zone_of("shop.example.com.")
    assert len(questions(net)) <= settings.walk_steps == 200
    assert walk.zone is not None
    assert (walk.zone.name, walk.zone.confirmed) == ("example.com.", False)
    assert {server.addresses for server in walk.zone.servers} == {()}


async def test_many_names_in_such_a_zone_share_what_it_costs(net: Loopback, settings: DnsSettings) -> None:
    await net.add(ROOT, serving(_=ROOT_ZONE))
    await net.add(TLD, maze(3))
    delegations = Delegations(Asker(replace(settings, walk_steps=50), lambda: NOW))
    async with asyncio.timeout(8):
        await asyncio.gather(*(delegations.zone_of(f"h{number}.example.com.") for number in range(20)))
    assert len(questions(net)) <= 50 + 20 * 3


async def test_roots_that_are_not_asked_any_more_do_not_count_as_silent(
    net: Loopback, settings: DnsSettings
) -> None:
    await net.add(ROOT, serving(_=ROOT_ZONE))
    await net.add(TLD, serving(com="example NS ns.example.net.", net="other TXT here"))
    delegations = Delegations(Asker(replace(settings, walk_steps=2), lambda: NOW))
    await delegations.zone_of("example.com.")  # two steps, and none is left for the server's address
    walk = await delegations.zone_of("nosuch.net.")
    assert [row.rcode for row in walk.observations] == ["NOERROR", "NXDOMAIN"]


async def test_what_has_no_end_is_a_row_that_says_so(net: Loopback, settings: DnsSettings) -> None:
    await net.add(ROOT, serving(_=ROOT_ZONE))
    await net.add(TLD, silence)
    lookup = Lookup(replace(settings, timeout_s=60, hedge_s=50, walk_s=0.3), lambda: NOW)
    async with asyncio.timeout(8):
        made = await check(RECORD, lookup)
    assert (made.zone, made.verdict.text) == (None, "CANNOT SEE")
    last = [row for row in made.observations if row.perspective is Perspective.DELEGATION][-1]
    assert (last.server, last.zone) == ("a.gtld.", "com.")
    assert last.error == "the way to the zone was given up after 0.3 s"
    assert [diagnosis.code for diagnosis in made.diagnoses] == [DiagnosisCode.ZONE_NOT_FOUND]
    await lookup.aclose()


async def test_a_list_that_has_no_end_is_as_long_as_it_got(net: Loopback, settings: DnsSettings) -> None:
    """The zone above gives the servers' addresses; the zone itself never says which they are."""
    tells = False

    def reticent(query: dns.message.Message, transport: Transport) -> Any:
        silent = query.question[0].rdtype == dns.rdatatype.NS and not tells
        return None if silent else serving(example__com=EXAMPLE)(query, transport)

    await net.add(ROOT, serving(_=ROOT_ZONE))
    await net.add(TLD, serving(com=DELEGATED))
    for address in (ONE, TWO):
        await net.add(address, reticent)
    seconds = 0.0
    asker = Asker(replace(settings, timeout_s=60, hedge_s=50, walk_s=0.5), lambda: NOW)
    delegations = Delegations(asker, clock=lambda: seconds)
    async with asyncio.timeout(8):
        walk = await delegations.zone_of("shop.example.com.")
    assert walk.zone is not None
    assert (walk.zone.servers, walk.zone.named) == (BOTH, ())
    tells = True
    seconds = settings.remember_failure_s + 0.1
    again = await delegations.zone_of("shop.example.com.")
    assert again.zone is not None
    assert again.zone.named == ("ns1.example.com.", "ns2.example.com.")
    await asker.aclose()


@pytest.mark.patient
async def test_servers_without_an_address_beside_them_are_looked_up_once_for_all_names(
    net: Loopback, delegations: Delegations
) -> None:
    await net.add(ROOT, serving(_=ROOT_ZONE))
    away = "example NS a.host.net.\nexample NS b.host.net.\n"
    await net.add(TLD, serving(com=away, net=f"host NS ns.host\nns.host A {TWO}"))
    await net.add(TWO, serving(host__net=f"@ NS ns\nns A {TWO}\na A {ONE}\nb A {ONE}"))
    await net.add(ONE, serving(example__com="@ NS a.host.net.\n@ NS b.host.net."))
    names = [f"h{number}.example.com." for number in range(16)]
    walks = await asyncio.gather(*(delegations.zone_of(name) for name in names))
    assert {walk.zone.servers for walk in walks if walk.zone} == {
        (NameServer("a.host.net.", (ONE,)), NameServer("b.host.net.", (ONE,)))
    }
    assert sorted(name for _, name, kind, _ in net.asked if kind == "A") == ["a.host.net.", "b.host.net."]


@pytest.mark.patient
async def test_no_more_servers_are_looked_up_than_are_needed(net: Loopback, delegations: Delegations) -> None:
    """Of a long list without addresses the first few are enough to go further down."""
    hosts = [f"ns{number}" for number in range(9)]
    below = "example NS ns.example\nns.example A " + TWO
    await net.add(
        ROOT, serving(_="".join(f"com NS {host}.net.\n" for host in hosts) + f"net NS a.gtld\na.gtld A {TLD}")
    )
    await net.add(TLD, serving(net="".join(f"{host} A {ONE}\n" for host in hosts)))
    await net.add(ONE, serving(com=below))
    await net.add(TWO, serving(example__com=f"@ NS ns\nns A {TWO}"))
    walk = await delegations.zone_of("example.com.")
    assert walk.zone is not None
    looked_up = {name for _, name, kind, _ in net.asked if kind == "A" and name.endswith(".net.")}
    assert len(looked_up) == 4
