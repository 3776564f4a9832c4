"""A server that is silent is asked a few questions, not one for every record that waits for it."""

import asyncio
import re

import dns.message

from acm_tui.dns.asking import Asker, Server
from acm_tui.domain.propagation import Failure, Observation, Perspective, Question, Transport
from tests.dns.loopback import ONE, Behaviour, Loopback, serving, silence

SERVER = Server("ns1.example.com.", ONE, "example.com.")
HERE = serving(example__com="@ NS ns1\nns1 A 127.0.0.12\n")


async def ask(asker: Asker, count: int) -> list[Observation]:
    names = [Question(f"_n{n}.example.com.", "CNAME") for n in range(count)]
    heard = await asyncio.gather(*(asker.ask(name, SERVER, Perspective.AUTHORITATIVE) for name in names))
    return [one.observation for one in heard]


def names_asked(net: Loopback) -> set[str]:
    return {name for _, name, _, _ in net.asked}


async def test_a_hundred_questions_to_a_silent_server_end_with_the_first_few(
    net: Loopback, asker: Asker
) -> None:
    await net.add(ONE, silence)
    rows = await ask(asker, 100)
    # Four at first; where their times do not end together, some of those behind them are asked as well.
    asked = len(names_asked(net))
    assert 4 == asker.settings.in_flight <= asked < 8
    assert {row.failure for row in rows} == {Failure.TIMEOUT}
    told = [row.error or "" for row in rows if row.error and row.error.startswith("not asked")]
    assert len(told) == 100 - asked
    assert all(
        re.fullmatch("not asked: it had just left [4-7] questions unanswered", error) for error in told
    )


async def test_the_next_ones_are_asked_again(net: Loopback, asker: Asker) -> None:
    await net.add(ONE, silence)
    await ask(asker, 10)
    before = len(names_asked(net))
    (row,) = await ask(asker, 1)
    assert len(net.asked) > before
    assert row.error is not None
    assert not row.error.startswith("not asked")


async def test_a_server_that_comes_back_is_heard_by_all(net: Loopback, asker: Asker) -> None:
    behaviour: Behaviour = silence
    await net.add(ONE, lambda query, way: behaviour(query, way))
    await ask(asker, 10)
    behaviour = HERE
    assert [row.rcode for row in await ask(asker, 20)] == ["NXDOMAIN"] * 20


async def test_single_losses_do_not_make_it_silent(net: Loopback, asker: Asker) -> None:
    def losing(query: dns.message.Message, way: Transport) -> dns.message.Message | bytes | None:
        number = int(query.question[0].name.to_text().split(".")[0].removeprefix("_n"))
        return None if number in (0, 4, 8) else HERE(query, way)

    await net.add(ONE, losing)
    rows = await ask(asker, 20)
    assert sum(row.failure is Failure.TIMEOUT for row in rows) == 3
    assert sum(row.rcode == "NXDOMAIN" for row in rows) == 17
