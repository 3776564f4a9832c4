"""The message, the zone file and the table for the DNS team."""

import csv
import io
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import dns.rdatatype
import dns.zone
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.handoff.csv import COLUMNS, inert, rows_as_csv, table
from acm_tui.handoff.message import Message, message, moment
from acm_tui.handoff.phrases import ENGLISH
from acm_tui.handoff.request import DnsRequest, RequestedRecord
from acm_tui.handoff.zonefile import zone_lines

VALUE = "_424c7224.mhbtsbpdnt.acm-validations.aws."
SHOP = RequestedRecord(ValidationRecord("_a79865eb.shop.example.com.", "CNAME", VALUE), "example.com")
WWW = RequestedRecord(ValidationRecord("_b1.www.shop.example.com.", "CNAME", VALUE))
DEADLINE = datetime(2026, 11, 26, 18, 0, tzinfo=ZoneInfo("Asia/Tokyo"))


def request(*records: RequestedRecord, deadline: datetime | None = DEADLINE) -> DnsRequest:
    return DnsRequest(("shop.example.com", "*.shop.example.com"), "111122223333", records, deadline)


def test_the_message_has_the_record_and_the_label_to_enter() -> None:
    text = message(request(SHOP))
    assert text.subject == (
        "DNS record for the TLS certificate of shop.example.com, "
        "needed before 2026-11-26 18:00 JST (UTC+09:00)"
    )
    lines = text.body.splitlines()
    assert "Name:  _a79865eb.shop.example.com." in lines
    assert "Type:  CNAME" in lines
    assert f"Value: {VALUE}" in lines
    assert "       In the zone example.com, enter as the name: _a79865eb.shop" in lines
    assert "Needed before 2026-11-26 18:00 JST (UTC+09:00)." in lines
    assert "That is 2026-11-26 09:00 UTC." in lines
    assert "the certificate for: shop.example.com, *.shop.example.com" in lines
    assert "111122223333" in text.body


def test_the_message_says_what_keeps_the_certificate_alive() -> None:
    body = message(request(SHOP)).body
    for phrase in (ENGLISH.keep, ENGLISH.dont_proxy, ENGLISH.dont_double, ENGLISH.dont_change):
        assert phrase in body


def test_several_records_are_numbered_and_an_unknown_zone_promises_no_label() -> None:
    body = message(request(SHOP, WWW)).body
    assert "Please create these 2 records in DNS:" in body
    assert body.index("Record 1 of 2") < body.index("_a79865eb.") < body.index("Record 2 of 2")
    assert body.count("enter as the name:") == 1
    assert "Record 1" not in message(request(WWW)).body


def test_without_a_deadline_none_is_named() -> None:
    text = message(request(SHOP, deadline=None))
    assert "needed before" not in (text.subject + text.body).lower()


def test_a_deadline_in_utc_is_said_once() -> None:
    body = message(request(SHOP, deadline=datetime(2026, 11, 26, 9, tzinfo=UTC))).body
    assert body.count("2026-11-26 09:00 UTC") == 1
    assert "That is" not in body


def test_another_language_is_another_set_of_phrases() -> None:
    other = msgspec.structs.replace(ENGLISH, keep="Bitte für immer behalten.", opening_one="Bitte anlegen:")
    body = message(request(SHOP), other).body
    assert body.startswith("Bitte anlegen:\n")
    assert "Bitte für immer behalten." in body


def test_the_message_is_data() -> None:
    made = message(request(SHOP))
    assert msgspec.json.decode(msgspec.json.encode(made), type=Message) == made


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (datetime(2026, 1, 2, 3, 4, 59, tzinfo=UTC), "2026-01-02 03:04 UTC"),
        (datetime(2026, 7, 2, 3, 4, tzinfo=ZoneInfo("America/New_York")), "2026-07-02 03:04 EDT (UTC-04:00)"),
        (datetime(2026, 1, 2, tzinfo=timezone(timedelta(hours=5, minutes=30))), "2026-01-02 00:00 UTC+05:30"),
    ],
)
def test_a_moment_carries_its_offset(at: datetime, written: str) -> None:
    assert moment(at) == written


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 1, 2)  # noqa: DTZ001 - the point of the test
    with pytest.raises(ValueError, match="time zone"):
        moment(naive)
    with pytest.raises(ValueError, match="time zone"):
        request(SHOP, deadline=naive)


