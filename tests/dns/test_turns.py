"""One question to one server after another."""

import asyncio
from dataclasses import replace

import pytest

from acm_tui.dns.asking import Asker, Heard, Server
from acm_tui.dns.settings import DnsSettings
from acm_tui.dns.turns import ask_in_turn, by_rank, rotated
from acm_tui.domain.propagation import Failure, NameServer, Observation, Question
from tests.dns.loopback import DEAD, NOW, ONE, THREE, TWO, Loopback, refusing, serving, silence

QUESTION = Question("example.com.", "SOA")
GOOD = serving(example__com="@ NS ns1\n")


def servers(*addresses: str) -> list[Server]:
    return [Server(f"at {address}", address, "example.com.") for address in addresses]


def address_of_good(heard: Heard) -> str | None:
    return heard.observation.address if heard.observation.aa else None


async def asked(asker: Asker, *addresses: str) -> tuple[str | None, list[Observation]]:
    shown: list[Observation] = []
    found = await ask_in_turn(asker, QUESTION, servers(*addresses), address_of_good, shown.append)
    return found, shown


@pytest.mark.patient
async def test_when_the_first_is_of_use_nobody_else_is_asked(net: Loopback, asker: Asker) -> None:
    for address in (ONE, TWO):
        await net.add(address, GOOD)
    found, shown = await asked(asker, ONE, TWO)
    assert (found, [row.address for row in shown]) == (ONE, [ONE])
    assert [address for address, *_ in net.asked] == [ONE]


@pytest.mark.patient
async def test_after_one_of_no_use_the_next_is_asked_at_once(net: Loopback, asker: Asker) -> None:
    await net.add(ONE, refusing())
    await net.add(TWO, GOOD)
    async with asyncio.timeout(5):  # the first one's time is not waited for
        found, shown = await asked(asker, DEAD, ONE, TWO)
    assert found == TWO
    assert [(row.address, row.rcode) for row in shown] == [(DEAD, None), (ONE, "REFUSED"), (TWO, "NOERROR")]


async def test_a_silent_one_costs_a_moment_and_is_not_waited_for(
    net: Loopback, settings: DnsSettings
) -> None:
    asker = Asker(replace(settings, timeout_s=60, hedge_s=50, retransmit_s=0.15), lambda: NOW)
    await net.add(ONE, silence)
    await net.add(TWO, GOOD)
    async with asyncio.timeout(5):
        found, shown = await asked(asker, ONE, TWO, THREE)
    assert (found, [row.address for row in shown]) == (TWO, [TWO])
    assert {address for address, *_ in net.asked} == {ONE, TWO}
    await asker.aclose()


async def test_one_that_is_slow_may_still_be_the_first_of_use(net: Loopback, asker: Asker) -> None:
    overtaken = asyncio.Event()

    def slow(*given: object) -> object:
        # Silent until another has been asked; what is sent a second time is answered.
        return GOOD(*given) if overtaken.is_set() else None  # type: ignore[arg-type]  # as it was given

    await net.add(ONE, slow)  # type: ignore[arg-type]  # the same
    await net.add(TWO, lambda *_: overtaken.set())
    found, _ = await asked(asker, ONE, TWO)
    assert found == ONE
    await asker.aclose()


async def test_when_nobody_is_of_use_everybody_was_heard(net: Loopback, asker: Asker) -> None:
    await net.add(ONE, silence)
    await net.add(TWO, refusing())
    found, shown = await asked(asker, ONE, TWO, DEAD)
    assert found is None
    assert {row.address: (row.rcode, row.failure) for row in shown} == {
        ONE: (None, Failure.TIMEOUT),
        TWO: ("REFUSED", None),
        DEAD: (None, Failure.UNREACHABLE),
    }
    assert await asked(asker) == (None, [])


async def test_who_gives_up_asks_nobody_any_more(net: Loopback, settings: DnsSettings) -> None:
    asker = Asker(replace(settings, timeout_s=60, hedge_s=50), lambda: NOW)
    both = asyncio.Event()
    await net.add(ONE, silence)
    await net.add(TWO, lambda *_: both.set())
    task = asyncio.create_task(asked(asker, ONE, TWO))
    await asyncio.wait_for(both.wait(), 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 1)
    assert len(asyncio.all_tasks()) == 1, "nothing runs on"


def test_names_begin_at_different_servers_and_each_at_the_same_one() -> None:
    names = [f"h{number}.example.com." for number in range(40)]
    begins = [rotated("abcd", name)[0] for name in names]
    assert set(begins) == set("abcd")
    assert [rotated("abcd", name.upper())[0] for name in names] == begins
    assert all(sorted(rotated("abcd", name)) == list("abcd") for name in names)
    assert rotated("abcd", names[0]) in [list("abcd"), list("bcda"), list("cdab"), list("dabc")]
    assert rotated("", names[0]) == []


def test_the_first_address_of_each_server_comes_before_the_second_of_any() -> None:
    named = (
        NameServer("ns1.", (ONE, "::1")),
        NameServer("lost.", ()),
        NameServer("ns2.", (TWO, "::2", THREE)),
    )
    assert by_rank(named, "example.com.") == [
        Server("ns1.", ONE, "example.com."),
        Server("ns2.", TWO, "example.com."),
        Server("ns1.", "::1", "example.com."),
        Server("ns2.", "::2", "example.com."),
        Server("ns2.", THREE, "example.com."),
    ]
