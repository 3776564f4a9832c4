"""Two machines at one migration, with nothing in common but the journal: its entries alone decide."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from acm_tui.aws.objects import S3Objects
from acm_tui.aws.session import Access
from acm_tui.domain.errors import JournalTrouble, Occupied, Refused
from acm_tui.domain.events import Intended, SeatTaken, Succeeded
from acm_tui.domain.migration import Migration
from acm_tui.domain.seat import Seat
from acm_tui.journal.shared import SharedJournal
from acm_tui.journal.store import Archive
from acm_tui.seat_lock import SeatLocks
from acm_tui.workflow import cutover, record, request, take_over
from acm_tui.workflow.services import Services
from tests.journal.kinds import InMemory, InObjects, InS3
from tests.workflow.conftest import Neighbourhood
from tests.workflow.story import SHOP, Clients, Operator, ignore
from tests.workflow.wire import Refusal, Wire

BUNJI = "bunji@laptop"
GONE = "ayako@bastion is gone"


@pytest.fixture
def kept(tmp_path: Path) -> InMemory:
    return InMemory(tmp_path)


@pytest.fixture
def ayako(operator: Operator, kept: InMemory, tmp_path: Path) -> Operator:
    """The operator on her machine."""
    return Operator(on_a_machine(operator.services, "ayako@bastion", kept, tmp_path), operator.sandbox)


@pytest.fixture
def bunji(operator: Operator, kept: InMemory, tmp_path: Path) -> Operator:
    """A colleague on his."""
    return Operator(on_a_machine(operator.services, BUNJI, kept, tmp_path), operator.sandbox)


def on_a_machine(services: Services, actor: str, kept: InObjects, directory: Path) -> Services:
    journal = SharedJournal(kept._objects(), kept.STORE, kept.cache(), rest_s=0)
    return restarted(services, actor, journal, directory)


def restarted(services: Services, actor: str, journal: Archive, directory: Path) -> Services:
    """Another program on the machine of *actor*."""
    seat = Seat(secrets.token_hex(8), actor, 42)
    locks = SeatLocks(directory / actor / "seats")
    return replace(services, journal=journal, actor=actor, seat=seat, locks=locks, sitting=set(), _known={})


def at_the_same_time(*calls: Callable[[], object]) -> list[object]:
    """What each of *calls* answers or raises."""
    together, ended = threading.Barrier(len(calls)), list[object]()

    def run(call: Callable[[], object]) -> None:
        together.wait(10)
        try:
            ended.append(call())
        except JournalTrouble as trouble:
            ended.append(trouble)

    threads = [threading.Thread(target=run, args=(one,)) for one in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


def test_two_who_begin_at_the_same_time_begin_one_migration(ayako: Operator, bunji: Operator) -> None:
    shop = ayako.certificate(SHOP)
    begun = at_the_same_time(*(lambda one=one: record.begin(one.services, shop) for one in (ayako, bunji)))
    assert begun[0] == begun[1]
    assert len(record.saved(ayako.services.journal)) == 1


def test_of_two_who_swap_at_the_same_time_one_loses_before_aws_is_asked(
    ayako: Operator, bunji: Operator, wire: Wire
) -> None:
    migration = take_over.leave(ayako.services, ayako.confirmed().id)
    assert migration.plan is not None
    assert record.load(bunji.services, migration.id) == migration, "both look at the same"
    wire.forget()
    ended = at_the_same_time(
        *(lambda one=one: cutover.apply(one.services, migration.id, ignore) for one in (ayako, bunji))
    )
    assert sorted(type(one).__name__ for one in ended) == ["Migration", "Occupied"]
    assert len(wire.mutations) == len(migration.plan.changes), "each change was made once"
    done = [one for one in ayako.events(migration.id) if isinstance(one, Succeeded)]
    assert len(done) == len(migration.plan.changes) + 1


def test_whether_a_program_of_another_machine_has_ended_only_the_operator_can_say(
    ayako: Operator, bunji: Operator, wire: Wire
) -> None:
    migration = ayako.confirmed()
    ayako.services.locks.release()  # her program was killed; from here that cannot be seen
    wire.forget()
    with pytest.raises(Occupied, match="ayako@bastion"):
        cutover.apply(bunji.services, migration.id, ignore)
    assert wire.mutations == []
    with pytest.raises(Refused, match="not what was asked for"):
        take_over.take_over(bunji.services, migration.id, "yes")
    take_over.take_over(bunji.services, migration.id, "ayako@bastion")
    assert cutover.apply(bunji.services, migration.id, ignore).cutover_done


def test_the_next_program_on_the_same_machine_sits_down_by_itself(ayako: Operator, tmp_path: Path) -> None:
    migration = ayako.chosen()
    ayako.services.locks.release()
    again = restarted(ayako.services, "ayako@bastion", ayako.services.journal, tmp_path)  # type: ignore[arg-type]  # it is one
    Operator(again, ayako.sandbox).confirm(migration.id)
    taken = [one for one in ayako.events(migration.id) if isinstance(one, SeatTaken)]
    assert [one.over for one in taken] == ["", ayako.services.seat.id]


def test_who_is_taken_over_from_is_not_asked_and_finds_out(
    ayako: Operator, bunji: Operator, wire: Wire
) -> None:
    migration = ayako.confirmed()
    assert take_over.present(ayako.services, migration) is None
    take_over.take_over(bunji.services, migration.id, "ayako@bastion")
    now = take_over.present(ayako.services, migration)
    assert now is not None
    assert now.holder is not None
    assert now.holder.seat == bunji.services.seat
    wire.forget()
    with pytest.raises(Occupied, match=BUNJI):
        cutover.apply(ayako.services, migration.id, ignore)
    assert wire.mutations == []


def test_a_journal_that_cannot_be_reached_shows_nobody_new_and_is_no_trouble_to_who_looks(
    ayako: Operator, kept: InMemory
) -> None:
    migration = ayako.confirmed()
    kept.objects.put_out_of_reach()
    assert take_over.present(ayako.services, migration) is None


def test_whoever_leaves_does_not_wait_for_a_journal_that_cannot_be_reached(
    ayako: Operator, kept: InMemory
) -> None:
    migration = ayako.confirmed()
    kept.objects.put_out_of_reach()
    kept.objects.calls.clear()
    with pytest.raises(JournalTrouble, match="stays taken"):
        take_over.leave(ayako.services, migration.id)
    assert kept.objects.calls["create"] == 0
    kept.objects.bring_back()
    assert take_over.leave(ayako.services, migration.id).holder is None


@pytest.fixture
def in_s3(clients: Clients, neighbourhood: Neighbourhood, tmp_path: Path, sandbox: object) -> InS3:
    """The team's journal in the sandbox's S3, past the wire, which knows no S3."""
    client: Any = clients("s3")
    name = InObjects.STORE.bucket
    where = {"LocationConstraint": client.meta.region_name}
    if name not in [one["Name"] for one in client.list_buckets()["Buckets"]]:
        client.create_bucket(Bucket=name, CreateBucketConfiguration=where)
    for one in client.list_objects_v2(Bucket=name).get("Contents", ()):
        client.delete_object(Bucket=name, Key=one["Key"])
    access = Access(
        None,
        client.meta.region_name,
        endpoint_url=neighbourhood.sandbox.environment()["AWS_ENDPOINT_URL"],
    )
    return InS3(lambda: S3Objects(access, InObjects.STORE), client, tmp_path)


def test_what_was_taken_over_between_two_attempts_is_not_sent_again(
    operator: Operator, in_s3: InS3, wire: Wire, tmp_path: Path
) -> None:
    """The journal is asked before each attempt, and asking is a call to AWS itself."""
    ayako = on_a_machine(operator.services, "ayako@bastion", in_s3, tmp_path)
    bunji = on_a_machine(operator.services, BUNJI, in_s3, tmp_path)
    begun = record.begin(ayako, operator.certificate(SHOP))
    wire.fails("RequestCertificate", Refusal("ThrottlingException"))
    wire.watch_once("RequestCertificate", lambda: take_over.take_over(bunji, begun.id, GONE))
    with pytest.raises(Occupied, match=BUNJI):
        request.submit(ayako, begun.id)
    assert wire.mutations == ["RequestCertificate"], "the throttled one"
    assert request.submit(bunji, begun.id).new is not None


def test_between_intent_and_call_what_is_remembered_does_not_count(
    ayako: Operator, kept: InMemory, wire: Wire, clients: Clients
) -> None:
    """She cannot see whether somebody took over meanwhile: so the call is not made."""
    begun = ayako.begun()
    journal = ayako.services.journal

    class CutOff(SharedJournal):
        def append(self, migration: str, after: int, at: Any, actor: str, event: Any) -> Any:
            entry = super().append(migration, after, at, actor, event)
            if isinstance(event, Intended):
                kept.objects.put_out_of_reach()
            return entry

    journal.__class__ = CutOff
    with pytest.raises(JournalTrouble):
        request.submit(ayako.services, begun.id)
    assert wire.mutations == []
    kept.objects.bring_back()
    journal.__class__ = SharedJournal
    assert request.submit(ayako.services, begun.id).new is not None
    assert wire.mutations == ["RequestCertificate"]


def test_what_is_behind_the_last_number_must_have_been_read(
    ayako: Operator, bunji: Operator, kept: InMemory, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number was answered, and then nothing any more; and nothing could be written down here."""
    migration: Migration = ayako.confirmed()
    take_over.take_over(bunji.services, migration.id, "ayako@bastion")
    monkeypatch.setattr(type(ayako.services.journal), "last", lambda *_: migration.seq + 1)
    kept.objects.put_out_of_reach()
    with pytest.raises(JournalTrouble, match="cannot be seen now who is at work"):
        take_over.still_ours(ayako.services, migration, migration.seq)
