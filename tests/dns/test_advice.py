"""The look at what could keep a certificate from being issued: whom it asks, and what it finds."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from acm_tui.dns.advice import advise
from acm_tui.dns.lookup import Lookup
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.propagation import (
    Advice,
    DiagnosisCode,
    Failure,
    Observation,
    Perspective,
    Transport,
)
from tests.dns.loopback import (
    DEAD,
    NOW,
    ONE,
    ROOT,
    THREE,
    TLD,
    TWO,
    Behaviour,
    Loopback,
    refusing,
    serving,
    silence,
)

OTHER = '0 issue "letsencrypt.org"'
AMAZON = '0 issue "amazon.com"'
SERVFAIL = refusing(dns.rcode.SERVFAIL)
NAMES = ("shop.example.com", "*.shop.example.com", "www.shop.example.com")

Resolving = Callable[..., Lookup]


def zone(records: str = "", **others: str) -> Behaviour:
    servers = f"@ NS ns1\n@ NS ns2\nns1 A {ONE}\nns2 A {TWO}\nshop A 192.0.2.1\nwww.shop A 192.0.2.1\n"
    return serving(example__com=servers + records, **others)


async def world(
    net: Loopback, one: Behaviour | None, two: Behaviour | None = None, top: str = "", net_zone: str = ""
) -> None:
    """example.com on two servers, ``None`` is one that is not there; com, net and jp on one above."""
    tops = "".join(f"{name} NS a.gtld\n" for name in ("com", "net", "jp"))
    await net.add(ROOT, serving(_=f"{tops}a.gtld A {TLD}"))
    delegated = f"example NS ns1.example\nexample NS ns2.example\nns1.example A {ONE}\nns2.example A {TWO}\n"
    other = f"example NS ns.example\nns.example A {THREE}\n"
    company = f"company.co NS ns.company.co\nns.company.co A {ONE}\nco TXT registry\n"
    await net.add(TLD, serving(com=delegated + top, net=other + net_zone, jp=company + top))
    for address, behaviour in ((ONE, one), (TWO, two)):
        if behaviour is not None:
            await net.add(address, behaviour)


@pytest.fixture
async def resolving(settings: DnsSettings) -> AsyncIterator[Resolving]:
    """A lookup with public resolvers at the addresses given, and other settings."""
    async with AsyncExitStack() as closing:

        def make(*public: str, **others: str | tuple[str, ...]) -> Lookup:
            at = tuple(f"{address}:{settings.port}" for address in public)
            made = Lookup(replace(settings, public_resolvers=at, **others), lambda: NOW)  # type: ignore[arg-type] # the tests name the settings they change
            closing.push_async_callback(made.aclose)
            return made

        yield make


def codes(advice: Advice) -> list[str]:
    return [diagnosis.code.value for diagnosis in advice.diagnoses]


def added(advice: Advice) -> list[tuple[str, str]]:
    """What must be added, and where."""
    assert set(codes(advice)) <= {"CAA_FORBIDS"}
    return [(diagnosis.record.name, diagnosis.record.value) for diagnosis in advice.diagnoses]


def caa_asked(net: Loopback) -> list[tuple[str, str]]:
    """Address and name of every question of type CAA, in order of the names' depth."""
    found = [(address, name) for address, name, kind, _ in net.asked if kind == "CAA"]
    return sorted(found, key=lambda one: -one[1].count("."))


@pytest.mark.parametrize(
    ("records", "top", "expected"),
    [
        ("", "", []),
        (f"@ CAA {AMAZON}", "", []),
        (f"@ CAA {OTHER}", "", [("example.com.", AMAZON)]),
        (f"@ CAA {OTHER}\n@ CAA {AMAZON}", "", []),
        (f"@ CAA {OTHER}\nshop CAA {AMAZON}", "", []),
        (f"shop CAA {OTHER}\nwww.shop CAA {AMAZON}", "", [("shop.example.com.", AMAZON)]),
        (f'@ CAA {AMAZON}\n@ CAA 0 issuewild ";"', "", [("example.com.", '0 issuewild "amazon.com"')]),
        ('@ CAA 0 issue "amazon.com\\059 policy=\\"x"', "", []),
        ("", f"@ CAA {OTHER}", [("com.", AMAZON)]),
    ],
)
async def test_what_stands_in_the_zones_decides(
    net: Loopback, lookup: Lookup, records: str, top: str, expected: list[tuple[str, str]]
) -> None:
    await world(net, zone(records), zone(records), top)
    made = await advise(NAMES, lookup)
    assert added(made) == expected
    assert (made.names, made.at, made.forbids) == (NAMES, NOW, bool(expected))


