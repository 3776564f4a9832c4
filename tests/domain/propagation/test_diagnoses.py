"""What is said about the record: its name, its value, and in which order."""

from typing import Any

import pytest

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Answer,
    DiagnosisCode,
    Perspective,
    Question,
    Severity,
    VerdictKind,
    Zone,
    diagnoses,
    verdict,
)
from tests.domain.propagation.seen import (
    DOMAIN,
    LABEL,
    NAME,
    NS2,
    NS3,
    RECORD,
    VALUE,
    ZONE,
    cname,
    codes,
    control,
    https,
    nxdomain,
    probe,
    refused,
    saw,
)


def test_the_zone_typed_twice() -> None:
    doubled = probe(NAME + ZONE, VALUE)
    (found,) = diagnoses([nxdomain(), nxdomain(NS2), doubled], RECORD)
    assert found.code is DiagnosisCode.ZONE_TYPED_TWICE
    assert found.severity is Severity.FAULT
    assert found.evidence == (doubled,)
    assert found.record == RECORD
    assert found.message == (
        "The record is at _a79865eb.shop.example.com.example.com: the zone was typed twice."
    )
    assert "enter only _a79865eb.shop as the name" in found.fix


def test_the_domain_typed_twice() -> None:
    assert codes([nxdomain(), probe(NAME + DOMAIN, VALUE)]) == [DiagnosisCode.ZONE_TYPED_TWICE]


def test_a_doubled_name_with_another_value_or_beside_the_right_record_is_no_fault() -> None:
    assert codes([nxdomain(), probe(NAME + ZONE, "x.example.net.")]) == []
    assert codes([cname(VALUE), probe(NAME + ZONE, VALUE)]) == []


def test_a_cname_to_the_record_at_another_name_is_not_swapped() -> None:
    for name in (NAME[1:], NAME + ZONE, f"x.{ZONE}"):
        assert codes([nxdomain(), probe(name, NAME)]) == []
    for target in (NAME, NAME + ZONE, NAME + DOMAIN):
        assert codes([nxdomain(), probe(VALUE + ZONE, target)]) == [DiagnosisCode.SWAPPED]
        assert codes([nxdomain(), probe(VALUE + ZONE, target, "x.example.net.")]) == [DiagnosisCode.SWAPPED]


def test_a_record_without_underscore_has_none_to_lose() -> None:
    record = ValidationRecord(f"x.{ZONE}", "CNAME", VALUE)
    rows = [nxdomain(question=Question(record.name, "CNAME")), probe(ZONE, VALUE)]
    assert codes(rows, record=record) == []


def test_a_chain_behind_a_wildcard_is_not_what_it_gives() -> None:
    chain = Answer("www.example.com.", "CNAME", 60, "elsewhere.example.net.")
    address = Answer("elsewhere.example.net.", "A", 60, "192.0.2.80")
    row = saw(answers=(Answer(NAME, "CNAME", 60, "www.example.com."), address, chain))
    (found,) = diagnoses([row, cname("www.example.com.", NS2), control("www.example.com.")], RECORD)
    assert found.code is DiagnosisCode.WILDCARD
    assert "(www.example.com.)" in found.message


@pytest.mark.parametrize("name", [NAME + "example.org.", NAME + "com.", f"x{NAME}{ZONE}", f"_b{NAME[2:]}"])
def test_the_value_at_a_name_that_nobody_types_by_mistake_says_nothing(name: str) -> None:
    assert codes([nxdomain(), probe(name, VALUE)]) == []


def test_without_a_known_zone_what_was_typed_tells_where_it_was_typed() -> None:
    doubled = https(probe(NAME + DOMAIN, VALUE, zone="."))
    (found,) = diagnoses([https(nxdomain(zone=".")), doubled], RECORD)
    assert found.message == f"The record is at {NAME}shop.example.com: the domain was typed twice."
    assert found.fix.startswith("In the zone shop.example.com enter only _a79865eb as the name")


@pytest.mark.parametrize(
    ("name", "value"), [(NAME[1:], VALUE), (f"{VALUE}shop.example.com.", NAME)], ids=["bare", "swapped"]
)
def test_without_a_known_zone_the_name_is_told_as_it_must_become(name: str, value: str) -> None:
    (found,) = diagnoses([https(nxdomain(zone=".")), https(probe(name, value, zone="."))], RECORD)
    assert found.fix.startswith(f"Enter the name so that it becomes {NAME[:-1]}")


def test_what_a_wildcard_gives_everybody_is_no_misplaced_record() -> None:
    rows = [nxdomain(), control(VALUE), probe(NAME[1:], VALUE)]
    assert codes(rows) == []
    assert verdict(rows, RECORD).kind is VerdictKind.ABSENT


