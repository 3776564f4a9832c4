"""Two programs at one migration: one sits there, and the other decides and changes nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from acm_tui.domain.errors import Occupied, OutcomeUnknown, Refused
from acm_tui.domain.events import (
    CertificateSeen,
    Intended,
    SeatLeft,
    SeatTaken,
    Succeeded,
    Unknown,
    WayChosen,
)
from acm_tui.domain.migration import Migration
from acm_tui.domain.seat import Seat
from acm_tui.domain.window import Window
from acm_tui.seat_lock import SeatLocks
from acm_tui.workflow import attachments, cutover, finish, record, request, take_over, validation
from acm_tui.workflow.services import Services
from acm_tui.workflow.window import parse, set_window
from tests.domain.stories import START
from tests.workflow.story import API, SHOP, Operator, ignore
from tests.workflow.wire import Fate, Refusal, Wire

BUNJI = "bunji@laptop"
GONE = "ayako@bastion is gone"


@pytest.fixture
def bunji(operator: Operator) -> Services:
    """A colleague's program that shares the journal, but cannot tell whether others here have ended."""
    return colleague(operator.services)


def colleague(services: Services) -> Services:
    nowhere = SeatLocks(Path("/dev/null/seats"))
    return replace(services, actor=BUNJI, seat=Seat("b0b", BUNJI, 42), locks=nowhere, _known={})


def tonight(services: Services) -> Window:
    return parse("02:00", "+2h", "Asia/Tokyo", "", services.clock())


DECIDING: dict[str, tuple[str, Callable[[Services, Migration], object]]] = {
    "choosing": ("issued", lambda services, m: attachments.choose(services, m.id, ())),
    "requesting": ("begun at the seat", lambda services, m: request.submit(services, m.id)),
    "a window": ("issued", lambda services, m: set_window(services, m.id, tonight(services))),
    "confirming": ("chosen", lambda services, m: Operator(services, None).confirm(m.id)),  # type: ignore[arg-type]  # it needs no sandbox
    "swapping": ("confirmed", lambda services, m: cutover.apply(services, m.id, ignore)),
    "the soak": ("swapped", lambda services, m: finish.set_soak(services, m.id, 7)),
    "deleting": ("swapped", lambda services, m: finish.delete_old(services, m.id, m.old.domain)),
    "giving up": ("issued", lambda services, m: record.give_up(services, m.id)),
}


@pytest.mark.parametrize("deciding", DECIDING)
def test_whoever_does_not_sit_there_neither_decides_nor_changes_anything(
    operator: Operator, bunji: Services, wire: Wire, deciding: str
) -> None:
    at, decide = DECIDING[deciding]
    migration = operator.begun() if at == "begun at the seat" else getattr(operator, at)()
    if at == "begun at the seat":
        wire.always("RequestCertificate", Refusal("AccessDeniedException"))
        with pytest.raises(Exception, match="You may not call"):
            request.submit(operator.services, migration.id)
    before = operator.events(migration.id)
    wire.forget()
    with pytest.raises(Occupied) as caught:
        decide(bunji, migration)
    assert caught.value.sentence.startswith("ayako@bastion (process ")
    assert "has been at work on this migration since 20" in caught.value.sentence
    assert "and is at step " in caught.value.sentence
    seen = (one for one in operator.events(migration.id) if not isinstance(one, CertificateSeen))
    assert [*seen] == [one for one in before if not isinstance(one, CertificateSeen)]
    assert wire.mutations == []


def test_who_sat_down_a_moment_before_is_named(operator: Operator, bunji: Services, wire: Wire) -> None:
    """Both read the migration while nobody sat there."""
    begun = operator.begun()
    record.record(operator.services, begun, WayChosen("replace"))
    with pytest.raises(Occupied, match=r"ayako@bastion \(process \d+\) has been at work"):
        record.record(bunji, begun, WayChosen("replace"))
    assert wire.mutations == []


def test_looking_needs_no_seat(operator: Operator, bunji: Services) -> None:
    migration = operator.requested()
    operator.register()
    assert validation.look(bunji, migration.id).holder == migration.holder


