"""The check of one record: what the operator is told in each situation."""

import dns.message
import dns.rcode
import pytest

from acm_tui.dns.check import check
from acm_tui.dns.lookup import Lookup
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Classification,
    DiagnosisCode,
    Failure,
    Observation,
    Severity,
    classify,
    main_rows,
)
from tests.dns.loopback import DEAD, NOW, ONE, ROOT, TWO, Behaviour, Loopback, refusing, silence
from tests.dns.shop import LAST_YEARS, NAME, RECORD, RIGHT, VALUE, both, world, zone


@pytest.mark.parametrize(
    ("one", "two", "text", "codes"),
    [
        (zone(RIGHT), zone(RIGHT), "READY", []),
        (zone(), zone(), "ABSENT", []),
        (zone(RIGHT, 20), zone("", 19), "PARTIAL 1/2", ["SERVER_BEHIND"]),
        (zone(RIGHT), zone(), "PARTIAL 1/2", ["SERVER_DIFFERS"]),
        (zone(RIGHT), None, "PARTIAL 1/2", ["SERVER_SILENT"]),
        (zone(RIGHT), silence, "PARTIAL 1/2", ["SERVER_SILENT"]),
        (zone(RIGHT), refusing(), "PARTIAL 1/2", ["LAME_SERVER"]),
        (zone(), None, "ABSENT", ["SERVER_SILENT"]),
        (*both(f"_a79865eb.shop CNAME {VALUE[1:]}"), "READY", ["VALUE_UNDERSCORE_LOST"]),
        (*both(f"_a79865eb.shop CNAME {VALUE[:-1]}"), "WRONG", ["ZONE_APPENDED_TO_VALUE"]),
        (*both(f"_a79865eb.shop CNAME {LAST_YEARS}"), "WRONG", ["OTHER_REQUEST"]),
        (*both("_a79865eb.shop CNAME www"), "WRONG", ["WRONG_VALUE"]),
        (*both(f"{NAME}example.com. CNAME {VALUE}"), "MISPLACED", ["ZONE_TYPED_TWICE"]),
        (*both(f"{NAME}shop.example.com. CNAME {VALUE}"), "MISPLACED", ["ZONE_TYPED_TWICE"]),
        (zone(), zone(f"{NAME}example.com. CNAME {VALUE}", 21), "MISPLACED", ["ZONE_TYPED_TWICE"]),
        (*both(f"_a79865eb.shop TXT {VALUE}"), "WRONG", ["WRONG_TYPE"]),
        (*both("_a79865eb.shop NS ns.example.net."), "WRONG", ["WRONG_TYPE"]),
        (refusing(), refusing(), "CANNOT SEE", ["LAME_SERVER", "LAME_SERVER"]),
        (silence, silence, "CANNOT SEE", ["NO_SERVER_ANSWERED"]),
        (None, None, "CANNOT SEE", ["NO_SERVER_ANSWERED"]),
    ],
)
async def test_every_situation_has_its_verdict(
    net: Loopback,
    lookup: Lookup,
    one: Behaviour | None,
    two: Behaviour | None,
    text: str,
    codes: list[str],
) -> None:
    await world(net, one, two)
    made = await check(RECORD, lookup)
    assert made.verdict.text == text
    assert [diagnosis.code.value for diagnosis in made.diagnoses] == codes
    assert made.zone is not None
    assert made.zone.name == "example.com."
    assert made.at == NOW


async def test_each_row_is_shown_as_it_lands_and_kept_in_order(net: Loopback, lookup: Lookup) -> None:
    await world(net, silence, zone(RIGHT))
    await lookup.delegations.zone_of("shop.example.com.")
    landed: list[Observation] = []
    made = await check(RECORD, lookup, landed.append)
    about = [row for row in landed if row.question.type == "CNAME"]
    assert [row.address for row in about] == [TWO, ONE]
    assert [row.address for row in main_rows(made.observations, RECORD)] == [ONE, TWO]
    assert [classify(row, RECORD) for row in about] == [Classification.MATCH, Classification.TIMEOUT]


async def test_every_row_has_the_serial_of_its_own_copy(net: Loopback, lookup: Lookup) -> None:
    await world(net, zone(RIGHT, 20), zone("", 19))
    made = await check(RECORD, lookup)
    rows = main_rows(made.observations, RECORD)
    assert [row.serial for row in rows] == [20, 19]
    assert [row.mname for row in rows] == ["ns1.example.com."] * 2
    assert [row.negative_ttl_s for row in rows] == [60, 60]
    (behind,) = made.diagnoses
    assert "serial 19, one behind ns1.example.com (20)" in behind.message


