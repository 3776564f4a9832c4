"""What is refused in every form, the zone file and the table for the DNS team."""

import csv
import io

import dns.rdatatype
import dns.zone
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.handoff.changebatch import change_batches
from acm_tui.handoff.csv import COLUMNS, inert, rows_as_csv, table
from acm_tui.handoff.language import Language
from acm_tui.handoff.message import letter
from acm_tui.handoff.plaintext import record_lines
from acm_tui.handoff.request import DnsRequest, RequestedRecord
from acm_tui.handoff.zonefile import zone_lines

VALUE = "_424c7224.mhbtsbpdnt.acm-validations.aws."
SHOP = RequestedRecord(ValidationRecord("_a79865eb.shop.example.com.", "CNAME", VALUE), "example.com")
WWW = RequestedRecord(ValidationRecord("_b1.www.shop.example.com.", "CNAME", VALUE))


def request(*records: RequestedRecord) -> DnsRequest:
    return DnsRequest(("shop.example.com", "*.shop.example.com"), "111122223333", records)


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
    as_zone = RequestedRecord(SHOP.record, bad)
    for record in (as_name, as_value, as_zone):
        for leave in (zone_lines, table, record_lines, change_batches):
            with pytest.raises(ValueError, match="not a name"):
                leave([record])
        for language in Language:
            with pytest.raises(ValueError, match="not a name"):
                letter(request(record), language.phrases)
    with pytest.raises(ValueError, match="not a name"):
        letter(DnsRequest((bad,), "111122223333", (SHOP,)))


def test_what_is_no_validation_record_is_refused() -> None:
    with pytest.raises(ValueError, match="CNAME"):
        zone_lines([RequestedRecord(ValidationRecord("_x.example.com.", "TXT", VALUE))])
    with pytest.raises(ValueError, match="not in the zone"):
        zone_lines([RequestedRecord(SHOP.record, "example.net")])
    with pytest.raises(ValueError, match="zone itself"):
        zone_lines([RequestedRecord(SHOP.record, SHOP.record.name)])
    with pytest.raises(ValueError, match="is not a zone"):
        zone_lines([RequestedRecord(SHOP.record, "*.example.com")])
    with pytest.raises(ValueError, match="account"):
        DnsRequest(("shop.example.com",), "111122223333\nBcc: x", (SHOP,))
    with pytest.raises(ValueError, match="at least one record"):
        DnsRequest(("shop.example.com",), "111122223333", ())


def test_a_name_has_one_value_and_stands_once() -> None:
    same = RequestedRecord(ValidationRecord(SHOP.record.name.upper(), "CNAME", VALUE), "EXAMPLE.com.")
    assert zone_lines([SHOP, same]) == zone_lines([SHOP])
    other = RequestedRecord(ValidationRecord(SHOP.record.name, "CNAME", "_x.acm-validations.aws."))
    with pytest.raises(ValueError, match="asked for twice"):
        zone_lines([SHOP, other])


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
