"""Several mistakes at once: the least that is true, and that an operator needs. And no mistake at all."""

import pytest

from acm_tui.domain.propagation import DiagnosisCode, verdict
from tests.domain.propagation.seen import DOMAIN, LABEL, LAST_YEARS, NAME, RECORD, VALUE, ZONE
from tests.domain.propagation.told import FAULT, WAIT, Told, expect, publicly, told
from tests.domain.propagation.zones import Copy, World, everywhere

RIGHT = f"{LABEL} CNAME {VALUE}"
TYPED_WHOLE = f"{NAME[:-1]} CNAME {VALUE}"
"""The whole name without its final dot: the editor puts the zone after it."""
TARGET = VALUE.removesuffix(".")

TOGETHER: dict[str, tuple[World, str, list[Told]]] = {
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
            told(DiagnosisCode.PRIVATE_ONLY, WAIT, "only inside"),
        ],
    ),
    # nothing to say
    "right, and left over from the first try": (everywhere(RIGHT, TYPED_WHOLE), "READY", []),
    "right beside a wildcard": (everywhere(RIGHT, "*.shop CNAME www", "* A 192.0.2.80"), "READY", []),
    "a wildcard with the value": (everywhere(f"*.shop CNAME {VALUE}"), "READY", []),
    "not made yet": (everywhere("shop A 192.0.2.80"), "ABSENT", []),
}


@pytest.mark.parametrize("mistake", TOGETHER)
def test_what_is_told_of_several_mistakes(mistake: str) -> None:
    world, text, expected = TOGETHER[mistake]
    expect(world.look(), world.zone, text, expected)


@pytest.mark.parametrize("mistake", TOGETHER)
def test_they_show_over_https_as_well(mistake: str) -> None:
    world, text, expected = TOGETHER[mistake]
    rows = world.look_over_https()
    assert verdict(rows, RECORD).public_view
    expect(rows, world.zone, text, publicly(expected))
