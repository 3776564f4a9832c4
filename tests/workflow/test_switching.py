"""The way in place: one switch, whatever happens on the way, and back from it to the other way."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from acm_tui.domain.errors import OutcomeUnknown, Refused, ServiceTrouble
from acm_tui.domain.events import Intended, Succeeded, WayChosen
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.journey import Step, missed, step, switch_ends
from acm_tui.domain.left_behind import left_behind
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import DeleteCertificate, SwitchInPlace
from acm_tui.sandbox.aws.words import Reason
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow import attachments, finish, record, request, switch, validation, which_way
from acm_tui.workflow.inventory.picking import begin_migration
from tests.workflow.story import DEVICES, SHOP, Clients, Killed, Operator, is_gone, new_of, outcomes
from tests.workflow.wire import Fate, Refusal, Says, Wire


def switched(operator: Operator) -> Migration:
    """The switch is asked for, and its records are known."""
    migration = switch.submit(operator.services, operator.begun().id, SHOP)
    return validation.look(operator.services, migration.id)


def expired(operator: Operator, sandbox: Sandbox) -> Migration:
    """Nobody has registered the records within 72 hours."""
    migration = switched(operator)
    sandbox.clock.advance(timedelta(hours=72))
    return validation.look(operator.services, migration.id)


def update_of(clients: Clients, arn: str) -> str | None:
    """The state of the certificate's latest update, read past the program."""
    detail = clients("acm").describe_certificate(CertificateArn=arn)["Certificate"]
    status: str | None = detail.get("UpdateSummary", {}).get("Status")
    return status


def begin_past_the_program(clients: Clients, arn: str) -> None:
    """A colleague switches the certificate in the console."""
    clients("acm").update_certificate_options(CertificateArn=arn, Options={"ValidationMethod": "DNS"})


def intents(operator: Operator, migration_id: str) -> int:
    return sum(isinstance(one, Intended) for one in operator.events(migration_id))


# -- from Request to Finish ---------------------------------------------------------------------------------


def test_from_the_request_to_the_end(operator: Operator, wire: Wire) -> None:
    begun = operator.begun()
    advised = which_way.advise(operator.services, begun.id)
    assert (advised.recommended, advised.in_place.standing) == ("in place", "open")
    assert wire.mutations == []

    waiting = switched(operator)
    assert (waiting.way, step(waiting)) == ("in place", Step.DNS)
    assert [one.name for one in waiting.records] == [
        one.requested.record.name
        for one in waiting.old.configured
        if one.requested is not None and one.requested.record is not None
    ]
    assert waiting.records_complete

    operator.register()
    done = validation.look(operator.services, begun.id)
    assert (step(done), done.switched, done.old.arn) == (Step.FINISH, True, begun.old.arn)
    assert done.new is None
    closed = finish.close(operator.services, begun.id)
    assert closed.over
    assert wire.mutations == ["UpdateCertificateOptions"]


def test_the_name_is_typed_before_anything_is_asked(operator: Operator, wire: Wire) -> None:
    begun = operator.begun()
    with pytest.raises(Refused, match=r"That is not shop\.example\.com"):
        switch.submit(operator.services, begun.id, "shop.example")
    assert record.load(operator.services, begun.id) == begun
    assert wire.mutations == []


def test_pressed_twice_it_is_asked_once(operator: Operator, wire: Wire) -> None:
    first = switch.submit(operator.services, operator.begun().id, SHOP)
    switch.submit(operator.services, first.id, SHOP)
    assert wire.count("UpdateCertificateOptions") == 1
    assert intents(operator, first.id) == 1


def test_with_read_only_nothing_is_chosen_or_asked(operator: Operator, wire: Wire) -> None:
    begun = operator.begun()
    looking = dataclasses.replace(operator.services, read_only=True)
    with pytest.raises(Refused, match="--read-only"):
        switch.submit(looking, begun.id, SHOP)
    assert which_way.advise(looking, begun.id).recommended == "in place"
    assert record.load(operator.services, begun.id).way is None
    assert wire.mutations == []


# -- answers that are lost ----------------------------------------------------------------------------------


def unheard(operator: Operator, wire: Wire, fate: Fate) -> Migration:
    """The switch is asked for, and nothing is heard."""
    begun = operator.begun()
    wire.always("UpdateCertificateOptions", fate)
    with pytest.raises(OutcomeUnknown):
        switch.submit(operator.services, begun.id, SHOP)
    wire.mend()
    migration = record.load(operator.services, begun.id)
    assert migration.in_flight
    return migration


def test_a_switch_that_was_carried_out_unheard_is_found_and_not_asked_for_again(
    operator: Operator, wire: Wire
) -> None:
    migration = unheard(operator, wire, Fate.LOST)
    asked = wire.count("UpdateCertificateOptions")
    after = switch.submit(operator.services, migration.id, SHOP)
    assert step(after) is Step.DNS
    assert wire.count("UpdateCertificateOptions") == asked
    assert outcomes(operator.events(migration.id)) == [("done", True)]


