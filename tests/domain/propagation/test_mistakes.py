"""Every mistake that people make with the record, and what the operator is told of it."""

import pytest

from acm_tui.domain.propagation import DiagnosisCode, verdict
from tests.domain.propagation.seen import DOMAIN, LABEL, LAST_YEARS, NAME, RECORD, VALUE, ZONE
from tests.domain.propagation.told import FAULT, NOTE, WAIT, Told, expect, publicly, told
from tests.domain.propagation.zones import Copy, World, everywhere

RIGHT = f"{LABEL} CNAME {VALUE}"
TYPED_WHOLE = f"{NAME[:-1]} CNAME {VALUE}"
"""The whole name without its final dot: the editor puts the zone after it."""
TARGET = VALUE.removesuffix(".")
PROBE = "_probe-x7." + DOMAIN

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
                WAIT,
                "this machine's resolver has the record, but ",
                "visible only inside this network, or this machine's resolver remembers it from before",
                "If this machine's resolver has it after that too, create it in the public zone",
            )
        ],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_has_its_diagnosis(mistake: str) -> None:
    world, text, expected = MISTAKES[mistake]
    expect(world.look(), world.zone, text, expected)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_shows_over_https_as_well(mistake: str) -> None:
    world, text, expected = MISTAKES[mistake]
    rows = world.look_over_https()
    assert verdict(rows, RECORD).public_view
    expect(rows, world.zone, text, publicly(expected))
