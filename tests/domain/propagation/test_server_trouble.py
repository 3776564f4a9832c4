"""What is wrong with the servers rather than with the record."""

import pytest

from acm_tui.domain.propagation import (
    Answer,
    DiagnosisCode,
    Failure,
    Observation,
    Severity,
    diagnoses,
)
from tests.domain.propagation.seen import (
    NS1,
    NS2,
    RECORD,
    VALUE,
    cname,
    codes,
    https,
    nobody,
    nxdomain,
    refused,
    saw,
    silent,
)

LAME, FAILS = DiagnosisCode.LAME_SERVER, DiagnosisCode.SERVER_FAILS
SILENT, NOBODY = DiagnosisCode.SERVER_SILENT, DiagnosisCode.NO_SERVER_ANSWERED


@pytest.mark.parametrize(
    ("row", "code", "severity", "words"),
    [
        (refused(NS2), LAME, Severity.FAULT, "it answers REFUSED."),
        (saw(NS2, aa=False), LAME, Severity.FAULT, "it answers without authority."),
        (nxdomain(NS2, aa=False), LAME, Severity.FAULT, "it answers without authority."),
        (nxdomain(NS2, aa=False, ra=True), LAME, Severity.FAULT, "it answers without authority."),
        (
            saw(NS2, rcode="SERVFAIL", aa=False, ede=("22 no reachable authority", "18 prohibited")),
            FAILS,
            Severity.FAULT,
            "it answers SERVFAIL (22 no reachable authority; 18 prohibited).",
        ),
        (
            saw(NS2, answers=(Answer("x.example.com.", "CNAME", 60, VALUE),)),
            FAILS,
            Severity.FAULT,
            "it answers for another name.",
        ),
        (silent(NS2), SILENT, Severity.WAIT, "no answer within 1.5 s."),
        (silent(NS2, Failure.UNREACHABLE), SILENT, Severity.WAIT, "did not answer from here"),
    ],
)
def test_trouble_of_one_server(row: Observation, code: DiagnosisCode, severity: Severity, words: str) -> None:
    (found,) = diagnoses([cname(VALUE), row], RECORD)
    assert (found.code, found.severity) == (code, severity)
    assert found.message.startswith("ns2.example.com ")
    assert words in found.message
    assert found.evidence == (row,)


def test_a_server_to_which_this_machine_has_no_way_is_worth_a_note() -> None:
    row = silent(NS2, Failure.NO_ROUTE, address="2001:db8::12")
    (found,) = diagnoses(
        [cname(VALUE), silent(failure=Failure.NO_ROUTE, address="2001:db8::11"), row], RECORD
    )
    assert (found.code, found.severity) == (SILENT, Severity.NOTE)
    assert found.message == (
        "ns2.example.com was not asked: it has IPv6 addresses only, and there is no IPv6 here."
    )
    assert found.fix.startswith("It counts neither for the record nor against it.")
    assert found.evidence == (row,)


def test_no_way_to_one_server_is_its_silence_where_another_was_reached() -> None:
    row = silent(NS2, Failure.NO_ROUTE, address="2001:db8::12")
    (found,) = diagnoses([cname(VALUE, address="2001:db8::11"), row], RECORD)
    assert (found.code, found.severity) == (SILENT, Severity.WAIT)


def test_without_any_way_at_all_nobody_answered() -> None:
    rows = [silent(failure=Failure.NO_ROUTE), silent(NS2, Failure.NO_ROUTE, address="2001:db8::12")]
    assert codes(rows) == [NOBODY]


def test_trouble_of_every_server_is_told_of_each() -> None:
    assert codes([refused(), refused(NS2)]) == [LAME, LAME]
    assert codes([refused(), saw(NS2, rcode="SERVFAIL", aa=False)]) == [LAME, FAILS]
    assert codes([refused(), silent(NS2)]) == [LAME, SILENT]


@pytest.mark.parametrize("bad", [refused, lambda **given: saw(rcode="SERVFAIL", aa=False, **given)])
def test_trouble_of_one_address_names_the_address(bad: object) -> None:
    assert callable(bad)
    row = bad(address="2001:db8::11")
    (found,) = diagnoses([cname(VALUE), row], RECORD)
    assert found.message.startswith("ns1.example.com (2001:db8::11) ")
    assert "ns1.example.com (2001:db8::11)" in found.fix
    assert found.evidence == (row,)


def test_a_dead_address_of_a_server_that_answers_is_no_trouble() -> None:
    dead = silent(NS1, Failure.UNREACHABLE, address="2001:db8::11")
    assert codes([cname(VALUE), dead]) == []
    assert codes([dead, cname(VALUE)]) == []


def test_a_dead_address_of_a_server_that_refuses_is_told_with_the_refusal_only() -> None:
    assert codes([refused(), silent(address="2001:db8::11"), cname(VALUE, NS2)]) == [LAME]


def test_when_nobody_answers_that_is_said_once() -> None:
    rows = [silent(), silent(NS2, Failure.UNREACHABLE)]
    (found,) = diagnoses(rows, RECORD)
    assert found.code is NOBODY
    assert found.severity is Severity.WAIT
    assert found.evidence == tuple(rows)
    assert "port 53, UDP and TCP" in found.fix
    assert "HTTPS" not in found.fix


def test_a_server_that_is_silent_without_a_reason() -> None:
    (found,) = diagnoses([cname(VALUE), saw(NS2, rcode=None, failure=Failure.TIMEOUT)], RECORD)
    assert found.message == "ns2.example.com did not answer from here: no answer."


def test_what_the_servers_said_is_told_in_the_public_view_too() -> None:
    rows = [refused(), silent(NS2), nobody(None), https(cname(VALUE))]
    assert codes(rows) == [LAME, SILENT]
    assert codes([silent(), silent(NS2), nobody(None), https(cname(VALUE))]) == [NOBODY]


def test_of_servers_in_whose_place_somebody_answers_nothing_is_told() -> None:
    rows = [nxdomain(aa=False, ra=True), silent(NS2), nobody(), https(cname(VALUE))]
    assert codes(rows) == [DiagnosisCode.INTERCEPTED]
