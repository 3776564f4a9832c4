"""DNS over HTTPS: what is asked, what is heard, and what is no answer."""

import asyncio
import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from acm_tui.dns.doh import Doh
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.propagation import Answer, Failure, Observation, Perspective, Transport
from tests.dns.https.asking import NAME, QUESTION, VALUE, ZONE, ask, failure_of, seen_at
from tests.dns.https.serving import (
    ADDRESS,
    DohServer,
    Http2Server,
    Page,
    answering,
    context,
    page,
)
from tests.dns.loopback import DEAD, NOW, free_port, refusing, serving
from tests.tls.serving import Odd


async def test_an_answer_is_observed_whole(server: DohServer) -> None:
    row = await seen_at(server.url)
    assert row.answers == (Answer(NAME, "CNAME", 60, VALUE),)
    assert (row.perspective, row.transport) == (Perspective.PUBLIC, Transport.HTTPS)
    assert (row.server, row.address, row.port) == (ADDRESS, ADDRESS, server.port)
    assert (row.zone, row.question, row.at) == ("example.com.", QUESTION, NOW)
    assert (row.rcode, row.failure, row.error, row.cd) == ("NOERROR", None, None, False)
    assert row.rtt_ms is not None
    assert row.rtt_ms > 0


async def test_the_question_is_posted_and_wants_a_search(server: DohServer) -> None:
    await seen_at(server.url)
    (query,), (head,) = server.queries, server.heads
    assert head.startswith("post /dns-query http/1.1\r\n")
    assert "content-type: application/dns-message" in head
    assert "accept: application/dns-message" in head
    assert query.flags & dns.flags.RD
    assert not query.flags & dns.flags.CD
    assert (query.id, query.edns) == (0, 0)
    assert not query.ednsflags & dns.flags.DO


async def test_validation_can_be_left_out(server: DohServer) -> None:
    (row,) = await ask(server.url, cd=True)
    assert row.cd
    assert server.queries[0].flags & dns.flags.CD


async def test_a_no_tells_how_long_it_is_remembered(running: AsyncExitStack, certificates: Path) -> None:
    zone = serving(example__com="@ 300 SOA ns1 hostmaster 42 60 60 60 900\n@ NS ns1")
    server = await running.enter_async_context(
        DohServer(context(certificates / "server.pem"), answering(zone))
    )
    row = await seen_at(server.url)
    assert (row.rcode, row.negative_ttl_s, row.serial) == ("NXDOMAIN", 300, 42)


async def test_a_server_that_fails_has_answered(running: AsyncExitStack, certificates: Path) -> None:
    server = await running.enter_async_context(
        DohServer(context(certificates / "server.pem"), answering(refusing(dns.rcode.SERVFAIL)))
    )
    row = await seen_at(server.url)
    assert (row.rcode, row.failure) == ("SERVFAIL", None)


async def test_every_server_is_asked_at_once_and_told_as_it_lands(
    running: AsyncExitStack, certificates: Path
) -> None:
    tls = context(certificates / "server.pem")
    slow, quick = [await running.enter_async_context(DohServer(tls, answering(ZONE))) for _ in range(2)]
    slow.hold = asyncio.Event()
    landed: list[Observation] = []

    def land(row: Observation) -> None:
        landed.append(row)
        assert slow.hold is not None
        slow.hold.set()

    settings = DnsSettings(doh_servers=(slow.url, quick.url))
    async with Doh(settings, lambda: NOW) as doh:
        rows = await doh.ask(QUESTION, ".", on_observation=land)
    assert [row.port for row in rows] == [slow.port, quick.port]
    assert [row.port for row in landed] == [quick.port, slow.port]


async def test_without_servers_nobody_is_asked() -> None:
    assert await ask() == ()


async def test_http_2_is_spoken_where_the_server_wants_it(
    running: AsyncExitStack, certificates: Path
) -> None:
    server = await running.enter_async_context(Http2Server(context(certificates / "server.pem", "h2"), ZONE))
    row = await seen_at(server.url)
    assert row.answers[0].value == VALUE
    assert server.requests[0][b":method"] == b"POST"


async def test_a_connection_is_kept_until_it_is_closed(server: DohServer) -> None:
    doh = Doh(DnsSettings(doh_servers=(server.url,)), lambda: NOW)
    await doh.ask(QUESTION, ".")
    await doh.ask(QUESTION, ".")
    assert (server.opened, server.ended) == (1, 0)
    await doh.aclose()
    await server.until(lambda: server.ended == 1)
    (again,) = await doh.ask(QUESTION, ".")
    assert again.rcode == "NOERROR"
    assert server.opened == 2
    await doh.aclose()


async def test_one_server_gets_a_few_questions_at_a_time(server: DohServer) -> None:
    server.hold = asyncio.Event()
    async with Doh(DnsSettings(doh_servers=(server.url,), in_flight=2), lambda: NOW) as doh:
        asks = asyncio.gather(*(doh.ask(QUESTION, ".") for _ in range(5)))
        await server.until(lambda: len(server.queries) >= 2)
        server.hold.set()
        assert [row.rcode for (row,) in await asks] == ["NOERROR"] * 5
    assert server.opened == 2


async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()


def _another_question(query: dns.message.Message) -> bytes:
    response = dns.message.make_response(dns.message.make_query("other.example.com.", "CNAME"))
    response.id = query.id
    return page(response.to_wire())


def _another_class(query: dns.message.Message) -> bytes:
    response = dns.message.make_response(query)
    response.answer.append(dns.rrset.from_text(QUESTION.name, 60, "CH", "CNAME", "x.example.com."))
    return page(response.to_wire())


