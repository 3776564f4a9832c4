"""An answer that comes after somebody has read AWS and concluded that the call was not carried out."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from acm_tui.domain.cutover import changed, plan, rollback
from acm_tui.domain.events import (
    CertificateGone,
    CertificateSeen,
    Event,
    Failed,
    Intended,
    ListenersChosen,
    PlanConfirmed,
    Succeeded,
)
from acm_tui.domain.listener import attachments_of
from acm_tui.domain.mutation import Change, DeleteCertificate, RequestCertificate, UpsertRecords
from acm_tui.domain.obstacles import may_roll_back
from tests.domain.recorded import recorded
from tests.domain.stories import (
    DOMAIN,
    NEW,
    NEWER,
    OLD,
    RECORD,
    certificate_request,
    dns_certificate,
    issued,
    listener,
    requested,
    told,
)

ONE, TWO = listener("1", OLD, [OLD]), listener("2", OLD)
PLAN = plan(attachments_of(OLD, [ONE, TWO]), [ONE, TWO], OLD, NEW)
ADD, DEFAULT, REMOVE, OTHER = PLAN.changes


class Story:
    """Events one after the other; each call is known by its change."""

    def __init__(self, *events: Event) -> None:
        self.events: list[Event] = list(events)
        self._seq: dict[Change, int] = {}

    def intend(self, change: Change) -> None:
        self.events.append(Intended(change))
        self._seq[change] = len(self.events)

    def concluded(self, change: Change) -> None:
        """Somebody has read AWS, and saw nothing of it."""
        self.events.append(
            Failed(self._seq[change], "NotCarriedOut", "AWS was read: the call had no effect.", True)
        )

    def answered(self, change: Change) -> None:
        self.events.append(Succeeded(self._seq[change], request_id="late"))

    def make(self, changes: Iterable[Change]) -> None:
        for change in changes:
            self.intend(change)
            self.answered(change)


def confirmed() -> Story:
    return Story(*issued(), ListenersChosen(PLAN.attachments), PlanConfirmed(PLAN, DOMAIN))


def given_up(change: Change = ADD) -> Story:
    """The first call went out, and counts as not carried out."""
    story = confirmed()
    story.intend(change)
    story.concluded(change)
    return story


def test_what_was_concluded_holds_until_the_answer_comes() -> None:
    story = given_up()
    before = told(*story.events)
    assert (before.made, before.origins, before.in_flight) == ((), (), ())
    assert before.failure is not None
    assert [one.mutation for one in before.presumed] == [ADD]
    story.answered(ADD)
    after = told(*story.events)
    assert (after.made, after.origins, after.presumed, after.failure) == ((ADD,), (ONE,), (), None)
    assert may_roll_back(after) is None
    assert after.half_done


def test_a_refusal_that_aws_itself_gave_is_final() -> None:
    story = confirmed()
    story.intend(ADD)
    story.events.append(Failed(len(story.events), "AccessDenied", "no"))
    story.answered(ADD)
    assert told(*story.events).made == ()


def test_a_refusal_that_comes_late_is_final_too() -> None:
    story = given_up()
    story.events.append(Failed(8, "AccessDenied", "no"))
    refused = told(*story.events)
    assert refused.presumed == ()
    assert refused.failure is not None
    assert refused.failure.code == "AccessDenied"
    story.answered(ADD)
    assert told(*story.events).made == ()


def test_to_conclude_it_twice_says_no_more_than_once() -> None:
    story = given_up()
    story.concluded(ADD)
    story.answered(ADD)
    assert told(*story.events).made == (ADD,)


def test_a_later_refusal_stays_what_went_wrong_last() -> None:
    story = given_up()
    story.intend(OTHER)
    story.events.append(Failed(len(story.events), "Throttling", "slow down"))
    story.events.append(Failed(8, "AccessDenied", "no"))
    failure = told(*story.events).failure
    assert failure is not None
    assert failure.code == "Throttling"


def test_a_call_that_was_made_again_is_made_once() -> None:
    story = given_up()
    story.make([ADD])
    story.events.append(Succeeded(8))
    after = told(*story.events)
    assert (after.made, after.origins) == ((ADD,), (ONE,))


def test_the_last_call_of_all_ends_the_cutover() -> None:
    story = confirmed()
    story.make(PLAN.changes[:-1])
    story.intend(OTHER)
    story.concluded(OTHER)
    assert not told(*story.events).cutover_done
    story.answered(OTHER)
    done = told(*story.events)
    assert done.cutover_done
    assert done.cut_over_at == done.updated_at


def test_seen_anew_with_the_change_it_is_still_known_how_the_listener_was() -> None:
    """The new plan saw the listener when the call had landed, and took that for its beginning."""
    story = given_up()
    again = plan(PLAN.attachments, [changed(ONE, [ADD]), TWO], OLD, NEW)
    story.events.append(PlanConfirmed(again, DOMAIN))
    story.make(again.changes[:1])
    assert told(*story.events).origins == (changed(ONE, [ADD]),)
    story.answered(ADD)
    after = told(*story.events)
    assert after.origins == (ONE,)
    assert after.made == again.changes[:1], "it is no part of the new plan"


def test_left_out_meanwhile_the_listener_can_still_be_restored() -> None:
    story = given_up()
    story.events.append(ListenersChosen(attachments_of(OLD, [TWO])))
    story.answered(ADD)
    after = told(*story.events)
    assert (after.origins, after.plan, after.made) == ((ONE,), None, ())


def test_after_a_rollback_that_knew_nothing_of_it_the_listener_is_left_to_restore() -> None:
    story = confirmed()
    story.make([OTHER])
    story.intend(ADD)
    story.concluded(ADD)
    back = rollback([TWO], [ONE, changed(TWO, [OTHER])], OLD, NEW)
    story.events.append(PlanConfirmed(back, DOMAIN))
    story.make(back.changes)
    assert told(*story.events).rolled_back
    story.answered(ADD)
    after = told(*story.events)
    assert (after.origins, after.rolled_back) == ((ONE,), False)
    assert may_roll_back(after) is None


def test_in_the_middle_of_a_rollback_it_is_not_taken_for_restored() -> None:
    """Whether the plan saw the listener with that change or without it, nobody knows."""
    story = confirmed()
    story.make([ADD])
    story.intend(DEFAULT)
    story.concluded(DEFAULT)
    back = rollback([ONE], [changed(ONE, [ADD]), TWO], OLD, NEW)
    story.events.append(PlanConfirmed(back, DOMAIN))
    (undo,) = back.changes
    story.intend(undo)
    story.answered(DEFAULT)
    story.answered(undo)
    after = told(*story.events)
    assert after.turned_back
    assert (after.origins, after.rolled_back) == ((ONE,), False)
    anew = rollback(after.origins, [changed(ONE, [DEFAULT]), TWO], OLD, NEW)
    story.events.append(PlanConfirmed(anew, DOMAIN))
    story.make(anew.changes)
    assert told(*story.events).rolled_back


def given_up_request(*more: Event) -> list[Event]:
    """The request went out, and counts as not carried out."""
    return [*tuple(requested())[:3], Failed(3, "NotCarriedOut", "", True), *more]


def again(token: str, arn: str) -> tuple[Event, ...]:
    return Intended(RequestCertificate(certificate_request(token))), Succeeded(5, arn)


def test_a_certificate_that_was_requested_after_all_is_the_new_one() -> None:
    assert told(*given_up_request()).new is None
    new = told(*given_up_request(Succeeded(3, NEW))).new
    assert new is not None
    assert new.arn == NEW


def test_the_same_request_sent_again_is_known_already() -> None:
    seen = CertificateSeen(dns_certificate("ISSUED"))
    known = told(*given_up_request(*again("0" * 32, NEW), seen))
    assert told(*given_up_request(*again("0" * 32, NEW), seen, Succeeded(3, NEW))).new == known.new


@pytest.mark.parametrize("more", [(), (CertificateGone(NEWER),)])
def test_another_one_requested_meanwhile_stays_the_new_one(more: tuple[Event, ...]) -> None:
    after = told(*given_up_request(*again("1" * 32, NEWER), *more, Succeeded(3, NEW)))
    assert after.new is not None
    assert after.new.arn == (NEW if more else NEWER)


def test_one_that_was_deleted_meanwhile_does_not_come_back() -> None:
    deleted = (Intended(DeleteCertificate(NEW, "timed out")), Succeeded(7))
    after = told(*given_up_request(*again("0" * 32, NEW), *deleted, Succeeded(3, NEW)))
    assert after.new is None
    assert [one.arn for one in after.predecessors] == [NEW]


def test_a_deletion_that_was_carried_out_after_all() -> None:
    deletion = Intended(DeleteCertificate(OLD, "replaced"))
    story = (*issued(), deletion, Failed(6, "NotCarriedOut", "", True))
    assert not told(*story).old_gone
    assert told(*story, Succeeded(6)).old_gone


def written(zone: str, change: str) -> tuple[Event, ...]:
    return Intended(UpsertRecords(zone, "example.com.", (RECORD,), 300)), Succeeded(8, change)


def test_records_that_were_written_after_all() -> None:
    lost = (*requested(), CertificateSeen(dns_certificate()), written("Z1", "")[0])
    lost = (*lost, Failed(6, "NotCarriedOut", "", True))
    assert told(*lost).dns_changes == ()
    assert [one.change_id for one in told(*lost, Succeeded(6, "C1")).dns_changes] == ["C1"]
    since = told(*lost, *written("Z1", "C2"), Succeeded(6, "C1"))
    assert [one.change_id for one in since.dns_changes] == ["C2"], "the later change counts"
    others = dns_certificate(validations=())
    forgotten = told(*lost, CertificateGone(NEW), CertificateSeen(others))
    assert forgotten.dns_changes == ()


def test_the_change_record_tells_it_as_done() -> None:
    story = given_up()
    story.answered(ADD)
    record = recorded(*story.events)
    call = record.calls[-1]
    assert (call.outcome, call.request_id, call.code, call.reconciled) == ("done", "late", "", False)
    assert record.plans[0].made == 1
    assert record.listeners[0].after == changed(ONE, [ADD])
    assert not record.listeners[0].unsure
    assert record.way_back.plan is not None


def test_the_change_record_keeps_how_it_was_and_says_when_it_is_not_sure() -> None:
    story = given_up()
    with_it = changed(ONE, [ADD])
    story.events.append(PlanConfirmed(plan(PLAN.attachments, [with_it, TWO], OLD, NEW), DOMAIN))
    story.make([DEFAULT])
    assert recorded(*story.events).listeners[0].before == with_it
    story.answered(ADD)
    first = recorded(*story.events).listeners[0]
    assert (first.before, first.after, first.unsure) == (ONE, changed(ONE, [ADD, DEFAULT]), True)
    story.events.append(PlanConfirmed(plan(PLAN.attachments, [first.after, TWO], OLD, NEW), DOMAIN))
    first = recorded(*story.events).listeners[0]
    assert (first.before, first.unsure) == (ONE, False), "it has been seen since"
