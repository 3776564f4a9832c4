"""What is proven of a switched certificate's renewals: only what was seen."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import msgspec
import pytest

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.events import Event, RecordsSeen
from acm_tui.domain.migration import Migration
from acm_tui.domain.propagation import Observation, conclude
from acm_tui.domain.record_sight import RecordSight
from acm_tui.domain.renewal import renewal_proof, sights_of
from tests.domain.propagation.seen import NS1, NS2, VALUE, cname, https, nxdomain, silent
from tests.domain.propagation.seen import RECORD as LOOKED_FOR
from tests.domain.stories import RECORD, START, told
from tests.domain.switch_stories import PENDING, SUCCESS, asked, seen

AT = START + timedelta(hours=9)


def sight(verdict: str = "ready", record: ValidationRecord = RECORD, **more: Any) -> RecordSight:
    """A look at the record that saw it at one server."""
    made = RecordSight(record=record, at=AT, verdict=verdict, servers=("ns1.example.com",))
    return msgspec.structs.replace(made, **more)


def switched(*events: Event, status: str = SUCCESS, **facts: Any) -> Migration:
    return told(*asked(), seen(status, **facts), *events)


VERDICTS = {None: None, "ready": True, "partial": False, "wrong": False, "absent": False, "cannot_see": None}
ELIGIBLE = {"ELIGIBLE": True, "INELIGIBLE": False, None: None}


@pytest.mark.parametrize(
    ("status", "eligibility", "verdict"), [*product((SUCCESS, PENDING), ELIGIBLE, VERDICTS)]
)
def test_it_is_proven_only_where_everything_was_seen(
    status: str, eligibility: str | None, verdict: str | None
) -> None:
    looked = () if verdict is None else (RecordsSeen((sight(verdict),)),)
    proof = renewal_proof(switched(*looked, status=status, renewal_eligibility=eligibility))
    holds = [status == SUCCESS, ELIGIBLE[eligibility], VERDICTS[verdict]]
    assert [one.holds for one in proof.points] == holds
    assert proof.proven is (holds == [True, True, True])


def test_the_expiry_and_that_the_records_must_stay_are_told() -> None:
    assert renewal_proof(switched()).notes == (
        "It is valid until 2027-01-15.",
        "The records must stay for ever: ACM renews by them.",
    )


def test_what_nothing_holds_is_told_not_to_be_renewed() -> None:
    proof = renewal_proof(switched(renewal_eligibility="INELIGIBLE", in_use_by=()))
    assert proof.points[1].says == "ACM does not call it eligible for renewal: nothing holds it"


NAME = RECORD.name.rstrip(".")


@pytest.mark.parametrize(
    ("looks", "says"),
    [
        ((), f"{NAME} has not been looked for in DNS since the switch"),
        (
            (sight(servers=("ns1.example.com", "ns2.example.com")),),
            f"{NAME} is there, at every name server that could be asked: ns1.example.com, ns2.example.com "
            "(seen 2026-11-23 18:00 UTC)",
        ),
        (
            (sight(servers=("1.1.1.1",), public_view=True),),
            f"{NAME} is there, as public resolvers see it: 1.1.1.1 (seen 2026-11-23 18:00 UTC)",
        ),
        ((sight("ready"), sight("absent")), f"{NAME} is not in DNS (seen 2026-11-23 18:00 UTC)"),
        (
            (sight("cannot_see"),),
            f"{NAME} could not be seen from here, neither there nor missing (seen 2026-11-23 18:00 UTC)",
        ),
    ],
)
def test_the_latest_look_is_told_with_when_and_by_whom_it_was_seen(
    looks: tuple[RecordSight, ...], says: str
) -> None:
    proof = renewal_proof(switched(*(RecordsSeen((one,)) for one in looks)))
    assert proof.points[2].says == says


def test_a_record_that_is_not_the_certificates_proves_nothing() -> None:
    other = ValidationRecord("_other.example.com.", "CNAME", "_else.acm-validations.aws.")
    assert renewal_proof(switched(RecordsSeen((sight(record=other),)))).points[2].holds is None


@pytest.mark.parametrize(
    ("rows", "verdict", "servers", "public_view"),
    [
        ((cname(VALUE), cname(VALUE, NS2, address="192.0.2.12")), "ready", (NS1, NS2), False),
        ((cname(VALUE), cname(VALUE, address="2001:db8::11")), "ready", (NS1,), False),
        ((cname(VALUE), nxdomain(NS2, address="192.0.2.12")), "partial", (NS1,), False),
        ((nxdomain(),), "absent", (), False),
        ((silent(),), "cannot_see", (), False),
        ((silent(), https(cname(VALUE), "dns.google")), "ready", ("dns.google",), True),
    ],
)
def test_of_a_look_it_is_kept_what_it_came_to_and_who_has_the_record(
    rows: tuple[Observation, ...], verdict: str, servers: tuple[str, ...], public_view: bool
) -> None:
    (kept,) = sights_of([conclude(LOOKED_FOR, None, rows, AT)])
    assert kept == RecordSight(
        record=LOOKED_FOR,
        at=AT,
        verdict=verdict,
        servers=tuple(one.rstrip(".") for one in servers),
        public_view=public_view,
    )


def test_of_each_record_the_latest_look_is_known() -> None:
    other = ValidationRecord("_other.example.com.", "CNAME", "_else.acm-validations.aws.")
    beside, later = sight(record=other), sight("absent", at=AT + timedelta(hours=1))
    assert switched().sights == ()
    known = switched(RecordsSeen((sight(), beside)), RecordsSeen((later,))).sights
    assert {one.record: one for one in known} == {RECORD: later, other: beside}
