"""The check of one record: what is asked for it, and where."""

import asyncio
from dataclasses import replace
from typing import Any

import dns.message
import dns.rdatatype
import pytest

from acm_tui.dns.check import check
from acm_tui.dns.lookup import Lookup
from acm_tui.dns.settings import DnsSettings
from acm_tui.dns.turns import rotated
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Observation, Transport, main_rows
from tests.dns.loopback import NOW, ONE, ROOT, THREE, TWO, Behaviour, Loopback, refusing, serving, silence
from tests.dns.shop import NAME, RECORD, RIGHT, VALUE, world, zone


async def test_a_record_that_is_right_is_not_probed(net: Loopback, lookup: Lookup) -> None:
    await world(net, zone(RIGHT), zone(RIGHT))
    await check(RECORD, lookup)
    assert {name for _, name, kind, _ in net.asked if kind == "CNAME"} == {NAME}


@pytest.mark.patient
async def test_probes_go_where_the_zone_is_served_only(net: Loopback, lookup: Lookup) -> None:
    await world(net, refusing(), zone())
    made = await check(RECORD, lookup)
    probed = [
        (address, name)
        for address, name, kind, _ in net.asked
        if kind in ("CNAME", "TXT", "A", "AAAA") and (name, kind) != (NAME, "CNAME")
        if name.endswith(".example.com.") and not name.startswith("ns")
    ]
    assert {address for address, _ in probed} == {TWO}
    assert {NAME + "example.com.", NAME + "shop.example.com.", NAME[1:], f"{VALUE}example.com."} <= {
        name for _, name in probed
    }
    assert len(made.observations) == 2 + len(probed)


def _probed(net: Loopback) -> dict[tuple[str, str], str]:
    """Where each probe went; the control's name is another one at every look."""
    return {
        (name.partition(".")[2] if name.startswith("_probe-") else name, kind): address
        for address, name, kind, _ in net.asked
        if kind in ("CNAME", "TXT", "A", "AAAA") and (name, kind) != (NAME, "CNAME")
        if name.endswith(".example.com.") and not name.startswith("ns")
    }


@pytest.mark.patient
async def test_copies_that_are_the_same_share_the_probes(net: Loopback, lookup: Lookup) -> None:
    await world(net, zone(), zone())
    await check(RECORD, lookup)
    probed = _probed(net)
    shares = [list(probed.values()).count(address) for address in (ONE, TWO)]
    assert sum(shares) >= 12
    assert abs(shares[0] - shares[1]) <= 1
    net.asked.clear()
    await check(RECORD, lookup)
    assert _probed(net) == probed, "what is seen must not change from look to look by itself"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (zone(serial=20), zone(serial=21)),
        (zone(serial=20), zone(serial=21, primary="ns2")),
        (zone(serial=2**32 - 2), zone(serial=1)),  # serials count in a circle (RFC 1982)
    ],
)
async def test_the_newest_copy_alone_is_probed(
    net: Loopback, lookup: Lookup, one: Behaviour, two: Behaviour
) -> None:
    await world(net, one, two)
    await check(RECORD, lookup)
    assert set(_probed(net).values()) == {TWO}


async def test_copies_of_different_primaries_do_not_share_the_probes(net: Loopback, lookup: Lookup) -> None:
    await world(net, zone(), zone(primary="ns2"))
    await check(RECORD, lookup)
    assert len(set(_probed(net).values())) == 1


async def test_the_record_is_asked_for_while_servers_are_still_looked_for(
    net: Loopback, lookup: Lookup
) -> None:
    landed: list[Observation] = []
    right = zone(RIGHT)

    def first_the_record(query: dns.message.Message, transport: Transport) -> Any:
        # The zone's list of servers is not told before somebody has asked for the record.
        early = query.question[0].rdtype == dns.rdatatype.NS and not landed
        return None if early else right(query, transport)

    await world(net, first_the_record, first_the_record)
    made = await check(RECORD, lookup, landed.append)
    assert made.zone is not None
    assert made.zone.named == ("ns1.example.com.", "ns2.example.com.")
    assert made.verdict.text == "READY"


