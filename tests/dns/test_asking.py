"""One question to one address: UDP, TCP, and every way in which the network fails."""

import asyncio
import errno
import os
import socket
import time
from dataclasses import replace
from typing import Any

import dns.edns
import dns.flags
import dns.message
import dns.rcode
import dns.rdata
import dns.rrset
import pytest

from acm_tui.dns.asking import Asker, Heard, Server
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.propagation import Answer, Failure, Perspective, Question, Transport
from tests.dns.loopback import DEAD, NOW, ONE, TWO, Behaviour, Loopback, refusing, serving, silence

VALUE = "_v.xxxxxxxxxx.acm-validations.aws."
NAME = "_x.shop.example.com."
ZONE = serving(
    example__com=f"@ NS ns1\n_x.shop 60 CNAME {VALUE}\nbig 60 TXT " + " ".join(['"' + "x" * 250 + '"'] * 8)
)


async def ask(asker: Asker, name: str = NAME, kind: str = "CNAME", address: str = ONE) -> Heard:
    server = Server("ns1.example.com.", address, "example.com.")
    return await asker.ask(Question(name, kind), server, Perspective.AUTHORITATIVE)


async def test_an_answer_is_observed_whole(net: Loopback, asker: Asker) -> None:
    await net.add(ONE, ZONE)
    seen = (await ask(asker)).observation
    assert seen.answers == (Answer(NAME, "CNAME", 60, VALUE),)
    assert (seen.rcode, seen.aa, seen.ra, seen.failure, seen.error) == ("NOERROR", True, False, None, None)
    assert (seen.server, seen.address, seen.port) == ("ns1.example.com.", ONE, net.port)
    assert seen.question == Question(NAME, "CNAME")
    assert seen.transport is Transport.UDP
    assert seen.at == NOW
    assert seen.rtt_ms is not None
    assert 0 < seen.rtt_ms < 400


async def test_a_negative_answer_tells_the_serial_and_how_long_it_is_remembered(
    net: Loopback, asker: Asker
) -> None:
    await net.add(ONE, serving(example__com="@ 300 SOA ns1 hostmaster 42 60 60 60 900\n@ NS ns1"))
    seen = (await ask(asker)).observation
    assert (seen.rcode, seen.serial, seen.negative_ttl_s) == ("NXDOMAIN", 42, 300)
    assert seen.mname == "ns1.example.com."


async def test_the_serial_of_another_zone_is_not_taken(net: Loopback, asker: Asker) -> None:
    await net.add(ONE, serving(_="@ NS ns.\n"))
    seen = (await ask(asker)).observation
    assert seen.rcode == "NXDOMAIN"
    assert (seen.serial, seen.mname) == (None, None)


async def test_the_question_wants_no_recursion_and_no_signatures(net: Loopback, asker: Asker) -> None:
    queries: list[dns.message.Message] = []

    def record(query: dns.message.Message, transport: Transport) -> dns.message.Message | bytes | None:
        queries.append(query)
        return ZONE(query, transport)

    await net.add(ONE, record)
    await ask(asker)
    (query,) = queries
    assert not query.flags & dns.flags.RD
    assert not query.ednsflags & dns.flags.DO
    assert (query.edns, query.payload) == (0, 1232)


async def test_a_truncated_answer_is_fetched_by_tcp(net: Loopback, asker: Asker) -> None:
    def cut(query: dns.message.Message, transport: Transport) -> dns.message.Message | bytes | None:
        if transport is Transport.TCP:
            return ZONE(query, transport)
        response = dns.message.make_response(query)
        response.flags |= dns.flags.TC | dns.flags.AA
        return response

    await net.add(ONE, cut)
    seen = (await ask(asker, "big.example.com.", "TXT")).observation
    assert seen.transport is Transport.TCP
    assert len(seen.answers) == 1
    assert len(seen.answers[0].value) > 2000


async def test_truncated_and_no_tcp_is_no_answer(net: Loopback, asker: Asker) -> None:
    def cut(query: dns.message.Message, _: Transport) -> dns.message.Message:
        response = dns.message.make_response(query)
        response.flags |= dns.flags.TC
        return response

    await net.add(ONE, cut, tcp=False)
    seen = (await ask(asker)).observation
    assert (seen.rcode, seen.failure, seen.transport) == (None, Failure.UNREACHABLE, Transport.TCP)


