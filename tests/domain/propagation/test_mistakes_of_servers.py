"""What only the servers themselves give away, and what is left of it in the public view."""

from typing import Any

import pytest

from acm_tui.domain.propagation import DiagnosisCode
from tests.domain.propagation.seen import DOMAIN, LABEL, LAST_YEARS, NAME, NS1, NS2, NS3, VALUE, ZONE
from tests.domain.propagation.told import FAULT, WAIT, Told, expect, publicly, told
from tests.domain.propagation.zones import REFUSAL, SILENCE, Copy, World, everywhere

RIGHT = f"{LABEL} CNAME {VALUE}"
TYPED_WHOLE = f"{NAME[:-1]} CNAME {VALUE}"
"""The whole name without its final dot: the editor puts the zone after it."""
PROBE = "_probe-x7." + DOMAIN
TWO = "192.0.2.12"
CHILD_OF = ("shop NS ns1.shop", "shop NS ns2.shop")


def two(one: Copy, other: Copy, **given: Any) -> World:
    return World((one, other), **given)


def ns2(*lines: str, **given: Any) -> Copy:
    return Copy(NS2, lines, address=TWO, **given)


def child(*lines: str) -> tuple[Copy, ...]:
    """shop.example.com as a zone of its own."""
    return tuple(
        Copy(server, lines, zone=DOMAIN, mname=f"ns1.{DOMAIN}", address=address)
        for server, address in ((f"ns1.{DOMAIN}", "192.0.2.21"), (f"ns2.{DOMAIN}", "192.0.2.22"))
    )


