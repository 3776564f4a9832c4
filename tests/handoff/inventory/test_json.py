"""The inventory for scripts: a contract that docs/json.md describes."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest

from acm_tui.domain.inventory.news import Seen
from acm_tui.domain.inventory.urgency import Urgency
from acm_tui.handoff.inventory import document as doc
from acm_tui.handoff.inventory.json import SCHEMA_VERSION, as_json
from acm_tui.handoff.inventory.report import report_of
from tests.domain.inventory.stock import after, described
from tests.domain.stories import START
from tests.handoff.inventory.reported import EMPTY, SECRET, inventory, report
from tests.hostile.corpus import PAYLOADS

DOCS = Path(__file__).parents[3] / "docs" / "json.md"

WORD, TIME, NUMBER, FLAG = "text", "time", "number", "boolean"
ATTACHMENT = {
    "load_balancer_arn": WORD,
    "load_balancer_type": WORD,
    "listener_arn": WORD,
    "port": NUMBER,
    "role": WORD,
}
MIGRATION = {
    "id": WORD,
    "step": WORD,
    "next_action": WORD,
    "deadline": (TIME, None),
    "updated_at": TIME,
    "updated_by": WORD,
    "held_by": (WORD, None),
}
CERTIFICATE = {
    "arn": WORD,
    "names": [WORD],
    "partition": WORD,
    "account": WORD,
    "region": WORD,
    "status": WORD,
    "type": WORD,
    "key_algorithm": WORD,
    "validation_method": WORD,
    "not_before": (TIME, None),
    "not_after": (TIME, None),
    "days_left": (NUMBER, None),
    "renewal_status": (WORD, None),
    "renewal_eligibility": (WORD, None),
    "managed_by": (WORD, None),
    "in_use": FLAG,
    "in_use_by": ([WORD], None),
    "attachments": ([ATTACHMENT], None),
    "tags": (dict, None),
    "migration": (MIGRATION, None),
    "urgency": WORD,
    "recommendation": {"action": WORD, "way": (WORD, None), "what": WORD, "why": WORD},
    "notices": [WORD],
    "seen": WORD,
}
SCHEMA = {
    "schema_version": NUMBER,
    "generated_at": TIME,
    "certificates": [CERTIFICATE],
    "errors": [
        {
            "profile": WORD,
            "account": (WORD, None),
            "region": (WORD, None),
            "operation": (WORD, None),
            "code": (WORD, None),
            "message": WORD,
            "cause": WORD,
            "remedy": WORD,
            "partly": FLAG,
        }
    ],
    "notices": [
        {
            "arn": WORD,
            "code": WORD,
            "status": WORD,
            "region": WORD,
            "started_at": (TIME, None),
            "updated_at": (TIME, None),
            "affected": [WORD],
        }
    ],
    "notes": [WORD],
    "looked": [{"partition": WORD, "account": WORD, "region": WORD, "at": TIME}],
    "campaign": (
        {
            "done": NUMBER,
            "to_request": NUMBER,
            "waiting_for_dns": NUMBER,
            "ready_to_cut_over": NUMBER,
            "finishing": NUMBER,
            "not_started": (NUMBER, None),
        },
        None,
    ),
}
"""Written down once more, by hand: who changes the contract has to change it here too."""


def faults(value: Any, schema: Any, where: str = "$") -> list[str]:
    """Where *value* is not what *schema* says."""
    match schema:
        case tuple():
            found = [faults(value, one, where) for one in schema]
            return [] if [] in found else found[0]
        case None:
            return [] if value is None else [f"{where} is not null"]
        case list():
            if not isinstance(value, list):
                return [f"{where} is no list"]
            return [f for at, one in enumerate(value) for f in faults(one, schema[0], f"{where}[{at}]")]
        case dict():
            if not isinstance(value, dict) or [*value] != [*schema]:
                return [f"{where} has other members"]
            return [f for key, one in schema.items() for f in faults(value[key], one, f"{where}.{key}")]
        case _:
            return [] if _is(value, schema) else [f"{where} is no {schema}"]


def _is(value: Any, kind: Any) -> bool:
    if kind is dict:
        return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
    if kind == TIME:
        return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", value) is not None
    return type(value) is {WORD: str, NUMBER: int, FLAG: bool}[kind]


TOLD = json.loads(as_json(report()))
BY_NAME = {(one["names"] or [""])[0]: one for one in TOLD["certificates"]}


def test_it_is_what_the_contract_says() -> None:
    assert faults(TOLD, SCHEMA) == []
    assert faults(json.loads(as_json(EMPTY)), SCHEMA) == []
    assert SCHEMA_VERSION == TOLD["schema_version"] == 1


def test_a_fault_would_be_seen() -> None:
    wrong = json.loads(as_json(report()))
    wrong["certificates"][0]["days_left"] = "3"
    wrong["certificates"][1]["attachments"][0]["port"] = None
    del wrong["errors"][0]["partly"]
    assert faults(wrong, SCHEMA) == [
        "$.certificates[0].days_left is no number",
        "$.certificates[1].attachments[0].port is no number",
        "$.errors[0] has other members",
    ]


def test_one_certificate() -> None:
    one = BY_NAME["waits.example.com"]
    assert one["in_use_by"] == [
        f"arn:aws:elasticloadbalancing:ap-northeast-1:111122223333:loadbalancer/app/{n}/50dc"
        for n in ("shop", "orders")
    ]
    assert [(each["port"], each["role"]) for each in one["attachments"]] == [(8443, "sni"), (443, "default")]
    assert one["tags"] == {"team": "shop", "stage": "prod"}
    assert (one["urgency"], one["days_left"], one["seen"]) == ("renewal_waits", 12, "now")
    assert one["notices"] == [TOLD["notices"][0]["arn"]]
    assert (one["recommendation"]["action"], one["recommendation"]["way"]) == ("migrate", "in place")


def test_not_known_is_not_none() -> None:
    unknown, edge, idle = (
        BY_NAME[f"{name}.example.{end}"]
        for name, end in (("unknown", "com"), ("edge", "com"), ("idle", "cn"))
    )
    assert (unknown["in_use"], unknown["in_use_by"], unknown["attachments"]) == (True, None, None)
    assert (edge["attachments"], len(edge["in_use_by"])) == ([], 1)
    assert (idle["in_use"], idle["in_use_by"], idle["attachments"]) == (False, [], [])
    assert (unknown["tags"], BY_NAME["begun.example.com"]["tags"]) == (None, {})
    assert BY_NAME[""]["not_after"] is None


def test_a_classic_load_balancer() -> None:
    (one,) = BY_NAME["expired.example.com"]["attachments"]
    assert (one["load_balancer_type"], one["listener_arn"]) == ("classic", f"{one['load_balancer_arn']}:443")
    assert BY_NAME["expired.example.com"]["days_left"] == -3


def test_what_was_seen_now_and_what_before() -> None:
    assert BY_NAME["remembered.example.com"]["seen"] == "before"
    assert {one["seen"] for name, one in BY_NAME.items() if name != "remembered.example.com"} == {"now"}
    shop = described(
        "waits", "arn:aws:elasticloadbalancing:ap-northeast-1:111122223333:loadbalancer/app/shop/50dc"
    )
    partly = report_of(after(Seen((shop,)), before=inventory()), [], START)
    told = {one["arn"]: one["seen"] for one in json.loads(as_json(partly))["certificates"]}
    assert told[shop.arn] == "in_part"


def test_a_migration() -> None:
    begun = BY_NAME["begun.example.com"]
    assert (begun["recommendation"]["action"], begun["recommendation"]["way"]) == ("continue", "replace")
    never = BY_NAME[""]["recommendation"]
    assert (never["action"], never["way"]) == ("review", "replace")
    assert begun["migration"] == {
        "id": "5e55a0e1",
        "step": "dns",
        "next_action": "Hand the CNAME to the DNS team",
        "deadline": "2026-11-26T10:00:00Z",
        "updated_at": "2026-11-23T13:00:00Z",
        "updated_by": "ayako@bastion",
        "held_by": "botan@laptop",
    }


def test_what_failed() -> None:
    first, second, third = TOLD["errors"]
    assert first == {
        "profile": "shop-prod",
        "account": "111122223333",
        "region": "eu-west-1",
        "operation": "acm:SearchCertificates",
        "code": "AccessDeniedException",
        "message": "AWS refused to search certificates.",
        "cause": "AccessDeniedException: no",
        "remedy": "Ask for acm:SearchCertificates.",
        "partly": True,
    }
    assert (second["account"], second["operation"], second["code"]) == (None, None, None)
    assert (second["region"], third["region"]) == ("eu-west-1", "us-east-1")
    assert SECRET not in as_json(report())


def test_the_rest() -> None:
    assert TOLD["notes"] == ["AWS Health tells nothing without a support plan. (444455556666)"]
    assert TOLD["campaign"]["not_started"] == 7
    assert [(one["partition"], one["region"]) for one in TOLD["looked"]] == [
        ("aws", "ap-northeast-1"),
        ("aws", "eu-west-1"),
        ("aws-cn", "cn-north-1"),
    ]


def test_every_time_is_in_utc() -> None:
    tokyo = timezone(timedelta(hours=9))
    local = msgspec.structs.replace(
        report(),
        generated_at=START.astimezone(tokyo),
        looked=tuple((place, at.astimezone(tokyo)) for place, at in report().looked),
    )
    assert as_json(local) == as_json(report())


@pytest.mark.parametrize("kind", PAYLOADS)
def test_text_is_raw(kind: str) -> None:
    text = PAYLOADS[kind]
    item = described("a", names=(text,)).tagged({text: text})
    document = as_json(report_of(after(Seen((item,))), [], START))
    assert document.encode()
    (one,) = json.loads(document)["certificates"]
    assert (one["names"], one["tags"]) == ([text], {text: text})


@dataclass(frozen=True)
class Described:
    """A struct of the document, and the heading under which docs/json.md describes it."""

    kind: type[msgspec.Struct]
    heading: str


@pytest.mark.parametrize(
    "one",
    [
        Described(doc.ToldInventory, "## inventory"),
        Described(doc.ToldPlace, "## inventory"),
        Described(doc.ToldCampaign, "## inventory"),
        Described(doc.ToldCertificate, "### An email-validated certificate"),
        Described(doc.ToldAttachment, "### An email-validated certificate"),
        Described(doc.ToldMigration, "### An email-validated certificate"),
        Described(doc.ToldRecommendation, "### An email-validated certificate"),
        Described(doc.ToldError, "### An error"),
        Described(doc.ToldNotice, "### A notice"),
    ],
    ids=lambda one: one.kind.__name__,
)
def test_every_member_is_documented(one: Described) -> None:
    _, found, rest = DOCS.read_text(encoding="utf-8").partition(f"\n{one.heading}\n")
    assert found
    section = rest.partition("\n#")[0]
    assert [name for name in one.kind.__struct_fields__ if f"`{name}`" not in section] == []


def test_every_word_is_documented() -> None:
    section = DOCS.read_text(encoding="utf-8").partition("\n### An email-validated certificate\n")[2]
    words = [
        *(one.slug for one in Urgency),
        "migrate",
        "review",
        "continue",
        "none",
        "now",
        "in_part",
        "before",
    ]
    assert [word for word in words if f"`{word}`" not in section.partition("\n#")[0]] == []