async def test_where_only_tcp_is_let_through_it_is_used(net: Loopback, asker: Asker) -> None:
    def tcp_only(query: dns.message.Message, transport: Transport) -> dns.message.Message | bytes | None:
        return ZONE(query, transport) if transport is Transport.TCP else None

    await net.add(ONE, tcp_only)
    seen = (await ask(asker)).observation
    assert seen.answers[0].value == VALUE
    assert seen.transport is Transport.TCP


async def test_where_udp_is_refused_tcp_is_used_at_once(net: Loopback, asker: Asker) -> None:
    await net.add(ONE, ZONE, udp=False)
    seen = (await ask(asker)).observation
    assert seen.answers[0].value == VALUE
    assert seen.rtt_ms is not None
    assert seen.rtt_ms < asker.settings.hedge_s * 1000


async def test_a_lost_datagram_is_sent_again(net: Loopback, asker: Asker) -> None:
    heard = 0

    def second_time(query: dns.message.Message, transport: Transport) -> dns.message.Message | bytes | None:
        nonlocal heard
        heard += 1
        return ZONE(query, transport) if heard == 2 else None

    await net.add(ONE, second_time, tcp=False)
    seen = (await ask(asker)).observation
    assert (seen.rcode, seen.transport) == ("NOERROR", Transport.UDP)


async def test_a_closed_port_is_known_at_once(asker: Asker) -> None:
    began = time.monotonic()
    seen = (await ask(asker, address=DEAD)).observation
    assert (seen.rcode, seen.failure) == (None, Failure.UNREACHABLE)
    assert seen.error is not None
    assert "refused" in seen.error
    assert time.monotonic() - began < asker.settings.hedge_s


def no_way(monkeypatch: pytest.MonkeyPatch, number: int, kind: socket.SocketKind) -> None:
    """Let connecting a socket of *kind* fail as it does where there is no route."""
    loop = asyncio.get_running_loop()
    connect = loop.sock_connect

    async def fail(sock: socket.socket, address: Any) -> None:
        if sock.type & kind:
            raise OSError(number, os.strerror(number))
        await connect(sock, address)

    monkeypatch.setattr(loop, "sock_connect", fail)