async def test_a_record_that_appears_is_seen_at_the_next_look(net: Loopback, lookup: Lookup) -> None:
    now_serving = zone()
    await world(net, lambda *given: now_serving(*given), lambda *given: now_serving(*given))
    assert (await check(RECORD, lookup)).verdict.text == "ABSENT"
    now_serving = zone(RIGHT, 21)
    assert (await check(RECORD, lookup)).verdict.text == "READY"


async def test_a_dead_address_of_a_live_server_is_no_failure(net: Loopback, lookup: Lookup) -> None:
    two_addresses = f"@ NS ns1\nns1 A {ONE}\nns1 A {DEAD}\nns1 AAAA 2001:db8::1\n"
    await world(net, zone(RIGHT, servers=two_addresses), zone(RIGHT, servers=two_addresses))
    made = await check(RECORD, lookup)
    assert made.verdict.text == "READY"
    assert made.diagnoses == ()
    failures = {row.address: row.failure for row in made.observations}
    assert failures[DEAD] is Failure.UNREACHABLE
    assert failures["2001:db8::1"] is not None
    assert failures[ONE] is None


async def test_a_server_without_an_address_is_a_row_of_its_own(net: Loopback, lookup: Lookup) -> None:
    servers = f"@ NS ns1\n@ NS ns2\n@ NS lost.example.com.\nns1 A {ONE}\nns2 A {TWO}\n"
    await world(net, zone(RIGHT, servers=servers), zone(RIGHT, servers=servers))
    landed: list[Observation] = []
    made = await check(RECORD, lookup, landed.append)
    assert made.verdict.text == "PARTIAL 2/3"
    (lost,) = [row for row in made.observations if row.server == "lost.example.com."]
    assert (lost.address, lost.failure) == ("", Failure.UNREACHABLE)
    assert lost in landed


async def test_without_any_way_the_answer_is_not_absent(lookup: Lookup) -> None:
    landed: list[Observation] = []
    made = await check(RECORD, lookup, landed.append)
    assert made.zone is None
    assert made.verdict.text == "CANNOT SEE"
    assert [diagnosis.code for diagnosis in made.diagnoses] == [DiagnosisCode.NO_SERVER_ANSWERED]
    assert made.observations == tuple(landed)
    assert made.verdict.evidence == made.observations


async def test_a_domain_that_does_not_exist_is_said_to(net: Loopback, lookup: Lookup) -> None:
    await world(net, zone(), zone())
    made = await check(ValidationRecord("_x.shop.nosuch.com.", "CNAME", VALUE), lookup)
    assert made.verdict.text == "CANNOT SEE"
    (found,) = made.diagnoses
    assert (found.code, found.severity) == (DiagnosisCode.ZONE_NOT_FOUND, Severity.FAULT)
    assert "does not exist" in found.message


async def test_where_dns_is_answered_by_somebody_else_nothing_is_concluded(
    net: Loopback, lookup: Lookup
) -> None:
    def intercept(query: dns.message.Message, _: object) -> dns.message.Message:
        response = dns.message.make_response(query, recursion_available=True)
        response.set_rcode(dns.rcode.NXDOMAIN)
        return response

    await net.add(ROOT, intercept)
    made = await check(RECORD, lookup)
    assert made.verdict.text == "CANNOT SEE"
    (found,) = made.diagnoses
    assert (found.code, found.severity) == (DiagnosisCode.INTERCEPTED, Severity.WAIT)
    assert "a resolver answers in the place of 127.0.0.10" in found.message


@pytest.mark.parametrize("name", ["a..example.com", "x" * 64 + ".example.com", ".".join(["x" * 60] * 5)])
async def test_what_is_no_name_is_a_row_that_says_so(net: Loopback, lookup: Lookup, name: str) -> None:
    landed: list[Observation] = []
    made = await check(ValidationRecord(name, "CNAME", VALUE), lookup, landed.append)
    assert made.verdict.text == "CANNOT SEE"
    (row,) = landed
    assert made.observations == (row,)
    assert (row.failure, row.server) == (Failure.NO_NAME, "")
    (found,) = made.diagnoses
    assert (found.code, found.severity) == (DiagnosisCode.NO_NAME, Severity.FAULT)
    assert f"{name!r} is not a DNS name" in found.message
    assert net.asked == []


@pytest.mark.parametrize("value", ["a..b.", "x" * 64 + ".acm-validations.aws.", "\\300.aws."])
async def test_a_value_that_is_no_name_is_looked_for_as_far_as_that_goes(
    net: Loopback, lookup: Lookup, value: str
) -> None:
    await world(net, zone(), zone())
    made = await check(ValidationRecord(NAME, "CNAME", value), lookup)
    assert made.verdict.text == "ABSENT"
    unasked = [row for row in made.observations if row.failure is Failure.NO_NAME]
    assert all("is not a DNS name" in (row.error or "") for row in unasked)
