"""The check where no server can be asked but over HTTPS, or none other is wanted."""

import dns.message
import pytest

from acm_tui.dns.check import check
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Check, Observation, Perspective, Transport
from tests.dns.https.asking import NAME, VALUE
from tests.dns.https.lookups import Asking
from tests.dns.loopback import DEAD, ROOT, Behaviour, Loopback, serving, silence

RECORD = ValidationRecord(NAME, "CNAME", VALUE)


def world(record: str = "") -> Behaviour:
    """What resolvers find of example.com."""
    return serving(example__com=f"@ SOA ns1 hostmaster 7 60 60 60 900\n@ NS ns1\n{record}")


RIGHT = world(f"_x.shop 60 CNAME {VALUE}\n")


def resolver(query: dns.message.Message, _: Transport) -> dns.message.Message:
    """A resolver in the place of every server."""
    return dns.message.make_response(query, recursion_available=True)


def codes(made: Check) -> list[str]:
    return [diagnosis.code.value for diagnosis in made.diagnoses]


async def test_where_nobody_answers_https_takes_over(net: Loopback, asking: Asking) -> None:
    await net.add(ROOT, silence)
    lookup, _ = await asking.at(RIGHT, doh="auto")
    landed: list[Observation] = []
    made = await check(RECORD, lookup, landed.append)
    assert (made.verdict.text, made.verdict.public_view) == ("READY", True)
    assert made.zone is not None
    assert made.zone.name == "example.com."
    (told,) = made.diagnoses
    assert told.code.value == "NO_SERVER_ANSWERED"
    assert "public view only" in told.fix
    (row,) = made.verdict.evidence
    assert (row.perspective, row.transport) == (Perspective.PUBLIC, Transport.HTTPS)
    assert row in landed


async def test_a_resolver_in_the_place_of_every_server_is_not_believed(net: Loopback, asking: Asking) -> None:
    await net.add(ROOT, resolver)
    lookup, _ = await asking.at(RIGHT, doh="auto")
    made = await check(RECORD, lookup)
    assert (made.verdict.text, made.verdict.public_view) == ("READY", True)
    assert codes(made) == ["INTERCEPTED"]


async def test_whoever_answers_where_nobody_is_stands_in_the_way(net: Loopback, asking: Asking) -> None:
    await net.add(ROOT, silence)
    await net.add(DEAD, resolver)
    lookup, _ = await asking.at(world(), doh="auto")
    made = await check(RECORD, lookup)
    assert (made.verdict.text, made.verdict.public_view) == ("ABSENT", True)
    (told,) = made.diagnoses
    assert told.code.value == "INTERCEPTED"
    assert f"{DEAD}, where there is no server, answered" in told.message


async def test_what_went_wrong_is_found_over_https_too(net: Loopback, asking: Asking) -> None:
    await net.add(ROOT, silence)
    lookup, _ = await asking.at(world(f"{NAME}example.com. 60 CNAME {VALUE}\n"), doh="auto")
    made = await check(RECORD, lookup)
    assert made.verdict.text == "MISPLACED"
    assert codes(made) == ["ZONE_TYPED_TWICE", "NO_SERVER_ANSWERED"]
    assert "enter only _x.shop as the name" in made.diagnoses[0].fix


async def test_where_nothing_but_https_is_wanted_nothing_else_is_asked(net: Loopback, asking: Asking) -> None:
    await net.add(ROOT, serving(_="com A 192.0.2.1"))
    await net.add(DEAD, resolver)
    lookup, _ = await asking.at(RIGHT, doh="on")
    made = await check(RECORD, lookup)
    assert (made.verdict.text, made.verdict.public_view) == ("READY", True)
    assert made.diagnoses == ()
    assert net.asked == []


@pytest.mark.parametrize("roots", [silence, resolver], ids=["silent", "a resolver in their place"])
async def test_https_that_is_not_wanted_is_not_asked(net: Loopback, asking: Asking, roots: Behaviour) -> None:
    await net.add(ROOT, roots)
    lookup, server = await asking.at(RIGHT, doh="off")
    assert (await check(RECORD, lookup)).verdict.text == "CANNOT SEE"
    assert server.opened == 0


async def test_without_a_network_nothing_is_claimed(asking: Asking) -> None:
    lookup, server = await asking.at(silence, doh="auto")
    await server.__aexit__(None, None, None)
    made = await check(RECORD, lookup)
    assert made.verdict.text == "CANNOT SEE"
    assert "NO_SERVER_ANSWERED" in codes(made)
    assert all(row.rcode is None and row.error for row in made.observations)
