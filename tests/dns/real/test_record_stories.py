"""The record as the DNS team makes it, rightly and wrongly, at servers that others wrote."""

from __future__ import annotations

import pytest

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Transport
from acm_tui.handoff.request import RequestedRecord
from acm_tui.handoff.zonefile import zone_lines
from tests.dns.real.eyes import Eyes, codes
from tests.dns.real.nsd import needs_nsd
from tests.dns.real.places import NS1, NS2
from tests.dns.real.world import EXAMPLE, World
from tests.dns.real.zones import LABEL, NAME, RIGHT, VALUE

pytestmark = needs_nsd

HANDED_OUT = zone_lines([RequestedRecord(ValidationRecord(NAME, "CNAME", VALUE), "example.com")])
"""What the program gives to the DNS team for their zone file."""
LAST_YEARS = "_old.xxxxxxxxxx.acm-validations.aws."


async def test_from_absent_to_ready_as_the_dns_team_works(world: World, eyes: Eyes) -> None:
    absent = await eyes.look()
    assert (absent.verdict.text, codes(absent)) == ("ABSENT", [])
    assert absent.zone is not None
    assert [(server.name, server.addresses) for server in absent.zone.servers] == [
        ("ns1.example.com.", (NS1,)),
        ("ns2.example.com.", (NS2,)),
    ]
    assert [row.negative_ttl_s for row in absent.observations][:2] == [60, 60]

    world.publish(f"{NAME.rstrip('.')} CNAME {VALUE}\n", on=("ns1",))
    doubled = await eyes.look()
    assert (doubled.verdict.text, codes(doubled)) == ("MISPLACED", ["ZONE_TYPED_TWICE"])
    assert f"enter only {LABEL} as the name" in doubled.diagnoses[0].fix

    world.publish()
    serial = world.publish(HANDED_OUT, on=("ns1",))
    partial = await eyes.look()
    assert (partial.verdict.text, codes(partial)) == ("PARTIAL 1/2", ["SERVER_BEHIND"])
    assert f"serial {serial - 1}, one behind ns1.example.com ({serial})" in partial.diagnoses[0].message

    world.publish(HANDED_OUT)
    ready = await eyes.look()
    assert (ready.verdict.text, codes(ready)) == ("READY", [])
    assert {row.transport for row in ready.observations} >= {Transport.UDP}


@pytest.mark.parametrize(
    ("records", "verdict", "expected"),
    [
        (f"{LABEL} TXT {VALUE}", "WRONG", ["WRONG_TYPE"]),
        (f"{LABEL} NS {VALUE}", "WRONG", ["WRONG_TYPE"]),
        (f"{LABEL} CNAME www", "WRONG", ["WRONG_VALUE"]),
        (f"{LABEL} CNAME {LAST_YEARS}", "WRONG", ["OTHER_REQUEST"]),
        (f"{LABEL} CNAME {VALUE.rstrip('.')}", "WRONG", ["ZONE_APPENDED_TO_VALUE"]),
        (f"{LABEL} CNAME {VALUE.removeprefix('_')}", "READY", ["VALUE_UNDERSCORE_LOST"]),
        (f"{NAME}{EXAMPLE} CNAME {VALUE}", "MISPLACED", ["ZONE_TYPED_TWICE"]),
        (f"{NAME}shop.{EXAMPLE} CNAME {VALUE}", "MISPLACED", ["ZONE_TYPED_TWICE"]),
        (f"{LABEL.removeprefix('_')} CNAME {VALUE}", "MISPLACED", ["NAME_UNDERSCORE_LOST"]),
        (f"{VALUE}{EXAMPLE} CNAME {NAME}", "MISPLACED", ["SWAPPED"]),
        (f"{LABEL} A 192.0.2.80\n{LABEL} AAAA 2001:db8::80", "WRONG", ["PROXIED"]),
        ("*.shop CNAME www", "ABSENT", ["WILDCARD"]),
        ("* A 192.0.2.80", "ABSENT", ["WILDCARD"]),
        (f"*.shop CNAME www\n{RIGHT}", "READY", []),
        (f"*.shop CNAME www\n{LABEL} CNAME {LAST_YEARS}", "WRONG", ["OTHER_REQUEST"]),
        (f"*.shop A 192.0.2.80\n{NAME}{EXAMPLE} CNAME {VALUE}", "MISPLACED", ["ZONE_TYPED_TWICE"]),
    ],
)
async def test_what_people_make_of_the_record(
    world: World, eyes: Eyes, records: str, verdict: str, expected: list[str]
) -> None:
    world.publish(records)
    made = await eyes.look()
    assert (made.verdict.text, codes(made)) == (verdict, expected)
