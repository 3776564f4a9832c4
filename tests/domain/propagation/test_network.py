"""The network between here and the servers: silence, interception, ways that end."""

from typing import Any

import pytest

from acm_tui.domain.propagation import (
    Answer,
    Classification,
    DiagnosisCode,
    Failure,
    Observation,
    Perspective,
    Question,
    Severity,
    classify,
    conclude,
    diagnoses,
    needs_another_way,
    unmasked,
    verdict,
)
from tests.domain.propagation.seen import (
    DOMAIN,
    NAME,
    NOW,
    NS2,
    NS3,
    RECORD,
    VALUE,
    cname,
    codes,
    https,
    local,
    nobody,
    nxdomain,
    probe,
    public,
    refused,
    saw,
    silent,
    way,
)

NOBODY, INTERCEPTED = DiagnosisCode.NO_SERVER_ANSWERED, DiagnosisCode.INTERCEPTED
NOT_FOUND = DiagnosisCode.ZONE_NOT_FOUND
LOST = {"rcode": None, "failure": Failure.TIMEOUT}
DENIED = {"rcode": "NXDOMAIN", "aa": True}
FORGED = {"ra": True}


@pytest.mark.parametrize(
    ("given", "code", "severity"),
    [
        (LOST, NOBODY, Severity.WAIT),
        (DENIED, NOT_FOUND, Severity.FAULT),
        (DENIED | {"aa": False}, NOT_FOUND, Severity.WAIT),
        (DENIED | {"rcode": "NOERROR"}, NOT_FOUND, Severity.WAIT),
        (
            DENIED | {"answers": (Answer(DOMAIN, "CNAME", 60, "gone.example.net."),)},
            NOT_FOUND,
            Severity.WAIT,
        ),
        (DENIED | {"question": Question("ns1.example.net.", "SOA")}, NOT_FOUND, Severity.WAIT),
        (FORGED, INTERCEPTED, Severity.WAIT),
    ],
)
def test_a_way_that_ends_before_the_zone(
    given: dict[str, Any], code: DiagnosisCode, severity: Severity
) -> None:
    row = way(**given)
    (found,) = diagnoses([row], RECORD)
    assert (found.code, found.severity) == (code, severity)
    assert found.evidence == (row,)
    assert verdict([row], RECORD).text == "CANNOT SEE"


def test_a_domain_that_does_not_exist_is_told_by_those_who_said_so() -> None:
    denial = way(**DENIED)
    for rows in ([way(**LOST), denial], [denial, way(**LOST)]):
        (found,) = diagnoses(rows, RECORD)
        assert found.message == (
            f"The domain of {NAME[:-1]} does not exist: the servers of the zone com say so."
        )
        assert found.evidence == (denial,)


def test_a_way_that_does_not_lead_on_is_told_with_its_last_server() -> None:
    rows = [way(), way(rcode="SERVFAIL")]
    (found,) = diagnoses(rows, RECORD)
    assert "a.gtld-servers.net was the last to be asked" in found.message
    assert found.evidence == tuple(rows)


@pytest.mark.parametrize("rcode", ["NXDOMAIN", "NOERROR", "REFUSED", "SERVFAIL"])
def test_whoever_answers_where_nobody_is_stands_in_the_way(rcode: str) -> None:
    row = nobody(rcode)
    (found,) = diagnoses([silent(), silent(NS2), row], RECORD)
    assert (found.code, found.severity) == (INTERCEPTED, Severity.WAIT)
    assert "192.0.2.1, where there is no server, answered" in found.message
    assert found.evidence == (row,)
    assert "port 53" in found.fix


def test_roots_that_offer_to_search_are_somebody_else() -> None:
    rows = [way(**FORGED), way(**LOST)]
    (found,) = diagnoses(rows, RECORD)
    assert found.code is INTERCEPTED
    assert "a resolver answers in the place of a.gtld-servers.net" in found.message
    assert found.evidence == (rows[0],)
    assert codes([way(**FORGED), way(rcode="SERVFAIL")]) == [NOT_FOUND]


@pytest.mark.parametrize("said", [{}, DENIED, {"aa": True}])
def test_a_root_server_searches_for_nobody(said: dict[str, Any]) -> None:
    root = way(**said | FORGED, zone=".")
    made = conclude(RECORD, None, [root, way(**DENIED)], NOW)
    (found,) = made.diagnoses
    assert (found.code, found.severity) == (INTERCEPTED, Severity.WAIT)
    assert found.evidence == (made.observations[0],)
    assert all(row.intercepted for row in made.observations)


def test_no_server_is_believed_where_somebody_answers_for_nobody() -> None:
    for rows in ([cname(VALUE), cname(VALUE, NS2)], [nxdomain(), nxdomain(NS2)], [way(**DENIED)]):
        made = conclude(RECORD, None, [*rows, nobody()], NOW)
        assert made.verdict.text == "CANNOT SEE"
        assert [one.code for one in made.diagnoses] == [INTERCEPTED]
        assert {classify(row, RECORD) for row in made.observations[:-1]} == {Classification.INTERCEPTED}


