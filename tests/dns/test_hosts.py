"""The addresses of a host, by a resolver that is named."""

from typing import Any

import dns.message
import dns.rcode
import pytest

from acm_tui.dns.hosts import HostAddresses, asked_for
from acm_tui.dns.settings import DnsSettings
from tests.dns.loopback import DEAD, ONE, Loopback, refusing, serving, silence

HOST = "shop-alb-1.ap-northeast-1.elb.amazonaws.com"


def asking(port: int, address: str = ONE) -> DnsSettings:
    return DnsSettings(resolver=f"{address}:{port}", timeout_s=0.3, hedge_s=0.1, retransmit_s=0.1)


async def addresses_of(host: str, settings: DnsSettings) -> HostAddresses:
    endpoint = settings.resolver_endpoint
    assert endpoint is not None
    return await asked_for(host, endpoint, settings)


async def test_the_resolver_that_is_named_is_asked(net: Loopback, port: int) -> None:
    zone = f"{HOST}. A 198.51.100.10\n{HOST}. A 198.51.100.11\n{HOST}. AAAA 2001:db8::10\n"
    await net.add(ONE, serving(amazonaws__com=zone))
    found = await addresses_of(HOST, asking(port))
    assert sorted(found.addresses[:2]) == ["198.51.100.10", "198.51.100.11"]
    assert found.addresses[2:] == ("2001:db8::10",)
    assert found.error is None


async def test_aliases_are_followed(net: Loopback, port: int) -> None:
    zone = f"www CNAME alias\nalias CNAME {HOST}.\n"
    await net.add(
        ONE, serving(example__com=zone, amazonaws__com=f"{HOST}. A 198.51.100.10\nother A 192.0.2.1")
    )
    assert (await addresses_of("www.example.com", asking(port))).addresses == ("198.51.100.10",)


async def test_a_host_without_addresses_is_not_an_error(net: Loopback, port: int) -> None:
    await net.add(ONE, serving(example__com="www TXT x"))
    assert await addresses_of("www.example.com", asking(port)) == HostAddresses("www.example.com", ())


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (serving(example__com="@ NS ns"), "the resolver answers NXDOMAIN"),
        (refusing(), "the resolver answers REFUSED"),
        (refusing(dns.rcode.SERVFAIL), "the resolver answers SERVFAIL"),
        (silence, "no answer within 0.3 s"),
    ],
)
async def test_what_goes_wrong_is_told(net: Loopback, port: int, behaviour: Any, words: str) -> None:
    await net.add(ONE, behaviour)
    found = await addresses_of("www.example.com", asking(port))
    assert found.addresses == ()
    assert found.error is not None
    assert words in found.error


async def test_a_resolver_that_is_not_there_is_told(port: int) -> None:
    found = await addresses_of(HOST, asking(port, DEAD))
    assert found.error is not None
    assert "refused" in found.error


@pytest.mark.parametrize("host", ["a..example.com", "x" * 64 + ".example.com"])
async def test_what_is_no_name_is_told(port: int, host: str) -> None:
    found = await addresses_of(host, asking(port, DEAD))
    assert found == HostAddresses(host, (), f"{host} could not be looked up: it is not a DNS name")
