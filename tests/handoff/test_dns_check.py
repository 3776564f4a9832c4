"""One look as JSON: a contract, so every field is written down here."""

import json
from dataclasses import dataclass
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Answer,
    DiagnosisCode,
    Perspective,
    Question,
    Severity,
    VerdictKind,
    conclude_advice,
)
from acm_tui.handoff.dns_check import DnsCheck, Seen, SeenServer, SeenZone, Told, as_json, next_check_in
from tests.handoff.looks import (
    NAME,
    NOW,
    VALUE,
    all_looks,
    look,
    saw,
    silent,
    there,
    typed_twice,
)

LOOKS = dict(all_looks())
CAA_SEEN = saw(
    question=Question("shop.example.com.", "CAA"),
    rcode="NOERROR",
    answers=(Answer("shop.example.com.", "CAA", 60, '0 issue "letsencrypt.org"'),),
)
FORBIDDEN = conclude_advice(["shop.example.com"], [CAA_SEEN], NOW)


def document(*arguments: Any) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(as_json(*arguments))
    return read


def test_the_contract() -> None:
    behind = saw(2, ede=("22 no reachable authority: x",), at=NOW.astimezone(timezone(timedelta(hours=9))))
    in_tokyo = msgspec.structs.replace(look(there(1), behind), at=behind.at)
    read = document(in_tokyo)
    (told,) = read.pop("diagnoses")
    first, second = read.pop("observations")
    assert read == {
        "schema_version": 1,
        "generated_at": "2026-11-23T12:00:05Z",
        "name": NAME,
        "type": "CNAME",
        "value": VALUE,
        "name_unicode": None,
        "value_unicode": None,
        "verdict": "partial",
        "public_view": False,
        "agreeing": 1,
        "servers": 2,
        "zone": {
            "name": "example.com.",
            "confirmed": True,
            "servers": [
                {"name": "ns1.example.com.", "addresses": ["192.0.2.11"]},
                {"name": "ns2.example.com.", "addresses": ["192.0.2.12", "2001:db8::12"]},
            ],
            "delegated": ["ns1.example.com.", "ns2.example.com."],
            "named": ["ns1.example.com.", "ns2.example.com."],
        },
        "advice": [],
        "next_check_in_s": 30.0,
    }
    assert (told["code"], told["severity"]) == ("SERVER_BEHIND", "wait")
    assert "ns2.example.com" in told["message"]
    assert told["fix"]
    assert told["record"] == {"name": NAME, "type": "CNAME", "value": VALUE}
    assert set(told) == {"code", "severity", "message", "fix", "evidence", "record"}
    assert first == {
        "perspective": "authoritative",
        "server": "ns1.example.com.",
        "address": "192.0.2.11",
        "port": 53,
        "transport": "udp",
        "zone": "example.com.",
        "question": {"name": NAME, "type": "CNAME"},
        "rcode": "NOERROR",
        "aa": True,
        "ra": False,
        "cd": False,
        "intercepted": False,
        "answers": [{"name": NAME, "type": "CNAME", "ttl": 60, "value": VALUE}],
        "referral": None,
        "serial": 20,
        "mname": None,
        "negative_ttl_s": 900,
        "ede": [],
        "rtt_ms": 6.4,
        "classification": "match",
        "failure": None,
        "error": None,
        "at": "2026-11-23T12:00:05Z",
    }
    assert second["ede"] == ["22 no reachable authority: x"]
    assert (second["classification"], second["at"]) == ("nxdomain", "2026-11-23T12:00:05Z")


@pytest.mark.parametrize("word", LOOKS)
def test_the_verdict_is_a_word(word: str) -> None:
    assert document(LOOKS[word])["verdict"] == word


def test_every_verdict_has_its_word() -> None:
    assert set(LOOKS) == {kind.value for kind in VerdictKind}


def test_no_answer() -> None:
    read = document(look(silent(1), zone=None))
    (row,) = read["observations"]
    assert (row["rcode"], row["rtt_ms"], row["failure"]) == (None, None, "timeout")
    assert row["error"] == "no answer within 1.5 s by UDP or TCP"
    assert read["zone"] is None


