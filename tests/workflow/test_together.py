"""A set switched together: its number is typed, one goes after the other, and each fails for itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import timedelta

import pytest

from acm_tui.domain.errors import JournalTrouble, OutcomeUnknown, Refused, SettingsTrouble, Trouble
from acm_tui.domain.events import HandedOver, SeatLeft, SeatTaken
from acm_tui.domain.journey import Step, step, switch_ends
from acm_tui.domain.together import Becomes, Prospect, prospect
from acm_tui.domain.together_standing import State, standing
from acm_tui.sandbox.aws.words import Reason
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow import handover, record, request, switch, validation
from acm_tui.workflow.services import Services
from acm_tui.workflow.together import Member, Together, hand_over
from tests.workflow.story import API, DEVICES, ORDERS, SHOP, UNUSED, Clients, Killed, Operator
from tests.workflow.test_switching import begin_past_the_program, update_of
from tests.workflow.wire import Fate, Refusal, Wire

FIVE = (SHOP, API, DEVICES, ORDERS, UNUSED)
SWITCH = "UpdateCertificateOptions"


def prospects(operator: Operator, domains: Sequence[str] = FIVE) -> tuple[Prospect, ...]:
    """What is to become of each, as the inventory and the journal tell it."""
    saved = {one.old.arn: one for one in record.saved(operator.services.journal)}
    found = map(operator.certificate, domains)
    return tuple(prospect(one, saved.get(one.arn), operator.services.clock()) for one in found)


def together(operator: Operator, found: tuple[Prospect, ...], typed: str) -> Together:
    return Together(operator.services, found, typed, pause=lambda _: None)


def through(run: Together) -> list[Member]:
    """Until nothing is left."""
    gone = []
    while run.left:
        gone.append(run.go())
    return gone


def states(gone: Sequence[Member]) -> list[State]:
    return [standing(one.migration, (), (), failed=one.trouble is not None).state for one in gone]


def asked_for(wire: Wire) -> list[str]:
    return [call.parameters["CertificateArn"] for call in wire.calls if call.operation == SWITCH]


# -- all goes well ------------------------------------------------------------------------------------------


def test_each_is_switched_once_in_its_order(operator: Operator, wire: Wire) -> None:
    found = prospects(operator)
    gone = through(together(operator, found, "5"))
    assert [one.trouble for one in gone] == [None] * 5
    assert asked_for(wire) == [one.certificate.arn for one in found]
    assert wire.mutations == [SWITCH] * 5
    looked = [validation.look(operator.services, one.migration.id) for one in gone if one.migration]
    assert {step(one) for one in looked} == {Step.DNS}

    operator.register()
    assert all(validation.look(operator.services, one.id).switched for one in looked)


def test_the_number_is_typed_before_anything_is_asked(operator: Operator, wire: Wire) -> None:
    found = prospects(operator)
    for typed in ("", "4", "five", " 5", SHOP):
        with pytest.raises(Refused, match=r"That is not 5\."):
            together(operator, found, typed)
    assert record.saved(operator.services.journal) == ()
    assert wire.mutations == []


def test_with_read_only_nothing_is_begun(operator: Operator, wire: Wire) -> None:
    found = prospects(operator)
    looking = dataclasses.replace(operator.services, read_only=True)
    with pytest.raises(Refused, match="--read-only"):
        Together(looking, found, "5")
    assert record.saved(operator.services.journal) == ()
    assert wire.mutations == []


def test_the_seat_of_each_is_left_for_the_team(operator: Operator) -> None:
    (gone,) = through(together(operator, prospects(operator, (SHOP,)), "1"))
    assert gone.migration is not None
    told = operator.events(gone.migration.id)
    assert (sum(isinstance(one, SeatTaken) for one in told), isinstance(told[-1], SeatLeft)) == (1, True)
    assert operator.services.sitting == set()


def test_no_more_are_begun_a_second_than_acm_takes(operator: Operator) -> None:
    paused: list[float] = []
    run = Together(
        operator.services, prospects(operator, (SHOP, API, DEVICES)), "3", paused.append, lambda: 7.0
    )
    through(run)
    assert paused[0] == 0
    assert all(0.2 < one < 0.6 for one in paused[1:])


# -- what was there already ---------------------------------------------------------------------------------


def test_what_is_pending_is_gone_on_with_and_not_asked_for(
    operator: Operator, wire: Wire, clients: Clients
) -> None:
    begin_past_the_program(clients, operator.certificate(API).arn)
    found = prospects(operator, (SHOP, API))
    assert [one.becomes for one in found] == [Becomes.SWITCHED, Becomes.WATCHED]
    gone = through(together(operator, found, "1"))
    assert [one.migration.in_place for one in gone if one.migration] == [True, True]
    assert asked_for(wire) == [operator.certificate(SHOP).arn]


def test_where_nothing_is_asked_nothing_is_typed(operator: Operator, clients: Clients) -> None:
    begin_past_the_program(clients, operator.certificate(API).arn)
    (gone,) = through(together(operator, prospects(operator, (API,)), ""))
    assert states([gone]) == [State.WAITING]


def test_what_was_being_replaced_is_switched_instead(operator: Operator, wire: Wire) -> None:
    migration = operator.requested(SHOP)
    wire.forget()
    (found,) = prospects(operator, (SHOP,))
    assert (found.becomes, found.migration) == (Becomes.SWITCHED, migration)
    (gone,) = through(together(operator, (found,), "1"))
    assert gone.migration is not None
    assert (gone.migration.in_place, gone.migration.new) == (True, migration.new)
    assert wire.mutations == [SWITCH]


def test_those_that_have_expired_are_switched_again(operator: Operator, sandbox: Sandbox, wire: Wire) -> None:
    through(together(operator, prospects(operator, (SHOP, API)), "2"))
    sandbox.clock.advance(timedelta(hours=73))
    for one in record.saved(operator.services.journal):
        validation.look(operator.services, one.id)
    found = prospects(operator, (SHOP, API))
    assert [one.becomes for one in found] == [Becomes.AGAIN] * 2
    gone = through(together(operator, found, "2"))
    assert [one.migration.switch.pending for one in gone if one.migration and one.migration.switch] == [
        True,
        True,
    ]
    assert wire.count(SWITCH) == 4


# -- one that fails -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("ConflictException", "is pending already"),
        ("InvalidStateException", "in the state in which it is"),
        ("LimitExceededException", "a quota is reached"),
        ("ValidationException", "does not take the switch"),
        ("UnknownOperationException", "at this endpoint"),
    ],
)
def test_one_that_is_refused_does_not_keep_the_others(
    operator: Operator, wire: Wire, code: str, says: str
) -> None:
    run = together(operator, prospects(operator, (SHOP, API, DEVICES)), "3")
    first = run.go()
    wire.always(SWITCH, Refusal(code))
    second = run.go()
    wire.mend()
    (third,) = through(run)
    assert states([first, second, third]) == [State.MAKING, State.NOT_SWITCHED, State.MAKING]
    assert second.trouble is not None
    assert says in second.trouble.sentence + second.trouble.cause
    assert second.migration is not None
    after = request.submit(operator.services, second.migration.id)  # the other way is open
    assert after.way == "replace"


def test_one_that_is_deleted_meanwhile(operator: Operator, wire: Wire, clients: Clients) -> None:
    found = prospects(operator, (SHOP, UNUSED, API))
    clients("acm").delete_certificate(CertificateArn=found[1].certificate.arn)
    gone = through(together(operator, found, "3"))
    assert states(gone) == [State.MAKING, State.NOT_SWITCHED, State.MAKING]
    assert gone[1].migration is None
    assert wire.count(SWITCH) == 2


def test_a_lost_answer_is_not_taken_for_a_refusal(operator: Operator, wire: Wire, clients: Clients) -> None:
    run = together(operator, prospects(operator, (SHOP, API)), "2")
    wire.always(SWITCH, Fate.LOST)
    first = run.go()
    wire.mend()
    (second,) = through(run)
    assert isinstance(first.trouble, OutcomeUnknown)
    assert states([first, second]) == [State.UNKNOWN, State.MAKING]

    asked = wire.count(SWITCH)
    (found,) = prospects(operator, (SHOP,))
    (settled,) = through(together(operator, (found,), "1"))
    assert states([settled]) == [State.WAITING]
    assert wire.count(SWITCH) == asked
    assert update_of(clients, found.certificate.arn) == "PENDING_DOMAIN_VALIDATION"


def test_one_at_which_a_colleague_is_at_work(operator: Operator, wire: Wire) -> None:
    from tests.workflow.test_seats import colleague

    begun = operator.begun(API)
    bunji = colleague(operator.services)
    record.record(bunji, begun, SeatTaken(bunji.seat))
    gone = through(together(operator, prospects(operator, (SHOP, API, DEVICES)), "3"))
    assert states(gone) == [State.MAKING, State.NOT_SWITCHED, State.MAKING]
    assert gone[1].trouble is not None
    assert "bunji@laptop" in gone[1].trouble.sentence
    assert wire.count(SWITCH) == 2


# -- where going on is of no use ----------------------------------------------------------------------------


def stopped(run: Together, trouble: type[Trouble]) -> int:
    """How many were left when it stopped for *trouble*."""
    with pytest.raises(trouble):
        through(run)
    return len(run.left)


def test_without_credentials_it_stops_and_goes_on_where_it_was(operator: Operator, wire: Wire) -> None:
    run = together(operator, prospects(operator, (SHOP, API, DEVICES)), "3")
    run.go()
    wire.refuses(Reason.EXPIRED, "acm:*")
    assert stopped(run, SettingsTrouble) == 2
    wire.mend()
    assert len(through(run)) == 2
    assert asked_for(wire) == [operator.certificate(one).arn for one in (SHOP, API, DEVICES)]


def test_where_acm_asks_to_slow_down_it_stops(operator: Operator, wire: Wire) -> None:
    run = together(operator, prospects(operator, (SHOP, API)), "2")
    wire.always(SWITCH, Refusal("ThrottlingException"))
    assert stopped(run, Trouble) == 2
    wire.mend()
    assert states(through(run)) == [State.MAKING, State.MAKING]


def test_where_the_journal_cannot_be_written_it_stops(
    operator: Operator, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = together(operator, prospects(operator, (SHOP, API)), "2")
    append = type(operator.services.journal).append

    def full(*_: object) -> None:
        raise JournalTrouble("The disk is full.")

    run.go()
    monkeypatch.setattr(type(operator.services.journal), "append", full)
    assert stopped(run, JournalTrouble) == 1
    monkeypatch.setattr(type(operator.services.journal), "append", append)
    assert states(through(run)) == [State.MAKING]
    assert wire.count(SWITCH) == 2


@pytest.mark.parametrize("reached", [True, False])
def test_killed_in_the_middle_the_rest_is_gone_through_anew(
    operator: Operator, wire: Wire, monkeypatch: pytest.MonkeyPatch, reached: bool
) -> None:
    from acm_tui.aws import switching

    run = together(operator, prospects(operator, (SHOP, API, DEVICES)), "3")
    run.go()
    call = switching.switch

    def killed(*arguments: object) -> None:
        if reached:
            call(*arguments)  # type: ignore[arg-type]
        raise Killed

    monkeypatch.setattr(switching, "switch", killed)
    with pytest.raises(Killed):
        run.go()
    monkeypatch.undo()

    found = prospects(operator, (SHOP, API, DEVICES))
    assert [one.becomes for one in found] == [Becomes.WATCHED, Becomes.SWITCHED, Becomes.SWITCHED]
    gone = through(together(operator, found, "2"))
    assert not [one.trouble for one in gone if one.trouble]
    assert sorted(asked_for(wire)) == sorted(one.certificate.arn for one in found)


# -- one hand-off for all -----------------------------------------------------------------------------------


def test_it_is_noted_in_each_that_its_records_left(services: Services, operator: Operator) -> None:
    gone = through(together(operator, prospects(operator, (SHOP, API)), "2"))
    migrations = [one.migration for one in gone if one.migration is not None]
    behind = validation.look(services, migrations[0].id)  # the journal has gone on since
    assert behind.seq > migrations[0].seq
    noted = hand_over(services, migrations, "message")
    assert [one.handed_over for one in noted] == [("message",), ("message",)]
    assert all(isinstance(operator.events(one.id)[-1], HandedOver) for one in noted)


def test_one_whose_listeners_were_changed_is_left(operator: Operator, wire: Wire) -> None:
    operator.swapped(SHOP)
    (found,) = prospects(operator, (SHOP,))
    assert found.becomes is Becomes.LEFT
    assert "roll them back first" in found.why
    assert together(operator, (found,), "").left == ()
    with pytest.raises(Refused):
        switch.submit_counted(operator.services, record.saved(operator.services.journal)[0].id)
    assert wire.count(SWITCH) == 0


def test_one_message_for_all_names_the_first_deadline(operator: Operator, sandbox: Sandbox) -> None:
    first = switch.submit_counted(operator.services, operator.begun(SHOP).id)
    sandbox.clock.advance(timedelta(hours=5))
    second = switch.submit_counted(operator.services, operator.begun(API).id)
    with pytest.raises(Refused) as refused:
        handover.documents(first, {}, others=(second,))
    assert f"every one of them of {SHOP}" in refused.value.cause

    first, second = (validation.look(operator.services, one.id) for one in (first, second))
    end = switch_ends(first)
    assert end is not None
    message, text, *_ = handover.documents(second, {}, others=(first,))
    assert f"needed before {end.astimezone():%Y-%m-%d %H:%M}" in message.text
    assert f"account {first.place.account}: {SHOP}, www.{SHOP}" in message.text
    wanted = [one for m in (first, second) for one in m.records]
    assert sorted(text.text.splitlines()) == sorted(f"{one.name} CNAME {one.value}" for one in wanted)
    assert handover.plain_text(second, (first,)) == text.text