async def test_servers_that_only_the_zone_names_are_asked_too(net: Loopback, lookup: Lookup) -> None:
    servers = f"@ NS ns2\n@ NS ns3\nns2 A {TWO}\nns3 A {THREE}\nns1 A {ONE}\n"
    await world(net, zone(RIGHT, servers=servers), zone(RIGHT, servers=servers))
    await net.add(THREE, zone(servers=servers))
    made = await check(RECORD, lookup)
    rows = main_rows(made.observations, RECORD)
    assert [(row.server, row.address) for row in rows] == [
        ("ns1.example.com.", ONE),
        ("ns2.example.com.", TWO),
        ("ns3.example.com.", THREE),
    ]
    assert made.verdict.text == "PARTIAL 2/3"


@pytest.mark.patient
async def test_a_serial_that_the_way_has_told_is_not_asked_for_again(net: Loopback, lookup: Lookup) -> None:
    await world(net, zone(RIGHT, 20), zone(RIGHT, 19))
    made = await check(RECORD, lookup)
    by = next(
        address
        for address, name, kind, _ in net.asked
        if (name, kind) == ("shop.example.com.", "SOA") and address in (ONE, TWO)
    )
    asked = [address for address, name, kind, _ in net.asked if (name, kind) == ("example.com.", "SOA")]
    assert asked == [TWO if by == ONE else ONE]
    assert [row.serial for row in main_rows(made.observations, RECORD)] == [20, 19]


@pytest.mark.patient
async def test_with_the_servers_known_one_round_decides(net: Loopback, lookup: Lookup) -> None:
    await world(net, zone(RIGHT), zone(RIGHT))
    await check(RECORD, lookup)
    asked = len(net.asked)
    await check(RECORD, lookup)
    later = sorted((address, name, kind) for address, name, kind, _ in net.asked[asked:])
    assert later == [
        (ONE, NAME, "CNAME"),
        (ONE, NAME, "TXT"),
        (ONE, "example.com.", "SOA"),
        (TWO, NAME, "CNAME"),
        (TWO, "example.com.", "SOA"),
    ]


async def test_a_long_name_is_looked_for_where_it_can_be(net: Loopback, lookup: Lookup) -> None:
    await world(net, zone(), zone())
    name = "_x." + ".".join(["d" * 55] * 4) + ".example.com."
    made = await check(ValidationRecord(name, "CNAME", VALUE), lookup)
    assert made.verdict.text == "ABSENT"
    asked = {row.question.name for row in made.observations}
    assert name + "example.com." in asked
    assert all(len(one) <= 254 for one in asked)


async def test_a_look_can_be_given_up(net: Loopback, settings: DnsSettings) -> None:
    asked = asyncio.Event()

    def hear_and_be_silent(*_: object) -> None:
        asked.set()

    await world(net, hear_and_be_silent, silence)
    patient = DnsSettings(port=settings.port, root_servers=(ROOT,), timeout_s=60, hedge_s=50)
    task = asyncio.ensure_future(check(RECORD, Lookup(patient, lambda: NOW)))
    await asyncio.wait_for(asked.wait(), 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 1)
    assert len(asyncio.all_tasks()) == 1, "nothing runs on"


async def test_a_zone_that_has_been_cut_out_meanwhile_is_found(net: Loopback, lookup: Lookup) -> None:
    now_serving = zone()
    await world(net, lambda *given: now_serving(*given), lambda *given: now_serving(*given))
    below = f"@ NS ns.shop.example.com.\nns A {THREE}\n_a79865eb CNAME {VALUE}\n"
    await net.add(THREE, serving(shop__example__com=below))
    assert (await check(RECORD, lookup)).verdict.text == "ABSENT"
    now_serving = zone(f"shop NS ns.shop\nns.shop A {THREE}\n")
    made = await check(RECORD, lookup)
    assert made.zone is not None
    assert (made.zone.name, made.verdict.text) == ("shop.example.com.", "READY")


async def test_what_nobody_waits_for_ends_with_the_lookup(net: Loopback, settings: DnsSettings) -> None:
    await world(net, zone(RIGHT), zone(RIGHT))
    await net.add(THREE, silence)
    roots = tuple(rotated((THREE, ROOT), "shop.example.com."))  # the silent one is asked first
    patient = replace(settings, root_servers=roots, timeout_s=60, hedge_s=50)
    lookup = Lookup(patient, lambda: NOW)
    async with asyncio.timeout(10):
        assert (await check(RECORD, lookup)).verdict.text == "READY"
    assert len(asyncio.all_tasks()) > 1
    await lookup.aclose()
    assert len(asyncio.all_tasks()) == 1
