"""What resolvers say beside the servers, or in their place."""

from datetime import timedelta

import msgspec
import pytest

from acm_tui.domain.propagation import (
    DiagnosisCode,
    Observation,
    Perspective,
    Severity,
    diagnoses,
    forgets_at,
    resolver_rows,
    resolvers_kept_s,
    resolvers_rested,
    verdict,
)
from tests.domain.propagation.seen import (
    LAST_YEARS,
    NOW,
    NS2,
    RECORD,
    VALUE,
    cname,
    codes,
    https,
    local,
    nobody,
    nxdomain,
    public,
    refused,
    saw,
    silent,
    way,
)

READY = [cname(VALUE), cname(VALUE, NS2)]
CACHED, PRIVATE = DiagnosisCode.NEGATIVE_CACHE, DiagnosisCode.PRIVATE_ONLY
DIFFERS, FAILS = DiagnosisCode.SERVER_DIFFERS, DiagnosisCode.SERVER_FAILS
SILENT, BOGUS = DiagnosisCode.SERVER_SILENT, DiagnosisCode.DNSSEC_BOGUS
NO = nxdomain(negative_ttl_s=812)
UNSEEN = [silent(), silent(NS2), nobody(None)]


@pytest.mark.parametrize("no", [NO, saw(negative_ttl_s=812)], ids=["NXDOMAIN", "NODATA"])
def test_a_no_that_a_resolver_remembers(no: Observation) -> None:
    row = public(no)
    (found,) = diagnoses([*READY, row, local(cname(VALUE))], RECORD)
    assert (found.code, found.severity) == (CACHED, Severity.WAIT)
    assert found.message == (
        "1.1.1.1 still remembers that the record was not there; every authoritative server has it. "
        "Forgotten in 812 s at the latest (by 12:13:32 UTC)."
    )
    assert found.fix.startswith("Nothing to ask the DNS team for.")
    assert found.evidence == (row,)
    assert verdict([*READY, row], RECORD).text == "READY"


def test_the_last_to_forget_counts() -> None:
    rows = [public(NO), local(nxdomain(negative_ttl_s=900)), public(nxdomain(negative_ttl_s=5), "9.9.9.9")]
    (found,) = diagnoses([*READY, *rows], RECORD)
    assert found.message.startswith("1.1.1.1, this machine's resolver and 9.9.9.9 still remember ")
    assert "in 900 s at the latest (by 12:15:00 UTC)" in found.message
    assert found.evidence == tuple(rows)


def test_only_resolvers_remember() -> None:
    above = msgspec.structs.replace(NO, perspective=Perspective.PARENT)
    assert codes([*READY, above]) == []
    rows = [NO, above, public(NO), local(NO), https(NO), public(nxdomain(cd=True)), public(way())]
    assert resolver_rows(rows, RECORD) == tuple(rows[2:5])


@pytest.mark.parametrize(
    "row", [nxdomain(), silent(), refused(), cname(LAST_YEARS), cname(VALUE, negative_ttl_s=60)]
)
def test_what_is_not_remembered_or_no_no_is_not_told(row: Observation) -> None:
    assert codes([*READY, public(row)]) == []


def test_while_the_record_is_not_everywhere_a_no_is_the_truth() -> None:
    rows = [cname(VALUE, serial=20), nxdomain(NS2, serial=19), public(NO)]
    assert codes(rows) == [DiagnosisCode.SERVER_BEHIND]
    assert codes([nxdomain(), nxdomain(NS2), public(NO)]) == []


def own(row: Observation) -> Observation:
    """*row* as this machine's resolver says it of a zone of its own."""
    return msgspec.structs.replace(local(row), aa=True)


def test_a_record_that_only_the_inside_of_the_network_sees() -> None:
    outside = [nxdomain(), saw(NS2)]
    inside = own(cname(VALUE))
    (found,) = diagnoses([*outside, inside, public(NO)], RECORD)
    assert (found.code, found.severity) == (PRIVATE, Severity.FAULT)
    assert found.message == (
        "this machine's resolver has the record, but ns1.example.com and ns2.example.com do not: "
        "it is visible only inside this network."
    )
    assert found.evidence == (inside, *outside)