@pytest.mark.parametrize(
    "bad",
    [
        "_x.shop.example.com.\n$INCLUDE /etc/passwd",
        "_x.shop.example.com. 60 IN A 192.0.2.1 ;",
        "=cmd()",
        "\x1b]0;owned\x07.example.com",
        "a..example.com",
        "",
    ],
)
def test_what_is_no_name_leaves_in_no_form(bad: str) -> None:
    as_name = RequestedRecord(ValidationRecord(bad, "CNAME", VALUE))
    as_value = RequestedRecord(ValidationRecord("_x.shop.example.com.", "CNAME", bad))
    for record in (as_name, as_value):
        for leave in (zone_lines, table):
            with pytest.raises(ValueError, match="not a name"):
                leave([record])
        with pytest.raises(ValueError, match="not a name"):
            message(request(record))
    with pytest.raises(ValueError, match="not a name"):
        message(DnsRequest((bad,), "111122223333", (SHOP,)))


def test_what_is_no_validation_record_is_refused() -> None:
    with pytest.raises(ValueError, match="CNAME"):
        zone_lines([RequestedRecord(ValidationRecord("_x.example.com.", "TXT", VALUE))])
    with pytest.raises(ValueError, match="not in the zone"):
        zone_lines([RequestedRecord(SHOP.record, "example.net")])
    with pytest.raises(ValueError, match="account"):
        DnsRequest(("shop.example.com",), "111122223333\nBcc: x", (SHOP,))
    with pytest.raises(ValueError, match="at least one record"):
        DnsRequest(("shop.example.com",), "111122223333", ())


def test_the_zone_file_is_one_that_name_servers_load() -> None:
    lines = zone_lines([WWW, SHOP])
    assert lines == (
        "; zone example.com\n"
        f"_a79865eb.shop.example.com. 300 IN CNAME {VALUE}\n"
        f"_b1.www.shop.example.com. 300 IN CNAME {VALUE}\n"
    )
    apex = "@ 60 IN SOA ns1 hostmaster 1 60 60 60 60\n@ 60 IN NS ns1\n"
    zone = dns.zone.from_text(apex + lines, origin="example.com.", relativize=False)
    found = zone.find_rdataset("_a79865eb.shop.example.com.", dns.rdatatype.CNAME)
    assert found[0].target.to_text() == VALUE


def test_names_are_absolute_even_when_given_without_the_final_dot() -> None:
    bare = RequestedRecord(
        ValidationRecord("_x.shop.example.com", "CNAME", VALUE.rstrip(".")), "example.com."
    )
    assert zone_lines([bare], ttl_s=60) == (f"; zone example.com\n_x.shop.example.com. 60 IN CNAME {VALUE}\n")


def test_the_table_has_a_line_for_each_record() -> None:
    rows = list(csv.reader(io.StringIO(table([SHOP, WWW]))))
    assert tuple(rows[0]) == COLUMNS
    assert rows[1] == ["_a79865eb.shop.example.com.", "CNAME", VALUE, "300", "example.com", "_a79865eb.shop"]
    assert rows[2] == ["_b1.www.shop.example.com.", "CNAME", VALUE, "300", "", ""]


@given(st.text())
def test_no_cell_is_a_formula_and_nothing_is_lost(cell: str) -> None:
    (read,) = list(csv.reader(io.StringIO(rows_as_csv([cell, "x"], []), newline="")))
    assert read[0][:1] not in {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"}
    assert read[0].removeprefix("'") == cell.removeprefix("'")


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_becomes_text(begins: str) -> None:
    assert inert(f"{begins}1+1") == f"'{begins}1+1"
    assert inert("_x") == "_x"
