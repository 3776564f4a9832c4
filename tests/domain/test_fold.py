"""The fold, whatever the journal says and in whatever order: there is always an answer."""

from __future__ import annotations

from functools import reduce

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from acm_tui.domain.events import (
    Abandoned,
    Closed,
    Event,
    Failed,
    PlanConfirmed,
    Started,
    Succeeded,
)
from acm_tui.domain.fold import evolve, fold
from acm_tui.domain.journey import Step, deadline, next_action, step
from acm_tui.domain.migration import Migration
from acm_tui.domain.obstacles import may_delete_old
from tests.domain.stories import (
    ACTOR,
    MIGRATION,
    NEW,
    NEWER,
    OLD,
    PLACE,
    RECORD,
    entries,
    started,
    told,
)
from tests.domain.strategies import histories, steady


@steady
@given(histories, st.booleans())
def test_any_history_folds_and_every_question_has_an_answer(history: list[Event], begins: bool) -> None:
    told_so_far = entries(*([started(), *history] if begins else history))
    first = next((entry for entry in told_so_far if isinstance(entry.event, Started)), None)
    migration: Migration | None = None
    for entry in told_so_far:
        migration = evolve(migration, entry)
        if first is None or entry.seq < first.seq:
            assert migration is None
            continue
        assert migration is not None
        assert (migration.id, migration.started_at) == (MIGRATION, first.at)
        assert (migration.seq, migration.updated_at, migration.updated_by) == (entry.seq, entry.at, ACTOR)
        assert isinstance(step(migration), Step)
        assert next_action(migration)[0].isupper()
        due = deadline(migration)
        assert due is None or (due.what and due.at.tzinfo is not None)
        assert may_delete_old(migration, entry.at) != ""
        assert set(migration.changes_left).isdisjoint(migration.made)
        assert migration.same_records_again in (True, False, None)
        assert migration.records == () or migration.records == (RECORD,)
        zones = [one.zone_id for one in migration.dns_changes]
        assert len(zones) == len(set(zones))
        assert all(one.change_id or not one.status for one in migration.dns_changes)


@steady
@given(histories, st.integers(min_value=0, max_value=25))
def test_a_prefix_and_then_the_rest_is_the_whole(history: list[Event], cut: int) -> None:
    whole = entries(*history)
    assert reduce(evolve, whole[cut:], fold(whole[:cut])) == fold(whole)


@steady
@given(histories)
def test_a_migration_stays_that_of_its_first_event(history: list[Event]) -> None:
    migration = told(started(), *history)
    assert (migration.place, migration.old.arn) == (PLACE, OLD)
    assert migration.new is None or migration.new.arn in (NEW, NEWER)


@steady
@given(histories, st.sampled_from([Closed(), Abandoned()]), histories)
def test_what_the_operator_ended_stays_ended(before: list[Event], end: Event, after: list[Event]) -> None:
    """Only a rollback of what was changed takes it up again."""
    after = [
        one for one in after if not (isinstance(one, PlanConfirmed) and one.plan.direction == "rollback")
    ]
    migration = told(started(), *before, end, *after)
    assert migration.over
    assert deadline(migration) is None
    assert next_action(migration).startswith("Nothing: ")


@steady
@given(histories, st.booleans(), st.integers(min_value=0, max_value=40))
def test_an_outcome_without_its_intent_changes_nothing(history: list[Event], good: bool, intent: int) -> None:
    story = entries(started(), *history)
    before = fold(story)
    assert before is not None
    while any(one.intent == intent for one in (*before.in_flight, *before.presumed)):
        intent += 1
    outcome = Succeeded(intent, NEW) if good else Failed(intent, "AccessDenied", "no")
    (*_, entry) = entries(started(), *history, outcome)
    assert evolve(before, entry) == replace(
        before, seq=entry.seq, updated_at=entry.at, updated_by=entry.actor
    )
