"""Answers that hold more than anybody reads: what is said stays short, and what was seen stays whole."""

import pytest

from acm_tui.domain.propagation import (
    Answer,
    DiagnosisCode,
    Observation,
    caa_diagnoses,
    conclude,
    diagnoses,
)
from acm_tui.domain.propagation.lists import first_few
from acm_tui.domain.propagation.names import names_in_words
from acm_tui.domain.propagation.wording import said
from tests.domain.propagation.seen import (
    NAME,
    NOW,
    NS2,
    RECORD,
    VALUE,
    ZONE,
    cname,
    control,
    https,
    probe,
    refused,
    saw,
)

MANY = 3_500
ADDRESSES = [f"198.18.{n // 256}.{n % 256}" for n in range(MANY)]
TEXTS = [f'"verification={n}"' for n in range(MANY)]
TARGETS = [f"x{n:04}.example.net." for n in range(MANY)]
A_SCREEN = 1_500
"""Characters that fit on a small terminal."""


def proxied() -> list[Observation]:
    return [saw(), probe(NAME, *ADDRESSES, type="A")]


def other_data() -> list[Observation]:
    return [saw(), probe(NAME, *TEXTS, type="TXT")]


def beside() -> list[Observation]:
    return [cname(VALUE), probe(NAME, *TEXTS, type="TXT")]


def wild() -> list[Observation]:
    return [*proxied(), control(*ADDRESSES, type="A")]


def old_caches() -> list[Observation]:
    many = saw(answers=tuple(Answer(NAME, "CNAME", 60, target) for target in TARGETS))
    return [https(cname(VALUE), "a.example"), https(many, "b.example")]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (proxied(), DiagnosisCode.PROXIED),
        (other_data(), DiagnosisCode.OTHER_DATA),
        (beside(), DiagnosisCode.OTHER_DATA),
        (wild(), DiagnosisCode.WILDCARD),
        (old_caches(), DiagnosisCode.SERVER_DIFFERS),
    ],
    ids=["addresses", "texts", "texts beside the record", "a wildcard's", "a resolver's"],
)
def test_the_first_few_are_named_and_the_others_counted(rows: list[Observation], code: DiagnosisCode) -> None:
    made = conclude(RECORD, None, rows, NOW)
    (found,) = made.diagnoses
    assert found.code is code
    assert "and 3495 more" in found.message
    assert len(found.message) < A_SCREEN
    assert max(len(row.answers) for row in made.observations) == MANY


def test_many_wrong_values_are_a_few_diagnoses() -> None:
    row = saw(answers=tuple(Answer(NAME, "CNAME", 60, target) for target in TARGETS))
    found = diagnoses([row], RECORD)
    assert {one.code for one in found} == {DiagnosisCode.WRONG_VALUE}
    assert [one.message for one in found[:5]] == [
        f"The record has another value: {target}" for target in TARGETS[:5]
    ]
    (others,) = found[5:]
    assert others.message.startswith(f"Beside these the record has 3495 other values: {TARGETS[5]}, ")
    assert others.message.endswith("and 3490 more")
    assert others.evidence == (row,)


def test_a_sixth_value_is_another_one() -> None:
    rows = [saw(answers=tuple(Answer(NAME, "CNAME", 60, target) for target in TARGETS[:6]))]
    assert diagnoses(rows, RECORD)[-1].message == f"Beside these the record has another value: {TARGETS[5]}"


def test_a_single_text_may_be_long() -> None:
    (found,) = diagnoses([saw(), probe(NAME, f'"{"x" * 60_000}"', type="TXT")], RECORD)
    assert found.message.endswith("… (+59747)")
    assert len(found.message) < A_SCREEN


def test_a_server_that_goes_on_about_its_failure_is_cut_short() -> None:
    for row in (
        refused(NS2, ede=tuple(f"0 other: {n}" for n in range(50))),
        refused(NS2, ede=("0 " + "x" * 9999,)),
    ):
        (found,) = diagnoses([cname(VALUE), row], RECORD)
        assert len(found.message) < A_SCREEN


def test_many_issuers_are_counted() -> None:
    issuers = tuple(Answer(ZONE, "CAA", 60, f'0 issue "ca{n}.example"') for n in range(MANY))
    row = probe(ZONE, type="CAA")
    row = Observation(**({name: getattr(row, name) for name in row.__struct_fields__} | {"answers": issuers}))
    (found,) = caa_diagnoses([row], ["example.com"])
    assert "ca3.example, ca4.example and 3495 more issue certificates" in found.message
    assert len(found.message) < A_SCREEN


def test_what_came_back_is_said_in_short() -> None:
    assert said(proxied()[1]).endswith("A 198.18.0.4 and 3495 more")


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ("", ""),
        ("a", "a"),
        ("abcde", "a, b, c, d, e"),
        ("abcabc", "a, b, c"),
        ("abcdef", "a, b, c, d, e and 1 more"),
    ],
)
def test_the_first_few(values: str, text: str) -> None:
    assert first_few(values) == text


def test_names_are_counted_only_where_that_is_wanted() -> None:
    assert names_in_words("abcdefgh") == "a, b, c, d, e, f, g and h"
    assert names_in_words("abcdefgh", most=5) == "a, b, c, d, e and 3 more"
    assert names_in_words("abcde", most=5) == "a, b, c, d and e"
