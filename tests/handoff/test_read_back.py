"""Whatever is handed over reads back, by what others read it with, to the records that were asked for."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import botocore.session
import dns.rdatatype
import dns.zone
import pytest
from botocore.validate import ParamValidator
from hypothesis import given, settings
from hypothesis import strategies as st

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.record_plan import TTL_S
from acm_tui.handoff.changebatch import LONGEST_COMMENT, ChangeBatch, change_batches
from acm_tui.handoff.csv import table
from acm_tui.handoff.plaintext import record_lines
from acm_tui.handoff.request import RequestedRecord
from acm_tui.handoff.zonefile import zone_lines

VALUE = "_424c7224.mhbtsbpdnt.acm-validations.aws."
SHOP = RequestedRecord(ValidationRecord("_a79865eb.shop.example.com.", "CNAME", VALUE), "example.com")
WWW = RequestedRecord(ValidationRecord("_b1.www.example.com", "CNAME", VALUE.rstrip(".")), "Example.com.")
NET = RequestedRecord(ValidationRecord("_c1.example.net.", "CNAME", VALUE), "example.net")
UNKNOWN = RequestedRecord(ValidationRecord("_d1.example.org.", "CNAME", VALUE))
ALSO_UNKNOWN = RequestedRecord(ValidationRecord("_e1.shop.example.com.", "CNAME", VALUE))

steady = settings(deadline=None)
_inner = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True)
_domains = st.lists(_inner, min_size=2, max_size=5)
_proof = st.from_regex(r"_[0-9a-f]{8,32}", fullmatch=True)


@st.composite
def _requested(draw: st.DrawFn) -> RequestedRecord:
    """A record as ACM makes it, in a zone at some height above it, or in none that is known."""
    domain = draw(_domains)
    dot = draw(st.sampled_from(["", "."]))
    name = ".".join([draw(_proof), *domain]) + dot
    value = ".".join([draw(_proof), draw(_inner), "acm-validations.aws"]) + dot
    height = draw(st.none() | st.integers(min_value=1, max_value=len(domain)))
    zone = None if height is None else ".".join(domain[-height:]) + draw(st.sampled_from(["", "."]))
    return RequestedRecord(ValidationRecord(name, "CNAME", value), zone)


asked = st.lists(_requested(), min_size=1, max_size=4, unique_by=lambda one: one.record.name.rstrip("."))


def wanted(records: list[RequestedRecord]) -> dict[str, str]:
    return {f"{o.record.name.rstrip('.')}.": f"{o.record.value.rstrip('.')}." for o in records}


def changes(batch: ChangeBatch) -> dict[str, str]:
    found = {}
    for change in json.loads(batch.json)["Changes"]:
        assert change["Action"] == "UPSERT"
        record_set = change["ResourceRecordSet"]
        assert (record_set["Type"], record_set["TTL"]) == ("CNAME", TTL_S)
        (value,) = record_set["ResourceRecords"]
        found[record_set["Name"]] = value["Value"]
    return found


@steady
@given(asked)
def test_the_zone_file_to_a_name_server(records: list[RequestedRecord]) -> None:
    apex = "@ 60 IN SOA ns1 hostmaster 1 60 60 60 60\n@ 60 IN NS ns1\n"
    zone = dns.zone.from_text(apex + zone_lines(records), origin=".", relativize=False)
    found = {
        name.to_text(): rdata.to_text()
        for name, ttl, rdata in zone.iterate_rdatas(dns.rdatatype.CNAME)
        if ttl == TTL_S
    }
    assert found == wanted(records)


@steady
@given(asked)
def test_the_table_to_a_spreadsheet(records: list[RequestedRecord]) -> None:
    rows = list(csv.DictReader(io.StringIO(table(records), newline="")))
    assert {row["name"]: row["value"] for row in rows} == wanted(records)
    for row, one in zip(rows, records, strict=True):
        assert row["zone"] == (one.zone or "").rstrip(".")
        if one.zone:
            assert f"{row['name_in_zone']}.{row['zone']}." == row["name"]


@steady
@given(asked)
def test_the_plain_text_to_whoever_splits_it(records: list[RequestedRecord]) -> None:
    text = record_lines(records)
    assert text.endswith("\n")
    fields = [line.split(" ") for line in text.splitlines()]
    assert {name: value for name, kind, value in fields if kind == "CNAME"} == wanted(records)
    assert len(fields) == len(records)


@steady
@given(asked)
def test_the_change_batches_to_route_53(records: list[RequestedRecord]) -> None:
    batches = change_batches(records)
    together: dict[str, str] = {}
    for batch in batches:
        inside = changes(batch)
        assert batch.zone is not None or len(inside) == 1
        assert all(name.endswith(f".{batch.zone}.") for name in inside if batch.zone)
        assert together.keys().isdisjoint(inside)
        together |= inside
    assert together == wanted(records)
    known = [batch.zone for batch in batches if batch.zone]
    assert known == sorted(set(known))


def test_zones_come_as_they_are_read() -> None:
    """With its final dot, ``a-b.c.`` would stand before ``a.``."""
    records = [
        RequestedRecord(ValidationRecord(f"_x.{zone}.", "CNAME", VALUE), zone) for zone in ("a-b.c", "a")
    ]
    assert [batch.zone for batch in change_batches(records)] == ["a", "a-b.c"]


def test_the_plain_text_is_a_line_a_record_and_nothing_else() -> None:
    assert record_lines([SHOP, WWW]) == (
        f"_a79865eb.shop.example.com. CNAME {VALUE}\n_b1.www.example.com. CNAME {VALUE}\n"
    )


def test_one_zone_is_one_change_batch() -> None:
    (batch,) = change_batches([SHOP, WWW])
    assert (batch.zone, batch.about) == ("example.com", "example.com")
    assert json.loads(batch.json) == {
        "Comment": "ACM validation: keep for ever. Zone: example.com",
        "Changes": [
            {
                "Action": "UPSERT",
                "ResourceRecordSet": {
                    "Name": name,
                    "Type": "CNAME",
                    "TTL": 300,
                    "ResourceRecords": [{"Value": VALUE}],
                },
            }
            for name in ("_a79865eb.shop.example.com.", "_b1.www.example.com.")
        ],
    }


def test_a_record_of_no_known_zone_has_none_refused_with_it() -> None:
    batches = change_batches([UNKNOWN, SHOP, NET, ALSO_UNKNOWN])
    assert [(one.zone, one.about) for one in batches] == [
        ("example.com", "example.com"),
        ("example.net", "example.net"),
        (None, "example.org"),
        (None, "shop.example.com"),
    ]
    assert [len(changes(one)) for one in batches] == [1, 1, 1, 1]
    assert "Zone" not in batches[2].json


def test_a_comment_names_a_whole_zone_or_none() -> None:
    zone = ".".join(["a" * 63] * 3 + ["b" * 55])
    record = ValidationRecord(f"_x.{zone}.", "CNAME", VALUE)
    (batch,) = change_batches([RequestedRecord(record, zone)])
    comment = json.loads(batch.json)["Comment"]
    assert len(comment) <= LONGEST_COMMENT
    assert "a" * 63 not in comment
    assert batch.zone == zone


@pytest.fixture(scope="module")
def model() -> Any:
    """How AWS itself describes Route 53, as every SDK knows it."""
    return botocore.session.Session().get_service_model("route53")


@steady
@given(asked)
def test_a_change_batch_is_what_the_service_model_asks_for(
    model: Any, records: list[RequestedRecord]
) -> None:
    shape = model.operation_model("ChangeResourceRecordSets").input_shape
    for batch in change_batches(records):
        call = {"HostedZoneId": "Z1", "ChangeBatch": json.loads(batch.json)}
        assert not ParamValidator().validate(call, shape).has_errors()


def test_the_longest_comment_is_that_of_the_service_model(model: Any) -> None:
    assert model.shape_for("ResourceDescription").metadata["max"] == LONGEST_COMMENT
    broken = {"HostedZoneId": "Z1", "ChangeBatch": {"Changes": [{"ResourceRecordSet": {}}]}}
    shape = model.operation_model("ChangeResourceRecordSets").input_shape
    assert ParamValidator().validate(broken, shape).has_errors()  # the validator does look


def test_route_53_takes_each_batch_into_its_zone() -> None:
    import boto3
    from moto import mock_aws

    with mock_aws():
        route53 = boto3.client("route53", region_name="us-east-1")
        for batch in change_batches([SHOP, NET, WWW]):
            zone = route53.create_hosted_zone(Name=f"{batch.zone}.", CallerReference=batch.about)
            where = zone["HostedZone"]["Id"]
            for _ in range(2):  # a second time changes nothing: it is UPSERT
                route53.change_resource_record_sets(HostedZoneId=where, ChangeBatch=json.loads(batch.json))
            listed = route53.list_resource_record_sets(HostedZoneId=where)["ResourceRecordSets"]
            found = {o["Name"]: o["ResourceRecords"][0]["Value"] for o in listed if o["Type"] == "CNAME"}
            assert found == changes(batch)
        route53.close()
