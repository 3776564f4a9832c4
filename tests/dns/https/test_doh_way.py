"""The way of DNS over HTTPS: whom it trusts, and through which proxy it leads."""

from contextlib import AsyncExitStack
from pathlib import Path

import httpx2
import pytest

from acm_tui.dns.doh import Doh
from acm_tui.dns.https import open_client
from acm_tui.dns.settings import DnsSettings
from tests.dns.https.asking import QUESTION, VALUE, ZONE, failure_of, seen_at
from tests.dns.https.serving import (
    ADDRESS,
    DohServer,
    answering,
    context,
)
from tests.dns.loopback import DEAD, NOW, free_port
from tests.tls.serving import Relay


async def test_a_certificate_of_an_unknown_authority_is_not_trusted(
    server: DohServer, environment: pytest.MonkeyPatch
) -> None:
    environment.delenv("SSL_CERT_FILE")
    sentence = failure_of(await seen_at(server.url))
    assert sentence.startswith("cannot be reached: its certificate is not trusted: ")
    assert "issuer" in sentence
    assert server.queries == []


async def test_a_certificate_for_another_name_is_not_trusted(
    running: AsyncExitStack, certificates: Path
) -> None:
    server = await running.enter_async_context(
        DohServer(context(certificates / "other.pem"), answering(ZONE))
    )
    sentence = failure_of(await seen_at(server.url))
    assert sentence.startswith("cannot be reached: its certificate is not trusted: ")
    assert ADDRESS in sentence


async def test_the_systems_authorities_are_trusted_besides(
    environment: pytest.MonkeyPatch, certificates: Path
) -> None:
    """Seen from the context that the client is made with: nobody here has a certificate of the world's."""
    given: list[int] = []

    class Client(httpx2.AsyncClient):
        def __init__(self, **options: object) -> None:
            chosen = options["verify"]
            assert hasattr(chosen, "cert_store_stats")
            given.append(chosen.cert_store_stats()["x509_ca"])
            super().__init__()

    environment.setattr(httpx2, "AsyncClient", Client)
    for file in (None, certificates / "ca.pem"):
        environment.setenv("SSL_CERT_FILE", str(file or ""))
        await open_client().aclose()
    assert given[1] == given[0] + 1


@pytest.mark.parametrize("content", [None, "no certificate"])
async def test_authorities_that_cannot_be_read_are_told_and_tried_again(
    server: DohServer,
    environment: pytest.MonkeyPatch,
    tmp_path: Path,
    certificates: Path,
    content: str | None,
) -> None:
    file = tmp_path / "authorities.pem"
    if content is not None:
        file.write_text(content)
    environment.setenv("SSL_CERT_FILE", str(file))
    async with Doh(DnsSettings(doh_servers=(server.url,)), lambda: NOW) as doh:
        (row,) = await doh.ask(QUESTION, ".")
        assert failure_of(row).startswith(f"the certificate authorities in {file} cannot be read: ")
        file.write_bytes((certificates / "ca.pem").read_bytes())
        (row,) = await doh.ask(QUESTION, ".")
        assert row.rcode == "NOERROR"


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
async def test_the_proxy_of_the_environment_is_used(
    running: AsyncExitStack, server: DohServer, environment: pytest.MonkeyPatch, variable: str
) -> None:
    relay = await running.enter_async_context(Relay((ADDRESS, server.port)))
    environment.setenv(variable, relay.url)
    # Nobody is at that address: only the proxy leads on, and TLS goes through it to the end.
    row = await seen_at(f"https://{DEAD}:{server.port}/dns-query")
    assert row.answers[0].value == VALUE
    assert row.address == DEAD
    assert [head.splitlines()[0] for head in relay.heads] == [f"CONNECT {DEAD}:{server.port} HTTP/1.1"]


async def test_what_needs_no_proxy_is_asked_directly(
    running: AsyncExitStack, server: DohServer, environment: pytest.MonkeyPatch
) -> None:
    relay = await running.enter_async_context(Relay((ADDRESS, server.port)))
    environment.setenv("HTTPS_PROXY", relay.url)
    environment.setenv("NO_PROXY", f"localhost,{ADDRESS}")
    assert (await seen_at(server.url)).rcode == "NOERROR"
    assert relay.heads == []


async def test_a_proxy_that_refuses_is_told(
    running: AsyncExitStack, server: DohServer, environment: pytest.MonkeyPatch
) -> None:
    relay = await running.enter_async_context(
        Relay((ADDRESS, server.port), answer=b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
    )
    environment.setenv("HTTPS_PROXY", relay.url)
    assert failure_of(await seen_at(server.url)) == "the proxy refuses: 403 Forbidden"
    assert server.opened == 0


async def test_a_proxy_that_is_not_there_is_told(server: DohServer, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("HTTPS_PROXY", f"http://{DEAD}:{free_port()}")
    assert failure_of(await seen_at(server.url)) == "cannot be reached: Connection refused"


@pytest.mark.parametrize(
    ("proxy", "why"),
    [
        ("socks5://operator:s3cret@127.0.0.1:1080", "SOCKS is not supported"),
        ("ftp://operator:s3cret@127.0.0.1:21", "it is not an HTTP proxy's URL"),
        ("http://operator:s3cret@127.0.0.1:s3cret", "it is not an HTTP proxy's URL"),
    ],
)
async def test_a_proxy_that_cannot_be_used_is_told_without_its_password(
    server: DohServer, environment: pytest.MonkeyPatch, proxy: str, why: str
) -> None:
    environment.setenv("ALL_PROXY", proxy)
    assert (
        failure_of(await seen_at(server.url)) == f"the proxy that the environment names cannot be used: {why}"
    )