def test_a_switch_that_never_arrived_is_asked_for_once_more(
    operator: Operator, wire: Wire, clients: Clients
) -> None:
    migration = unheard(operator, wire, Fate.CUT)
    assert update_of(clients, migration.old.arn) is None
    after = switch.submit(operator.services, migration.id, SHOP)
    assert step(after) is Step.DNS
    assert outcomes(operator.events(migration.id)) == [("NotCarriedOut", True), ("done", False)]
    assert update_of(clients, migration.old.arn) == "PENDING_DOMAIN_VALIDATION"


def test_an_answer_that_is_lost_once_is_settled_by_reading_not_by_the_conflict_of_the_repetition(
    operator: Operator, wire: Wire
) -> None:
    begun = operator.begun()
    wire.fails("UpdateCertificateOptions", Fate.LOST)
    with pytest.raises(OutcomeUnknown):
        switch.submit(operator.services, begun.id, SHOP)
    after = switch.submit(operator.services, begun.id, SHOP)
    assert step(after) is Step.DNS
    assert outcomes(operator.events(begun.id)) == [("done", True)]


def test_what_acm_shows_late_is_gone_on_with_once_it_is_a_conflict(
    operator: Operator, wire: Wire, clients: Clients
) -> None:
    """It was carried out unheard, and ACM did not show it yet when it was read."""
    begun = operator.begun()
    before = clients("acm").describe_certificate(CertificateArn=begun.old.arn)["Certificate"]
    stale = Says(
        {
            "Certificate": {
                key: before[key]
                for key in ("CertificateArn", "DomainName", "Status", "Type", "InUseBy", "KeyAlgorithm")
            }
            | {"Options": {"ValidationMethod": "EMAIL"}}
        }
    )
    migration = unheard(operator, wire, Fate.LOST)
    wire.fails("DescribeCertificate", stale, stale)
    after = switch.submit(operator.services, migration.id, SHOP)
    assert step(after) is Step.DNS
    assert [code for code, _ in outcomes(operator.events(migration.id))] == [
        "NotCarriedOut",
        "ConflictException",
    ]


@pytest.mark.parametrize("reached", [True, False])
def test_killed_around_the_call_it_is_read_before_anything_is_asked(
    operator: Operator, wire: Wire, monkeypatch: pytest.MonkeyPatch, reached: bool
) -> None:
    """The program ends after the intent: before the call, or between the call and its outcome."""
    from acm_tui.aws import switching

    begun = operator.begun()
    call = switching.switch

    def killed(*arguments: object) -> None:
        if reached:
            call(*arguments)  # type: ignore[arg-type]
        raise Killed

    monkeypatch.setattr(switching, "switch", killed)
    with pytest.raises(Killed):
        switch.submit(operator.services, begun.id, SHOP)
    monkeypatch.undo()
    assert isinstance(operator.events(begun.id)[-1], Intended)
    after = switch.submit(operator.services, begun.id, SHOP)
    assert step(after) is Step.DNS
    assert wire.count("UpdateCertificateOptions") == 1


# -- refusals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("InvalidStateException", "in the state in which it is"),
        ("LimitExceededException", "a quota is reached"),
        ("ValidationException", "does not take the switch"),
        ("UnknownOperationException", "does not offer the switch in place at this endpoint"),
    ],
)
def test_a_refusal_leaves_the_other_way_open(operator: Operator, wire: Wire, code: str, says: str) -> None:
    begun = operator.begun()
    wire.always("UpdateCertificateOptions", Refusal(code))
    with pytest.raises(ServiceTrouble, match=says):
        switch.submit(operator.services, begun.id, SHOP)
    wire.mend()
    lasting = code in ("ValidationException", "UnknownOperationException")
    assert which_way.advise(operator.services, begun.id).recommended == ("replace" if lasting else "in place")
    after = request.submit(operator.services, begun.id)
    assert (after.way, left_behind(after)) == ("replace", ())


@pytest.mark.parametrize("operation", ["UpdateCertificateOptions", "ListCertificateDomainValidations"])
def test_what_is_denied_is_told_and_advised_against(operator: Operator, wire: Wire, operation: str) -> None:
    begun = operator.begun()
    wire.refuses(Reason.DENIED, f"acm:{operation}")
    if operation == "UpdateCertificateOptions":
        with pytest.raises(ServiceTrouble, match="You may not call acm:UpdateCertificateOptions"):
            switch.submit(operator.services, begun.id, SHOP)
    advised = which_way.advise(operator.services, begun.id)
    assert advised.recommended == "replace"
    assert "is not allowed" in advised.in_place.why


