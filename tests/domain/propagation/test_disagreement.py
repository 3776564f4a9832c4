"""Servers of one zone that do not say the same."""

import pytest

from acm_tui.domain.propagation import DiagnosisCode, Severity, Zone, diagnoses, verdict
from tests.domain.propagation.seen import (
    NS1,
    NS2,
    NS3,
    RECORD,
    VALUE,
    ZONE,
    cname,
    codes,
    control,
    nxdomain,
    refused,
    silent,
)

BEHIND, DIFFERS = DiagnosisCode.SERVER_BEHIND, DiagnosisCode.SERVER_DIFFERS
MISMATCH = DiagnosisCode.DELEGATION_MISMATCH
OLD = "_old.xxxxxxxxxx.acm-validations.aws."


def test_a_server_is_behind() -> None:
    ahead, behind = cname(VALUE, serial=20), nxdomain(NS2, serial=19)
    (found,) = diagnoses([ahead, behind], RECORD)
    assert found.code is BEHIND
    assert found.severity is Severity.WAIT
    assert found.message == (
        "ns2.example.com has not caught up: serial 19, one behind ns1.example.com (20), "
        "where the record is right."
    )
    assert found.evidence == (behind, ahead)


@pytest.mark.parametrize(
    ("ahead", "behind", "words"),
    [
        (20, 17, "3 behind"),
        (1, 2**32 - 2, "3 behind"),
        (2026112302, 2026112301, "one behind"),
        (2**31, 1, f"{2**31 - 1} behind"),
    ],
)
def test_how_far_behind_is_counted_as_serials_are(ahead: int, behind: int, words: str) -> None:
    (found,) = diagnoses([cname(VALUE, serial=ahead), nxdomain(NS2, serial=behind)], RECORD)
    assert words in found.message


def test_serials_half_the_circle_apart_have_no_order() -> None:
    assert codes([cname(VALUE, serial=2**31), nxdomain(NS2, serial=0)]) == [DIFFERS]


def test_it_is_measured_by_the_newest_copy_and_at_the_slowest_address() -> None:
    rows = [
        cname(VALUE, NS1, serial=20),
        cname(VALUE, NS3, serial=22),
        nxdomain(NS2, serial=19),
        nxdomain(NS2, serial=18, address="2001:db8::12"),
    ]
    (found,) = diagnoses(rows, RECORD)
    assert "serial 18, 4 behind ns3.example.com (22)" in found.message
    assert found.evidence == (rows[2], rows[3], rows[1])


def test_every_copy_that_is_as_new_is_named() -> None:
    rows = [cname(VALUE, NS1, serial=20), nxdomain(NS2, serial=19), cname(VALUE, NS3, serial=20)]
    (found,) = diagnoses(rows, RECORD)
    assert "one behind ns1.example.com and ns3.example.com (20)" in found.message


def test_one_diagnosis_for_each_server_that_is_behind() -> None:
    rows = [cname(VALUE, serial=20), nxdomain(NS2, serial=19), nxdomain(NS3, serial=18)]
    assert codes(rows) == [BEHIND, BEHIND]


def test_an_old_value_on_a_server_that_is_behind_is_no_wrong_value() -> None:
    assert codes([cname(VALUE, serial=20), cname(OLD, NS2, serial=19)]) == [BEHIND]


@pytest.mark.parametrize("serials", [(20, 20), (20, None), (None, 19), (20, 21)])
def test_a_server_without_the_record_that_is_not_known_to_be_behind(
    serials: tuple[int | None, int | None],
) -> None:
    rows = [cname(VALUE, serial=serials[0]), nxdomain(NS2, serial=serials[1])]
    assert codes(rows) == [DIFFERS]


def test_two_servers_that_differ_without_reason_are_told_one_by_one() -> None:
    rows = [cname(VALUE), cname(VALUE, NS3), nxdomain(NS2), nxdomain("ns4.example.com.")]
    made = diagnoses(rows, RECORD)
    assert [one.code for one in made] == [DIFFERS, DIFFERS]
    assert made[0].message.startswith(
        "ns2.example.com does not have the record that ns1.example.com and ns3.example.com have, "
    )
    assert made[0].evidence == (rows[2], rows[0], rows[1])


