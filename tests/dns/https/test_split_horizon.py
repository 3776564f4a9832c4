"""A network that answers DNS itself with a zone of its own: what it says with authority is not believed."""

from __future__ import annotations

import asyncio

import dns.flags
import dns.message
import dns.rcode
import pytest

from acm_tui.dns.check import check
from acm_tui.domain.propagation import Check, Classification, Perspective, classify
from tests.dns.https.lookups import Asking
from tests.dns.loopback import DEAD, ONE, ROOT, THREE, TLD, TWO, Behaviour, Loopback, serving
from tests.dns.shop import RECORD, RIGHT, world, zone

INSIDE_RIGHT, INSIDE_ABSENT = zone(RIGHT), zone()


def offering_to_search(behaviour: Behaviour) -> Behaviour:
    """The same, as a server says it that would also search."""

    def respond(query: dns.message.Message, transport: object) -> dns.message.Message:
        response = behaviour(query, transport)  # type: ignore[arg-type] # passed on as it comes
        assert isinstance(response, dns.message.Message)
        response.flags |= dns.flags.RA
        return response

    return respond


SERVERS = (ROOT, TLD, ONE, TWO)


async def takes_every_place(net: Loopback, behaviour: Behaviour, *, nobody: bool = True) -> None:
    for address in (*SERVERS, DEAD) if nobody else SERVERS:
        await net.add(address, behaviour)


def codes(made: Check) -> list[str]:
    return [diagnosis.code.value for diagnosis in made.diagnoses]


@pytest.mark.parametrize(
    ("inside", "outside", "text"),
    [
        (INSIDE_RIGHT, zone(), "ABSENT"),
        (INSIDE_ABSENT, zone(RIGHT), "READY"),
        (INSIDE_RIGHT, zone(RIGHT), "READY"),
    ],
    ids=["only inside", "only outside", "both"],
)
async def test_a_zone_of_the_inside_is_not_taken_for_the_worlds(
    net: Loopback, asking: Asking, inside: Behaviour, outside: Behaviour, text: str
) -> None:
    await takes_every_place(net, offering_to_search(inside))
    lookup, _ = await asking.at(outside, doh="auto")
    for _ in range(2):
        made = await check(RECORD, lookup)
        assert (made.verdict.text, made.verdict.public_view) == (text, True)
        assert codes(made) == ["INTERCEPTED"]


@pytest.mark.parametrize("inside", [INSIDE_RIGHT, serving(_=f"com NS a.gtld\na.gtld A {ONE}\n")])
async def test_root_servers_that_offer_to_search_are_enough(
    net: Loopback, asking: Asking, inside: Behaviour
) -> None:
    await takes_every_place(net, offering_to_search(inside), nobody=False)
    lookup, _ = await asking.at(zone(), doh="auto")
    made = await check(RECORD, lookup)
    assert (made.verdict.text, made.verdict.public_view) == ("ABSENT", True)
    assert codes(made) == ["INTERCEPTED"]
    assert "a resolver answers in the place of 127.0.0.10" in made.diagnoses[0].message
    assert {address for address, *_ in net.asked} == {ROOT}, "what it says leads nowhere"


async def test_a_domain_that_the_inside_denies_may_exist_outside(net: Loopback, asking: Asking) -> None:
    def denying(query: dns.message.Message, _: object) -> dns.message.Message:
        response = dns.message.make_response(query)
        response.flags |= dns.flags.AA
        response.set_rcode(dns.rcode.NXDOMAIN)
        return response

    await takes_every_place(net, offering_to_search(denying))
    lookup, _ = await asking.at(zone(RIGHT), doh="auto")
    made = await check(RECORD, lookup)
    assert (made.verdict.text, made.verdict.public_view) == ("READY", True)
    assert codes(made) == ["INTERCEPTED"]


@pytest.mark.parametrize("doh", ["auto", "off"])
async def test_who_answers_where_nobody_is_gives_himself_away_even_with_authority_alone(
    net: Loopback, asking: Asking, doh: str
) -> None:
    await world(net, zone(RIGHT), zone(RIGHT))
    await net.add(DEAD, zone(RIGHT))
    lookup, server = await asking.at(zone(), doh=doh)
    made = await check(RECORD, lookup)
    assert codes(made) == ["INTERCEPTED"]
    assert made.verdict.text == ("ABSENT" if doh == "auto" else "CANNOT SEE")
    direct = [row for row in made.observations if row.perspective is Perspective.AUTHORITATIVE]
    assert {classify(row, RECORD) for row in direct} == {Classification.INTERCEPTED}
    assert bool(server.opened) is (doh == "auto")


async def test_a_zone_that_somebody_else_has_named_is_not_kept(net: Loopback, asking: Asking) -> None:
    await world(net, zone(RIGHT), zone(RIGHT))
    await net.add(DEAD, zone(RIGHT))
    lookup, _ = await asking.at(zone(), doh="auto")
    made = await check(RECORD, lookup)
    assert made.zone is not None
    assert (made.zone.name, made.zone.servers, made.zone.confirmed) == ("example.com.", (), False)


@pytest.mark.patient
async def test_a_verdict_that_was_told_too_early_is_taken_back(net: Loopback, asking: Asking) -> None:
    early: list[Check] = []
    told = asyncio.Event()

    def tell(made: Check) -> None:
        early.append(made)
        told.set()

    await world(net, zone(RIGHT), zone(RIGHT))
    await net.add(DEAD, zone(RIGHT), tcp=False, after=told)
    lookup, _ = await asking.at(zone(), doh="auto", resolver=f"{THREE}:{net.port}")
    made = await check(RECORD, lookup, on_verdict=tell)
    assert [one.verdict.text for one in early] == ["READY"]
    assert (made.verdict.text, made.verdict.public_view) == ("ABSENT", True)
    assert codes(made) == ["INTERCEPTED"]
    again: list[Check] = []
    await check(RECORD, lookup, on_verdict=again.append)
    assert [one.verdict.text for one in again] == ["ABSENT"], "now it is known from the beginning"


async def test_servers_that_all_answer_as_resolvers_are_looked_past(net: Loopback, asking: Asking) -> None:
    def resolver(query: dns.message.Message, _: object) -> dns.message.Message:
        return dns.message.make_response(query, recursion_available=True)

    await world(net, resolver, resolver)
    lookup, _ = await asking.at(zone(RIGHT), doh="auto")
    made = await check(RECORD, lookup)
    assert (made.verdict.text, made.verdict.public_view) == ("READY", True)
    assert codes(made) == ["INTERCEPTED"]
    assert "seems to answer in the place of servers" in made.diagnoses[0].message