def test_a_conflict_without_a_switch_is_told(operator: Operator, wire: Wire) -> None:
    begun = operator.begun()
    wire.fails("UpdateCertificateOptions", Refusal("ConflictException"))
    with pytest.raises(ServiceTrouble, match="A change of this certificate is pending already"):
        switch.submit(operator.services, begun.id, SHOP)
    assert record.load(operator.services, begun.id).switch is None


def test_what_is_not_issued_any_more_is_not_switched(
    operator: Operator, wire: Wire, sandbox: Sandbox
) -> None:
    begun = operator.begun()
    sandbox.clock.advance(timedelta(days=400))
    with pytest.raises(Refused, match="it is EXPIRED") as refused:
        switch.submit(operator.services, begun.id, SHOP)
    assert "Replacing" in refused.value.remedy
    assert which_way.advise(operator.services, begun.id).recommended == "replace"
    assert wire.mutations == []


def test_a_certificate_that_is_deleted_meanwhile(operator: Operator, wire: Wire) -> None:
    begun = operator.begun()
    wire.always("DescribeCertificate", Refusal("ResourceNotFoundException"))
    with pytest.raises(Refused, match="it is gone"):
        switch.submit(operator.services, begun.id, SHOP)
    assert record.load(operator.services, begun.id).old_gone
    assert wire.mutations == []


# -- 72 hours, and what is found ----------------------------------------------------------------------------


def test_expired_it_is_asked_for_again_and_the_registered_records_serve(
    operator: Operator, sandbox: Sandbox, wire: Wire
) -> None:
    late = expired(operator, sandbox)
    assert step(late) is Step.DNS
    assert missed(late) is not None
    assert late.old.status == "ISSUED"
    anew = switch.again(operator.services, late.id)
    anew = validation.look(operator.services, anew.id)
    assert (anew.same_records_again, anew.records) == (True, late.records)
    ends = switch_ends(anew)
    assert ends is not None
    assert timedelta(hours=71) < ends - sandbox.clock.now() <= timedelta(hours=72)
    operator.register()
    assert validation.look(operator.services, late.id).switched
    assert wire.mutations == ["UpdateCertificateOptions"] * 2


def test_what_waits_is_not_asked_for_again(operator: Operator, wire: Wire) -> None:
    waiting = switched(operator)
    assert switch.again(operator.services, waiting.id).switch == waiting.switch
    assert wire.count("UpdateCertificateOptions") == 1
    other = operator.begun(DEVICES)
    with pytest.raises(Refused, match="No switch has come to nothing"):
        switch.again(operator.services, other.id)


def test_that_it_has_expired_is_read_before_it_is_asked_for_again(
    operator: Operator, sandbox: Sandbox, wire: Wire
) -> None:
    waiting = switched(operator)
    sandbox.clock.advance(timedelta(hours=73))
    anew = switch.again(operator.services, waiting.id)
    assert anew.switch is not None
    assert anew.switch.pending
    assert wire.count("UpdateCertificateOptions") == 2


def test_a_switch_that_is_found_pending_is_begun_with_at_its_step(
    operator: Operator, wire: Wire, clients: Clients
) -> None:
    certificate = operator.certificate(SHOP)
    begin_past_the_program(clients, certificate.arn)
    found = begin_migration(operator.services, Item(certificate=certificate, in_use=True))
    assert (found.way, step(found)) == ("in place", Step.DNS)
    found = validation.look(operator.services, found.id)
    assert found.records_complete
    assert which_way.advise(operator.services, found.id).in_place.standing == "under way"
    assert switch.submit(operator.services, found.id, SHOP).switch == found.switch
    operator.register()
    assert validation.look(operator.services, found.id).switched
    assert wire.mutations == []


def test_a_switch_that_a_colleague_begins_meanwhile_is_gone_on_with(
    operator: Operator, wire: Wire, clients: Clients
) -> None:
    begun = operator.begun()
    begin_past_the_program(clients, begun.old.arn)
    after = switch.submit(operator.services, begun.id, SHOP)
    assert (step(after), intents(operator, begun.id)) == (Step.DNS, 0)
    assert wire.mutations == []


# -- another mind -------------------------------------------------------------------------------------------


def test_from_the_switch_to_replacing_and_back_nothing_is_left_untold(
    operator: Operator, wire: Wire, clients: Clients
) -> None:
    waiting = switched(operator)
    replacing = request.submit(operator.services, waiting.id)
    assert replacing.way == "replace"
    assert "cannot be withdrawn" in left_behind(replacing)[0]

    back = which_way.take(operator.services, waiting.id, "in place")
    assert step(back) is Step.DNS
    assert new_of(replacing).arn in left_behind(back)[0]
    after = request.delete_requested(operator.services, back.id, SHOP)
    assert left_behind(after) == ()
    assert is_gone(operator.services.accesses[0], new_of(replacing).arn)
    deletion = [one.mutation for one in operator.events(back.id) if isinstance(one, Intended)][-1]
    assert deletion == DeleteCertificate(new_of(replacing).arn, "not needed")
    assert wire.count("UpdateCertificateOptions") == 1