def test_two_addresses_of_one_server_are_told_apart() -> None:
    rows = [cname(VALUE), nxdomain(address="2001:db8::11")]
    (found,) = diagnoses(rows, RECORD)
    assert found.severity is Severity.WAIT
    assert found.message.startswith(
        "ns1.example.com (2001:db8::11) does not have the record that ns1.example.com (192.0.2.11) has"
    )


def test_two_addresses_of_one_server_with_two_serials() -> None:
    rows = [cname(VALUE, serial=20), nxdomain(serial=19, address="2001:db8::11")]
    (found,) = diagnoses(rows, RECORD)
    assert found.message.startswith(
        "ns1.example.com (2001:db8::11) has not caught up: serial 19, one behind ns1.example.com (192.0.2.11)"
    )


def test_another_value_beside_the_right_one_says_where() -> None:
    (found,) = diagnoses([cname(VALUE), cname("www.example.net.", NS2)], RECORD)
    assert found.message == "The record has another value at ns2.example.com: www.example.net."
    (appended,) = diagnoses([cname(VALUE), cname(VALUE + ZONE, NS2)], RECORD)
    assert "appended to the value at ns2.example.com" in appended.message


def test_a_wildcard_in_the_place_of_the_record_is_a_server_without_it() -> None:
    rows = [cname(VALUE), cname("www.example.net.", NS2), control("www.example.net.")]
    assert codes(rows) == [DIFFERS]


# two copies of one zone

APART = Zone(ZONE, (), delegated=(NS1,), named=(NS1, NS2))


def test_the_delegation_leads_past_the_record() -> None:
    rows = [nxdomain(), cname(VALUE, NS2)]
    (found,) = diagnoses(rows, RECORD, APART)
    assert (found.code, found.severity) == (MISMATCH, Severity.FAULT)
    assert "the delegation leads to ns1.example.com, where it is not" in found.message
    assert found.fix == (
        "Create the record at ns1.example.com, or have the delegation at the registrar changed "
        "to ns2.example.com."
    )
    assert found.evidence == tuple(rows)


def test_a_server_that_only_the_zone_names_lacks_the_record() -> None:
    (found,) = diagnoses([cname(VALUE), nxdomain(NS2)], RECORD, APART)
    assert found.code is MISMATCH
    assert "it is also served by ns2.example.com, where it is not" in found.message
    assert found.fix == (
        "Create the record at ns2.example.com too, or take them out of the zone's name servers."
    )


def test_a_delegation_to_quite_other_servers() -> None:
    zone = Zone(ZONE, (), delegated=(NS1, NS2), named=(NS2, NS3))
    assert codes([nxdomain(NS1), cname(VALUE, NS2), cname(VALUE, NS3)], zone) == [MISMATCH]
    assert codes([cname(VALUE, NS1), cname(VALUE, NS2), nxdomain(NS3)], zone) == [MISMATCH]
    assert codes([nxdomain(NS1), nxdomain(NS2), cname(VALUE, NS3)], zone) == [MISMATCH, DIFFERS]


def test_a_server_of_both_that_lacks_the_record_is_no_sign() -> None:
    zone = Zone(ZONE, (), delegated=(NS1, NS2), named=(NS1, NS2, NS3))
    assert codes([cname(VALUE, NS1), nxdomain(NS2), cname(VALUE, NS3)], zone) == [DIFFERS]


def test_a_copy_of_the_same_primary_will_catch_up() -> None:
    rows = [cname(VALUE, NS1, serial=20, mname=NS1), nxdomain(NS2, serial=19, mname=NS1)]
    assert codes(rows, APART) == [BEHIND]


@pytest.mark.parametrize("mnames", [(NS1, NS2), (None, NS2), (NS1, None), (None, None)])
def test_a_lower_serial_of_a_stranger_is_no_delay(mnames: tuple[str | None, str | None]) -> None:
    rows = [cname(VALUE, NS1, serial=20, mname=mnames[0]), nxdomain(NS2, serial=19, mname=mnames[1])]
    assert codes(rows, APART) == [MISMATCH]


def test_two_primaries_are_two_copies() -> None:
    rows = [cname(VALUE, serial=20, mname=NS1), nxdomain(NS2, serial=19, mname="ns.other.example.")]
    assert codes(rows) == [MISMATCH]
    assert codes(rows, Zone(ZONE, ())) == [MISMATCH]


