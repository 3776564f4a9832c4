"""What resolvers make of it: they remember, validate, and know names that the world does not."""

from __future__ import annotations

import asyncio

from acm_tui.dns.check import check
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Check, Observation, Perspective, Severity
from tests.dns.real.eyes import Eyes, codes
from tests.dns.real.knot import Knot, needs_knot
from tests.dns.real.nsd import needs_nsd
from tests.dns.real.places import PRIVATE, PUBLIC, VALIDATING
from tests.dns.real.process import PATIENCE_S
from tests.dns.real.unbound import Unbound, needs_unbound
from tests.dns.real.world import World
from tests.dns.real.zones import LABEL, NAME, RIGHT, VALUE

pytestmark = [needs_nsd, needs_unbound]


def publicly(made: Check) -> list[Observation]:
    return [row for row in made.observations if row.perspective is Perspective.PUBLIC]


async def test_a_remembered_no_counts_down(world: World, public: Unbound, eyes: Eyes) -> None:
    name = "_remembered.example.com."
    asked = public.ask(name, "CNAME", rd=True)
    assert asked is not None, "somebody looked before the record was made"
    world.publish(f"{name} CNAME {VALUE}\n")
    first = await eyes.look(name, public=PUBLIC)
    assert (first.verdict.text, codes(first)) == ("READY", ["NEGATIVE_CACHE"])
    (row,) = publicly(first)
    assert (row.rcode, row.ra) == ("NXDOMAIN", True)
    assert row.negative_ttl_s is not None
    assert 0 < row.negative_ttl_s <= 60
    assert f"in {row.negative_ttl_s} s" in first.diagnoses[0].message
    async with asyncio.timeout(PATIENCE_S):
        while True:
            (later,) = publicly(await eyes.look(name, public=PUBLIC))
            assert later.negative_ttl_s is not None
            if later.negative_ttl_s < row.negative_ttl_s:
                break
            await asyncio.sleep(0.1)


async def test_looking_does_not_make_resolvers_remember_a_no(
    world: World, public: Unbound, eyes: Eyes
) -> None:
    name = "_untouched.example.com."
    absent = await eyes.look(name, public=PUBLIC, local=PUBLIC)
    assert (absent.verdict.text, publicly(absent)) == ("ABSENT", [])
    world.publish(f"{name} CNAME {VALUE}\n")
    ready = await eyes.look(name, public=PUBLIC, local=PUBLIC)
    assert (ready.verdict.text, codes(ready)) == ("READY", [])
    assert [row.rcode for row in publicly(ready)] == ["NOERROR"]


async def test_a_resolver_that_has_seen_the_record_is_no_trouble(
    world: World, public: Unbound, eyes: Eyes
) -> None:
    name = "_seen.example.com."
    world.publish(f"{name} CNAME {VALUE}\n")
    public.until(name, "CNAME", lambda answer: bool(answer.answer), rd=True)
    made = await eyes.look(name, public=PUBLIC)
    assert (made.verdict.text, codes(made)) == ("READY", [])
    (row,) = publicly(made)
    assert row.ra
    assert not row.aa


@needs_knot
async def test_a_signature_that_nobody_can_trust(
    world: World, signing: Knot, validating: Unbound, eyes: Eyes
) -> None:
    made = await eyes.look(f"{LABEL}.bogus.com.", public=VALIDATING)
    assert (made.verdict.text, codes(made)) == ("READY", ["DNSSEC_BOGUS"])
    failed, unvalidated = sorted(publicly(made), key=lambda row: row.cd)
    assert (failed.rcode, unvalidated.rcode) == ("SERVFAIL", "NOERROR")
    assert any("dnskey missing" in said for said in failed.ede)
    assert (failed.cd, unvalidated.cd) == (False, True)


@needs_knot
async def test_a_resolver_that_does_not_validate_sees_nothing_wrong(
    world: World, signing: Knot, public: Unbound, eyes: Eyes
) -> None:
    made = await eyes.look(f"{LABEL}.bogus.com.", public=PUBLIC)
    assert (made.verdict.text, codes(made)) == ("READY", [])


async def test_a_record_that_only_the_inside_knows(world: World, private: Unbound, eyes: Eyes) -> None:
    made = await eyes.look(local=PRIVATE, resolvers=True)
    assert (made.verdict.text, codes(made)) == ("ABSENT", ["PRIVATE_ONLY"])
    assert made.diagnoses[0].severity is Severity.FAULT
    local = [row for row in made.observations if row.perspective is Perspective.LOCAL]
    assert [answer.value for row in local for answer in row.answers] == [VALUE]


async def test_a_record_that_was_taken_away_is_remembered_for_a_while(
    world: World, public: Unbound, eyes: Eyes
) -> None:
    name = "_taken-away.example.com."
    world.publish(f"{name} CNAME {VALUE}\n")
    public.until(name, "CNAME", lambda answer: bool(answer.answer), rd=True)
    world.publish()
    made = await eyes.look(name, local=PUBLIC, resolvers=True)
    assert (made.verdict.text, codes(made)) == ("ABSENT", ["PRIVATE_ONLY"])
    (found,) = made.diagnoses
    assert found.severity is Severity.WAIT
    assert "or this machine's resolver remembers it from before" in found.message


async def test_once_the_world_sees_it_too_nothing_is_wrong(
    world: World, private: Unbound, eyes: Eyes
) -> None:
    world.publish(RIGHT)
    made = await eyes.look(NAME, local=PRIVATE, resolvers=True)
    assert (made.verdict.text, codes(made)) == ("READY", [])


async def test_a_resolver_is_left_alone_while_it_remembers(world: World, public: Unbound, eyes: Eyes) -> None:
    name = "_quiet.example.com."
    assert public.ask(name, "CNAME", rd=True) is not None
    world.publish(f"{name} CNAME {VALUE}\n")
    lookup = eyes.lookup(public=PUBLIC)
    record = ValidationRecord(name, "CNAME", VALUE)
    first, second = [publicly(await check(record, lookup)) for _ in range(2)]
    await lookup.aclose()
    assert first[0].rcode == "NXDOMAIN"
    assert second == first, "the very same observation, with its own time"
