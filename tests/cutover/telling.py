"""What tales are made of: the steps of an operator, what colleagues do, and what goes wrong, by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from hypothesis import strategies as st

from acm_tui.domain.events import Failed, Intended, Succeeded
from tests.cutover.line import Fault
from tests.cutover.tale import KINDS, Mishap, Tale

Step = Callable[[Tale], object]

EVERYWHERE = range(7)
LONGEST = 25

numbers = st.integers(0, 11)
hours = st.sampled_from([0, 1, 23, 24, 25, 200])
mostly = st.sampled_from([True, True, True, False])


def _step(what: Callable[..., object], **chances: st.SearchStrategy[object]) -> st.SearchStrategy[Step]:
    """Strategy for *what* as a step, with its other arguments by chance."""
    return st.fixed_dictionaries(chances).map(lambda given: partial(what, **given))


def nothing(_: Tale) -> None:
    """Nobody does anything."""


def note(tale: Tale) -> None:
    """A colleague's program writes into the same journal."""
    tale.note_of_a_colleague()


drift = _step(Tale.drift, where=numbers, kind=st.sampled_from(KINDS))
colleagues: st.SearchStrategy[Step] = st.one_of(
    drift, drift, st.just(note), _step(Tale.vanish, where=numbers)
)
quiet: st.SearchStrategy[Step] = st.just(nothing)
perhaps: st.SearchStrategy[Step] = st.one_of(quiet, quiet, colleagues)

smooth = st.just(Mishap())
mishaps = st.one_of(
    smooth,
    st.builds(Mishap, fault=st.sampled_from(Fault), at=numbers),
    st.builds(Mishap, unwritten=st.sampled_from([Intended, Succeeded, Failed])),
    st.builds(Mishap, meanwhile=colleagues, after=st.integers(1, 6)),
)


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

steps: st.SearchStrategy[Step] = st.one_of(
    _step(Tale.choose, places=_places),
    _step(Tale.plan, back=st.booleans(), remove_first=st.booleans()),
    _step(Tale.confirm, which=st.sampled_from([-1, -1, -1, -2, 0]), right=mostly),
    _step(Tale.apply, mishap=mishaps),
    _step(through, back=_forward, mishap=mishaps, first=perhaps, then=quiet, last=quiet),
    _step(through, back=_forward, mishap=smooth, first=quiet, then=perhaps, last=perhaps),
    _step(through, back=st.just(True), mishap=mishaps, first=perhaps, then=quiet, last=perhaps),
    _step(think_again, one=_places, other=_places, mishap=smooth),
    _step(to_the_end, mishap=mishaps, late=hours, meanwhile=perhaps, right=mostly),
    _step(Tale.delete, mishap=mishaps, right=mostly),
    _step(Tale.wait, hours=hours),
    _step(Tale.soak, hours=hours),
    colleagues,
    _step(leave, number=numbers),
)

tales = st.lists(steps, min_size=10, max_size=LONGEST)
