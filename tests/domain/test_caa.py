"""CAA: whom a set allows, and what the operator is told."""

import pytest

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import DiagnosisCode, Severity, caa_diagnoses
from tests.domain.caa_answers import ADD, AMAZON, BOUND, NOBODY, OTHER, caa, only, stopped, world

ADD_WILD = ("example.com.", '0 issuewild "amazon.com"')
CLEARED = ("example.com.", '0 TBS "Un known"')


@pytest.mark.parametrize(
    ("values", "name", "wildcard"),
    [
        ((), [], []),
        ((AMAZON,), [], []),
        (('0 issue "amazontrust.com"',), [], []),
        (('0 issue "awstrust.com"',), [], []),
        (('0 issue "amazonaws.com"',), [], []),
        (('0 ISSUE "Amazon.COM"',), [], []),
        (('0 issue "  amazon.com  "',), [], []),
        ((r'0 issue "\097mazon.com"',), [], []),
        (("0 issue amazon.com",), [], []),
        ((OTHER, AMAZON), [], []),
        ((NOBODY, AMAZON), [], []),
        (('0 issue "amazon.com;"',), [], []),
        (('0 issue "amazon.com; policy=ev; a = b"',), [], []),
        (('128 issue "amazon.com"', '128 iodef "mailto:a@example.com"'), [], []),
        (('0 iodef "mailto:security@example.com"',), [], []),
        (('0 unknown "anything"',), [], []),
        (('1 unknown "the lowest bit is not the critical flag"',), [], []),
        (('0 issuewild "amazon.com"',), [], []),
        ((OTHER,), [ADD], [ADD]),
        (('0 Issue "letsencrypt.org"',), [ADD], [ADD]),
        ((NOBODY,), [ADD], [ADD]),
        (('0 issue ""',), [ADD], [ADD]),
        (('0 issue "notamazon.com"',), [ADD], [ADD]),
        (('0 issue "amazon.com.evil.example"',), [ADD], [ADD]),
        # Not well formed: counts as nobody.
        (('0 issue "amazon.com."',), [ADD], [ADD]),
        (('0 issue "amazon.com policy=ev"',), [ADD], [ADD]),
        (('0 issue "amazon.com; policy"',), [ADD], [ADD]),
        (('0 issue "%%%%%"',), [ADD], [ADD]),
        # issuewild is for wildcards only, and stands there in the place of issue.
        ((OTHER, '0 issuewild "amazon.com"'), [ADD], []),
        ((AMAZON, '0 issuewild ";"'), [], [ADD_WILD]),
        (('0 issuewild "letsencrypt.org"',), [], [ADD_WILD]),
        ((AMAZON, '0 issuewild "letsencrypt.org"', '0 issuewild "amazonaws.com"'), [], []),
        # A critical property that nobody is known to understand.
        (
            ('128 tbs "Unknown"',),
            [("example.com.", '0 tbs "Unknown"')],
            [("example.com.", '0 tbs "Unknown"')],
        ),
        ((AMAZON, '128 TBS "Un known"'), [CLEARED], [CLEARED]),
        ((OTHER, '129 TBS "Un known"'), [CLEARED, ADD], [CLEARED, ADD]),
    ],
)
def test_whom_a_set_allows(
    values: tuple[str, ...], name: list[tuple[str, str]], wildcard: list[tuple[str, str]]
) -> None:
    rows = world(example__com=values)
    assert stopped(rows, "example.com") == name
    assert stopped(rows, "*.example.com") == wildcard


def test_one_diagnosis_names_all_that_a_set_stops() -> None:
    rows = world(example__com=(OTHER, '0 issue "ca.example.net"'))
    found = only(rows, "example.com", "*.example.com", "WWW.shop.example.com.", "WWW.shop.example.com")
    assert (found.code, found.severity) == (DiagnosisCode.CAA_FORBIDS, Severity.FAULT)
    assert found.record == ValidationRecord("example.com.", "CAA", AMAZON)
    assert found.message == (
        "CAA at example.com lets only letsencrypt.org and ca.example.net issue certificates: "
        "ACM cannot issue for example.com, *.example.com and WWW.shop.example.com."
    )
    assert found.fix == (
        'Ask the DNS team to add example.com CAA 0 issue "amazon.com", beside the records that stand there.'
    )
    asked = [row.question.name for row in found.evidence]
    assert asked == ["example.com.", "www.shop.example.com.", "shop.example.com."]


def test_each_record_that_must_be_added_has_its_diagnosis() -> None:
    rows = world(example__com=(OTHER, '0 issuewild ";"'))
    plain, wild = caa_diagnoses(rows, ["example.com", "*.example.com"])
    assert (plain.record.value, wild.record.value) == (AMAZON, '0 issuewild "amazon.com"')
    assert plain.message.endswith("ACM cannot issue for example.com.")
    assert wild.message == (
        "CAA at example.com lets nobody issue wildcard certificates: ACM cannot issue for *.example.com."
    )


def test_what_is_not_well_formed_is_shown() -> None:
    found = only(world(example__com=('0 issue "amazon.com."', OTHER)), "example.com")
    assert "lets only letsencrypt.org issue" in found.message
    assert 'Not well formed, so that it allows nobody: 0 issue "amazon.com.".' in found.message


def test_a_critical_property_is_to_be_taken_away() -> None:
    found = only(world(example__com=('128 tbs "x y"', AMAZON)), "example.com")
    assert found.severity is Severity.FAULT
    assert '128 tbs "x y", marked as critical' in found.message
    assert found.message.endswith("cannot be expected to issue for example.com.")
    assert found.fix.endswith('without the critical flag: example.com CAA 0 tbs "x y".')


def test_conditions_on_amazons_own_line_are_a_note() -> None:
    found = only(world(example__com=(BOUND,)), "example.com", "www.shop.example.com")
    assert (found.code, found.severity) == (DiagnosisCode.CAA_CONDITIONS, Severity.NOTE)
    assert found.record == ValidationRecord("example.com.", "CAA", AMAZON)
    assert found.message == (
        "CAA at example.com lets Amazon issue for example.com and www.shop.example.com. "
        f"Amazon is bound to an account or a method (RFC 8657): {BOUND}."
    )


@pytest.mark.parametrize("parameter", ["AccountURI=https://example.net/1", "validationMethods = dns-01"])
def test_each_condition_is_one(parameter: str) -> None:
    found = only(world(example__com=(f'0 issue "amazon.com; policy=ev; {parameter}"',)), "example.com")
    assert found.code is DiagnosisCode.CAA_CONDITIONS


def test_a_line_without_conditions_beside_it_lifts_them() -> None:
    assert caa_diagnoses(world(example__com=(BOUND, '0 issue "awstrust.com"')), ["example.com"]) == ()


def test_conditions_of_others_do_not_matter() -> None:
    rows = world(example__com=(AMAZON, '0 issue "letsencrypt.org; validationmethods=dns-01"'))
    assert caa_diagnoses(rows, ["example.com"]) == ()


def test_conditions_are_told_beside_what_forbids() -> None:
    found = only(world(example__com=(BOUND, '0 issuewild ";"')), "*.example.com")
    assert found.code is DiagnosisCode.CAA_FORBIDS
    assert f"(RFC 8657): {BOUND}." in found.message


def test_what_is_no_caa_record_is_refused() -> None:
    with pytest.raises(ValueError, match="zone-file form"):
        caa_diagnoses([caa("example.com", "issue amazon.com")], ["example.com"])