async def test_what_names_have_in_common_is_asked_once(net: Loopback, lookup: Lookup) -> None:
    await world(net, zone(), zone())
    landed: list[Observation] = []
    made = await advise([*NAMES, "SHOP.example.com."], lookup, landed.append)
    assert caa_asked(net) == [
        (ONE, "www.shop.example.com."),
        (ONE, "shop.example.com."),
        (ONE, "example.com."),
        (TLD, "com."),
    ]
    assert made.observations == tuple(landed)


async def test_where_a_set_stands_the_climb_ends(net: Loopback, lookup: Lookup) -> None:
    records = f"www.shop CAA {AMAZON}"
    await world(net, zone(records), zone(records))
    await advise(["www.shop.example.com"], lookup)
    assert caa_asked(net) == [(ONE, "www.shop.example.com.")]


@pytest.mark.parametrize(
    "lame",
    [None, refusing(), SERVFAIL, silence, serving(_="com NS a.gtld")],
    ids=["not there", "refuses", "fails", "silent", "refers upwards"],
)
async def test_another_server_is_asked_where_one_does_not_tell(
    net: Loopback, lookup: Lookup, lame: Behaviour | None
) -> None:
    await world(net, lame, zone(f"@ CAA {OTHER}"))
    made = await advise(["example.com"], lookup)
    assert added(made) == [("example.com.", AMAZON)]
    assert [row.address for row in made.observations] == [ONE, TWO]
    assert made.diagnoses[0].evidence == made.observations[1:]


async def test_another_server_is_asked_before_another_address_of_the_same(
    net: Loopback, lookup: Lookup
) -> None:
    await world(net, refusing(), zone(f"ns1 A {DEAD}\n@ CAA {OTHER}"))
    made = await advise(["example.com"], lookup)
    assert [row.address for row in made.observations] == [ONE, TWO]


@pytest.mark.parametrize(
    ("behaviour", "why"),
    [
        (refusing(), "ns2.example.com answers REFUSED"),
        (SERVFAIL, "ns2.example.com answers SERVFAIL"),
        (silence, "ns2.example.com: no answer within 0.4 s"),
    ],
)
async def test_what_nobody_tells_is_not_claimed(
    net: Loopback, lookup: Lookup, behaviour: Behaviour, why: str
) -> None:
    await world(net, behaviour, behaviour, f"@ CAA {OTHER}")
    made = await advise(["www.example.com"], lookup)
    assert codes(made) == ["CAA_UNSEEN"]
    assert why in made.diagnoses[0].message
    assert not made.forbids
    assert {row.question.name for row in made.observations} == {"www.example.com."}


async def test_without_any_way_it_cannot_be_seen(lookup: Lookup) -> None:
    landed: list[Observation] = []
    made = await advise(NAMES, lookup, landed.append)
    assert codes(made) == ["CAA_UNSEEN", "CAA_UNSEEN"]
    assert "no server of its zone was found" in made.diagnoses[0].message
    assert made.observations == tuple(landed)
    assert {row.failure for row in landed} == {Failure.UNREACHABLE}


@pytest.mark.parametrize("name", ["shop.company.co.jp", "shop.nobody.co.jp", "nobody.jp"])
async def test_the_climb_goes_through_what_holds_nobodys_records(
    net: Loopback, lookup: Lookup, name: str
) -> None:
    """Below jp there are names that are no zone of their own, and names that do not exist."""
    await world(net, serving(company__co__jp=f"@ NS ns\nns A {ONE}"), top=f"@ CAA {OTHER}")
    made = await advise([name], lookup)
    assert added(made) == [("jp.", AMAZON)]
    assert (TLD, "jp.") in caa_asked(net)


# aliases


async def test_an_alias_is_followed_into_anothers_zone(net: Loopback, lookup: Lookup) -> None:
    records = f"www CNAME cdn.example.net.\n@ CAA {AMAZON}"
    await world(net, zone(records), zone(records))
    await net.add(THREE, serving(example__net=f"@ NS ns\nns A {THREE}\ncdn CAA {OTHER}"))
    made = await advise(["www.example.com"], lookup)
    assert added(made) == [("cdn.example.net.", AMAZON)]
    assert caa_asked(net) == [(ONE, "www.example.com."), (THREE, "cdn.example.net.")]


