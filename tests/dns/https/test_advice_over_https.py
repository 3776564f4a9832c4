"""The advice where no server can be asked but over HTTPS, or none other is wanted."""

from dataclasses import replace

import dns.flags
import dns.message
import dns.rcode
import pytest

from acm_tui.dns.advice import advise
from acm_tui.dns.check import check
from acm_tui.dns.lookup import Lookup
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Advice, DiagnosisCode, Transport
from tests.dns.https.lookups import Asking
from tests.dns.https.serving import DohServer
from tests.dns.loopback import DEAD, NOW, ONE, ROOT, Behaviour, Loopback, refusing, serving, silence

OTHER = '0 issue "letsencrypt.org"'
WORLD = serving(_="com A 192.0.2.1\nshop.example.com A 192.0.2.1\n" + f"example.com CAA {OTHER}")
SERVFAIL = refusing(dns.rcode.SERVFAIL)


def bogus(query: dns.message.Message, transport: Transport) -> dns.message.Message | bytes | None:
    return (WORLD if query.flags & dns.flags.CD else SERVFAIL)(query, transport)


def resolver(query: dns.message.Message, transport: Transport) -> dns.message.Message | bytes | None:
    """A resolver in the place of every server."""
    response = dns.message.make_response(query)
    response.flags |= dns.flags.RA
    return response


def codes(advice: Advice) -> list[str]:
    return [diagnosis.code.value for diagnosis in advice.diagnoses]


def asked(server: DohServer) -> list[str]:
    return [query.question[0].to_text() for query in server.queries]


async def test_where_nothing_but_https_is_wanted_nothing_else_is_asked(net: Loopback, asking: Asking) -> None:
    await net.add(ROOT, serving(_="com A 192.0.2.1"))
    lookup, server = await asking.at(WORLD, doh="on")
    made = await advise(["shop.example.com", "*.example.com"], lookup)
    (found,) = made.diagnoses
    assert found.code is DiagnosisCode.CAA_FORBIDS
    assert found.record.name == "example.com."
    assert {row.transport for row in made.observations} == {Transport.HTTPS}
    assert sorted(asked(server)) == ["example.com. IN CAA", "shop.example.com. IN CAA"]
    assert net.asked == []


@pytest.mark.parametrize("roots", [silence, resolver], ids=["silent", "a resolver in their place"])
async def test_where_the_servers_cannot_be_asked_https_is_the_way(
    net: Loopback, asking: Asking, roots: Behaviour
) -> None:
    await net.add(ROOT, roots)
    lookup, _ = await asking.at(WORLD, doh="auto")
    assert codes(await advise(["shop.example.com"], lookup)) == ["CAA_FORBIDS"]


@pytest.mark.parametrize("behaviour", [silence, resolver], ids=["silent", "a resolver in their place"])
async def test_the_zone_is_known_but_its_servers_are_not_heard(
    net: Loopback, asking: Asking, behaviour: Behaviour
) -> None:
    delegation = f"com NS ns.com\nns.com A {ROOT}\n"
    below = f"example NS ns1.example\nns1.example A {ONE}\n"
    await net.add(ROOT, serving(_=delegation, com=below))
    await net.add(ONE, behaviour)
    lookup, server = await asking.at(WORLD, doh="auto")
    made = await advise(["example.com"], lookup)
    assert codes(made) == ["CAA_FORBIDS"]
    (found,) = made.diagnoses
    assert [row.transport for row in found.evidence] == [Transport.HTTPS]
    assert asked(server) == ["example.com. IN CAA"]
    assert {row.zone for row in made.observations if row.transport is Transport.HTTPS} == {"example.com."}


@pytest.mark.parametrize("doh", ["off", "auto"])
async def test_what_the_servers_tell_is_not_asked_over_https(net: Loopback, asking: Asking, doh: str) -> None:
    await net.add(ROOT, serving(_=f"com NS ns.com\nns.com A {ONE}"))
    await net.add(ONE, serving(com=f"@ NS ns\nns A {ONE}\n@ CAA {OTHER}"))
    lookup, server = await asking.at(WORLD, doh=doh)
    assert codes(await advise(["com"], lookup)) == ["CAA_FORBIDS"]
    assert server.opened == 0


async def test_https_that_is_not_wanted_is_not_asked(net: Loopback, asking: Asking) -> None:
    await net.add(ROOT, silence)
    lookup, server = await asking.at(WORLD, doh="off")
    assert codes(await advise(["shop.example.com"], lookup)) == ["CAA_UNSEEN"]
    assert server.opened == 0


async def test_a_bogus_zone_is_seen_over_https_too(asking: Asking) -> None:
    lookup, server = await asking.at(bogus, doh="on")
    made = await advise(["shop.example.com"], lookup)
    assert codes(made) == ["DNSSEC_BOGUS", "CAA_UNSEEN"]
    assert [(row.cd, row.rcode) for row in made.diagnoses[0].evidence] == [
        (False, "SERVFAIL"),
        (True, "NOERROR"),
    ]
    assert len(server.queries) == 2


async def test_without_a_server_over_https_it_cannot_be_seen(settings: DnsSettings) -> None:
    lookup = Lookup(replace(settings, doh="on", doh_servers=()), lambda: NOW)
    assert codes(await advise(["shop.example.com"], lookup)) == ["CAA_UNSEEN"]
    await lookup.aclose()


async def test_where_somebody_is_known_to_answer_for_nobody_servers_are_not_asked(
    net: Loopback, asking: Asking
) -> None:
    forged = serving(example__com=f"@ NS ns1\nns1 A {ROOT}")
    await net.add(ROOT, forged)
    await net.add(DEAD, forged)
    lookup, _ = await asking.at(WORLD, doh="auto")
    assert codes(await advise(["example.com"], lookup)) == [], "as he says, and nobody has found him out"
    await check(ValidationRecord("_x.example.com.", "CNAME", "_v.acm-validations.aws."), lookup)
    net.asked.clear()
    made = await advise(["example.com"], lookup)
    assert codes(made) == ["CAA_FORBIDS"]
    assert {row.transport for row in made.observations} == {Transport.HTTPS}
    assert net.asked == []
