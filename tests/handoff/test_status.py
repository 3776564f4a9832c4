"""How one migration stands, as text and as JSON, on both ways."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from acm_tui.domain.events import CertificateSeen, Event, WayChosen
from acm_tui.domain.outlook import Outlook
from acm_tui.handoff.status import (
    Status,
    ToldAcm,
    ToldAttachment,
    ToldDomain,
    ToldStatus,
    ToldSwitch,
    as_json,
    as_text,
)
from tests.domain.stories import (
    DOMAIN,
    NEW,
    OLD,
    RECORD,
    START,
    dns_certificate,
    email_certificate,
    listener,
    load_balancer,
    requested,
    started,
    told,
)
from tests.domain.switch_stories import FAILED, PENDING, SUCCESS, asked, seen

DOCS = Path(__file__).parents[2] / "docs" / "json.md"


def status(*story: Event, outlook: Outlook = Outlook.WAITING, around: bool = True) -> Status:
    listeners = (listener("443", OLD, [NEW]),) if around else None
    return Status(told(*story), outlook, (), listeners, (load_balancer(),) if around else (), START)


def test_in_place_every_name_is_told_with_what_is_and_what_is_asked_for() -> None:
    document = json.loads(as_json(status(*asked(), seen(PENDING))))
    assert (document["way"], document["step"], document["outlook"]) == ("in place", "dns", "waiting")
    assert document["skipped"] == ["listeners", "cutover"]
    assert document["acm"] == {
        "certificate_arn": OLD,
        "status": "ISSUED",
        "switch": {
            "status": PENDING,
            "requested_at": "2026-11-23T11:00:01Z",
            "updated_at": "2026-11-23T11:00:01Z",
        },
        "domains": [
            {
                "domain": DOMAIN,
                "method": "EMAIL",
                "status": "SUCCESS",
                "requested_method": "DNS",
                "requested_status": "PENDING_VALIDATION",
                "record": {"name": RECORD.name, "type": "CNAME", "value": RECORD.value},
            }
        ],
    }


def test_replacing_the_new_certificate_is_told_and_both_where_they_sit() -> None:
    document = json.loads(as_json(status(*requested(), CertificateSeen(dns_certificate()))))
    assert (document["acm"]["certificate_arn"], document["acm"]["status"]) == (NEW, "PENDING_VALIDATION")
    assert document["acm"]["switch"] is None
    assert [one["method"] for one in document["acm"]["domains"]] == ["DNS"]
    assert [(one["certificate"], one["role"], one["port"]) for one in document["attachments"]] == [
        ("old", "default", 443),
        ("new", "sni", 443),
    ]
    assert json.loads(as_json(status(started(), around=False)))["attachments"] is None
    assert json.loads(as_json(status(started())))["acm"] == {
        "certificate_arn": None,
        "status": None,
        "switch": None,
        "domains": [],
    }


def test_text_for_a_terminal() -> None:
    said = as_text(status(*asked(), seen(PENDING))).splitlines()
    assert said[0] == "Migration    5e55a0e1: waiting"
    assert "Step         3 DNS" in said
    assert "Deadline     2026-11-26 11:00 UTC: the switch expires" in said
    assert f"ACM          ISSUED; the switch: {PENDING}" in said
    assert f"             {DOMAIN}: EMAIL SUCCESS ▸ DNS PENDING_VALIDATION" in said
    assert "Listeners    shop HTTPS 443: default" in said
    assert said[-1].startswith("Skipped      5 Cutover: the certificate keeps its ARN")


@pytest.mark.parametrize(
    ("story", "says"),
    [
        ((*asked(), seen(FAILED)), "The switch has expired after 72 hours: the certificate stays"),
        ((*asked(), CertificateSeen(email_certificate())), "ACM took the call, but by 2026-11-23 13:00 UTC"),
        ((*asked(), seen(SUCCESS)), f"{DOMAIN}: DNS SUCCESS"),
        ((*asked(), seen(PENDING), WayChosen("replace")), "Left behind  A switch of the old certificate is"),
        (
            tuple(requested()),
            "Listeners    shop HTTPS 443: old certificate as default, new certificate as sni",
        ),
        ((started(),), "ACM          there is no new certificate"),
    ],
)
def test_what_else_there_is_to_know_is_said(story: tuple[Event, ...], says: str) -> None:
    assert says in as_text(status(*story))


def test_a_switch_that_acm_took_and_does_not_show_is_not_told_as_pending() -> None:
    there = status(*asked(), CertificateSeen(email_certificate()))
    assert json.loads(as_json(there))["acm"]["switch"] is None
    assert PENDING not in as_text(there)
    assert "Deadline     2026-11-26" not in as_text(there)


def test_what_could_not_be_read_is_not_called_empty() -> None:
    assert "Listeners    could not be read" in as_text(status(started(), around=False))


def test_text_from_outside_is_harmless() -> None:
    said = as_text(status(started(email_certificate(names=("\x1b[2Jevil",)))))
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        (ToldStatus, "## status"),
        (ToldAcm, "### What ACM says"),
        (ToldSwitch, "### What ACM says"),
        (ToldDomain, "### What ACM says"),
        (ToldAttachment, "### An attachment"),
    ],
)
def test_every_field_is_documented(kind: type[msgspec.Struct], heading: str) -> None:
    told_there = DOCS.read_text(encoding="utf-8")
    _, found, rest = told_there.partition(f"\n{heading}\n")
    assert found
    section = rest.partition("\n#")[0]
    if kind is ToldStatus:  # it is a session, and more
        section += told_there.partition("\n## sessions\n")[2].partition("\n#")[0]
    assert [one.name for one in msgspec.structs.fields(kind) if f"`{one.name}`" not in section] == []