async def test_where_an_alias_leads_to_nothing_the_climb_goes_on_from_the_name(
    net: Loopback, lookup: Lookup
) -> None:
    records = f"www CNAME cdn.example.net.\n@ CAA {OTHER}"
    await world(net, zone(records), zone(records), net_zone=f"@ CAA {AMAZON}")
    await net.add(THREE, serving(example__net=f"@ NS ns\nns A {THREE}\n@ CAA {AMAZON}"))
    assert added(await advise(["www.example.com"], lookup)) == [("example.com.", AMAZON)]


async def test_a_tree_that_is_an_alias_is_followed(net: Loopback, lookup: Lookup) -> None:
    def with_dname(query: dns.message.Message, transport: Transport) -> dns.message.Message | bytes | None:
        if query.question[0].name.to_text() != "a.old.example.com.":
            return zone(f"a.new CAA {OTHER}")(query, transport)
        response = dns.message.make_response(query)
        response.flags |= dns.flags.AA
        old = dns.rrset.from_text("old.example.com.", 60, "IN", "DNAME", "new.example.com.")
        response.answer.append(old)
        return response

    await world(net, with_dname, with_dname)
    assert added(await advise(["a.old.example.com"], lookup)) == [("a.new.example.com.", AMAZON)]


async def test_aliases_in_a_circle_cannot_be_seen(net: Loopback, lookup: Lookup) -> None:
    records = "a CNAME b\nb CNAME a"
    await world(net, zone(records), zone(records))
    made = await advise(["a.example.com"], lookup)
    assert codes(made) == ["CAA_UNSEEN"]
    assert "circle" in made.diagnoses[0].message
    assert len(caa_asked(net)) == 2


# DNSSEC


def bogus(query: dns.message.Message, transport: Transport) -> dns.message.Message | bytes | None:
    """A resolver that validates, before a zone whose signatures do not hold."""
    return (zone() if query.flags & dns.flags.CD else SERVFAIL)(query, transport)


async def test_a_zone_that_validating_resolvers_refuse_is_bogus(net: Loopback, resolving: Resolving) -> None:
    await world(net, zone(), zone())
    await net.add(THREE, bogus)
    made = await advise([*NAMES, "example.com"], resolving(THREE))
    (found,) = made.diagnoses
    assert found.code is DiagnosisCode.DNSSEC_BOGUS
    assert f"signatures of example.com do not hold: {THREE} refuses" in found.message
    assert [(row.address, row.cd, row.rcode) for row in found.evidence] == [
        (THREE, False, "SERVFAIL"),
        (THREE, True, "NOERROR"),
    ]
    assert made.forbids


@pytest.mark.patient
async def test_resolvers_are_asked_for_nothing_but_what_is_there(net: Loopback, resolving: Resolving) -> None:
    """No “no” is put into their memory, and this machine's is not asked at all."""
    await world(net, zone(), zone())
    await net.add(THREE, zone())
    await net.add(DEAD, zone())
    made = await advise([*NAMES, "example.com"], resolving(THREE, resolver=f"{DEAD}:{net.port}"))
    assert made.diagnoses == ()
    asked = [(address, name, kind) for address, name, kind, _ in net.asked if address in (THREE, DEAD)]
    assert asked == [(THREE, "example.com.", "SOA")]
    public = [row for row in made.observations if row.perspective is Perspective.PUBLIC]
    assert [(row.zone, row.rcode) for row in public] == [("example.com.", "NOERROR")]


async def test_a_zone_that_resolvers_cannot_reach_is_not_bogus(net: Loopback, resolving: Resolving) -> None:
    await world(net, zone(), zone())
    await net.add(THREE, SERVFAIL)
    assert (await advise(["example.com"], resolving(THREE, TWO, DEAD))).diagnoses == ()


async def test_a_fault_stands_before_what_could_not_be_seen(net: Loopback, resolving: Resolving) -> None:
    await world(net, silence, silence)
    await net.add(THREE, bogus)
    assert codes(await advise(["example.com"], resolving(THREE))) == ["DNSSEC_BOGUS", "CAA_UNSEEN"]


@pytest.mark.parametrize("name", ["bad..example.com", "x" * 64 + ".com"])
async def test_what_is_no_name_is_left_out(net: Loopback, lookup: Lookup, name: str) -> None:
    made = await advise([name], lookup)
    assert (made.names, made.diagnoses, net.asked) == ((), (), [])
