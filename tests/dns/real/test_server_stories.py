"""Servers that fail, and answers that do not fit into a datagram."""

from __future__ import annotations

import pytest

from acm_tui.domain.propagation import Check, Observation, Transport
from tests.dns.real.eyes import Eyes, codes
from tests.dns.real.knot import Knot, needs_knot
from tests.dns.real.nsd import Nsd, needs_nsd
from tests.dns.real.places import NS1, NS2, REFUSING, SIGNING, SMALL, TOP
from tests.dns.real.unbound import Unbound, needs_unbound
from tests.dns.real.world import World
from tests.dns.real.zones import LABEL, LONG_NAME, LONG_VALUE, RIGHT

pytestmark = needs_nsd


def by_address(made: Check) -> dict[str, Observation]:
    return {row.address: row for row in made.verdict.evidence}


async def test_a_server_that_lost_the_zone(world: World, eyes: Eyes) -> None:
    made = await eyes.look(f"{LABEL}.lame.com.")
    assert (made.verdict.text, codes(made)) == ("PARTIAL 1/2", ["LAME_SERVER"])
    rows = by_address(made)
    assert (rows[NS1].rcode, rows[NS2].rcode) == ("NOERROR", "REFUSED")
    assert "ns2.example.com does not serve the zone lame.com" in made.diagnoses[0].message
    # The server says so itself (RFC 8914 §4.21).
    assert any("not authoritative" in said for said in rows[NS2].ede)


async def test_a_server_that_points_back_up(world: World, eyes: Eyes) -> None:
    """It serves the zone above only, so all it knows is the delegation to itself."""
    made = await eyes.look(f"{LABEL}.upward.com.")
    assert (made.verdict.text, codes(made)) == ("PARTIAL 1/2", ["LAME_SERVER"])
    row = by_address(made)[TOP]
    assert (row.rcode, row.aa, row.referral) == ("NOERROR", False, "upward.com.")


@needs_unbound
async def test_a_server_that_refuses(world: World, refusing: Unbound, eyes: Eyes) -> None:
    made = await eyes.look(f"{LABEL}.guarded.com.")
    assert (made.verdict.text, codes(made)) == ("PARTIAL 1/2", ["LAME_SERVER"])
    row = by_address(made)[REFUSING]
    assert (row.server, row.rcode) == ("ns.guarded.com.", "REFUSED")


@pytest.mark.parametrize("dead", [("ns2",), ("ns1", "ns2")])
async def test_a_server_that_died(world: World, eyes: Eyes, dead: tuple[str, ...]) -> None:
    world.publish(RIGHT)
    assert (await eyes.look()).verdict.text == "READY"
    with world.without(*dead):
        made = await eyes.look()
    both = len(dead) == 2
    assert made.verdict.text == ("CANNOT SEE" if both else "PARTIAL 1/2")
    assert codes(made) == ["NO_SERVER_ANSWERED" if both else "SERVER_SILENT"]


async def test_an_answer_longer_than_a_datagram_comes_by_tcp(world: World, small: Nsd, eyes: Eyes) -> None:
    made = await eyes.look(LONG_NAME, LONG_VALUE)
    assert (made.verdict.text, codes(made)) == ("READY", [])
    row = by_address(made)[SMALL]
    assert (row.transport, row.failure) == (Transport.TCP, None)


@needs_knot
async def test_a_server_that_wants_everything_by_tcp(world: World, signing: Knot, eyes: Eyes) -> None:
    made = await eyes.look(f"{LABEL}.tcp.com.")
    assert (made.verdict.text, codes(made)) == ("READY", [])
    row = by_address(made)[SIGNING]
    assert (row.transport, row.serial) == (Transport.TCP, 3)
