"""An address at which there is no server: whoever answers stands in the way."""

from dataclasses import replace

import dns.flags
import dns.message
import dns.rcode
import pytest

from acm_tui.dns.asking import Asker
from acm_tui.dns.interception import control
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.propagation import Failure, Perspective, Question, Transport
from tests.dns.loopback import DEAD, NOW, ONE, Behaviour, Loopback, refusing, serving, silence

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