@pytest.mark.parametrize(("serial", "code"), [(19, BEHIND), (20, DIFFERS)])
def test_where_every_server_is_its_own_primary_that_is_no_sign(serial: int, code: DiagnosisCode) -> None:
    rows = [cname(VALUE, serial=20, mname=NS1.upper()), nxdomain(NS2, serial=serial, mname=NS2)]
    assert codes(rows) == [code]


@pytest.mark.parametrize("mnames", [(None, NS2), (NS1, None), (NS1, NS1.upper())])
def test_a_primary_that_is_not_known_or_the_same_is_no_sign(mnames: tuple[str | None, str | None]) -> None:
    rows = [cname(VALUE, mname=mnames[0]), nxdomain(NS2, mname=mnames[1])]
    assert codes(rows) == [DIFFERS]


@pytest.mark.parametrize(
    ("delegated", "named", "codes_then"),
    [
        ((NS1,), (NS1, NS2), [MISMATCH]),
        ((NS1, NS2), (NS2, NS1), []),
        ((), (NS1,), []),
        ((NS1,), (), []),
    ],
)
def test_servers_named_in_two_ways_are_told_while_the_record_is_nowhere(
    delegated: tuple[str, ...], named: tuple[str, ...], codes_then: list[DiagnosisCode]
) -> None:
    rows = [nxdomain(), nxdomain(NS2)]
    zone = Zone(ZONE, (), delegated=delegated, named=named)
    assert codes(rows, zone) == codes_then
    for found in diagnoses(rows, RECORD, zone):
        assert found.severity is Severity.WAIT
        assert found.evidence == tuple(rows)
    assert codes([cname("x.example.net."), nxdomain(NS2)], zone) == [DiagnosisCode.WRONG_VALUE]
    assert codes([silent(), silent(NS2)], zone) == [DiagnosisCode.NO_SERVER_ANSWERED]


def test_nothing_is_said_of_a_delegation_where_the_record_is() -> None:
    zone = Zone(ZONE, (), delegated=(NS1,), named=(NS2,))
    assert codes([cname(VALUE), cname(VALUE, NS2)], zone) == []


def test_a_refusal_is_no_disagreement() -> None:
    rows = [cname(VALUE), refused(NS2)]
    assert codes(rows) == [DiagnosisCode.LAME_SERVER]
    assert verdict(rows, RECORD).text == "PARTIAL 1/2"


@pytest.mark.parametrize("mnames", [(None, NS1), (NS1, None), (None, None), (NS1, NS1)])
def test_a_lower_serial_is_a_delay_where_nothing_speaks_against_it(
    mnames: tuple[str | None, str | None],
) -> None:
    rows = [cname(VALUE, serial=20, mname=mnames[0]), nxdomain(NS2, serial=19, mname=mnames[1])]
    assert codes(rows) == [BEHIND]


@pytest.mark.parametrize("serial", [19, 20])
def test_a_single_server_that_is_its_own_primary_is_a_stranger(serial: int) -> None:
    rows = [cname(VALUE, serial=20, mname="hidden.example.com."), nxdomain(NS2, serial=serial, mname=NS2)]
    assert codes(rows) == [MISMATCH]


def test_one_right_server_of_the_delegation_is_enough_for_it_to_be_right() -> None:
    zone = Zone(ZONE, (), delegated=(NS1,), named=(NS1, NS2, NS3))
    rows = [cname(VALUE, NS1, mname=NS1), cname(VALUE, NS3, mname=NS1), nxdomain(NS2, mname="x.example.net.")]
    (found,) = diagnoses(rows, RECORD, zone)
    assert "Create the record at ns2.example.com too" in found.fix


def test_strangers_of_which_only_one_is_delegated_are_also_served() -> None:
    zone = Zone(ZONE, (), delegated=(NS1, NS2), named=(NS1, NS2))
    rows = [cname(VALUE, mname=NS1), *(nxdomain(server, mname="x.example.net.") for server in (NS2, NS3))]
    (found,) = diagnoses(rows, RECORD, zone)
    assert "it is also served by ns2.example.com and ns3.example.com" in found.message
