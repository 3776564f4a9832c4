"""The serials of copies of a zone, each asked for once in a look."""

import asyncio

import msgspec
import pytest

from acm_tui.dns.asking import Asker, Server
from acm_tui.dns.serials import Serials
from acm_tui.domain.propagation import Perspective, Question
from tests.dns.loopback import ONE, TWO, Loopback
from tests.dns.shop import zone

HERE, THERE = (Server(f"at {address}", address, "example.com.") for address in (ONE, TWO))


@pytest.mark.patient
async def test_each_copy_is_asked_once(net: Loopback, asker: Asker) -> None:
    await net.add(ONE, zone(serial=20))
    await net.add(TWO, zone(serial=19))
    serials = Serials(asker)
    rows = await asyncio.gather(*(serials.of(server) for server in (HERE, THERE, HERE)))
    assert [row.serial for row in rows] == [20, 19, 20]
    assert sorted(address for address, *_ in net.asked) == [ONE, TWO]


@pytest.mark.patient
async def test_what_has_been_told_is_not_asked_for(net: Loopback, asker: Asker) -> None:
    await net.add(ONE, zone(serial=20))
    await net.add(TWO, zone(serial=19))
    question = Question("_a.shop.example.com.", "CNAME")
    told = (await asker.ask(question, HERE, Perspective.DELEGATION)).observation
    net.asked.clear()
    serials = Serials(asker)
    serials.learn(told)
    assert [(await serials.of(server)).serial for server in (HERE, THERE)] == [20, 19]
    assert [address for address, *_ in net.asked] == [TWO]


async def test_only_what_was_told_with_authority_counts(net: Loopback, asker: Asker) -> None:
    await net.add(ONE, zone(serial=20))
    told = (await asker.ask(Question("example.com.", "SOA"), HERE, Perspective.DELEGATION)).observation
    serials = Serials(asker)
    serials.learn(msgspec.structs.replace(told, serial=7, aa=False))
    serials.learn(msgspec.structs.replace(told, serial=None))
    assert (await serials.of(HERE)).serial == 20
    serials.learn(msgspec.structs.replace(told, serial=7))
    assert (await serials.of(HERE)).serial == 20, "what is known of this look stays"
