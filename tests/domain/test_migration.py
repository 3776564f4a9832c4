"""A migration as events tell it, one thing after another."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from acm_tui.domain.certificate import Certificate, DomainValidation, ValidationRecord
from acm_tui.domain.cutover import plan
from acm_tui.domain.events import (
    CertificateGone,
    CertificateSeen,
    Closed,
    Event,
    Failed,
    HandedOver,
    HandshakesSeen,
    Intended,
    ListenersChosen,
    PlanConfirmed,
    Succeeded,
    Unknown,
    WayChosen,
)
from acm_tui.domain.fold import fold
from acm_tui.domain.listener import attachments_of
from acm_tui.domain.migration import Failure, InFlight
from acm_tui.domain.mutation import AddToList, DeleteCertificate, RemoveFromList, RequestCertificate
from tests.domain.stories import (
    ACTOR,
    DOMAIN,
    MIGRATION,
    NEW,
    NEWER,
    OLD,
    PLACE,
    RECORD,
    START,
    THIRD,
    certificate_request,
    dns_certificate,
    email_certificate,
    entries,
    issued,
    listener,
    requested,
    started,
    told,
)

BOTH = listener("443", OLD, [OLD])
ALONE = listener("8443", OLD)
PLAN = plan(attachments_of(OLD, [BOTH, ALONE]), [BOTH, ALONE], OLD, NEW)
OTHER_RECORD = ValidationRecord(f"_b1{RECORD.name}", "CNAME", RECORD.value)


def with_record(record: ValidationRecord, arn: str) -> CertificateSeen:
    seen = dns_certificate(arn=arn)
    return CertificateSeen(replace(seen, validations=(DomainValidation(DOMAIN, "SUCCESS", "DNS", record),)))


def confirmed() -> tuple[Event, ...]:
    """Seven events: the last is the plan with four changes on two listeners."""
    return (*issued(), ListenersChosen(PLAN.attachments), PlanConfirmed(PLAN, DOMAIN))


def swapped(count: int) -> tuple[Event, ...]:
    """The cutover with its first *count* changes made."""
    events = list(confirmed())
    for change in PLAN.changes[:count]:
        events += [Intended(change), Succeeded(len(events) + 1)]
    return tuple(events)


def timed_out() -> tuple[Event, ...]:
    """Eight events: the first successor timed out and was deleted."""
    return (
        *requested(),
        CertificateSeen(dns_certificate()),
        CertificateSeen(dns_certificate("VALIDATION_TIMED_OUT")),
        Intended(DeleteCertificate(NEW, "timed out")),
        Succeeded(7, NEW),
    )


def requested_again() -> tuple[Event, ...]:
    return (*timed_out(), Intended(RequestCertificate(certificate_request("1" * 32))), Succeeded(9, NEWER))


def test_nothing_is_told_before_a_migration_is_started() -> None:
    assert fold(()) is None
    assert fold(entries(WayChosen("replace"), Closed())) is None


def test_the_first_event_pins_place_and_certificate() -> None:
    migration = told(started())
    assert (migration.id, migration.place, migration.old) == (MIGRATION, PLACE, email_certificate())
    assert (migration.seq, migration.started_at, migration.updated_by) == (1, START, ACTOR)


def test_an_intent_is_in_flight_until_its_outcome() -> None:
    *story, outcome = requested()
    open_ = told(*story)
    mutation = RequestCertificate(certificate_request())
    assert open_.in_flight == (InFlight(3, mutation, entries(*story)[2].at),)
    assert open_.new is None
    assert not told(*story, outcome).in_flight


def test_what_was_requested_is_known_before_acm_describes_it() -> None:
    migration = told(*requested())
    intended = entries(*requested())[2].at
    assert migration.new is not None
    assert migration.requested_at == migration.new.created_at == intended
    assert (migration.new.arn, migration.new.status) == (NEW, "PENDING_VALIDATION")
    assert (migration.new.names, migration.new.validation_method) == ((DOMAIN,), "DNS")
    assert migration.request == certificate_request()
    assert migration.new.tags == certificate_request().tags
    assert migration.records == ()


def test_a_failure_is_known_until_the_next_try() -> None:
    *story, _ = requested()
    failed = told(*story, Failed(3, "LimitExceededException", "too many"))
    mutation = RequestCertificate(certificate_request())
    at = entries(*story)[2].at
    assert failed.failure == Failure(mutation, at, "LimitExceededException", "too many")
    assert (failed.in_flight, failed.new) == ((), None)
    again = told(*story, Failed(3, "LimitExceededException", "too many"), Intended(mutation))
    assert again.failure is None
    assert again.in_flight
    assert [one.intent for one in again.in_flight] == [5]


@pytest.mark.parametrize("seen", [email_certificate(in_use_by=()), dns_certificate("ISSUED")])
def test_what_acm_describes_is_taken_over(seen: Certificate) -> None:
    migration = told(*requested(), CertificateSeen(seen))
    assert seen in (migration.old, migration.new)


def test_a_stranger_certificate_is_neither_old_nor_new() -> None:
    before = told(*requested())
    after = told(*requested(), CertificateSeen(dns_certificate(arn=THIRD)), CertificateGone(THIRD))
    assert (after.old, after.new, after.old_gone) == (before.old, before.new, False)


def test_the_old_one_is_gone_when_deleted_here() -> None:
    story = (*issued(), Intended(DeleteCertificate(OLD, "replaced")))
    assert not told(*story).old_gone
    assert told(*story, Succeeded(6)).old_gone


def test_the_old_one_is_gone_when_deleted_elsewhere() -> None:
    assert told(*issued(), CertificateGone(OLD)).old_gone


def test_a_deletion_that_failed_deleted_nothing() -> None:
    story = (*issued(), Intended(DeleteCertificate(OLD, "replaced")), Failed(6, "ResourceInUseException", ""))
    assert not told(*story).old_gone


def test_a_successor_that_timed_out_becomes_a_predecessor_and_its_record_serves_on() -> None:
    migration = told(*timed_out())
    assert migration.new is None
    assert [one.status for one in migration.predecessors] == ["VALIDATION_TIMED_OUT"]
    assert migration.former_records == migration.records == (RECORD,)
    assert migration.same_records_again is None
    again = told(*requested_again())
    assert again.new is not None
    assert again.new.arn == NEWER
    assert again.records == (RECORD,)
    assert again.same_records_again is None


@pytest.mark.parametrize(("record", "same"), [(RECORD, True), (OTHER_RECORD, False)])
def test_it_is_told_whether_the_new_request_shows_the_same_record(
    record: ValidationRecord, same: bool
) -> None:
    migration = told(*requested_again(), with_record(record, NEWER))
    assert migration.same_records_again is same
    assert migration.records == (record,)


def test_former_records_are_those_of_the_latest_that_had_any() -> None:
    story = (
        *requested_again(),
        with_record(OTHER_RECORD, NEWER),
        CertificateGone(NEWER),
        Intended(RequestCertificate(certificate_request("2" * 32))),
        Succeeded(13, NEW),
        CertificateGone(NEW),
    )
    migration = told(*story)
    assert len(migration.predecessors) == 3
    assert migration.former_records == (OTHER_RECORD,)


def test_a_lost_successor_takes_the_choice_and_the_plan_with_it() -> None:
    migration = told(*swapped(2), HandshakesSeen((), "a1", None), CertificateGone(NEW))
    assert (migration.chosen, migration.plan, migration.made, migration.handshakes) == (None, None, (), None)


def test_a_first_request_compares_with_nothing() -> None:
    assert told(*requested(), CertificateSeen(dns_certificate())).same_records_again is None


def test_whoever_wrote_last_is_known() -> None:
    first, second = entries(started(), HandedOver("CSV"))
    migration = fold((first, replace(second, actor="bob")))
    assert migration is not None
    assert (migration.updated_by, migration.updated_at) == ("bob", second.at)
    assert migration.started_at == first.at


def test_hand_overs_add_up() -> None:
    assert told(started(), HandedOver("message"), HandedOver("CSV")).handed_over == ("message", "CSV")


def test_changes_are_counted_as_they_are_made() -> None:
    for count in range(len(PLAN.changes) + 1):
        migration = told(*swapped(count))
        assert migration.made == PLAN.changes[:count]
        assert migration.changes_left == PLAN.changes[count:]
        assert migration.cutover_begun is (count > 0)
        assert migration.cutover_done is (count == len(PLAN.changes))


def test_a_change_that_failed_is_still_to_make() -> None:
    migration = told(*confirmed(), Intended(PLAN.changes[0]), Failed(8, "TooManyCertificates", ""))
    assert (migration.made, migration.changes_left) == ((), PLAN.changes)


def test_listeners_are_chosen_anew_before_the_cutover_and_after_it() -> None:
    other = ListenersChosen(attachments_of(OLD, [ALONE]))
    before = told(*confirmed(), other)
    assert (before.chosen, before.plan) == (other.attachments, None)
    after = told(*swapped(4), HandshakesSeen((), "a1", None), other)
    assert (after.chosen, after.plan, after.made, after.handshakes) == (other.attachments, None, (), None)


def test_in_the_middle_of_a_cutover_some_are_left_out_and_none_is_added() -> None:
    fewer = ListenersChosen(attachments_of(OLD, [BOTH]))
    during = told(*swapped(1), fewer)
    assert (during.chosen, during.plan, during.made) == (fewer.attachments, None, ())
    assert during.origins == (BOTH,), "what was changed can still be restored"
    assert during.half_done
    third = attachments_of(OLD, [listener("9443", OLD)])
    for others in ((), third, (*fewer.attachments, *third)):
        ignored = told(*swapped(1), ListenersChosen(others))
        assert (ignored.chosen, ignored.plan, ignored.made) == (PLAN.attachments, PLAN, PLAN.changes[:1])


def test_while_a_call_is_under_way_nothing_is_left_out() -> None:
    fewer = ListenersChosen(attachments_of(OLD, [BOTH]))
    during = told(*swapped(1), Intended(PLAN.changes[1]), fewer)
    assert (during.chosen, during.plan) == (PLAN.attachments, PLAN)


def test_a_plan_confirmed_anew_starts_its_count_anew() -> None:
    rest = plan(PLAN.attachments, PLAN.after[:1] + PLAN.before[1:], OLD, NEW)
    migration = told(*swapped(3), HandshakesSeen((), "a1", None), PlanConfirmed(rest, DOMAIN))
    assert (migration.plan, migration.made, migration.handshakes) == (rest, (), None)
    assert migration.changes_left == rest.changes


def test_nothing_to_swap_is_a_cutover_that_is_done() -> None:
    assert told(*issued(), ListenersChosen(())).cutover_done
    assert not told(*issued(), ListenersChosen(PLAN.attachments)).cutover_done


def test_it_is_over_when_swapped_and_the_old_one_is_gone() -> None:
    assert not told(*swapped(4)).over
    assert not told(*swapped(3), CertificateGone(OLD)).over
    assert told(*swapped(4), CertificateGone(OLD)).over


def test_what_a_later_version_says_moves_the_count_and_makes_foreign() -> None:
    before = told(*issued())
    after = told(*issued(), Unknown("taken_over", {"event": "taken_over"}))
    assert after.seq == before.seq + 1
    assert replace(after, seq=before.seq, updated_at=before.updated_at, foreign=False) == before


def test_the_changes_of_the_plan_used_here_are_of_every_kind() -> None:
    assert {type(change).__name__ for change in PLAN.changes} == {"AddToList", "SetDefault", "RemoveFromList"}
    assert isinstance(PLAN.changes[0], AddToList)
    assert isinstance(PLAN.changes[2], RemoveFromList)