def test_a_resolver_without_authority_may_remember_a_record_that_is_gone() -> None:
    outside, inside = nxdomain(at=NOW + timedelta(seconds=20)), local(cname(VALUE))
    (found,) = diagnoses([outside, inside], RECORD)
    assert (found.code, found.severity) == (PRIVATE, Severity.WAIT)
    assert found.message == (
        "this machine's resolver has the record, but ns1.example.com does not: it is visible only inside "
        "this network, or this machine's resolver remembers it from before "
        "(until 12:01:00 UTC at the latest)."
    )
    assert found.fix.startswith(
        "If this machine's resolver has it after that too, create it in the public zone"
    )


@pytest.mark.parametrize(
    ("seconds", "severity"), [(0, Severity.FAULT), (20, Severity.WAIT), (60, Severity.WAIT), (61, None)]
)
def test_what_was_said_before_the_record_was_missing_proves_less(
    seconds: int, severity: Severity | None
) -> None:
    earlier = own(cname(VALUE))
    later = [nxdomain(server, at=NOW + timedelta(seconds=seconds)) for server in ("ns1.", NS2)]
    found = diagnoses([*later, earlier], RECORD)
    assert [one.severity for one in found] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("rows", "private"),
    [
        ([nxdomain(), local(cname(VALUE))], True),
        ([nxdomain(), local(cname(VALUE[1:]))], True),
        ([cname(LAST_YEARS), local(cname(VALUE))], True),
        ([nxdomain(), cname(VALUE, NS2), local(cname(VALUE))], False),
        ([nxdomain(), public(cname(VALUE))], False),
        ([nxdomain(), local(NO)], False),
        ([nxdomain(), local(cname(LAST_YEARS))], False),
        ([silent(), silent(NS2), local(cname(VALUE))], False),
        ([refused(), local(cname(VALUE))], False),
        ([*UNSEEN, https(nxdomain()), local(cname(VALUE))], True),
        ([*UNSEEN, https(silent()), local(cname(VALUE))], False),
    ],
)
def test_what_is_private(rows: list[Observation], private: bool) -> None:
    assert (PRIVATE in codes(rows)) is private


@pytest.mark.parametrize("seen", [READY, UNSEEN])
def test_signatures_that_do_not_hold(seen: list[Observation]) -> None:
    as_resolver = https if seen is UNSEEN else public
    failed = as_resolver(saw(rcode="SERVFAIL", ede=("9 dnskey missing",)))
    unchecked = as_resolver(cname(VALUE, cd=True))
    found = diagnoses([*seen, failed, unchecked], RECORD)[0]
    assert (found.code, found.severity) == (BOGUS, Severity.FAULT)
    assert "example.com do not hold" in found.message
    assert "9 dnskey missing" in found.message
    assert found.evidence == (failed, unchecked)
    assert FAILS not in codes([*seen, failed, unchecked])
    text = "CANNOT SEE" if seen is UNSEEN else "READY"
    assert verdict([*seen, failed, unchecked], RECORD).text == text


# in the servers' place


def publicly(*rows: Observation) -> list[Observation]:
    servers = ("cloudflare-dns.com", "dns.google", "dns.quad9.net")
    return [https(row, server) for row, server in zip(rows, servers, strict=False)]


@pytest.mark.parametrize(
    ("rows", "text", "codes_then"),
    [
        (publicly(cname(VALUE), cname(VALUE)), "READY", []),
        (publicly(cname(VALUE), NO), "PARTIAL 1/2", [CACHED]),
        (publicly(cname(VALUE), nxdomain()), "PARTIAL 1/2", [DIFFERS]),
        (publicly(cname(VALUE), cname(LAST_YEARS)), "PARTIAL 1/2", [DIFFERS]),
        (publicly(cname(VALUE), NO, cname(LAST_YEARS)), "PARTIAL 1/3", [CACHED, DIFFERS]),
        (publicly(cname(VALUE), silent()), "READY", [SILENT]),
        (publicly(cname(VALUE), saw(rcode="SERVFAIL")), "PARTIAL 1/2", [FAILS]),
        (publicly(cname(VALUE), refused()), "PARTIAL 1/2", [FAILS]),
        (publicly(nxdomain(), silent()), "ABSENT", [SILENT]),
        (publicly(NO, NO), "ABSENT", []),
        (publicly(saw(rcode="SERVFAIL"), refused()), "CANNOT SEE", [FAILS, FAILS]),
        (publicly(saw(rcode="SERVFAIL"), silent()), "CANNOT SEE", [FAILS, SILENT]),
        (publicly(silent(), silent()), "CANNOT SEE", []),
        (publicly(cname(LAST_YEARS), NO), "WRONG", [DiagnosisCode.OTHER_REQUEST]),
    ],
)
def test_the_public_view_alone(rows: list[Observation], text: str, codes_then: list[DiagnosisCode]) -> None:
    made = verdict([*UNSEEN, *rows], RECORD)
    assert made.text == text
    assert made.public_view
    told = codes([*UNSEEN, *rows])
    told.remove(DiagnosisCode.NO_SERVER_ANSWERED)
    assert told == codes_then