def test_asked_to_replace_once_more_the_request_of_before_is_taken_up(operator: Operator, wire: Wire) -> None:
    replacing = request.submit(operator.services, switched(operator).id)
    which_way.take(operator.services, replacing.id, "in place")
    again = request.submit(operator.services, replacing.id)
    assert (again.way, new_of(again).arn) == ("replace", new_of(replacing).arn)
    assert wire.count("RequestCertificate") == 1


def test_the_records_of_the_other_way_complete_the_pending_switch(operator: Operator) -> None:
    """The CNAME is the same for all certificates of a name in an account."""
    waiting = switched(operator)
    request.submit(operator.services, waiting.id)
    operator.register()
    after = validation.look(operator.services, waiting.id)
    assert new_of(after).status == "ISSUED"
    assert left_behind(after) == ("The old certificate is validated by DNS by now: it need not be replaced.",)
    back = validation.look(operator.services, which_way.take(operator.services, waiting.id, "in place").id)
    assert (step(back), back.switched) == (Step.FINISH, True)


def test_what_was_swapped_is_rolled_back_first(operator: Operator, wire: Wire) -> None:
    migration = operator.swapped()
    with pytest.raises(Refused, match="roll them back first"):
        which_way.take(operator.services, migration.id, "in place")
    with pytest.raises(Refused, match="roll them back first"):
        switch.submit(operator.services, migration.id, SHOP)
    assert wire.count("UpdateCertificateOptions") == 0


def test_the_certificate_that_replaces_is_not_deleted_as_not_needed(operator: Operator) -> None:
    migration = operator.requested()
    with pytest.raises(Refused, match="stays; it was not deleted") as refused:
        request.delete_requested(operator.services, migration.id, SHOP)
    assert refused.value.cause == "it is the one that replaces the old one"


def test_what_somebody_has_put_on_a_listener_is_not_deleted_as_not_needed(
    operator: Operator, sandbox: Sandbox, clients: Clients, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ACM does not count it there yet: the listeners are looked at themselves."""
    monkeypatch.setattr(sandbox.usage, "lag", timedelta(minutes=30))
    migration = which_way.take(operator.services, operator.issued().id, "in place")
    elbv2 = clients("elbv2")
    balancer = next(one for one in migration.old.in_use_by if "/app/" in one)
    listeners = elbv2.describe_listeners(LoadBalancerArn=balancer)["Listeners"]
    listener = next(one["ListenerArn"] for one in listeners if one["Protocol"] == "HTTPS")
    elbv2.add_listener_certificates(
        ListenerArn=listener, Certificates=[{"CertificateArn": new_of(migration).arn}]
    )
    with pytest.raises(Refused, match="stays; it was not deleted") as refused:
        request.delete_requested(operator.services, migration.id, SHOP)
    assert "holds it as" in refused.value.cause
    assert wire.count("DeleteCertificate") == 0


def test_the_name_is_compared_again_before_what_was_requested_is_deleted(
    operator: Operator, wire: Wire
) -> None:
    migration = which_way.take(operator.services, operator.requested().id, "in place")
    with pytest.raises(Refused, match=f"That is not {SHOP}"):
        request.delete_requested(operator.services, migration.id, SHOP.upper())
    assert wire.count("DeleteCertificate") == 0


def test_replacing_asks_nothing_of_a_switch(operator: Operator, wire: Wire) -> None:
    operator.issued()
    assert wire.count("ListCertificateDomainValidations") == 0
    assert wire.count("UpdateCertificateOptions") == 0


def test_the_journal_tells_what_was_decided_and_asked(operator: Operator) -> None:
    migration = switched(operator)
    told = operator.events(migration.id)
    assert WayChosen("in place") in told
    assert Intended(SwitchInPlace(migration.old.arn)) in told
    outcome = next(one for one in told if isinstance(one, Succeeded))
    assert (outcome.arn, outcome.reconciled) == (migration.old.arn, False)
    assert outcome.request_id


def test_in_place_nothing_is_requested_again_and_no_listener_is_chosen(
    operator: Operator, wire: Wire
) -> None:
    """A request of before the mind was changed may have timed out: it is not taken up by the wrong key."""
    operator.requested()
    migration = switched(operator)
    wire.forget()
    with pytest.raises(Refused, match="switched in place: nothing is requested"):
        request.request_again(operator.services, migration.id)
    with pytest.raises(Refused, match="No listener is touched"):
        attachments.choose(operator.services, migration.id, ())
    assert wire.mutations == []
