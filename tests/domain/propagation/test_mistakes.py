"""Every mistake that people make with the record, and what the operator is told of it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from acm_tui.domain.propagation import (
    Diagnosis,
    DiagnosisCode,
    Observation,
    Severity,
    Zone,
    diagnoses,
    verdict,
)
from tests.domain.propagation.seen import (
    DOMAIN,
    LABEL,
    LAST_YEARS,
    NAME,
    NS1,
    NS2,
    NS3,
    RECORD,
    VALUE,
    ZONE,
)
from tests.domain.propagation.zones import REFUSAL, SILENCE, Copy, World, everywhere

RIGHT = f"{LABEL} CNAME {VALUE}"
TYPED_WHOLE = f"{NAME[:-1]} CNAME {VALUE}"
"""The whole name without its final dot: the editor puts the zone after it."""
TARGET = VALUE.removesuffix(".")
CHILD_OF = ("shop NS ns1.shop", "shop NS ns2.shop")
TWO = "192.0.2.12"

FAULT, WAIT, NOTE = Severity.FAULT, Severity.WAIT, Severity.NOTE


@dataclass(frozen=True)
class Told:
    """A diagnosis as it must come: ``says`` are parts of its message and its fix."""

    code: DiagnosisCode
    severity: Severity
    says: tuple[str, ...]
    asked: frozenset[tuple[str, str]]
    """The names and types that the evidence asked for."""


def told(
    code: DiagnosisCode, severity: Severity, *says: str, asked: tuple[tuple[str, str], ...] = ()
) -> Told:
    return Told(code, severity, says, frozenset(asked or [(NAME, "CNAME")]))


def two(one: Copy, other: Copy, **given: object) -> World:
    return World((one, other), **given)  # type: ignore[arg-type] # the tests name the fields they change


def ns2(*lines: str, **given: object) -> Copy:
    return Copy(NS2, lines, address=TWO, **given)  # type: ignore[arg-type] # as above


def child(*lines: str) -> tuple[Copy, ...]:
    """shop.example.com as a zone of its own."""
    return tuple(
        Copy(server, lines, zone=DOMAIN, mname=f"ns1.{DOMAIN}", address=address)
        for server, address in ((f"ns1.{DOMAIN}", "192.0.2.21"), (f"ns2.{DOMAIN}", "192.0.2.22"))
    )


PROBE = "_probe-x7." + DOMAIN
NO_SERVER = told(
    DiagnosisCode.NO_SERVER_ANSWERED, WAIT, "No DNS server answered from here", "looked up over HTTPS instead"
)

MISTAKES: dict[str, tuple[World, str, list[Told]]] = {
    "zone typed twice": (
        everywhere(TYPED_WHOLE),
        "MISPLACED",
        [
            told(
                DiagnosisCode.ZONE_TYPED_TWICE,
                FAULT,
                f"The record is at {NAME}example.com: the zone was typed twice.",
                f"In the zone example.com enter only {LABEL} as the name, without the zone",
                f"delete the record at {NAME}example.com.",
                asked=((NAME + ZONE, "CNAME"),),
            )
        ],
    ),
    "domain typed twice": (
        everywhere(f"{NAME}shop CNAME {VALUE}"),
        "MISPLACED",
        [
            told(
                DiagnosisCode.ZONE_TYPED_TWICE,
                FAULT,
                f"The record is at {NAME}shop.example.com: the domain was typed twice.",
                f"In the zone example.com enter only {LABEL} as the name, without the domain",
                asked=((NAME + DOMAIN, "CNAME"),),
            )
        ],
    ),
    "underscore of the name lost": (
        everywhere(f"{LABEL[1:]} CNAME {VALUE}"),
        "MISPLACED",
        [
            told(
                DiagnosisCode.NAME_UNDERSCORE_LOST,
                FAULT,
                f"The record is at {NAME[1:-1]}: the name has lost its leading underscore.",
                f"In the zone example.com enter {LABEL} as the name, underscore included",
                asked=((NAME[1:], "CNAME"),),
            )
        ],
    ),
    "underscore of the value lost": (
        everywhere(f"{LABEL} CNAME {VALUE[1:]}"),
        "READY",
        [told(DiagnosisCode.VALUE_UNDERSCORE_LOST, NOTE, "That is valid: ACM accepts it.", "Nothing to do.")],
    ),
    "zone appended to the value": (
        everywhere(f"{LABEL} CNAME {TARGET}"),
        "WRONG",
        [
            told(
                DiagnosisCode.ZONE_APPENDED_TO_VALUE,
                FAULT,
                f"The zone was appended to the value: the record points to {VALUE}{ZONE}",
                f"End the value with a dot: {VALUE}",
            )
        ],
    ),
    "domain appended to the value": (
        everywhere(f"{LABEL} CNAME {VALUE}shop"),
        "WRONG",
        [
            told(
                DiagnosisCode.ZONE_APPENDED_TO_VALUE,
                FAULT,
                f"points to {VALUE}{DOMAIN}",
                f"with a dot: {VALUE}",
            )
        ],
    ),
    "zone appended to a value without underscore": (
        everywhere(f"{LABEL} CNAME {TARGET[1:]}"),
        "WRONG",
        [told(DiagnosisCode.ZONE_APPENDED_TO_VALUE, FAULT, VALUE[1:] + ZONE, f"with a dot: {VALUE}")],
    ),
    "name and value swapped": (
        everywhere(f"{TARGET} CNAME {NAME}"),
        "MISPLACED",
        [
            told(
                DiagnosisCode.SWAPPED,
                FAULT,
                f"Name and value are swapped: {VALUE}example.com points to {NAME[:-1]}.",
                f"In the zone example.com enter {LABEL} as the name and {VALUE} as the value",
                asked=((VALUE + ZONE, "CNAME"),),
            )
        ],
    ),
    "swapped, below the domain": (
        everywhere(f"{VALUE}shop CNAME {NAME}"),
        "MISPLACED",
        [told(DiagnosisCode.SWAPPED, FAULT, f"{VALUE}shop.example.com", asked=((VALUE + DOMAIN, "CNAME"),))],
    ),
    "swapped, and the zone appended": (
        everywhere(f"{TARGET} CNAME {NAME[:-1]}"),
        "MISPLACED",
        [told(DiagnosisCode.SWAPPED, FAULT, f"enter {LABEL} as the name", asked=((VALUE + ZONE, "CNAME"),))],
    ),
    "TXT instead of CNAME": (
        everywhere(f'{LABEL} TXT "{VALUE}"'),
        "WRONG",
        [
            told(
                DiagnosisCode.WRONG_TYPE,
                FAULT,
                f"The value stands at {NAME[:-1]}, but as TXT",
                "Delete the TXT record and create a CNAME of the same name",
                VALUE,
                asked=((NAME, "TXT"),),
            )
        ],
    ),
    "proxied": (
        everywhere(f"{LABEL} A 192.0.2.80", f"{LABEL} AAAA 2001:db8::80"),
        "WRONG",
        [
            told(
                DiagnosisCode.PROXIED,
                FAULT,
                "answers with addresses (192.0.2.80, 2001:db8::80) instead of the CNAME",
                "Turn proxying or flattening off for this record (“DNS only”).",
                asked=((NAME, "A"), (NAME, "AAAA")),
            )
        ],
    ),
    "value of another request": (
        everywhere(f"{LABEL} CNAME {LAST_YEARS}"),
        "WRONG",
        [
            told(
                DiagnosisCode.OTHER_REQUEST,
                FAULT,
                f"The record holds the value of another request or account: {LAST_YEARS}",
                f"for this certificate the value must be {VALUE}",
            )
        ],
    ),
    "another value": (
        everywhere(f"{LABEL} CNAME www"),
        "WRONG",
        [told(DiagnosisCode.WRONG_VALUE, FAULT, "another value: www.example.com.", f"the value by {VALUE}")],
    ),
    "a DNAME above": (
        everywhere("shop DNAME shop.example.net."),
        "WRONG",
        [
            told(
                DiagnosisCode.WRONG_VALUE,
                FAULT,
                "A DNAME at shop.example.com leads every name below it elsewhere",
                "becomes _a79865eb.shop.example.net.",
                "ask the DNS team to take it away from shop.example.com",
            )
        ],
    ),
    "wildcard": (
        everywhere("*.shop CNAME www"),
        "ABSENT",
        [
            told(
                DiagnosisCode.WILDCARD,
                FAULT,
                "A wildcard answers for every name in shop.example.com (www.example.com.)",
                "Create the CNAME: a record of its own goes before the wildcard.",
                asked=((NAME, "CNAME"), (PROBE, "CNAME")),
            )
        ],
    ),
    "wildcard with addresses": (
        everywhere("*.shop A 192.0.2.80"),
        "ABSENT",
        [
            told(
                DiagnosisCode.WILDCARD,
                FAULT,
                "(192.0.2.80)",
                "Create the CNAME: a record of its own goes before the wildcard. "
                "If it has been created, turn proxying off for it",
                asked=((NAME, "A"), (PROBE, "A")),
            )
        ],
    ),
    "other data in its place": (
        everywhere(f'{LABEL} TXT "v=spf1 -all"'),
        "WRONG",
        [
            told(
                DiagnosisCode.OTHER_DATA,
                FAULT,
                f'There is a TXT record at {NAME[:-1]}, and no CNAME: "v=spf1 -all"',
                "Delete the TXT record and create the CNAME",
                asked=((NAME, "TXT"),),
            )
        ],
    ),
    "private zone only": (
        everywhere(inside=Copy("private", (RIGHT,))),
        "ABSENT",
        [
            told(
                DiagnosisCode.PRIVATE_ONLY,
                FAULT,
                "this machine's resolver has the record, but ",
                "visible only inside this network",
                "Create it in the public zone",
            )
        ],
    ),
    # several at once
    "zone typed twice and appended to the value": (
        everywhere(f"{NAME[:-1]} CNAME {TARGET}"),
        "MISPLACED",
        [
            told(DiagnosisCode.ZONE_TYPED_TWICE, FAULT, "enter only", asked=((NAME + ZONE, "CNAME"),)),
            told(
                DiagnosisCode.ZONE_APPENDED_TO_VALUE,
                FAULT,
                f"with a dot: {VALUE}",
                asked=((NAME + ZONE, "CNAME"),),
            ),
        ],
    ),
    "zone typed twice beside a wildcard": (
        everywhere(TYPED_WHOLE, "*.shop A 192.0.2.80"),
        "MISPLACED",
        [told(DiagnosisCode.ZONE_TYPED_TWICE, FAULT, "enter only", asked=((NAME + ZONE, "CNAME"),))],
    ),
    "zone typed twice beside a wildcard CNAME": (
        everywhere(TYPED_WHOLE, "*.shop CNAME www"),
        "MISPLACED",
        [told(DiagnosisCode.ZONE_TYPED_TWICE, FAULT, "enter only", asked=((NAME + ZONE, "CNAME"),))],
    ),
    "zone and domain typed twice": (
        everywhere(TYPED_WHOLE, f"{NAME}shop CNAME {VALUE}"),
        "MISPLACED",
        [
            told(DiagnosisCode.ZONE_TYPED_TWICE, FAULT, "the zone was", asked=((NAME + ZONE, "CNAME"),)),
            told(DiagnosisCode.ZONE_TYPED_TWICE, FAULT, "the domain was", asked=((NAME + DOMAIN, "CNAME"),)),
        ],
    ),
    "tried twice, both wrong": (
        everywhere(f"{NAME[:-1]} CNAME {TARGET}", f"{LABEL[1:]} CNAME {TARGET}"),
        "MISPLACED",
        [
            told(DiagnosisCode.ZONE_TYPED_TWICE, FAULT, "enter only", asked=((NAME + ZONE, "CNAME"),)),
            told(DiagnosisCode.NAME_UNDERSCORE_LOST, FAULT, "underscore", asked=((NAME[1:], "CNAME"),)),
            told(
                DiagnosisCode.ZONE_APPENDED_TO_VALUE,
                FAULT,
                f"with a dot: {VALUE}",
                asked=((NAME + ZONE, "CNAME"), (NAME[1:], "CNAME")),
            ),
        ],
    ),
    "TXT beside a wildcard": (
        everywhere(f'{LABEL} TXT "{VALUE}"', "*.shop CNAME www"),
        "WRONG",
        [told(DiagnosisCode.WRONG_TYPE, FAULT, "as TXT", asked=((NAME, "TXT"),))],
    ),
    "TXT beside other TXT": (
        everywhere(f'{LABEL} TXT "{VALUE}"', f'{LABEL} TXT "v=spf1 -all"'),
        "WRONG",
        [told(DiagnosisCode.WRONG_TYPE, FAULT, "as TXT", asked=((NAME, "TXT"),))],
    ),
    "TXT and addresses": (
        everywhere(f'{LABEL} TXT "{TARGET}"', f"{LABEL} A 192.0.2.80"),
        "WRONG",
        [
            told(DiagnosisCode.WRONG_TYPE, FAULT, "as TXT", asked=((NAME, "TXT"),)),
            told(DiagnosisCode.PROXIED, FAULT, "192.0.2.80", asked=((NAME, "A"),)),
        ],
    ),
    "proxied beside a wildcard": (
        everywhere(f"{LABEL} A 192.0.2.80", "*.shop A 192.0.2.81"),
        "WRONG",
        [told(DiagnosisCode.PROXIED, FAULT, "192.0.2.80", asked=((NAME, "A"),))],
    ),
    "last year's value, and this year's with the zone twice": (
        everywhere(f"{LABEL} CNAME {LAST_YEARS}", TYPED_WHOLE),
        "WRONG",
        [
            told(DiagnosisCode.OTHER_REQUEST, FAULT, LAST_YEARS),
            told(DiagnosisCode.ZONE_TYPED_TWICE, FAULT, "enter only", asked=((NAME + ZONE, "CNAME"),)),
        ],
    ),
    "last year's value beside a wildcard": (
        everywhere(f"{LABEL} CNAME {LAST_YEARS}", "*.shop CNAME www"),
        "WRONG",
        [told(DiagnosisCode.OTHER_REQUEST, FAULT, LAST_YEARS)],
    ),
    "last year's value beside a wildcard with the right one": (
        everywhere(f"{LABEL} CNAME {LAST_YEARS}", f"*.shop CNAME {VALUE}"),
        "WRONG",
        [told(DiagnosisCode.OTHER_REQUEST, FAULT, LAST_YEARS)],
    ),
    "misplaced, and private": (
        everywhere(TYPED_WHOLE, inside=Copy("private", (RIGHT,))),
        "MISPLACED",
        [
            told(DiagnosisCode.ZONE_TYPED_TWICE, FAULT, "enter only", asked=((NAME + ZONE, "CNAME"),)),
            told(DiagnosisCode.PRIVATE_ONLY, FAULT, "only inside"),
        ],
    ),
    # nothing to say
    "right, and left over from the first try": (everywhere(RIGHT, TYPED_WHOLE), "READY", []),
    "right beside a wildcard": (everywhere(RIGHT, "*.shop CNAME www", "* A 192.0.2.80"), "READY", []),
    "a wildcard with the value": (everywhere(f"*.shop CNAME {VALUE}"), "READY", []),
    "not made yet": (everywhere("shop A 192.0.2.80"), "ABSENT", []),
}

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
                "the record is at ns2.example.com, but the delegation leads to ns1.example.com, where it is not",
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


def check(rows: tuple[Observation, ...], zone: Zone, text: str, expected: list[Told]) -> None:
    made = diagnoses(rows, RECORD, zone)
    assert verdict(rows, RECORD).text == text
    assert [diagnosis.code for diagnosis in made] == [one.code for one in expected]
    for diagnosis, one in zip(made, expected, strict=True):
        _check_one(diagnosis, one, rows)


def _check_one(diagnosis: Diagnosis, one: Told, rows: tuple[Observation, ...]) -> None:
    assert diagnosis.severity is one.severity
    assert diagnosis.record == RECORD
    for words in one.says:
        assert words in f"{diagnosis.message} {diagnosis.fix}"
    assert set(diagnosis.evidence) <= set(rows)
    assert {(row.question.name, row.question.type) for row in diagnosis.evidence} == one.asked


def publicly(expected: list[Told]) -> list[Told]:
    """What is told in the public view: the same, and that no server answered. Faults come first."""
    first = [one for one in expected if one.severity is FAULT]
    return [*first, NO_SERVER, *(one for one in expected if one.severity is not FAULT)]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_has_its_diagnosis(mistake: str) -> None:
    world, text, expected = MISTAKES[mistake]
    check(world.look(), world.zone, text, expected)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_shows_over_https_as_well(mistake: str) -> None:
    world, text, expected = MISTAKES[mistake]
    rows = world.look_over_https()
    assert verdict(rows, RECORD).public_view
    check(rows, world.zone, text, publicly(expected))


@pytest.mark.parametrize("mistake", DIRECTLY)
def test_what_the_servers_themselves_give_away(mistake: str) -> None:
    world, text, expected, _, _ = DIRECTLY[mistake]
    check(world.look(), world.zone, text, expected)


@pytest.mark.parametrize("mistake", DIRECTLY)
def test_what_is_left_of_it_over_https(mistake: str) -> None:
    world, _, _, text, expected = DIRECTLY[mistake]
    check(world.look_over_https(), world.zone, text, publicly(expected))
