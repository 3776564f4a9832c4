"""The preview: what is written, what is left alone, and what stands in the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.hosted_zone import HostedZone
from acm_tui.domain.record_plan import TTL_S, Action, RecordPlan, RecordSet, holds, plan
from acm_tui.handoff.request import RequestedRecord
from acm_tui.handoff.zonefile import zone_lines
from tests.domain.strategies import steady

ZONE = HostedZone("Z1", "example.com.", private=False, name_servers=("ns-1.awsdns-00.org.",))
NAME = "_a79865.shop.example.com."
RECORD = ValidationRecord(NAME, "CNAME", "_424c72.acm-validations.aws.")
SECOND = ValidationRecord("_b1.example.com.", "CNAME", "_b2.acm-validations.aws.")


def cname(*values: str, name: str = NAME, **other: str) -> RecordSet:
    return RecordSet(name, "CNAME", values, 60, **other)


def of_type(kind: str, *values: str) -> RecordSet:
    return RecordSet(NAME, kind, values, 60)


def planned(*sets: RecordSet) -> RecordPlan:
    return plan(ZONE, [(RECORD, sets)])


def test_the_ttl_is_the_one_that_the_dns_team_is_asked_for() -> None:
    assert TTL_S == 300
    assert zone_lines([RequestedRecord(RECORD, ZONE.name)]).splitlines()[-1].split()[1] == str(TTL_S)


@pytest.mark.parametrize(
    ("present", "action", "why"),
    [
        ([], Action.CREATE, ""),
        ([cname("elsewhere.example.net.", name="_other.example.com.")], Action.CREATE, ""),
        ([cname(RECORD.value)], Action.THERE, ""),
        ([cname("_424C72.ACM-validations.aws", name=NAME.upper().rstrip("."))], Action.THERE, ""),
        ([cname("424c72.acm-validations.aws.")], Action.THERE, ""),
        ([cname("elsewhere.example.net.")], Action.REPLACE, "replaces elsewhere.example.net."),
        (
            [cname("_424c72.acm-validations.aws.example.com.")],
            Action.REPLACE,
            "replaces _424c72.acm-validations.aws.example.com.",
        ),
        (
            [cname("_0ther.ACM-VALIDATIONS.aws")],
            Action.REPLACE_VALIDATION,
            "replaces _0ther.ACM-VALIDATIONS.aws, which another request or account may need for its renewals",
        ),
        (
            [cname(RECORD.value, "x.example.net.")],
            Action.REPLACE,
            "replaces x.example.net.",
        ),
        (
            [of_type("TXT", '"x"')],
            Action.CONFLICT,
            "a record of type TXT stands there: Route 53 allows no CNAME beside it",
        ),
        (
            [of_type("NS", "ns1.example.net.")],
            Action.CONFLICT,
            "a record of type NS stands there: Route 53 allows no CNAME beside it",
        ),
        (
            [RecordSet(NAME, "A", (), None, alias="shop-1.elb.amazonaws.com.")],
            Action.CONFLICT,
            "a record of type A stands there: Route 53 allows no CNAME beside it",
        ),
        (
            [RecordSet(NAME, "CNAME", (), None, alias="target.example.com.")],
            Action.CONFLICT,
            "an alias of target.example.com. stands there",
        ),
        (
            [cname("x.example.net.", identifier="blue"), cname("y.example.net.", identifier="green")],
            Action.CONFLICT,
            "a routing policy chooses among several CNAMEs there, one of them blue",
        ),
        (
            [cname(RECORD.value, identifier="blue")],
            Action.CONFLICT,
            "a routing policy chooses among several CNAMEs there, one of them blue",
        ),
        (
            [cname("x.example.net.", identifier="blue", traffic_policy="policy-1")],
            Action.CONFLICT,
            "the CNAME there comes from the traffic policy instance policy-1",
        ),
        (
            [cname(RECORD.value), of_type("TXT", '"x"')],
            Action.CONFLICT,
            "a record of type TXT stands there: Route 53 allows no CNAME beside it",
        ),
    ],
)
def test_what_would_happen_to_a_record(present: list[RecordSet], action: Action, why: str) -> None:
    (change,) = planned(*present).changes
    assert (change.record, change.action, change.why) == (RECORD, action, why)
    assert change.present == tuple(one for one in present if one.name.lower().startswith(NAME[:-1]))
    assert holds(present, RECORD) is (action is Action.THERE)


@pytest.mark.parametrize(
    ("action", "sets", "replaced"),
    [
        (Action.CREATE, [], ()),
        (Action.REPLACE, [cname("old.example.net.")], (ValidationRecord(NAME, "CNAME", "old.example.net."),)),
        (
            Action.REPLACE_VALIDATION,
            [cname("_o.acm-validations.aws.")],
            (ValidationRecord(NAME, "CNAME", "_o.acm-validations.aws."),),
        ),
    ],
)
def test_what_is_written_and_what_is_lost_by_it(
    action: Action, sets: list[RecordSet], replaced: tuple[ValidationRecord, ...]
) -> None:
    wanted = planned(*sets)
    assert wanted.changes[0].action is action
    assert wanted.written == (RECORD,)
    assert wanted.replaced == replaced
    assert (wanted.can_be_written, wanted.finished, wanted.conflicts) == (True, False, ())


def test_what_is_right_already_is_left_alone() -> None:
    wanted = planned(cname(RECORD.value))
    assert (wanted.written, wanted.replaced, wanted.conflicts) == ((), (), ())
    assert not wanted.can_be_written
    assert wanted.finished


def test_only_what_is_missing_is_written() -> None:
    wanted = plan(ZONE, [(RECORD, [cname(RECORD.value)]), (SECOND, [])])
    assert wanted.written == (SECOND,)
    assert wanted.can_be_written
    assert not wanted.finished


def test_one_conflict_stops_all() -> None:
    wanted = plan(ZONE, [(RECORD, [of_type("TXT", '"x"')]), (SECOND, [])])
    assert [one.record for one in wanted.conflicts] == [RECORD]
    assert not wanted.can_be_written
    assert not wanted.finished


@pytest.mark.parametrize(
    "record",
    [
        ValidationRecord("_a.example.net.", "CNAME", "_b.acm-validations.aws."),
        ValidationRecord("_a.notexample.com.", "CNAME", "_b.acm-validations.aws."),
        ValidationRecord("_a.example.com.", "TXT", "_b.acm-validations.aws."),
    ],
)
def test_what_does_not_belong_into_the_zone_is_no_plan(record: ValidationRecord) -> None:
    with pytest.raises(ValueError, match="cannot be written into the zone"):
        plan(ZONE, [(record, [])])


_values = st.sampled_from(
    [RECORD.value, "424c72.acm-validations.aws", "_o.acm-validations.aws.", "x.example."]
)
_sets = st.lists(
    st.builds(
        RecordSet,
        st.sampled_from([NAME, NAME.upper(), "_other.example.com."]),
        st.sampled_from(["CNAME", "CNAME", "TXT"]),
        st.lists(_values, min_size=1, max_size=2).map(tuple),
        st.none() | st.just(60),
        st.none() | st.just("alias.example."),
        st.none() | st.just("blue"),
        st.none() | st.just("policy"),
    ),
    max_size=3,
)


@steady
@given(_sets)
def test_a_plan_that_is_carried_out_leaves_nothing_to_do(sets: list[RecordSet]) -> None:
    wanted = planned(*sets)
    others = [one for one in sets if one.name == "_other.example.com."]
    if wanted.can_be_written:
        # UPSERT puts the one set of that name and type in the place of the one that is there.
        assert planned(*others, RecordSet(NAME, "CNAME", (RECORD.value,), TTL_S)).finished
        assert all(one.type == "CNAME" and one.identifier is None for one in wanted.changes[0].present)
    else:
        assert wanted.finished or wanted.conflicts
        assert not wanted.written or wanted.conflicts
    assert not (wanted.finished and wanted.conflicts)


@steady
@given(_sets)
def test_every_action_but_the_plain_ones_says_why(sets: list[RecordSet]) -> None:
    (change,) = planned(*sets).changes
    assert bool(change.why) is (change.action not in (Action.CREATE, Action.THERE))
    assert change.writes is (change.record in planned(*sets).written)