def test_whoever_gets_up_leaves_the_seat_to_the_next(operator: Operator, bunji: Services) -> None:
    migration = take_over.leave(operator.services, operator.chosen().id)
    assert migration.holder is None
    assert operator.events(migration.id)[-1] == SeatLeft(operator.services.seat.id)
    assert take_over.leave(operator.services, migration.id) == migration, "there is nothing to leave"
    after = set_window(bunji, migration.id, None)
    assert after == migration, "nothing was decided"
    confirmed = Operator(bunji, operator.sandbox).confirm(migration.id)
    assert confirmed.holder is not None
    assert confirmed.holder.seat == bunji.seat


def test_a_program_that_has_ended_keeps_nobody_waiting(operator: Operator, tmp_path: Path) -> None:
    migration = operator.chosen()
    operator.services.locks.release()
    next_one = replace(
        operator.services, seat=Seat("a2", "ayako@bastion", 43), locks=SeatLocks(tmp_path / "seats")
    )
    Operator(next_one, operator.sandbox).confirm(migration.id)
    taken = [one for one in operator.events(migration.id) if isinstance(one, SeatTaken)]
    assert [one.over for one in taken] == ["", operator.services.seat.id]
    assert not taken[-1].said_gone


def test_taking_over_is_named_and_explicit(operator: Operator, bunji: Services, wire: Wire) -> None:
    migration = operator.confirmed()
    for typed in ("", "ayako", "AYAKO@bastion", "yes", BUNJI):
        with pytest.raises(Refused, match="not what was asked for"):
            take_over.take_over(bunji, migration.id, typed)
    after = take_over.take_over(bunji, migration.id, "ayako@bastion")
    assert operator.events(migration.id)[-1] == SeatTaken(bunji.seat, over=operator.services.seat.id)
    wire.forget()
    with pytest.raises(Occupied, match=BUNJI):
        cutover.apply(operator.services, migration.id, ignore)
    assert wire.mutations == []
    assert cutover.apply(bunji, after.id, ignore).cutover_done
    with pytest.raises(Refused, match="Nobody else"):
        take_over.take_over(bunji, migration.id, "ayako@bastion")


def test_whoever_only_looks_takes_nobody_s_seat(operator: Operator, bunji: Services, wire: Wire) -> None:
    """Ayako's cutover would stop at its next call."""
    migration = operator.confirmed()
    for typed in (operator.services.actor, GONE):
        with pytest.raises(Refused, match="--read-only"):
            take_over.take_over(replace(bunji, read_only=True), migration.id, typed)
    assert record.load(operator.services, migration.id).holder == migration.holder
    assert cutover.apply(operator.services, migration.id, ignore).cutover_done


def test_a_call_under_way_is_not_taken_over_unless_the_other_is_said_to_be_gone(
    operator: Operator, bunji: Services, wire: Wire
) -> None:
    begun = operator.begun()
    wire.always("RequestCertificate", Fate.LOST)
    with pytest.raises(OutcomeUnknown):
        request.submit(operator.services, begun.id)
    wire.mend()
    with pytest.raises(Occupied):
        request.submit(bunji, begun.id)
    with pytest.raises(Refused, match="a change is under way there"):
        take_over.take_over(bunji, begun.id, "ayako@bastion")
    assert take_over.leave(operator.services, begun.id).holder is not None, "who called settles it"
    take_over.take_over(bunji, begun.id, GONE)
    assert operator.events(begun.id)[-1] == SeatTaken(bunji.seat, operator.services.seat.id, said_gone=True)
    after = request.submit(bunji, begun.id)
    assert after.new is not None
    assert len(operator.sandbox.acm.all()) == len({one.arn for one in operator.sandbox.acm.all()})
    assert sum(one.names[0] == SHOP for one in operator.sandbox.acm.all()) == 2, "the old one and one new"


