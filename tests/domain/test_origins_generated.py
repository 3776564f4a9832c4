"""Whatever the journal says, and in whatever order things were done: the way back leads to the beginning."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.cutover import plan, rollback
from acm_tui.domain.events import Entry, Event, Failed, Intended, PlanConfirmed, Succeeded
from acm_tui.domain.fold import fold
from acm_tui.domain.mutation import AddToList, Change, RemoveFromList, SetDefault
from tests.domain.situations import situations
from tests.domain.stories import DOMAIN, NEW, OLD, THIRD, entries, listener, started, told
from tests.domain.strategies import LISTENERS, small_events, steady, worlds
from tests.domain.written_journal import Journal


def changed_listeners(story: Sequence[Entry]) -> set[str]:
    """The listeners that the calls of *story* changed, as far as their outcomes are told."""
    intents = {entry.seq: entry.event.mutation for entry in story if isinstance(entry.event, Intended)}
    done = (intents.get(entry.event.intent) for entry in story if isinstance(entry.event, Succeeded))
    return {arn for mutation in done if (arn := getattr(mutation, "listener_arn", None)) is not None}


changes: st.SearchStrategy[Change] = st.builds(
    lambda call, where, what: call(where, what),
    st.sampled_from([AddToList, SetDefault, RemoveFromList]),
    st.sampled_from(LISTENERS),
    st.sampled_from([OLD, NEW]),
)


worth_planning = situations().filter(lambda found: plan(found[1], found[0], OLD, NEW).changes != ())


@st.composite
def lived(draw: st.DrawFn) -> list[Event]:
    """Plans confirmed, calls carried out or not, of the plan or not, and anything else in between."""
    told_so_far: list[Event] = [started()]
    for _ in range(draw(st.integers(2, 14))):
        now = told(*told_so_far)
        match draw(st.sampled_from(["plan", "back", "next", "next", "next", "stray", "failed", "else"])):
            case "plan":
                world, chosen = draw(worth_planning)
                made = plan(chosen, world, OLD, NEW, origins=now.origins)
                told_so_far.append(PlanConfirmed(made, DOMAIN))
            case "back":
                made = rollback(now.origins, draw(worlds), OLD, NEW)
                told_so_far.append(PlanConfirmed(made, DOMAIN))
            case "next" if now.changes_left:
                told_so_far += [Intended(now.changes_left[0]), Succeeded(len(told_so_far) + 1)]
            case "stray":
                told_so_far += [Intended(draw(changes)), Succeeded(len(told_so_far) + 1)]
            case "failed":
                told_so_far += [Intended(draw(changes)), Failed(len(told_so_far) + 1, "Throttling", "")]
            case _:
                told_so_far.append(draw(small_events))
    return told_so_far


@steady
@given(lived())
def test_origins_are_of_listeners_that_this_migration_changed_and_each_once(history: list[Event]) -> None:
    story = entries(*history)
    for count in range(1, len(story) + 1):
        now = fold(story[:count])
        assert now is not None
        arns = [one.arn for one in now.origins]
        assert len(arns) == len(set(arns))
        assert {*arns} <= changed_listeners(story[:count])
        assert not now.half_done or now.origins
        assert not (now.rolled_back and now.cut_over_at)
        assert (now.soaks_until is None) is (now.cut_over_at is None)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("cut over"), st.sets(st.sampled_from(LISTENERS)), st.integers(0, 9)),
        st.tuples(st.just("roll back"), st.just(frozenset[str]()), st.integers(0, 9)),
    ),
    max_size=6,
)


@steady
@given(steps, st.data())
def test_whatever_was_done_before_a_rollback_restores_the_beginning(
    done: list[tuple[str, set[str], int]], data: st.DataObject
) -> None:
    start = tuple(
        listener(
            arn.rpartition("/")[2], data.draw(st.sampled_from([OLD, THIRD])), data.draw(st.sets(st.just(OLD)))
        )
        for arn in LISTENERS
    )
    journal = Journal(start)
    for what, arns, stop_after in done:
        if what == "roll back":
            journal.roll_back(stop_after)
        elif not journal.now().half_done:
            journal.cut_over(*(one for one in start if one.arn in arns), stop_after=stop_after)
        changed_now = {one.arn for one, was in zip(journal.world, start, strict=True) if one != was}
        assert changed_now <= {one.arn for one in journal.now().origins}
        assert all(one in start for one in journal.now().origins)
    journal.roll_back()
    assert journal.world == start
    assert (journal.now().origins, journal.now().half_done) == ((), False)