def test_answers_of_two_resolvers_at_one_name_are_one_diagnosis() -> None:
    for name, value in ((NAME + ZONE, VALUE), (NAME[1:], VALUE), (VALUE + ZONE, NAME)):
        both = [https(probe(name, value), server) for server in ("a.example", "b.example")]
        (found,) = diagnoses([https(nxdomain()), *both], RECORD)
        assert found.evidence == tuple(both)


@pytest.mark.parametrize(
    ("target", "code", "fix"),
    [
        (VALUE + ZONE, DiagnosisCode.ZONE_APPENDED_TO_VALUE, f"End the value with a dot: {VALUE}"),
        (VALUE + DOMAIN, DiagnosisCode.ZONE_APPENDED_TO_VALUE, f"End the value with a dot: {VALUE}"),
        ("_o.xxxxxxxxxx.acm-validations.aws.", DiagnosisCode.OTHER_REQUEST, f"must be {VALUE}"),
        ("www.example.net.", DiagnosisCode.WRONG_VALUE, f"Replace the value by {VALUE}"),
        ("notacm-validations.aws.", DiagnosisCode.WRONG_VALUE, f"Replace the value by {VALUE}"),
    ],
)
def test_a_wrong_value_is_told_apart(target: str, code: DiagnosisCode, fix: str) -> None:
    rows = [cname(target), cname(target, NS2)]
    (found,) = diagnoses(rows, RECORD)
    assert found.code is code
    assert found.severity is Severity.FAULT
    assert fix in found.fix
    assert target in found.message
    assert found.evidence == tuple(rows)


def test_two_wrong_values_are_two_diagnoses() -> None:
    assert codes([cname("a.example.net."), cname("b.example.net.", NS2)]) == [
        DiagnosisCode.WRONG_VALUE,
        DiagnosisCode.WRONG_VALUE,
    ]


@pytest.mark.parametrize("right", [VALUE, VALUE[1:]])
def test_beside_the_right_value_only_the_other_is_wrong(right: str) -> None:
    row = saw(answers=(Answer(NAME, "CNAME", 60, right), Answer(NAME, "CNAME", 60, "x.example.net.")))
    (found,) = diagnoses([row], RECORD)
    assert found.message == "The record has another value: x.example.net."


def test_the_lost_underscore_is_a_note() -> None:
    bare = VALUE.removeprefix("_")
    rows = [cname(bare), cname(bare, NS2)]
    (found,) = diagnoses(rows, RECORD)
    assert found.code is DiagnosisCode.VALUE_UNDERSCORE_LOST
    assert found.severity is Severity.NOTE
    assert found.evidence == tuple(rows)
    assert verdict(rows, RECORD).kind is VerdictKind.READY


def test_a_server_that_refers_down_beside_one_that_has_the_record() -> None:
    down = [saw(server, aa=False, referral=DOMAIN) for server in (NS2, NS3)]
    rows = [cname(VALUE), *down]
    (found,) = diagnoses(rows, RECORD)
    assert (found.code, found.severity) == (DiagnosisCode.PARENT_ZONE, Severity.FAULT)
    assert found.message.startswith("ns2.example.com and ns3.example.com refer to a zone further down")
    assert found.fix == (
        "Create the record in the zone shop.example.com, not in example.com: "
        "enter _a79865eb as the name there."
    )
    assert found.evidence == tuple(down)


def test_one_server_refers() -> None:
    (found,) = diagnoses([saw(aa=False, referral=DOMAIN)], RECORD)
    assert found.message.startswith("ns1.example.com refers to a zone further down: shop.example.com.")


@pytest.mark.parametrize("zone", [None, Zone("example.org.", ()), Zone(DOMAIN, ())])
def test_the_record_above_is_told_with_the_zone_as_far_as_it_is_known(zone: Zone | None) -> None:
    above = cname(VALUE, perspective=Perspective.PARENT)
    (found,) = diagnoses([nxdomain(zone=DOMAIN), above], RECORD, zone)
    assert found.code is DiagnosisCode.PARENT_ZONE
    told_where = zone is not None and zone.name == DOMAIN
    assert ("enter _a79865eb as the name there" in found.fix) is told_where
    assert ("name servers" in found.fix) is False


@pytest.mark.parametrize("given", [{}, {"aa": False, "answers": (), "referral": "b.example.com."}])
def test_every_server_above_that_shows_it_is_evidence_of_one_diagnosis(given: dict[str, Any]) -> None:
    record = ValidationRecord("_x.a.b.example.com.", "CNAME", VALUE)
    question = Question(record.name, "CNAME")
    answers = (Answer(record.name, "CNAME", 60, VALUE),)
    shows: dict[str, Any] = {"perspective": Perspective.PARENT, "question": question, "answers": answers}
    above = tuple(saw(server, **(shows | given)) for server in (NS2, NS3))
    rows = [nxdomain(zone="b.example.com.", question=question), *above]
    (found,) = diagnoses(rows, record, Zone("b.example.com.", ()))
    assert found.code is DiagnosisCode.PARENT_ZONE
    assert "b.example.com is a zone of its own" in found.message
    assert "a.b" not in found.message
    assert found.evidence == above