def test_evidence_points_at_the_observations() -> None:
    read = document(look(*typed_twice()))
    (told,) = read["diagnoses"]
    assert told["code"] == "ZONE_TYPED_TWICE"
    assert [read["observations"][place]["question"]["name"] for place in told["evidence"]] == [
        f"{NAME}example.com."
    ]


def test_what_is_repeated_stands_there_once() -> None:
    assert len(document(look(saw(1), saw(1), saw(2)))["observations"]) == 2


def test_advice_stands_apart_with_its_own_evidence() -> None:
    read = document(look(there(1), there(2)), FORBIDDEN)
    assert (read["verdict"], read["diagnoses"]) == ("ready", [])
    (told,) = read["advice"]
    assert (told["code"], told["severity"]) == ("CAA_FORBIDS", "fault")
    assert told["record"] == {"name": "shop.example.com.", "type": "CAA", "value": '0 issue "amazon.com"'}
    (place,) = told["evidence"]
    row = read["observations"][place]
    assert (row["question"]["type"], row["classification"]) == ("CAA", None)


def test_advice_that_has_nothing_against_it_is_seen_all_the_same() -> None:
    allowed = conclude_advice(["shop.example.com"], [msgspec.structs.replace(CAA_SEEN, answers=())], NOW)
    read = document(look(there(1), there(2)), allowed)
    assert read["advice"] == []
    assert [row["question"]["type"] for row in read["observations"]] == ["CNAME", "CNAME", "CAA"]


def test_names_of_other_scripts_are_read_beside() -> None:
    record = ValidationRecord("_x.xn--bcher-kva.example.", "CNAME", "_y.xn--hxt.example.")
    read = document(look(record=record))
    assert (read["name"], read["name_unicode"]) == (record.name, "_x.bücher.example.")
    assert (read["value"], read["value_unicode"]) == (record.value, "_y.店.example.")


def test_what_came_is_kept_as_it_came() -> None:
    hostile = "\x1b[31m\u202emoc\n."
    (row,) = document(look(there(1, answers=(Answer(NAME, "CNAME", 60, hostile),))))["observations"]
    assert row["answers"][0]["value"] == hostile


@pytest.mark.parametrize(
    ("word", "wait"),
    [
        ("ready", None),
        ("partial", 30),
        ("cannot_see", 30),
        ("absent", 300),
        ("wrong", 300),
        ("misplaced", 300),
    ],
)
def test_when_to_look_again(word: str, wait: int | None) -> None:
    after = next_check_in(LOOKS[word])
    assert (after.total_seconds() if after else None) == wait
    assert document(LOOKS[word])["next_check_in_s"] == wait


def test_what_a_person_must_do_takes_longer_than_what_servers_do() -> None:
    gone = saw(perspective=Perspective.DELEGATION, question=Question("shop.example.com.", "SOA"), zone="com.")
    blind = look(gone, zone=None)
    assert [(one.code, one.severity) for one in blind.diagnoses] == [
        (DiagnosisCode.ZONE_NOT_FOUND, Severity.FAULT)
    ]
    assert next_check_in(blind) == timedelta(minutes=5)


@dataclass(frozen=True)
class Described:
    """A struct of the document, and the heading under which docs/json.md describes it."""

    kind: type[msgspec.Struct]
    heading: str


@pytest.mark.parametrize(
    "one",
    [
        Described(DnsCheck, "## dns-check"),
        Described(Told, "### A diagnosis"),
        Described(Seen, "### An observation"),
        Described(SeenZone, "### The zone"),
        Described(SeenServer, "### The zone"),
    ],
    ids=lambda one: one.kind.__name__,
)
def test_every_field_is_documented(one: Described) -> None:
    described = (Path(__file__).parents[2] / "docs" / "json.md").read_text(encoding="utf-8")
    _, found, rest = described.partition(f"\n{one.heading}\n")
    assert found
    section = rest.partition("\n#")[0]
    assert [
        field.name for field in msgspec.structs.fields(one.kind) if f"`{field.name}`" not in section
    ] == []


def test_every_code_is_documented() -> None:
    described = (Path(__file__).parents[2] / "docs" / "json.md").read_text(encoding="utf-8")
    assert [code.value for code in DiagnosisCode if f"`{code.value}`" not in described] == []
