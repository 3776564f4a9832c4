"""What differs when a resolver is asked: the flags, the port, and what its “no” tells."""

from dataclasses import replace

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from acm_tui.dns.asking import Asker, Server
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.propagation import Failure, Perspective, Question, Transport
from tests.dns.loopback import DEAD, NOW, ONE, Behaviour, Loopback, serving

VALUE = "_v.xxxxxxxxxx.acm-validations.aws."
NAME = "_x.shop.example.com."
ZONE = serving(example__com=f"@ NS ns1\n_x.shop 60 CNAME {VALUE}")


@pytest.mark.parametrize("perspective", list(Perspective))
async def test_a_search_is_wanted_of_resolvers_only(
    net: Loopback, asker: Asker, perspective: Perspective
) -> None:
    queries: list[dns.message.Message] = []

    def record(query: dns.message.Message, transport: Transport) -> dns.message.Message | bytes | None:
        queries.append(query)
        return ZONE(query, transport)

    await net.add(ONE, record)
    await asker.ask(Question(NAME, "CNAME"), Server("r", ONE, "."), perspective)
    wanted = perspective in (Perspective.PUBLIC, Perspective.LOCAL)
    assert bool(queries[0].flags & dns.flags.RD) is wanted
    assert (queries[0].edns, queries[0].payload) == (0, 1232)


async def test_validation_can_be_left_out(net: Loopback, asker: Asker) -> None:
    queries: list[dns.message.Message] = []

    def record(query: dns.message.Message, _: Transport) -> dns.message.Message:
        queries.append(query)
        response = dns.message.make_response(query)
        response.flags &= ~dns.flags.CD  # not every resolver says it back
        return response

    await net.add(ONE, record)
    server = Server("r", ONE, ".")
    for cd in (False, True):
        heard = await asker.ask(Question(NAME, "CNAME"), server, Perspective.PUBLIC, cd=cd)
        assert heard.observation.cd is cd
        assert bool(queries[-1].flags & dns.flags.CD) is cd
    gone = await asker.ask(Question(NAME, "CNAME"), Server("r", DEAD, "."), Perspective.PUBLIC, cd=True)
    assert (gone.observation.cd, gone.observation.failure) == (True, Failure.UNREACHABLE)


async def test_a_server_may_have_a_port_of_its_own(net: Loopback, settings: DnsSettings) -> None:
    await net.add(ONE, ZONE)
    elsewhere = Asker(replace(settings, port=1), lambda: NOW)
    question = Question(NAME, "CNAME")
    server = Server("r", ONE, ".", net.port)
    assert elsewhere.blank(question, server, Perspective.LOCAL).port == net.port
    seen = (await elsewhere.ask(question, server, Perspective.LOCAL)).observation
    assert (seen.port, seen.rcode) == (net.port, "NOERROR")


def _no(
    owner: str, ttl: int = 300, minimum: int = 900, rcode: dns.rcode.Rcode = dns.rcode.NXDOMAIN, *beside: str
) -> Behaviour:
    """A resolver's “no”, with the SOA of *owner* and the records *beside* as answers."""

    def respond(query: dns.message.Message, _: Transport) -> dns.message.Message:
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        response.set_rcode(rcode)
        soa = (
            f"ns.{owner} hostmaster.{owner} 42 60 60 60 {minimum}"
            if owner != "."
            else (f"a. b. 42 60 60 60 {minimum}")
        )
        response.authority.append(dns.rrset.from_text(owner, ttl, "IN", "SOA", soa))
        for target in beside:
            response.answer.append(dns.rrset.from_text(NAME, 60, "IN", "CNAME", target))
        return response

    return respond


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        (_no("example.com."), 300),
        (_no("EXAMPLE.com.", 900, 60), 60),
        (_no("shop.example.com."), 300),
        (_no("com."), 300),
        (_no("."), 300),
        (_no(NAME), 300),
        (_no("example.com.", 300, 900, dns.rcode.NOERROR), 300),
        (_no("example.org."), None),
        (_no("op.example.com."), None),
        (_no("below." + NAME), None),
        (_no("example.com.", 300, 900, dns.rcode.SERVFAIL), None),
        (_no("com.", 300, 900, dns.rcode.NXDOMAIN, "gone.com."), None),
    ],
    ids=[
        "the zone",
        "the minimum",
        "another zone",
        "the zone above",
        "the root",
        "the name itself",
        "no data",
        "elsewhere",
        "half a label",
        "below",
        "a failure",
        "no at the alias's end",
    ],
)
async def test_a_resolver_tells_how_long_it_remembers(
    net: Loopback, asker: Asker, behaviour: Behaviour, expected: int | None
) -> None:
    await net.add(ONE, behaviour)
    server = Server("r", ONE, "other.test.")
    seen = (await asker.ask(Question(NAME, "CNAME"), server, Perspective.PUBLIC)).observation
    assert (seen.negative_ttl_s, seen.serial, seen.mname) == (expected, None, None)


async def test_a_server_speaks_only_of_the_zone_that_it_is_asked_about(net: Loopback, asker: Asker) -> None:
    await net.add(ONE, _no("com."))
    server = Server("ns1.example.com.", ONE, "example.com.")
    heard = await asker.ask(Question(NAME, "CNAME"), server, Perspective.AUTHORITATIVE)
    assert heard.observation.negative_ttl_s is None