@pytest.mark.parametrize(
    ("respond", "sentence"),
    [
        (lambda _: page(b"busy", "503 Service Unavailable"), "answers HTTP 503 Service Unavailable"),
        (lambda _: page(b"", "404 Not Found", "text/html"), "answers HTTP 404 Not Found"),
        (lambda _: page(b"", "302 Found\r\nLocation: https://127.0.0.1:1/"), "answers HTTP 302 Found"),
        (lambda _: page(b"<html>", kind="text/html; charset=utf-8"), "answers with text/html, not with DNS"),
        (lambda _: page(b"", "204 No Content", ""), "answers with something unnamed, not with DNS"),
        (lambda _: page(b"\x00" * 5), "what it answers is no answer to the question"),
        (lambda _: page(b"\xff" * 80), "what it answers is no answer to the question"),
        (_another_question, "what it answers is no answer to the question"),
        (_another_class, "what it answers is no answer to the question"),
        (lambda _: b"220 smtp.example ready\r\n\r\n", "cannot be reached: illegal status line"),
    ],
    ids=[
        "503",
        "404",
        "redirect",
        "page",
        "empty",
        "short",
        "junk",
        "another question",
        "another class",
        "no HTTP",
    ],
)
async def test_what_is_no_answer_is_told(
    running: AsyncExitStack, certificates: Path, respond: Page, sentence: str
) -> None:
    server = await running.enter_async_context(DohServer(context(certificates / "server.pem"), respond))
    assert failure_of(await seen_at(server.url)).startswith(sentence)


async def test_a_media_type_is_the_same_in_capitals_and_with_parameters(
    running: AsyncExitStack, certificates: Path
) -> None:
    def respond(query: dns.message.Message) -> bytes:
        return page(dns.message.make_response(query).to_wire(), kind="Application/DNS-Message; x=y")

    server = await running.enter_async_context(DohServer(context(certificates / "server.pem"), respond))
    assert (await seen_at(server.url)).rcode == "NOERROR"


async def test_silence_ends_in_time(running: AsyncExitStack, certificates: Path) -> None:
    server = await running.enter_async_context(
        DohServer(context(certificates / "server.pem"), lambda _: None)
    )
    settings = DnsSettings(doh_servers=(server.url,), doh_timeout_s=0.3)
    async with Doh(settings, lambda: NOW) as doh, asyncio.timeout(5):
        (row,) = await doh.ask(QUESTION, ".")
    assert (row.rcode, row.failure) == (None, Failure.TIMEOUT)
    assert row.error == "no answer within 0.3 s over HTTPS"
    assert len(server.queries) == 1


async def test_a_closed_port_is_told() -> None:
    row = await seen_at(f"https://{DEAD}:{free_port()}/dns-query")
    assert failure_of(row) == "cannot be reached: Connection refused"


async def test_a_server_without_tls_is_told(running: AsyncExitStack) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await reader.read()

    plain = await running.enter_async_context(Odd(speak))
    assert failure_of(await seen_at(f"https://{ADDRESS}:{plain.port}/")).startswith("cannot be reached: ")


async def test_a_server_that_hangs_up_is_told(running: AsyncExitStack) -> None:
    async def hang_up(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read(1)

    rude = await running.enter_async_context(Odd(hang_up))
    assert failure_of(await seen_at(f"https://{ADDRESS}:{rude.port}/")).startswith("cannot be reached: ")


async def test_tls_that_breaks_after_the_handshake_is_told(
    running: AsyncExitStack, server: DohServer
) -> None:
    server.hold = asyncio.Event()
    junk = b"\x17\x03\x03\x00\x20" + bytes(32)  # a record that no key of theirs has made

    async def tamper(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(ADDRESS, server.port)
        pouring = [
            asyncio.ensure_future(pour(reader, far_writer)),
            asyncio.ensure_future(pour(far_reader, writer)),
        ]
        try:
            await server.until(lambda: bool(server.queries))
            writer.write(junk)
            await asyncio.wait(pouring, return_when=asyncio.FIRST_COMPLETED)
        finally:
            far_writer.transport.abort()
            for task in pouring:
                task.cancel()
            await asyncio.gather(*pouring, return_exceptions=True)

    between = await running.enter_async_context(Odd(tamper))
    sentence = failure_of(await seen_at(f"https://{ADDRESS}:{between.port}/dns-query"))
    assert sentence.startswith("cannot be reached: ")
    assert "bad record mac" in sentence.lower().replace("_", " ")


async def test_a_host_that_cannot_be_is_told() -> None:
    sentence = failure_of(await seen_at("https://127.0.0.400/dns-query"))
    assert sentence == "cannot be reached: Invalid IPv4 address: '127.0.0.400'"


async def test_giving_up_leaves_nothing_open(server: DohServer) -> None:
    server.hold = asyncio.Event()
    async with Doh(DnsSettings(doh_servers=(server.url,)), lambda: NOW) as doh:
        asking = asyncio.ensure_future(doh.ask(QUESTION, "."))
        await server.until(lambda: bool(server.queries))
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        server.hold.set()
        (row,) = await doh.ask(QUESTION, ".")
        assert row.rcode == "NOERROR"


def test_the_http_client_is_not_imported_before_it_is_needed() -> None:
    probe = "import sys, acm_tui.dns.doh, acm_tui.dns.resolvers; print('httpx2' in sys.modules)"
    run = subprocess.run([sys.executable, "-P", "-c", probe], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
