"""An address at which there is no server: whoever answers stands in the way."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import dns.flags
import dns.message
import dns.rcode
import pytest

from acm_tui.dns.asking import Asker
from acm_tui.dns.check import check
from acm_tui.dns.interception import Control, control
from acm_tui.dns.lookup import Lookup
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.propagation import Failure, Perspective, Question, Transport
from tests.dns.loopback import DEAD, NOW, ONE, THREE, Behaviour, Loopback, refusing, serving, silence
from tests.dns.shop import RECORD, RIGHT, world, zone

QUESTION = Question("_x.shop.example.com.", "CNAME")


@pytest.fixture
def asker(settings: DnsSettings) -> Asker:
    return Asker(replace(settings, nobody=ONE), lambda: NOW)


@pytest.mark.parametrize(
    ("behaviour", "rcode"), [(serving(example__com="@ NS ns1"), "NXDOMAIN"), (refusing(), "REFUSED")]
)
async def test_whoever_answers_is_seen(net: Loopback, asker: Asker, behaviour: Behaviour, rcode: str) -> None:
    await net.add(ONE, behaviour)
    row = await control(QUESTION, asker)
    assert (row.perspective, row.rcode, row.failure) == (Perspective.CONTROL, rcode, None)
    assert (row.server, row.address, row.port, row.question) == (ONE, ONE, net.port, QUESTION)


@pytest.mark.patient
async def test_it_is_asked_as_the_servers_are(net: Loopback, asker: Asker) -> None:
    queries: list[dns.message.Message] = []

    def respond(query: dns.message.Message, _: Transport) -> dns.message.Message:
        queries.append(query)
        return dns.message.make_response(query)

    await net.add(ONE, respond)
    await control(QUESTION, asker)
    assert [transport for *_, transport in net.asked] == [Transport.UDP]
    assert not queries[0].flags & (dns.flags.RD | dns.flags.CD)


async def test_who_takes_over_tcp_alone_is_seen_too(net: Loopback, asker: Asker) -> None:
    await net.add(ONE, refusing(), udp=False)
    row = await control(QUESTION, asker)
    assert (row.rcode, row.transport) == ("REFUSED", Transport.TCP)


async def test_silence_is_as_it_should_be(net: Loopback, asker: Asker) -> None:
    await net.add(ONE, silence)
    row = await control(QUESTION, asker)
    assert (row.rcode, row.failure) == (None, Failure.TIMEOUT)


async def test_a_network_that_does_not_lead_there_is_as_it_should_be(settings: DnsSettings) -> None:
    row = await control(QUESTION, Asker(replace(settings, nobody=DEAD), lambda: NOW))
    assert (row.rcode, row.failure) == (None, Failure.UNREACHABLE)


def test_nobody_is_an_address_of_the_documentation() -> None:
    assert DnsSettings().nobody == "192.0.2.1"


# beside a look


class Clock:
    """Seconds that pass when they are told to."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def at_nobody(net: Loopback) -> int:
    return sum(address == THREE for address, *_ in net.asked)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def lookup(settings: DnsSettings, clock: Clock) -> AsyncIterator[Lookup]:
    made = Lookup(replace(settings, nobody=THREE), lambda: NOW, clock)
    yield made
    await made.aclose()


async def test_the_silence_of_nobody_is_not_waited_for(net: Loopback, settings: DnsSettings) -> None:
    await world(net, zone(RIGHT), zone(RIGHT))
    await net.add(THREE, silence)
    told = asyncio.Event()
    patient = replace(settings, nobody=THREE, timeout_s=60, hedge_s=50)
    lookup = Lookup(patient, lambda: NOW)
    look = asyncio.create_task(check(RECORD, lookup, on_verdict=lambda made: told.set()))
    await asyncio.wait_for(told.wait(), 10)
    assert at_nobody(net) > 0, "it has been asked meanwhile"
    look.cancel()
    with pytest.raises(asyncio.CancelledError):
        await look
    await lookup.aclose()
    assert len(asyncio.all_tasks()) == 1


async def test_the_silence_of_nobody_is_remembered(net: Loopback, lookup: Lookup, clock: Clock) -> None:
    await world(net, zone(RIGHT), zone(RIGHT))
    await net.add(THREE, silence)
    made = await check(RECORD, lookup)
    assert (made.verdict.text, made.diagnoses) == ("READY", ())
    asked = at_nobody(net)
    for clock.seconds in (1, 299):
        await check(RECORD, lookup)
        assert at_nobody(net) == asked
    clock.seconds = 300
    await check(RECORD, lookup)
    assert at_nobody(net) == 2 * asked


async def test_somebody_who_answers_for_nobody_is_soon_asked_again(
    net: Loopback, lookup: Lookup, clock: Clock
) -> None:
    await world(net, zone(RIGHT), zone(RIGHT))
    await net.add(THREE, refusing())
    for clock.seconds in (0, 4.9):
        assert (await check(RECORD, lookup)).verdict.text == "CANNOT SEE"
        assert at_nobody(net) == 1
    clock.seconds = 5
    await check(RECORD, lookup)
    assert at_nobody(net) == 2


async def test_nobody_is_asked_once_for_all_looks(net: Loopback, lookup: Lookup) -> None:
    await world(net, zone(RIGHT), zone(RIGHT))
    await net.add(THREE, refusing())
    made = await asyncio.gather(*(check(RECORD, lookup) for _ in range(20)))
    assert {one.verdict.text for one in made} == {"CANNOT SEE"}
    assert at_nobody(net) == 1


async def test_who_gives_up_leaves_the_asking_to_the_next(net: Loopback, asker: Asker) -> None:
    await net.add(ONE, refusing())
    control = Control(asker, Clock())
    first, second = (asyncio.create_task(control.ask(QUESTION)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).rcode == "REFUSED"
    assert control.answered
    assert first.cancelled()
