"""Looks that follow one another closely do not keep public resolvers from forgetting a “no”."""

import asyncio
from datetime import timedelta

import dns.message

from acm_tui.dns.check import check
from acm_tui.dns.lookup import Lookup
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Transport
from tests.dns.https.asking import NAME, VALUE
from tests.dns.https.lookups import Asking
from tests.dns.loopback import Behaviour, Loopback, serving, silence

RECORD = ValidationRecord(NAME, "CNAME", VALUE)
MANY = [ValidationRecord(f"_x.shop{number}.example.com.", "CNAME", VALUE) for number in range(16)]
MINUTE = timedelta(minutes=1)


def world(record: str = "", forgets_s: int = 900) -> Behaviour:
    """example.com, of which a resolver remembers a “no” for so many seconds."""
    soa = f"@ {forgets_s} SOA ns1 hostmaster 7 60 60 60 {forgets_s}\n"
    return serving(example__com=f"{soa}@ {forgets_s} NS ns1\n{record}")


class Resolver:
    """A resolver whose zone may change, and the questions that it has got since they were last read."""

    def __init__(self, serves: Behaviour) -> None:
        self.serves = serves
        self._asked: list[tuple[str, str]] = []

    def __call__(self, query: dns.message.Message, way: Transport) -> dns.message.Message | bytes | None:
        question = query.question[0]
        self._asked.append((question.name.to_text(), question.rdtype.name))
        return self.serves(query, way)

    def asked(self) -> list[tuple[str, str]]:
        asked, self._asked = self._asked, []
        return asked


MAIN = (NAME, "CNAME")
SOA = [("example.com.", "SOA"), ("shop.example.com.", "SOA")]


async def look(lookup: Lookup) -> str:
    return (await check(RECORD, lookup)).verdict.text


async def test_between_two_looks_nobody_is_asked_who_would_say_the_same(asking: Asking) -> None:
    resolver = Resolver(world())
    lookup, _ = await asking.at(resolver, doh="on")
    first = await check(RECORD, lookup)
    assert first.verdict.text == "ABSENT"
    asked = resolver.asked()
    assert MAIN in asked
    assert len(asked) > 10, "where mistakes put the record is looked at too"
    asking.now += timedelta(seconds=2)
    again = await check(RECORD, lookup)
    assert resolver.asked() == []
    assert again.verdict == first.verdict
    assert again.observations == first.observations, "what was said stays, with the time when it was"


async def test_a_resolver_is_asked_again_when_it_has_forgotten_its_no(asking: Asking) -> None:
    resolver = Resolver(world(forgets_s=120))
    lookup, _ = await asking.at(resolver, doh="on")
    await look(lookup)
    resolver.asked()
    resolver.serves = world(f"_x.shop 60 CNAME {VALUE}\n")
    asking.now += timedelta(seconds=119)
    assert await look(lookup) == "ABSENT"
    assert resolver.asked() == []
    asking.now += timedelta(seconds=1)
    assert await look(lookup) == "READY"
    assert MAIN in resolver.asked()


async def test_where_mistakes_put_it_is_looked_at_every_five_minutes(asking: Asking) -> None:
    resolver = Resolver(world(forgets_s=30))
    lookup, _ = await asking.at(resolver, doh="on")
    await look(lookup)
    probed = len(resolver.asked()) - 3
    for _ in range(4):
        asking.now += MINUTE
        await look(lookup)
        assert sorted(resolver.asked()) == sorted([MAIN, *SOA])
    asking.now += MINUTE
    resolver.serves = world(f"{NAME}example.com. 60 CNAME {VALUE}\n", forgets_s=30)
    assert await look(lookup) == "MISPLACED"
    assert len(resolver.asked()) == probed + 3


async def test_or_when_what_is_said_of_the_record_changes(asking: Asking) -> None:
    resolver = Resolver(world(forgets_s=30))
    lookup, _ = await asking.at(resolver, doh="on")
    await look(lookup)
    probed = len(resolver.asked()) - 3
    asking.now += MINUTE
    resolver.serves = world("_x.shop 60 CNAME wrong.example.net.\n", forgets_s=30)
    assert await look(lookup) == "WRONG"
    assert len(resolver.asked()) == probed + 3


async def test_whoever_wants_to_know_now_is_told(asking: Asking) -> None:
    resolver = Resolver(world())
    lookup, _ = await asking.at(resolver, doh="on")
    await look(lookup)
    asked = len(resolver.asked())
    lookup.public.forget()
    await look(lookup)
    assert len(resolver.asked()) == asked


async def test_what_many_records_want_to_know_of_a_zone_is_asked_once(asking: Asking) -> None:
    resolver = Resolver(world())
    lookup, _ = await asking.at(resolver, doh="on")
    await asyncio.gather(*(check(record, lookup) for record in MANY))
    asked = resolver.asked()
    assert asked.count(("example.com.", "SOA")) == 1
    assert [kind for _, kind in asked].count("SOA") == 1 + len(MANY)


async def test_without_any_answer_many_names_take_no_longer_than_one(net: Loopback, asking: Asking) -> None:
    """Nothing answers at port 53, and what is sent over HTTPS is lost."""
    lookup, server = await asking.at(silence, doh="auto", doh_timeout_s=0.4)
    checks = await asyncio.gather(*(check(record, lookup) for record in MANY))
    assert {made.verdict.text for made in checks} == {"CANNOT SEE"}
    # Two rounds, for the zone and for the records; in each a few ask, and the others are told.
    assert len(server.queries) < 2 * 8
    errors = {row.error for made in checks for row in made.observations if row.transport is Transport.HTTPS}
    assert "no answer within 0.4 s over HTTPS" in errors
    assert any(error and error.startswith("not asked: ") for error in errors)
    assert all(any(row.transport is Transport.HTTPS for row in made.observations) for made in checks)


async def test_silence_is_asked_again_after_some_seconds(asking: Asking) -> None:
    lookup, server = await asking.at(silence, doh="on", doh_timeout_s=0.1)
    await look(lookup)
    before = len(server.queries)
    asking.now += timedelta(seconds=4)
    await look(lookup)
    assert len(server.queries) == before
    asking.now += timedelta(seconds=1)
    await look(lookup)
    assert len(server.queries) == 2 * before
