"""What tales are made of: the steps of an operator, what colleagues do, and what goes wrong, by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from acm_tui.domain.events import Failed, Intended, Succeeded
from tests.cutover.edits import KINDS
from tests.cutover.line import Fault
from tests.cutover.tale import Mishap, Tale

Step = Callable[[Tale], object]

EVERYWHERE = range(12)
"""As many places as the widest town has, or more: they begin anew behind the last one."""
LONGEST = 20

numbers = st.integers(0, 11)
hours = st.sampled_from([0, 1, 23, 24, 25, 200])
mostly = st.sampled_from([True, True, True, False])


def so_many(tales: int) -> settings:
    """The settings to tell *tales* with.

    A few are the same ones each time, so that what they come to is no matter of luck; many are drawn anew.
    """
    return settings(
        max_examples=tales,
        deadline=None,
        derandomize=tales < 1000,
        suppress_health_check=[HealthCheck.too_slow],
    )


def step(what: Callable[..., object], **chances: st.SearchStrategy[object]) -> st.SearchStrategy[Step]:
    """Strategy for *what* as a step, with its other arguments by chance."""
    return st.fixed_dictionaries(chances).map(lambda given: partial(what, **given))


def nothing(_: Tale) -> None:
    """Nobody does anything."""


def note(tale: Tale) -> None:
    """A colleague's program writes into the same journal."""
    tale.note_of_a_colleague()


drift = step(Tale.drift, where=numbers, kind=st.sampled_from(KINDS))
colleagues: st.SearchStrategy[Step] = st.one_of(drift, drift, st.just(note), step(Tale.vanish, where=numbers))
quiet: st.SearchStrategy[Step] = st.just(nothing)
perhaps: st.SearchStrategy[Step] = st.one_of(quiet, quiet, colleagues)

smooth = st.just(Mishap())
troubles = st.one_of(
    st.builds(Mishap, fault=st.sampled_from(Fault), at=numbers),
    st.builds(Mishap, fault=st.sampled_from(Fault), at=numbers, reads_too=st.just(False)),
    st.builds(Mishap, unwritten=st.sampled_from([Intended, Succeeded, Failed])),
    st.builds(Mishap, meanwhile=st.one_of(st.just(note), colleagues), after=st.integers(1, 6)),
)
mishaps = st.one_of(smooth, troubles)


def through(tale: Tale, *, back: bool, mishap: Mishap, first: Step, then: Step, last: Step) -> None:
    """What an operator mostly does: read the plan, confirm it, carry it out; others act before each of it."""
    first(tale)
    tale.plan(back=back, remove_first=True)
    then(tale)
    tale.confirm(-1, right=True)
    last(tale)
    tale.apply(mishap)


def to_the_end(tale: Tale, *, mishap: Mishap, late: int, meanwhile: Step, right: bool) -> None:
    """Everywhere, and when the soak is over the old certificate goes; somebody may act right before."""
    tale.choose(EVERYWHERE)
    through(tale, back=False, mishap=Mishap(), first=nothing, then=nothing, last=nothing)
    tale.wait(late)
    meanwhile(tale)
    tale.delete(mishap, right=right)


def think_again(tale: Tale, *, one: Iterable[int], other: Iterable[int], mishap: Mishap) -> None:
    """A plan is read, others are chosen, and the plan of before is confirmed."""
    tale.choose(one)
    tale.plan(back=False, remove_first=True)
    tale.choose(other)
    tale.confirm(-1, right=True)
    tale.apply(mishap)


def leave(tale: Tale, *, number: int) -> None:
    """The operator gives up, or closes; mostly they think better of it, because nothing comes after it."""
    if number == 0:
        tale.give_up()
    elif number == 1:
        tale.close()


_places = st.lists(numbers, max_size=4)
_forward = st.just(False)


def steps_with(mishaps: st.SearchStrategy[Mishap]) -> list[st.SearchStrategy[Step]]:
    """The steps that there are, where *mishaps* are what goes wrong."""
    return [
        step(Tale.choose, places=_places),
        step(Tale.plan, back=st.booleans(), remove_first=st.booleans()),
        step(Tale.confirm, which=st.sampled_from([-1, -1, -1, -2, 0]), right=mostly),
        step(Tale.apply, mishap=mishaps),
        step(through, back=_forward, mishap=mishaps, first=perhaps, then=quiet, last=quiet),
        step(through, back=_forward, mishap=smooth, first=quiet, then=perhaps, last=perhaps),
        step(through, back=st.just(True), mishap=mishaps, first=perhaps, then=quiet, last=perhaps),
        step(think_again, one=_places, other=_places, mishap=smooth),
        step(to_the_end, mishap=mishaps, late=hours, meanwhile=perhaps, right=mostly),
        step(Tale.delete, mishap=mishaps, right=mostly),
        step(Tale.wait, hours=hours),
        step(Tale.soak, hours=hours),
        colleagues,
        step(leave, number=numbers),
    ]


def on_all(tale: Tale, *, mishap: Mishap, first: Step, last: Step) -> None:
    """Everywhere that nothing stands in the way, as far as it comes."""
    tale.choose(EVERYWHERE)
    tale.choose_without_conflicts()
    through(tale, back=False, mishap=mishap, first=first, then=nothing, last=last)


def there_or_back(tale: Tale, *, mishap: Mishap) -> None:
    """The same, or the way back where all is cut over."""
    if tale.migration.cutover_done:
        through(tale, back=True, mishap=mishap, first=nothing, then=nothing, last=nothing)
    else:
        on_all(tale, mishap=mishap, first=nothing, last=nothing)


def with_an_end(
    steps: st.SearchStrategy[list[Step]], last: st.SearchStrategy[Step]
) -> st.SearchStrategy[list[Step]]:
    """Tales of *steps* and a *last* one: chance alone seldom breaks off in the middle."""
    return st.builds(lambda others, end: [*others, end], steps, last)


tales = with_an_end(
    st.lists(st.one_of(steps_with(mishaps)), min_size=10, max_size=LONGEST),
    step(there_or_back, mishap=troubles),
)
