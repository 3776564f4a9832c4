"""The change record as JSON: a contract that docs/json.md describes, with every time in UTC."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest

from acm_tui.domain.change_record import ChangeRecord
from acm_tui.domain.events import Closed, CutoverWatched, Event, Intended, Succeeded
from acm_tui.domain.mutation import DeleteCertificate
from acm_tui.handoff.change_record import document as doc
from acm_tui.handoff.change_record import document_switch
from acm_tui.handoff.change_record.structured import as_json
from tests.domain.recorded import PLAN, carried_out, confirmed, recorded
from tests.domain.stories import ACTOR, DOMAIN, NEW, NEWER, OLD, RECORD, START, started
from tests.handoff.record_story import (
    CLASSIC,
    LEAF_NEW,
    LEAF_OLD,
    LEAF_OTHER,
    LISTENERS,
    MESSAGE,
    WATCHED,
    after_the_calls,
    everything,
    in_zone,
    planned,
)
from tests.screens.hostile import CORPUS, spoiled

DOCS = Path(__file__).parents[2] / "docs" / "json.md"


def told(record: ChangeRecord) -> dict[str, Any]:
    found = json.loads(as_json(record))
    assert isinstance(found, dict)
    return found


def _without(found: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name != key}


EVERYTHING = told(recorded(*everything()))


def test_the_whole_and_its_order() -> None:
    assert list(EVERYTHING) == [
        "schema_version",
        "generated_at",
        "program_version",
        "migration",
        "certificates",
        "windows",
        "plans",
        "calls",
        "listeners",
        "monitor",
        "interruption",
        "handshakes",
        "rollback",
        "ways",
        "switch",
    ]
    assert EVERYTHING["schema_version"] == 1
    assert EVERYTHING["generated_at"] == "2026-11-26T09:00:00Z"
    assert EVERYTHING["program_version"] == "1.2.3"
    assert as_json(recorded(*everything())) == as_json(recorded(*everything()))


def test_the_migration() -> None:
    assert EVERYTHING["migration"] == {
        "id": "5e55a0e1",
        "domain": DOMAIN,
        "account": "111122223333",
        "partition": "aws",
        "region": "ap-northeast-1",
        "way": "replace",
        "state": "open",
        "step": "cutover",
        "next_action": "Look what became of the last call",
        "deadline": "2027-01-15T12:00:00Z",
        "started_at": "2026-11-23T09:00:00Z",
        "updated_at": "2026-11-24T13:00:00Z",
        "updated_by": ACTOR,
        "actors": [ACTOR],
        "handed_over": ["message"],
        "swapped_at": None,
        "soak_h": 48.0,
        "soaks_until": None,
        "note": None,
        "unknown_events": 1,
    }
    swapped = told(recorded(*carried_out(confirmed(), PLAN.changes), Closed("kept")))["migration"]
    assert swapped["swapped_at"] == "2026-11-23T23:00:00Z"
    assert swapped["soaks_until"] == "2026-11-24T23:00:00Z"
    assert (swapped["note"], swapped["state"]) == ("kept", "done")


def test_the_certificates() -> None:
    certificates = EVERYTHING["certificates"]
    assert certificates["old"] == {
        "arn": OLD,
        "names": [DOMAIN, f"*.{DOMAIN}"],
        "status": "ISSUED",
        "validation_method": "EMAIL",
        "key_algorithm": "RSA_2048",
        "not_before": "2025-12-16T12:00:00Z",
        "not_after": "2027-01-15T12:00:00Z",
        "requested_at": None,
        "issued_seen_at": None,
        "gone_at": None,
    }
    new = certificates["new"]
    assert (new["arn"], new["requested_at"], new["issued_seen_at"]) == (
        NEWER,
        "2026-11-23T17:00:00Z",
        "2026-11-23T21:00:00Z",
    )
    assert [(one["arn"], one["status"]) for one in certificates["earlier"]] == [(NEW, "VALIDATION_TIMED_OUT")]
    assert told(recorded(started()))["certificates"]["new"] is None
    deleted = [*carried_out(confirmed(), PLAN.changes), Intended(DeleteCertificate(OLD, "replaced"))]
    gone = told(recorded(*deleted, Succeeded(len(deleted))))["certificates"]["old"]["gone_at"]
    assert gone == "2026-11-24T01:00:00Z"


def test_windows_and_plans() -> None:
    window = {
        "begins": "2026-11-24T03:00:00Z",
        "ends": "2026-11-24T05:00:00Z",
        "zone": "Asia/Tokyo",
        "note": "CHG-4711",
    }
    assert [one["window"] for one in EVERYTHING["windows"]] == [window, None, window]
    assert EVERYTHING["windows"][1] == {"at": "2026-11-23T23:00:00Z", "by": ACTOR, "window": None}
    (plan,) = EVERYTHING["plans"]
    calls = plan["calls"]
    assert _without(plan, "calls") == {
        "number": 18,
        "at": "2026-11-24T02:00:00Z",
        "by": ACTOR,
        "direction": "cutover",
        "fingerprint": planned().fingerprint,
        "typed": DOMAIN,
        "override": "the pager says now",
        "window": window,
        "in_window": False,
        "made": 2,
        "conflicts": [{"listener_arn": f"{LISTENERS[0].arn[:-3]}9443", "why": "the listener is gone"}],
        "gaps": [],
    }
    assert len(calls) == len(planned().changes)
    assert calls[-1] == {
        "operation": "elasticloadbalancing:SetLoadBalancerListenerSSLCertificate",
        "listener_arn": f"{CLASSIC}:443",
        "certificate_arn": NEWER,
        "command": None,
    }


def test_the_calls() -> None:
    by_number = {one["number"]: one for one in EVERYTHING["calls"]}
    assert by_number[9] == {
        "number": 9,
        "operation": "acm:RequestCertificate",
        "listener_arn": None,
        "certificate_arn": NEWER,
        "names": [DOMAIN],
        "zone_id": None,
        "records": [],
        "plan": None,
        "intended_at": "2026-11-23T17:00:00Z",
        "intended_by": ACTOR,
        "in_window": None,
        "outcome": "done",
        "reconciled": True,
        "answered_at": "2026-11-23T18:00:00Z",
        "request_id": None,
        "change_id": None,
        "error": None,
    }
    assert by_number[7]["certificate_arn"] == NEW
    written = by_number[11]
    assert (written["zone_id"], written["change_id"]) == ("Z0123", "/change/C2682N5HXP0BZ4")
    assert written["records"] == [{"name": RECORD.name, "type": "CNAME", "value": RECORD.value}]
    assert written["certificate_arn"] is None
    assert (by_number[19]["outcome"], by_number[19]["error"]) == (
        "failed",
        {"code": "AccessDenied", "message": MESSAGE},
    )
    change = by_number[21]
    assert (change["listener_arn"], change["certificate_arn"]) == (LISTENERS[0].arn, NEWER)
    assert (change["plan"], change["in_window"], change["request_id"]) == (18, False, "request-21")
    assert (by_number[29]["outcome"], by_number[29]["answered_at"]) == ("not_known", None)


def test_the_listeners() -> None:
    after = {one.arn: one for one in after_the_calls()}
    assert [one["arn"] for one in EVERYTHING["listeners"]] == sorted(after)
    for one, before in zip(EVERYTHING["listeners"], sorted(LISTENERS, key=lambda one: one.arn), strict=True):
        assert one["before"] == {"default": before.default, "list": list(before.sni)}
        assert one["after"] == {
            "default": after[before.arn].default,
            "list": list(after[before.arn].sni),
        }
        assert one["unsure"] == (before.arn == planned().changes[2].listener_arn)
    assert EVERYTHING["listeners"][-1]["load_balancer"] == "orders"


def test_the_monitor_and_the_interruption() -> None:
    (watching,) = EVERYTHING["monitor"]
    assert (watching["direction"], watching["certificate_arn"]) == ("cutover", NEWER)
    assert watching["listeners"][0] == {
        "listener_arn": LISTENERS[0].arn,
        "load_balancer": "shop",
        "port": 443,
        "leaving": 20,
        "put": 22,
        "other": 1,
        "failed": 2,
        "flaps": 1,
        "first_put_at": "2026-11-24T03:00:05Z",
        "last_leaving_at": "2026-11-24T03:00:06Z",
        "longest_gap_ms": 612.4,
        "connection": "cut",
        "connection_address": "192.0.2.81",
        "connection_error": "connection reset",
        "unreached": ["192.0.2.83"],
        "unreached_names": [
            {"address": "192.0.2.82", "server_name": None},
            {"address": "192.0.2.82", "server_name": f"www.{DOMAIN}"},
        ],
        "elsewhere": None,
        "behind": None,
        "blind_from": None,
    }
    assert watching["so_far"] is False
    assert watching["listeners"][1]["connection"] == "not_seen"
    interruption = EVERYTHING["interruption"]
    assert interruption["text"].startswith("2 of 45 new handshakes failed")
    assert _without(interruption, "text") == {
        "watchings": 1,
        "handshakes": 45,
        "failed": 2,
        "other": 1,
        "flaps": 1,
        "longest_gap_ms": 612.4,
        "connections_held": 0,
        "connections_cut": 1,
        "connections_unknown": 0,
        "unwatched_calls": 1,
        "lost_calls": 0,
        "troubles": [],
    }


def test_a_watching_that_broke_and_was_cut_off() -> None:
    seen = msgspec.structs.replace(
        WATCHED, behind=("192.0.2.82",), blind_from=START, host="shop.elb.example.net", server_name=DOMAIN
    )
    broken = CutoverWatched(NEW, START, START, 250.0, (seen,), "The monitor failed: OSError", so_far=True)
    record = told(recorded(*carried_out(confirmed(), PLAN.changes), broken))
    (watching,) = record["monitor"]
    assert watching["so_far"] is True
    (one,) = watching["listeners"]
    assert (one["behind"], one["blind_from"]) == (["192.0.2.82"], "2026-11-23T09:00:00Z")
    assert one["elsewhere"].startswith(f"openssl s_client -connect 192.0.2.83:443 -servername {DOMAIN} ")
    interruption = record["interruption"]
    assert (interruption["lost_calls"], interruption["unwatched_calls"]) == (4, 0)
    assert interruption["troubles"] == ["The monitor failed: OSError"]
    assert interruption["text"].startswith("Not measured. The watching was disturbed: ")


def test_a_rollback_puts_the_old_one_in_place() -> None:
    back = CutoverWatched(OLD, START, START, 250.0, (WATCHED,))
    directions = [one["direction"] for one in told(recorded(*everything(), back))["monitor"]]
    assert directions == ["cutover", "rollback"]


def test_the_handshakes() -> None:
    seen = EVERYTHING["handshakes"]
    assert [(one["leaf"], one["verified"], one["error"]) for one in seen["seen"]] == [
        ("new", True, None),
        ("old", None, None),
        ("other", False, None),
        (None, None, "timed out after 5 s"),
    ]
    assert seen["seen"][0] == {
        "load_balancer": "shop",
        "address": "192.0.2.81",
        "port": 443,
        "server_name": DOMAIN,
        "leaf": "new",
        "fingerprint": LEAF_NEW,
        "verified": True,
        "error": None,
        "rtt_ms": 12.5,
        "at": "2026-11-24T04:00:00Z",
    }
    assert seen["seen"][2]["fingerprint"] == LEAF_OTHER
    assert _without(seen, "seen") == {
        "at": "2026-11-24T10:00:00Z",
        "proven": False,
        "new": LEAF_NEW,
        "old": LEAF_OLD,
        "contradictions": ["shop port 443 still holds the old certificate (SNI)"],
    }
    assert told(recorded(*confirmed()))["handshakes"] is None


def test_the_way_back() -> None:
    way = EVERYTHING["rollback"]
    assert _without(way, "calls") == {
        "possible": True,
        "reason": None,
        "in_program": True,
        "outcome_unknown": True,
        "old_maybe_deleted": False,
        "old_expired": False,
        "conflicts": [],
        "gaps": [],
    }
    assert way["calls"][0]["operation"] == "elasticloadbalancing:AddListenerCertificates"
    assert way["calls"][0]["command"].startswith("aws elbv2 add-listener-certificates --listener-arn ")
    none = told(recorded(*confirmed()))["rollback"]
    assert (none["possible"], none["reason"], none["calls"]) == (False, "No listener has been changed.", [])


def test_every_time_is_in_utc() -> None:
    local = recorded(*in_zone(everything(), timezone(timedelta(hours=9))))
    assert as_json(local) == as_json(recorded(*everything()))
    assert not re.search(r'"\d{4}-\d\d-\d\dT[^"]*(?<!Z)"', as_json(local))


@pytest.mark.parametrize("kind", CORPUS)
def test_text_is_raw(kind: str) -> None:
    hostile: list[Event] = [spoiled(event, CORPUS[kind]) for event in everything()]
    found = told(recorded(*hostile))
    assert found["migration"]["domain"] == CORPUS[kind] + DOMAIN
    assert {call["command"] for call in found["rollback"]["calls"]} == {None} or kind == "endless"


def _objects() -> Iterator[type[msgspec.Struct]]:
    for kind in (*vars(doc).values(), *vars(document_switch).values()):
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind is not msgspec.Struct:
            yield kind


def test_every_member_is_documented() -> None:
    section = DOCS.read_text(encoding="utf-8").partition("\n## report\n")[2]
    documented = set(re.findall(r"`([a-z_]+)`", section))
    members = {name for kind in _objects() for name in kind.__struct_fields__} - {"name", "type", "value"}
    # A record's own members stand in the table of the calls.
    assert members <= documented, members - documented


def test_every_member_of_a_table_is_there() -> None:
    section = DOCS.read_text(encoding="utf-8").partition("\n## report\n")[2]
    first_cells = [row.split("|")[1] for row in section.splitlines() if row.startswith("| `")]
    documented = {name for cell in first_cells for name in re.findall(r"`([a-z_]+)`", cell)}
    assert documented <= {name for kind in _objects() for name in kind.__struct_fields__}
