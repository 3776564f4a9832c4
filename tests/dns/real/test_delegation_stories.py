"""Zones that are not where the DNS team thinks they are."""

from __future__ import annotations

from acm_tui.dns.check import check
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Classification, Perspective, Severity, classify
from tests.dns.real.eyes import Eyes, codes
from tests.dns.real.nsd import Nsd, needs_nsd
from tests.dns.real.places import CHILD, NS1, NS2
from tests.dns.real.world import World
from tests.dns.real.zones import LABEL, NAME, RIGHT, VALUE, apex, delegation_of_shop

pytestmark = needs_nsd
SHOP = "shop.example.com."
RECORD = ValidationRecord(NAME, "CNAME", VALUE)


async def test_a_delegation_that_leads_to_the_old_provider(world: World, eyes: Eyes) -> None:
    made = await eyes.look(f"{LABEL}.moved.com.")
    assert made.zone is not None
    assert (made.zone.delegated, made.zone.named) == (
        ("ns1.moved.com.",),
        ("ns1.moved.com.", "ns2.moved.com."),
    )
    assert (made.verdict.text, codes(made)) == ("PARTIAL 1/2", ["DELEGATION_MISMATCH"])
    assert made.diagnoses[0].severity is Severity.FAULT
    rows = {row.address: classify(row, made.record) for row in made.verdict.evidence}
    assert rows == {NS1: Classification.NXDOMAIN, NS2: Classification.MATCH}


async def test_the_zone_is_the_one_furthest_down(world: World, child: Nsd, eyes: Eyes) -> None:
    world.publish(delegation_of_shop())
    made = await eyes.look()
    assert made.zone is not None
    assert made.zone.name == SHOP
    assert [(server.name, server.addresses) for server in made.zone.servers] == [(f"ns.{SHOP}", (CHILD,))]
    assert made.verdict.text == "ABSENT"


async def test_a_record_made_in_the_zone_above(world: World, child: Nsd, eyes: Eyes) -> None:
    world.publish(delegation_of_shop() + RIGHT)
    made = await eyes.look()
    assert codes(made) == ["PARENT_ZONE"]
    (told,) = made.diagnoses
    assert "Create it in the zone shop.example.com" in told.fix
    assert "enter _a79865eb as the name there" in told.fix
    above = [row for row in made.observations if row.perspective is Perspective.PARENT]
    # A server that has delegated the name never says what it has there: it refers (RFC 1034 §4.3.2).
    assert {(row.address, row.referral) for row in above} == {(NS1, SHOP), (NS2, SHOP)}
    assert (made.verdict.text, told.severity) == ("ABSENT", Severity.WAIT)


async def test_a_server_of_the_zone_above_that_no_longer_delegates(
    world: World, child: Nsd, eyes: Eyes
) -> None:
    """What it has at the name shows then, and is proof; the way that is known leads to the zone below."""
    world.publish(delegation_of_shop())
    lookup = eyes.lookup()
    assert codes(await check(RECORD, lookup)) == ["PARENT_ZONE"]
    world.publish(RIGHT, on=("ns2",))
    made = await check(RECORD, lookup)
    await lookup.aclose()
    assert (made.verdict.text, codes(made)) == ("MISPLACED", ["PARENT_ZONE"])
    (told,) = made.diagnoses
    assert told.severity is Severity.FAULT
    assert [row.address for row in told.evidence] == [NS2]


async def test_the_record_in_the_child_zone_is_found(world: World, child: Nsd, eyes: Eyes) -> None:
    world.publish(delegation_of_shop())
    child.change(SHOP, apex(4, {"ns": CHILD}, primary="ns") + f"_a79865eb 60 IN CNAME {VALUE}\n")
    child.until_serial(SHOP, 4)
    try:
        made = await eyes.look()
    finally:
        child.change(SHOP, apex(5, {"ns": CHILD}, primary="ns"))
        child.until_serial(SHOP, 5)
    assert (made.verdict.text, codes(made)) == ("READY", [])