def test_only_what_came_in_the_servers_place_is_marked() -> None:
    forged = [nxdomain(), way(), public(cname(VALUE)), nxdomain(perspective=Perspective.PARENT)]
    own = [silent(NS2), nobody(), local(cname(VALUE)), https(cname(VALUE))]
    assert [row.intercepted for row in unmasked([*forged, *own])] == [True] * 4 + [False] * 4
    assert unmasked([*forged, nobody(None)]) == (*forged, nobody(None))
    made = conclude(RECORD, None, [*forged, *own], NOW)
    assert (made.verdict.text, made.verdict.public_view) == ("READY", True)


def test_resolvers_in_whose_place_somebody_answers_tell_nothing_of_signatures() -> None:
    rows = [public(saw(rcode="SERVFAIL")), public(cname(VALUE, cd=True))]
    assert DiagnosisCode.DNSSEC_BOGUS in codes(rows)
    assert DiagnosisCode.DNSSEC_BOGUS not in codes(unmasked([*rows, nobody()]))


def test_where_every_server_answers_as_a_resolver_somebody_else_seems_to() -> None:
    rows = [nxdomain(aa=False, ra=True), saw(NS2, aa=False, ra=True), silent(NS3), nobody(None)]
    (found,) = diagnoses(rows, RECORD)
    assert (found.code, found.severity) == (INTERCEPTED, Severity.WAIT)
    assert found.message == (
        "ns1.example.com and ns2.example.com answer as a resolver does, without authority: this network "
        "seems to answer in the place of servers. What the zone's own servers say cannot be seen from here."
    )
    assert "If it is so from another network too, ask the DNS team to set up the zone on ns1" in found.fix
    assert found.evidence == tuple(rows[:2])
    assert codes([*rows, cname(VALUE, "ns4.example.com.")]) == [DiagnosisCode.LAME_SERVER] * 2 + [
        DiagnosisCode.SERVER_SILENT
    ]


def test_a_server_that_offers_to_search_proves_nothing_about_the_network() -> None:
    forged = nxdomain(aa=False, ra=True)
    assert codes([forged, cname(VALUE, NS2), way(**FORGED)]) == [DiagnosisCode.LAME_SERVER]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([], "See whether this network lets DNS out (port 53, UDP and TCP), and look again"),
        ([silent()], "or HTTPS to dns.google, and look again"),
        ([cname(VALUE)], "the public view only, caches included."),
        ([silent(), cname(VALUE)], "the public view only, caches included."),
        ([nxdomain(negative_ttl_s=700), nxdomain(negative_ttl_s=600)], "may not show for 700 s."),
        ([nxdomain(negative_ttl_s=700)], "what was made just now may not show for 700 s."),
    ],
)
@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([silent(), nobody(None)], NOBODY),
        ([silent(), nobody()], INTERCEPTED),
        ([way(**LOST)], NOBODY),
        ([way(rcode="SERVFAIL")], NOT_FOUND),
    ],
)
def test_what_to_do_depends_on_what_https_shows(
    rows: list[Observation], code: DiagnosisCode, answers: list[Observation], words: str
) -> None:
    made = diagnoses([*rows, *map(https, answers)], RECORD)
    assert made[0].code is code
    assert words in made[0].fix


def test_where_only_https_is_asked_its_silence_is_told() -> None:
    rows = [https(silent(), "a.example"), https(silent(), "b.example")]
    (found,) = diagnoses(rows, RECORD)
    assert (found.code, found.severity) == (NOBODY, Severity.WAIT)
    assert found.message == (
        "No public resolver answered over HTTPS from here. That says nothing about the record."
    )
    assert "HTTPS to a.example and b.example" in found.fix
    assert found.evidence == tuple(rows)
    assert codes([https(cname(VALUE))]) == []
    assert codes([]) == []


@pytest.mark.parametrize(
    ("rows", "needed"),
    [
        ([], True),
        ([silent(), silent(NS2)], True),
        ([silent(), nxdomain(aa=False, ra=True)], True),
        ([nxdomain(aa=False, ra=True), nxdomain(NS2)], False),
        ([silent(), nxdomain(NS2)], False),
        ([refused(), silent()], False),
        ([saw(aa=False, referral=DOMAIN)], False),
        ([way(**LOST)], True),
        ([way(**FORGED)], True),
        ([way(rcode="SERVFAIL")], True),
        ([way(**DENIED)], False),
        ([way(**DENIED), way(**LOST)], False),
        ([way(**DENIED, ra=True)], True),
        ([way(**DENIED, intercepted=True)], True),
        ([nxdomain(aa=False, ra=True), nxdomain(NS2, aa=False, ra=True)], True),
        ([nxdomain(intercepted=True), cname(VALUE, NS2, intercepted=True)], True),
        ([way(**DENIED, perspective=Perspective.PARENT)], True),
        ([silent(), probe(NAME, "x", type="TXT")], True),
        ([local(cname(VALUE))], True),
    ],
)
def test_another_way_is_taken_where_nothing_can_be_believed(rows: list[Observation], needed: bool) -> None:
    assert needs_another_way(tuple(rows), RECORD) is needed


def test_what_a_server_says_of_other_names_says_nothing_about_the_record() -> None:
    rows = [silent(), silent(NS2), probe(NAME, type="TXT")]
    (found,) = diagnoses(rows, RECORD)
    assert found.code is NOBODY
    assert found.evidence == (rows[0], rows[1])