DIRECTLY: dict[str, tuple[World, str, list[Told], str, list[Told]]] = {
    "other data beside the CNAME": (
        two(Copy(NS1, (RIGHT, f'{LABEL} TXT "x"'), loose=True), ns2(RIGHT)),
        "READY",
        [
            told(
                DiagnosisCode.OTHER_DATA,
                FAULT,
                f'Beside the CNAME there is a TXT record at {NAME[:-1]}: "x"',
                "Delete the TXT record; a CNAME must stand alone.",
                asked=((NAME, "TXT"),),
            )
        ],
        "READY",
        [],
    ),
    "NS instead of CNAME": (
        everywhere(f"{LABEL} NS ns-1.awsdns-1.example."),
        "WRONG",
        [
            told(
                DiagnosisCode.WRONG_TYPE,
                FAULT,
                f"There is an NS record at {NAME[:-1]}, and no CNAME: the name is delegated away",
                f"Delete the NS record and create a CNAME of the same name, with the value {VALUE}",
            )
        ],
        "ABSENT",
        [],
    ),
    "NS instead of CNAME, at one server": (
        two(Copy(NS1, (RIGHT,)), ns2(f"{LABEL} NS ns-1.awsdns-1.example.")),
        "PARTIAL 1/2",
        [told(DiagnosisCode.WRONG_TYPE, FAULT, f"NS record at {NAME[:-1]} at ns2.example.com")],
        "PARTIAL 1/2",
        [told(DiagnosisCode.NEGATIVE_CACHE, WAIT, "dns.google still remembers")],
    ),
    "NS instead of CNAME, at one server that is behind": (
        two(Copy(NS1, (RIGHT,)), ns2(f"{LABEL} NS ns-1.awsdns-1.example.", serial=19)),
        "PARTIAL 1/2",
        [told(DiagnosisCode.SERVER_BEHIND, WAIT, "ns2.example.com", "serial 19")],
        "PARTIAL 1/2",
        [told(DiagnosisCode.NEGATIVE_CACHE, WAIT, "dns.google still remembers")],
    ),
    "made in the zone above": (
        World(child(), above=Copy(NS1, (RIGHT, *CHILD_OF))),
        "ABSENT",
        [
            told(
                DiagnosisCode.PARENT_ZONE,
                WAIT,
                "shop.example.com is a zone of its own: example.com delegates it.",
                "Create it in the zone shop.example.com "
                "(name servers ns1.shop.example.com and ns2.shop.example.com)",
                "enter _a79865eb as the name there",
            )
        ],
        "ABSENT",
        [],
    ),
    "made in the zone above, and it shows": (
        World(child(), above=Copy(NS1, (RIGHT,))),
        "MISPLACED",
        [
            told(
                DiagnosisCode.PARENT_ZONE,
                FAULT,
                "The record is in the zone example.com, but shop.example.com is a zone of its own",
                "Create it in the zone shop.example.com",
                "enter _a79865eb as the name there",
            )
        ],
        "ABSENT",
        [],
    ),
    "made in the zone above, last year's below": (
        World(child(f"_a79865eb CNAME {LAST_YEARS}"), above=Copy(NS1, (RIGHT,))),
        "WRONG",
        [
            told(DiagnosisCode.OTHER_REQUEST, FAULT, LAST_YEARS),
            told(DiagnosisCode.PARENT_ZONE, FAULT, "The record is in the zone example.com"),
        ],
        "WRONG",
        [told(DiagnosisCode.OTHER_REQUEST, FAULT, LAST_YEARS)],
    ),
    "a zone of its own with a wildcard": (
        World(child("* CNAME www"), above=Copy(NS1, CHILD_OF)),
        "ABSENT",
        [
            told(
                DiagnosisCode.WILDCARD,
                FAULT,
                "every name in shop.example.com",
                asked=((NAME, "CNAME"), (PROBE, "CNAME")),
            )
        ],
        "ABSENT",
        [told(DiagnosisCode.WILDCARD, FAULT, asked=((NAME, "CNAME"), (PROBE, "CNAME")))],
    ),
    "two copies of the zone, by the delegation": (
        two(
            Copy(NS1, serial=9),
            ns2(RIGHT, serial=7, mname=NS2),
            delegated=(NS1,),
            named=(NS1, NS2),
        ),
        "PARTIAL 1/2",
        [
            told(
                DiagnosisCode.DELEGATION_MISMATCH,
                FAULT,
                "the record is at ns2.example.com, but the delegation leads to ns1.example.com, "
                "where it is not",
                "Create the record at ns1.example.com, or have the delegation at the registrar changed",
            )
        ],
        "PARTIAL 1/2",
        [told(DiagnosisCode.NEGATIVE_CACHE, WAIT, "cloudflare-dns.com still remembers")],
    ),
    "two copies of the zone, by their primary servers": (
        two(Copy(NS1, (RIGHT,)), ns2(mname="ns.other.example.")),
        "PARTIAL 1/2",
        [
            told(
                DiagnosisCode.DELEGATION_MISMATCH,
                FAULT,
                "the record is at ns1.example.com, but the delegation leads to ns2.example.com",
                "Create the record at ns2.example.com too, or take them out of the zone's name servers.",
            )
        ],
        "PARTIAL 1/2",
        [told(DiagnosisCode.NEGATIVE_CACHE, WAIT, "dns.google still remembers")],
    ),
    "delegated elsewhere, and nowhere to be seen": (
        everywhere(delegated=(NS1,), named=(NS1, NS2)),
        "ABSENT",
        [
            told(
                DiagnosisCode.DELEGATION_MISMATCH,
                WAIT,
                "delegates example.com to ns1.example.com; "
                "the zone itself names ns1.example.com and ns2.example.com.",
                "Create the record at ns1.example.com",
            )
        ],
        "ABSENT",
        [told(DiagnosisCode.DELEGATION_MISMATCH, WAIT)],
    ),
    "lame server": (
        two(Copy(NS1, (RIGHT,)), ns2(always=REFUSAL)),
        "PARTIAL 1/2",
        [
            told(
                DiagnosisCode.LAME_SERVER,
                FAULT,
                "ns2.example.com does not serve the zone example.com: it answers REFUSED.",
                "set up the zone on ns2.example.com, or to take it out",
            )
        ],
        "READY",
        [],
    ),
    "lame server without authority": (
        two(Copy(NS1, (RIGHT,)), ns2(always={"aa": False})),
        "PARTIAL 1/2",
        [told(DiagnosisCode.LAME_SERVER, FAULT, "ns2.example.com", "it answers without authority")],
        "READY",
        [],
    ),
    "one server behind": (
        two(Copy(NS1, (RIGHT,)), ns2(serial=19)),
        "PARTIAL 1/2",
        [
            told(
                DiagnosisCode.SERVER_BEHIND,
                WAIT,
                "ns2.example.com has not caught up: serial 19, one behind ns1.example.com (20)",
                "Nothing to ask the DNS team for",
            )
        ],
        "PARTIAL 1/2",
        [
            told(
                DiagnosisCode.NEGATIVE_CACHE,
                WAIT,
                "dns.google still remembers that the record was not there; cloudflare-dns.com has it.",
                "Forgotten in 900 s at the latest",
            )
        ],
    ),
    "one server behind, with a wildcard": (
        two(Copy(NS1, (RIGHT, "*.shop CNAME www")), ns2("*.shop CNAME www", serial=19)),
        "PARTIAL 1/2",
        [told(DiagnosisCode.SERVER_BEHIND, WAIT, "ns2.example.com", "serial 19")],
        "PARTIAL 1/2",
        [
            told(
                DiagnosisCode.SERVER_DIFFERS,
                WAIT,
                "dns.google answers www.example.com.; cloudflare-dns.com has it.",
                "what it remembers runs out",
            )
        ],
    ),
    "one server behind, with last year's value": (
        two(Copy(NS1, (RIGHT,)), ns2(f"{LABEL} CNAME {LAST_YEARS}", serial=19)),
        "PARTIAL 1/2",
        [told(DiagnosisCode.SERVER_BEHIND, WAIT, "ns2.example.com", "serial 19")],
        "PARTIAL 1/2",
        [told(DiagnosisCode.SERVER_DIFFERS, WAIT, f"dns.google answers {LAST_YEARS}")],
    ),
    "one server with last year's value, and not behind": (
        two(Copy(NS1, (RIGHT,)), ns2(f"{LABEL} CNAME {LAST_YEARS}")),
        "PARTIAL 1/2",
        [told(DiagnosisCode.OTHER_REQUEST, FAULT, f"at ns2.example.com: {LAST_YEARS}")],
        "PARTIAL 1/2",
        [told(DiagnosisCode.SERVER_DIFFERS, WAIT, f"dns.google answers {LAST_YEARS}")],
    ),
    "one server behind, one lame": (
        World((Copy(NS1, (RIGHT,)), ns2(serial=17), Copy(NS3, always=REFUSAL, address="192.0.2.13"))),
        "PARTIAL 1/3",
        [
            told(DiagnosisCode.LAME_SERVER, FAULT, "ns3.example.com does not serve"),
            told(DiagnosisCode.SERVER_BEHIND, WAIT, "3 behind"),
        ],
        "PARTIAL 1/2",
        [told(DiagnosisCode.NEGATIVE_CACHE, WAIT, "dns.google")],
    ),
    "zone typed twice, one server dead": (
        two(Copy(NS1, (TYPED_WHOLE,)), ns2(TYPED_WHOLE, always=SILENCE)),
        "MISPLACED",
        [
            told(DiagnosisCode.ZONE_TYPED_TWICE, FAULT, "enter only", asked=((NAME + ZONE, "CNAME"),)),
            told(DiagnosisCode.SERVER_SILENT, WAIT, "ns2.example.com did not answer from here"),
        ],
        "MISPLACED",
        [told(DiagnosisCode.ZONE_TYPED_TWICE, FAULT, "enter only", asked=((NAME + ZONE, "CNAME"),))],
    ),
}


@pytest.mark.parametrize("mistake", DIRECTLY)
def test_what_the_servers_themselves_give_away(mistake: str) -> None:
    world, text, expected, _, _ = DIRECTLY[mistake]
    expect(world.look(), world.zone, text, expected)


@pytest.mark.parametrize("mistake", DIRECTLY)
def test_what_is_left_of_it_over_https(mistake: str) -> None:
    world, _, _, text, expected = DIRECTLY[mistake]
    expect(world.look_over_https(), world.zone, text, publicly(expected))