def test_a_referral_of_the_zone_above_says_nothing_beside_a_known_reason() -> None:
    above = saw(perspective=Perspective.PARENT, aa=False, referral=DOMAIN)
    rows = [nxdomain(zone=DOMAIN), above]
    assert codes(rows) == [DiagnosisCode.PARENT_ZONE]
    assert codes([*rows, probe(NAME + DOMAIN, VALUE, zone=DOMAIN)]) == [DiagnosisCode.ZONE_TYPED_TWICE]
    assert codes([cname("x.example.net.", zone=DOMAIN), above]) == [DiagnosisCode.WRONG_VALUE]


def test_a_referral_of_the_zone_above_to_somewhere_else_says_nothing() -> None:
    above = saw(perspective=Perspective.PARENT, aa=False, referral="other.example.com.")
    assert codes([nxdomain(zone=DOMAIN), above]) == []


@pytest.mark.parametrize(("type_", "value"), [("A", "192.0.2.80"), ("AAAA", "2001:db8::80")])
def test_a_wildcard_explains_only_what_it_gives_itself(type_: str, value: str) -> None:
    there = probe(NAME, value, type=type_)
    assert codes([saw(), there, control(value, type=type_)]) == [DiagnosisCode.WILDCARD]
    assert codes([saw(), there, control("other", type=type_)]) == [DiagnosisCode.PROXIED]
    assert codes([saw(), there, control(value, type="TXT")]) == [DiagnosisCode.PROXIED]
    assert codes([saw(), there, control(value, "more", type=type_)]) == [DiagnosisCode.WILDCARD]


def test_only_a_wildcard_with_addresses_may_hide_a_proxied_record() -> None:
    (found,) = diagnoses([cname("x.example.net."), control("x.example.net.")], RECORD)
    assert found.fix == "Create the CNAME: a record of its own goes before the wildcard."
    (found,) = diagnoses(
        [saw(), probe(NAME, "192.0.2.80", type="A"), control("192.0.2.80", type="A")], RECORD
    )
    assert "turn proxying off" in found.fix
    text = [probe(NAME, '"x"', type="TXT"), control('"x"', type="TXT")]
    both = [saw(), probe(NAME, "192.0.2.80", type="A"), control("192.0.2.80", type="A"), *text]
    (found,) = diagnoses(both, RECORD)
    assert "turn proxying off" in found.fix
    assert '("x", 192.0.2.80)' in found.message


def test_the_value_in_a_text_that_a_wildcard_gives_everybody_is_no_wrong_type() -> None:
    rows = [saw(), probe(NAME, f'"{VALUE}"', type="TXT"), control(f'"{VALUE}"', type="TXT")]
    assert codes(rows) == [DiagnosisCode.WILDCARD]


@pytest.mark.parametrize(
    "text", [VALUE, VALUE[:-1], VALUE[1:], VALUE[1:-1], VALUE.upper(), f"{NAME} CNAME {VALUE}"]
)
def test_the_value_is_recognised_in_a_text_however_it_is_written(text: str) -> None:
    assert codes([saw(), probe(NAME, f'"{text}"', type="TXT")]) == [DiagnosisCode.WRONG_TYPE]


def test_a_text_at_another_name_or_without_authority_says_nothing() -> None:
    assert codes([saw(), probe(f"x.{DOMAIN}", f'"{VALUE}"', type="TXT")]) == []
    assert codes([saw(), probe(NAME, f'"{VALUE}"', type="TXT", aa=False, ra=True)]) == []
    assert codes([saw(), probe(NAME, f'"{VALUE}"', type="TXT", rcode="REFUSED")]) == []


def test_a_record_of_another_type_is_looked_for_in_the_same_way() -> None:
    record = ValidationRecord(NAME, "TXT", VALUE)
    row = probe(NAME, VALUE, type="TXT")
    assert verdict([row], record).kind is VerdictKind.READY
    assert codes([row], record=record) == []


def test_faults_come_before_what_only_needs_waiting() -> None:
    rows = [cname(VALUE, serial=2), nxdomain(NS2, serial=1), refused("ns3.")]
    assert codes(rows) == [DiagnosisCode.LAME_SERVER, DiagnosisCode.SERVER_BEHIND]


def test_notes_come_last() -> None:
    rows = [cname(VALUE[1:], serial=2), nxdomain(NS2, serial=1)]
    assert codes(rows) == [DiagnosisCode.SERVER_BEHIND, DiagnosisCode.VALUE_UNDERSCORE_LOST]


def test_the_label_is_the_one_of_the_zone() -> None:
    (found,) = diagnoses([nxdomain(), probe(NAME[1:], VALUE)], RECORD)
    assert f"In the zone example.com enter {LABEL} as the name" in found.fix
