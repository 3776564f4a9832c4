"""The change record tells what the journal tells: who, when, in which window, how each call ended."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from hypothesis import given

from acm_tui.domain.change_record import change_record
from acm_tui.domain.cutover import CutoverPlan, changed, plan, rollback
from acm_tui.domain.events import (
    Abandoned,
    CertificateGone,
    CertificateSeen,
    Closed,
    Entry,
    Event,
    Failed,
    HandshakesSeen,
    Intended,
    PlanConfirmed,
    Succeeded,
    Unknown,
    WindowSet,
)
from acm_tui.domain.fold import fold
from acm_tui.domain.listener import Listener, attachments_of
from acm_tui.domain.mutation import DeleteCertificate, RequestCertificate
from tests.domain.recorded import ALONE, BOTH, NOW, PLAN, carried_out, confirmed, recorded, window
from tests.domain.stories import (
    ACTOR,
    DOMAIN,
    NEW,
    NEWER,
    OLD,
    START,
    THIRD,
    dns_certificate,
    email_certificate,
    entries,
    issued,
    listener,
    requested,
    started,
)
from tests.domain.strategies import histories, steady


def test_what_was_never_started_has_none() -> None:
    assert change_record((), now=NOW, program_version="1") is None
    assert change_record(entries(Closed()), now=NOW, program_version="1") is None


@given(histories)
@steady
def test_whatever_happened_is_told_and_agrees_with_the_migration(events: list[Event]) -> None:
    told = entries(started(), *events)
    record = change_record(told, now=NOW, program_version="1")
    assert record is not None
    assert record.migration == fold(told)
    assert [call.seq for call in record.calls] == [e.seq for e in told if isinstance(e.event, Intended)]
    assert len(record.plans) == sum(isinstance(e.event, PlanConfirmed) for e in told)
    assert record.unknown == sum(isinstance(e.event, Unknown) for e in told)
    assert (record.migration.handshakes is None) == (record.handshakes_at is None)
    assert (record.old_gone_at is not None) == record.migration.old_gone
    if record.way_back.plan is not None:
        assert not record.migration.old_gone


def test_everybody_who_took_part_is_named_once_and_in_order() -> None:
    told = entries(*confirmed())
    actors = ("ayako@bastion", "ben@laptop", "ayako@bastion", "chie@night")
    told = tuple(
        msgspec.structs.replace(entry, actor=actor)
        for entry, actor in zip(told[: len(actors)], actors, strict=True)
    )
    record = change_record(told, now=NOW, program_version="1")
    assert record is not None
    assert record.actors == ("ayako@bastion", "ben@laptop", "chie@night")


def test_a_call_has_its_times_and_its_request_id() -> None:
    events = carried_out(confirmed(), PLAN.changes[:1])
    (request, call) = recorded(*events).calls
    assert isinstance(request.mutation, RequestCertificate)
    assert (request.outcome, request.arn, request.plan) == ("done", NEW, None)
    assert call.mutation == PLAN.changes[0]
    assert (call.seq, call.plan, call.outcome, call.request_id) == (8, 7, "done", "request-8")
    assert (call.intended_at, call.answered_at) == (START + timedelta(hours=7), START + timedelta(hours=8))
    assert call.intended_by == ACTOR
    assert not call.reconciled


def test_a_call_that_failed_says_why_and_changes_nothing() -> None:
    record = recorded(*confirmed(), Intended(PLAN.changes[0]), Failed(8, "Throttling", "slow down"))
    call = record.calls[-1]
    assert (call.outcome, call.code, call.message) == ("failed", "Throttling", "slow down")
    assert [one.after for one in record.listeners] == [BOTH, ALONE]
    assert record.plans[0].made == 0


def test_an_outcome_that_was_found_by_reading_is_told_apart() -> None:
    record = recorded(*confirmed(), Intended(PLAN.changes[0]), Succeeded(8, reconciled=True))
    assert record.calls[-1].reconciled
    assert record.calls[-1].outcome == "done"
    assert record.plans[0].made == 1


def test_only_the_first_outcome_of_a_call_counts() -> None:
    record = recorded(*confirmed(), Intended(PLAN.changes[0]), Failed(8, "Throttling", ""), Succeeded(8))
    assert record.calls[-1].outcome == "failed"
    assert [one.after for one in record.listeners] == [BOTH, ALONE]


def test_a_call_without_an_outcome_makes_its_listener_unsure() -> None:
    record = recorded(*confirmed(), Intended(PLAN.changes[0]))
    assert record.calls[-1].outcome == "not known"
    assert record.calls[-1].answered_at is None
    assert [(one.before.arn, one.unsure) for one in record.listeners] == [
        (BOTH.arn, True),
        (ALONE.arn, False),
    ]


def test_before_and_after_of_every_listener() -> None:
    record = recorded(*carried_out(confirmed(), PLAN.changes[:2]))
    both, alone = record.listeners
    assert both.before == BOTH
    assert (both.after.default, both.after.sni) == (NEW, (NEW, OLD, THIRD))
    assert alone.before == alone.after == ALONE
    done = recorded(*carried_out(confirmed(), PLAN.changes))
    assert tuple(one.after for one in done.listeners) == PLAN.after


def test_what_others_changed_before_the_first_call_is_no_work_of_ours() -> None:
    elsewhere = listener("443", OLD, [OLD])
    anew = plan(attachments_of(OLD, [elsewhere]), [elsewhere], OLD, NEW)
    events = confirmed()
    events = carried_out([*events, PlanConfirmed(anew, DOMAIN)], anew.changes)
    record = recorded(*events)
    assert record.listeners[0].before == elsewhere
    later = msgspec.structs.replace(anew.after[0], sni=(NEW, NEWER))
    record = recorded(
        *events, PlanConfirmed(plan((), [], OLD, NEW), ""), PlanConfirmed(_way_back(elsewhere, later), DOMAIN)
    )
    assert record.listeners[0].before == elsewhere, "changed already: what it was before stays"
    assert record.listeners[0].after == later


def _way_back(origin: Listener, now: Listener) -> CutoverPlan:
    return rollback([origin], [now], OLD, NEW)


def test_a_swap_in_its_window() -> None:
    events = carried_out(confirmed(PLAN, WindowSet(window(7, 30))), PLAN.changes)
    record = recorded(*events)
    assert record.plans[0].window == window(7, 30)
    assert record.plans[0].in_window is True
    assert {call.in_window for call in record.calls if call.plan} == {True}
    assert record.calls[0].in_window is None, "a request needs no window"


def test_a_swap_that_ran_over_the_end_of_its_window() -> None:
    events = carried_out(confirmed(PLAN, WindowSet(window(7, 11))), PLAN.changes)
    record = recorded(*events)
    assert [call.in_window for call in record.calls if call.plan] == [True, True, False, False]
    assert record.plans[0].in_window is False


def test_the_window_of_its_time_counts() -> None:
    events = carried_out(confirmed(PLAN, WindowSet(window(0, 1))), PLAN.changes[:1])
    events = carried_out([*events, WindowSet(window(9, 30))], PLAN.changes[1:])
    record = recorded(*events, WindowSet(None))
    assert [call.in_window for call in record.calls if call.plan] == [False, True, True, True]
    assert record.plans[0].in_window is False
    assert [one.window for one in record.windows] == [window(0, 1), window(9, 30), None]


def test_without_a_window_or_a_call_nothing_lay_in_it_or_outside() -> None:
    assert recorded(*carried_out(confirmed(), PLAN.changes)).plans[0].in_window is None
    assert recorded(*confirmed(PLAN, WindowSet(window(0, 30)))).plans[0].in_window is None
    refused = [*confirmed(PLAN, WindowSet(window(0, 1))), Intended(PLAN.changes[0]), Failed(9, "x", "")]
    assert recorded(*refused).plans[0].in_window is None


def test_who_confirmed_and_what_was_typed() -> None:
    told = list(entries(*confirmed()))
    event = PlanConfirmed(PLAN, "shop", override="the pager says now")
    told[-1] = msgspec.structs.replace(told[-1], actor="ben@laptop", event=event)
    record = change_record(told, now=NOW, program_version="1")
    assert record is not None
    (one,) = record.plans
    assert (one.by, one.typed, one.override, one.at) == (
        "ben@laptop",
        "shop",
        "the pager says now",
        told[-1].at,
    )
    assert one.plan.fingerprint == PLAN.fingerprint


def test_calls_belong_to_the_plan_that_was_confirmed_before_them() -> None:
    events = carried_out(confirmed(), PLAN.changes[:2])
    back = rollback([BOTH], [changed(BOTH, PLAN.changes), ALONE], OLD, NEW)
    events = carried_out([*events, PlanConfirmed(back, DOMAIN)], back.changes)
    record = recorded(*events)
    assert [(one.plan.direction, one.made) for one in record.plans] == [
        ("cutover", 2),
        ("rollback", len(back.changes)),
    ]


def test_when_it_was_first_seen_issued() -> None:
    again = CertificateSeen(dns_certificate("ISSUED", in_use_by=("x",)))
    assert recorded(*issued(), again).seen_issued_at == START + timedelta(hours=4)
    assert recorded(*requested(), CertificateSeen(dns_certificate())).seen_issued_at is None
    assert recorded(*issued(), CertificateGone(NEW)).seen_issued_at is None
    old = CertificateSeen(email_certificate(in_use_by=()))
    assert recorded(*requested(), old).seen_issued_at is None


def test_when_the_old_one_went() -> None:
    deleted = (Intended(DeleteCertificate(OLD, "replaced")), Succeeded(6), CertificateGone(OLD))
    assert recorded(*issued(), *deleted).old_gone_at == START + timedelta(hours=6)
    assert recorded(*issued(), *deleted[:1]).old_gone_at is None


def test_the_last_handshakes_count_until_the_next_plan() -> None:
    seen = HandshakesSeen((), "a1", None)
    assert recorded(*confirmed(), seen).handshakes_at == START + timedelta(hours=7)
    assert recorded(*confirmed(), seen, PlanConfirmed(PLAN, DOMAIN)).handshakes_at is None


def test_the_last_words() -> None:
    assert recorded(*issued(), Closed("kept for the audit")).closing_note == "kept for the audit"
    assert recorded(*issued(), Abandoned("no DNS team")).closing_note == "no DNS team"
    record = recorded(*issued(), Unknown("taken_over", {}), Unknown("taken_over", {}))
    assert (record.unknown, record.program_version, record.written_at) == (2, "1.2.3", NOW)


def test_entries_may_be_of_another_migration_id() -> None:
    told: tuple[Entry, ...] = entries(*issued(), migration="0badcafe")
    record = change_record(told, now=NOW, program_version="1")
    assert record is not None
    assert record.migration.id == "0badcafe"