@pytest.mark.parametrize("number", [errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL])
async def test_an_address_to_which_this_machine_has_no_way_is_told_apart(
    asker: Asker, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    no_way(monkeypatch, number, socket.SOCK_DGRAM)
    seen = (await ask(asker, address=DEAD)).observation
    assert (seen.rcode, seen.failure) == (None, Failure.NO_ROUTE)
    assert seen.error is not None
    assert seen.error.startswith(f"this machine has no way there: {os.strerror(number)}")


async def test_what_the_network_says_later_is_no_lack_of_this_machines(
    net: Loopback, asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_way(monkeypatch, errno.ENETUNREACH, socket.SOCK_STREAM)
    assert (await ask(asker, address=DEAD)).observation.failure is Failure.UNREACHABLE
    no_way(monkeypatch, errno.EMFILE, socket.SOCK_DGRAM)
    assert (await ask(asker, address=DEAD)).observation.failure is Failure.UNREACHABLE


async def test_silence_ends_in_time(net: Loopback, asker: Asker) -> None:
    await net.add(ONE, silence)
    began = time.monotonic()
    seen = (await ask(asker)).observation
    assert (seen.rcode, seen.failure, seen.error) == (
        None,
        Failure.TIMEOUT,
        "no answer within 0.4 s by UDP or TCP",
    )
    assert time.monotonic() - began < 5
    assert [transport for *_, transport in net.asked] == [Transport.UDP, Transport.UDP, Transport.TCP]


def _forged(query: dns.message.Message, _: Transport) -> bytes:
    wire = bytearray(dns.message.make_response(query).to_wire())
    wire[0] ^= 0xFF
    return bytes(wire)


def _another_question(query: dns.message.Message, _: Transport) -> dns.message.Message:
    response = dns.message.make_response(dns.message.make_query("other.example.com.", "CNAME"))
    response.id = query.id
    return response


@pytest.mark.parametrize(
    "behaviour",
    [lambda *_: b"\x00" * 5, lambda *_: b"\xff" * 40, _forged, _another_question],
    ids=["short", "junk", "forged id", "another question"],
)
async def test_what_is_no_answer_to_the_question_does_not_count(
    net: Loopback, asker: Asker, behaviour: Behaviour
) -> None:
    await net.add(ONE, behaviour)
    seen = (await ask(asker)).observation
    assert (seen.rcode, seen.failure) == (None, Failure.TIMEOUT)
    assert seen.error is not None
    assert seen.error.startswith("no readable answer")


async def test_a_forged_answer_does_not_hide_the_right_one(net: Loopback, asker: Asker) -> None:
    def forged_by_udp(query: dns.message.Message, transport: Transport) -> dns.message.Message | bytes | None:
        return _forged(query, transport) if transport is Transport.UDP else ZONE(query, transport)

    await net.add(ONE, forged_by_udp)
    assert (await ask(asker)).observation.answers[0].value == VALUE


async def test_a_tcp_connection_that_is_closed_early_is_a_failure(net: Loopback, asker: Asker) -> None:
    await net.add(ONE, lambda *_: None, udp=False)
    seen = (await ask(asker)).observation
    assert (seen.rcode, seen.failure) == (None, Failure.UNREACHABLE)
    assert seen.error is not None
    assert "closed before the answer" in seen.error


@pytest.mark.parametrize("rcode", [dns.rcode.REFUSED, dns.rcode.SERVFAIL, dns.rcode.NOTIMP])
async def test_an_error_of_the_server_is_an_answer(
    net: Loopback, asker: Asker, rcode: dns.rcode.Rcode
) -> None:
    await net.add(ONE, refusing(rcode))
    seen = (await ask(asker)).observation
    assert (seen.rcode, seen.failure) == (rcode.name, None)


async def test_a_server_older_than_edns_is_asked_without(net: Loopback, asker: Asker) -> None:
    flags: list[int] = []

    def old(query: dns.message.Message, transport: Transport) -> dns.message.Message | bytes | None:
        flags.append(query.flags)
        if query.edns < 0:
            return ZONE(query, transport)
        plain = dns.message.make_query(NAME, "CNAME")
        plain.id = query.id
        response = dns.message.make_response(plain)
        response.set_rcode(dns.rcode.FORMERR)
        return response

    await net.add(ONE, old)
    assert (await ask(asker)).observation.answers[0].value == VALUE
    server = Server("r", ONE, ".")
    await asker.ask(Question(NAME, "CNAME"), server, Perspective.PUBLIC, cd=True)
    assert flags == [0, 0, dns.flags.RD | dns.flags.CD, dns.flags.RD | dns.flags.CD]


async def test_extended_errors_are_told(net: Loopback, asker: Asker) -> None:
    def explain(query: dns.message.Message, _: Transport) -> dns.message.Message:
        response = dns.message.make_response(query)
        response.set_rcode(dns.rcode.SERVFAIL)
        options: list[dns.edns.Option] = [
            dns.edns.EDEOption(dns.edns.EDECode.NO_REACHABLE_AUTHORITY, "no server"),
            dns.edns.EDEOption(dns.edns.EDECode.make(40000)),
        ]
        response.use_edns(0, options=options)
        return response

    await net.add(ONE, explain)
    assert (await ask(asker)).observation.ede == ("22 no reachable authority: no server", "40000 unknown")


async def test_hostile_octets_in_an_answer_are_carried_as_escapes(net: Loopback, asker: Asker) -> None:
    target = "\\027[31m\\010.example.com."

    def hostile(query: dns.message.Message, _: Transport) -> dns.message.Message:
        response = dns.message.make_response(query)
        rdata = dns.rdata.from_text("IN", "CNAME", target)
        response.answer.append(dns.rrset.from_rdata(query.question[0].name, 60, rdata))
        return response

    await net.add(ONE, hostile)
    assert (await ask(asker)).observation.answers[0].value == target


async def test_one_server_gets_a_few_questions_at_a_time(net: Loopback, settings: DnsSettings) -> None:
    asker = Asker(
        DnsSettings(port=settings.port, in_flight=2, timeout_s=5, retransmit_s=0.2, hedge_s=4), lambda: NOW
    )
    heard: set[str] = set()

    def late(query: dns.message.Message, transport: Transport) -> dns.message.Message | bytes | None:
        """Answers only when it is asked a second time."""
        name = query.question[0].name.to_text()
        if name in heard:
            return ZONE(query, transport)
        heard.add(name)
        return None

    await net.add(ONE, late)
    asks = asyncio.gather(*(ask(asker, f"{number}.example.com.") for number in range(6)))
    begun: list[int] = []
    began = time.monotonic()
    while not asks.done():
        begun.append(len(net.asked))
        await asyncio.sleep(0.01)
    await asks
    assert len(heard) == 6
    assert time.monotonic() - began >= 0.6, "six questions, two at a time, 0.2 s each"
    assert begun[3] <= 2


async def test_one_silent_server_does_not_hold_up_another(net: Loopback, settings: DnsSettings) -> None:
    asker = Asker(replace(settings, in_flight=1), lambda: NOW)
    await net.add(ONE, silence)
    await net.add(TWO, ZONE)
    waiting = asyncio.ensure_future(ask(asker))
    await asyncio.sleep(0)
    assert (await ask(asker, address=TWO)).observation.rcode == "NOERROR"
    assert not waiting.done()
    assert (await waiting).observation.failure is Failure.TIMEOUT


async def test_what_is_left_on_its_way_keeps_its_place(net: Loopback, settings: DnsSettings) -> None:
    # Long enough for a machine that does other things as well: both are on their way when the third is asked.
    asker = Asker(replace(settings, in_flight=2, timeout_s=1.5), lambda: NOW)
    heard = asyncio.Event()

    def hear(query: dns.message.Message, _: Transport) -> None:
        if len({name for _, name, kind, _ in net.asked if kind == "SOA"}) == 2:
            heard.set()

    await net.add(ONE, hear, tcp=False)
    server = Server("ns1.example.com.", ONE, "example.com.")
    asks = [
        asker.begin(Question(f"{number}.example.com.", "SOA"), server, Perspective.DELEGATION)
        for number in range(3)
    ]
    await asyncio.wait_for(heard.wait(), 5)
    next_one = asyncio.create_task(ask(asker))
    await asyncio.sleep(0)
    await asker.leave(asks)
    assert [one.cancelled() for one in asks] == [False, False, True], "what has not been sent never is"
    assert not any(one.done() for one in asks[:2])
    told = (await next_one).observation.error
    assert told == "not asked: it had just left 2 questions unanswered", "it had to wait for a place"
    assert all(one.done() for one in asks[:2])
    assert {name for _, name, *_ in net.asked} == {"0.example.com.", "1.example.com."}


async def test_an_answer_that_is_here_can_be_left(net: Loopback, asker: Asker) -> None:
    await net.add(ONE, ZONE)
    server = Server("ns1.example.com.", ONE, "example.com.")
    asked = asker.begin(Question(NAME, "CNAME"), server, Perspective.DELEGATION)
    assert (await asked).observation.rcode == "NOERROR"
    await asker.leave([asked])
    assert not asked.cancelled()


async def test_nothing_that_was_left_runs_on_after_the_end(net: Loopback, settings: DnsSettings) -> None:
    asker = Asker(replace(settings, timeout_s=60, hedge_s=50), lambda: NOW)
    heard = asyncio.Event()
    await net.add(ONE, lambda *_: heard.set())
    server = Server("ns1.example.com.", ONE, "example.com.")
    asked = asker.begin(Question(NAME, "CNAME"), server, Perspective.DELEGATION)
    await asyncio.wait_for(heard.wait(), 5)
    await asker.leave([asked])
    assert len(asyncio.all_tasks()) > 1
    await asker.aclose()
    assert len(asyncio.all_tasks()) == 1