def test_what_was_taken_over_between_decision_and_call_is_not_sent(
    operator: Operator, bunji: Services, wire: Wire
) -> None:
    """The program is suspended after it wrote what it intends, and wakes when a colleague has gone on."""
    begun = operator.begun()
    journal = operator.services.journal

    class Suspended:
        read, migrations, notes, last = journal.read, journal.migrations, journal.notes, journal.last

        def append(self, migration: str, after: int, at: object, actor: str, event: object) -> object:
            entry = journal.append(migration, after, at, actor, event)  # type: ignore[arg-type]  # as it comes
            if isinstance(event, Intended):
                take_over.take_over(bunji, migration, GONE)
                request.submit(bunji, migration)
            return entry

    with pytest.raises(Occupied, match=BUNJI):
        request.submit(replace(operator.services, journal=Suspended()), begun.id)  # type: ignore[arg-type]  # as it comes
    assert wire.mutations == ["RequestCertificate"], "the colleague's alone"
    assert record.load(operator.services, begun.id).new is not None


def test_what_was_taken_over_between_two_attempts_is_not_sent_again(
    operator: Operator, bunji: Services, wire: Wire
) -> None:
    """botocore waits between its attempts, and a program can be suspended there too."""
    begun = operator.begun()
    wire.fails("RequestCertificate", Refusal("ThrottlingException"), Fate.ARRIVES)
    wire.watch_once("RequestCertificate", lambda: take_over.take_over(bunji, begun.id, GONE))
    with pytest.raises(Occupied, match=BUNJI):
        request.submit(operator.services, begun.id)
    assert wire.mutations == ["RequestCertificate"], "the throttled one"


def test_a_swap_that_was_taken_over_goes_no_further_though_the_other_has_ended_by_then(
    operator: Operator, wire: Wire, tmp_path: Path
) -> None:
    """It was suspended while AWS answered, and nobody sits there any more when it wakes."""
    migration = operator.confirmed()
    theirs = SeatLocks(tmp_path / "seats")
    bunji = replace(colleague(operator.services), locks=theirs)

    def meanwhile() -> None:
        take_over.take_over(bunji, migration.id, GONE)
        theirs.release()

    wire.forget()
    wire.watch_once("AddListenerCertificates", meanwhile)
    with pytest.raises(Occupied, match=f"^{BUNJI} .* took this migration over at 20.*Nothing more was done"):
        cutover.apply(operator.services, migration.id, ignore)
    assert wire.mutations == ["AddListenerCertificates"]
    assert not record.load(operator.services, migration.id).in_flight
    assert cutover.apply(operator.services, migration.id, ignore).cutover_done, "when it is decided anew"


def test_two_who_begin_at_the_same_time_begin_one_migration(operator: Operator, bunji: Services) -> None:
    shop, together = operator.certificate(SHOP), threading.Barrier(2)
    begun: list[Migration] = []

    def begin(services: Services) -> None:
        together.wait(10)
        begun.append(record.begin(services, shop))

    threads = [threading.Thread(target=begin, args=(one,)) for one in (operator.services, bunji)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert begun[0].id == begun[1].id
    assert len(record.saved(operator.services.journal)) == 1
    assert operator.begun(API).id != begun[0].id


def test_two_who_swap_at_the_same_time_make_each_call_once(
    operator: Operator, bunji: Services, wire: Wire
) -> None:
    migration, together = operator.confirmed(), threading.Barrier(2)
    wire.forget()
    ended: list[object] = []

    def swap(services: Services) -> None:
        together.wait(10)
        try:
            ended.append(cutover.apply(services, migration.id, ignore).cutover_done)
        except Occupied:
            ended.append("occupied")

    threads = [threading.Thread(target=swap, args=(one,)) for one in (operator.services, bunji)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, ended)) == ["True", "occupied"]
    assert migration.plan is not None
    assert len(wire.mutations) == len(migration.plan.changes)
    done = [one for one in operator.events(migration.id) if isinstance(one, Succeeded)]
    assert len(done) == len(migration.plan.changes) + 1


def test_what_a_newer_program_went_on_with_is_only_looked_at(operator: Operator, wire: Wire) -> None:
    migration = operator.confirmed()
    journal = operator.services.journal
    journal.append(
        migration.id, migration.seq, START, BUNJI, Unknown("sealed", {"event": "sealed", "by": BUNJI})
    )
    wire.forget()
    with pytest.raises(Refused, match="A newer acm-tui has gone on"):
        cutover.apply(operator.services, migration.id, ignore)
    assert wire.mutations == []
    assert validation.look(operator.services, migration.id).foreign