def test_a_cache_that_still_has_another_value_puts_itself_right() -> None:
    rows = publicly(cname(VALUE), cname(LAST_YEARS))
    (found,) = diagnoses(rows, RECORD)
    assert found.severity is Severity.WAIT
    assert found.message == f"dns.google answers {LAST_YEARS}; cloudflare-dns.com has it."
    assert found.evidence == (rows[1], rows[0])


def test_resolvers_that_have_it_are_all_named() -> None:
    (found,) = diagnoses(publicly(cname(VALUE), nxdomain(), cname(VALUE)), RECORD)
    assert found.message == (
        "dns.google does not have the record; cloudflare-dns.com and dns.quad9.net have it."
    )


def test_a_resolver_that_fails_tells_why() -> None:
    rows = publicly(cname(VALUE), saw(rcode="SERVFAIL", ede=("22 no reachable authority", "0 x")))
    (found,) = diagnoses(rows, RECORD)
    assert found.severity is Severity.WAIT
    assert found.message == (
        "dns.google cannot look the record up: it answers SERVFAIL (22 no reachable authority; 0 x)."
    )
    assert found.evidence == (rows[1],)
    (found,) = diagnoses(publicly(cname(VALUE), refused()), RECORD)
    assert found.message.endswith("it answers REFUSED.")


def test_a_resolver_that_does_not_search_fails() -> None:
    row = msgspec.structs.replace(https(saw(referral="com.")), ra=False)
    assert codes([https(cname(VALUE), "cloudflare-dns.com"), row]) == [FAILS]


def test_a_resolver_that_is_silent_tells_why() -> None:
    rows = publicly(cname(VALUE), silent())
    (found,) = diagnoses(rows, RECORD)
    assert found.severity is Severity.WAIT
    assert found.message == "dns.google did not answer over HTTPS from here: no answer within 1.5 s."
    assert found.evidence == (rows[1],)


# how long it holds


def test_a_resolver_forgets_at_its_time() -> None:
    assert forgets_at(NO) == NOW + timedelta(seconds=812)
    assert forgets_at(nxdomain(negative_ttl_s=0)) == NOW
    assert forgets_at(nxdomain()) is None


@pytest.mark.parametrize(
    ("rows", "rest_s"),
    [
        ([cname(VALUE), cname(VALUE)], 60),
        ([cname(VALUE), nxdomain()], 5),
        ([cname(VALUE), NO], 60),
        ([NO, nxdomain(negative_ttl_s=20)], 20),
        ([nxdomain(negative_ttl_s=2)], 5),
        ([cname(LAST_YEARS)], 5),
        ([silent()], 5),
        ([cname(VALUE, negative_ttl_s=20)], 60),
    ],
)
def test_resolvers_are_left_alone_while_they_would_say_the_same(rows: list[Observation], rest_s: int) -> None:
    asked = tuple(map(public, rows))
    assert not resolvers_rested(asked, RECORD, NOW + timedelta(seconds=rest_s - 0.1))
    assert resolvers_rested(asked, RECORD, NOW + timedelta(seconds=rest_s))


def test_the_first_to_have_been_asked_counts() -> None:
    rows = (public(cname(VALUE)), public(cname(VALUE, at=NOW + timedelta(seconds=30))))
    assert resolvers_rested(rows, RECORD, NOW + timedelta(seconds=60))


def test_whoever_has_not_been_asked_may_be_asked() -> None:
    assert resolvers_rested((), RECORD, NOW)


@pytest.mark.parametrize(
    ("rows", "kept_s"),
    [([], 60), ([cname(VALUE)], 60), ([NO], 872), ([NO, nxdomain(negative_ttl_s=900)], 960)],
)
def test_what_resolvers_said_is_kept_until_the_last_no_is_forgotten(
    rows: list[Observation], kept_s: int
) -> None:
    assert resolvers_kept_s(tuple(map(public, rows))) == kept_s
