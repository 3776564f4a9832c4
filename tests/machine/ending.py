"""How lives end: an operator to whom nothing more happens carries each migration to an end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, get_args

from acm_tui.domain.migration import Migration
from acm_tui.domain.obstacles import may_roll_back
from tests.machine.program import Program

if TYPE_CHECKING:
    from tests.machine.night import Night

Way = Literal["to the end", "back", "give up"]
WAYS: tuple[Way, ...] = get_args(Way)

MOST = 40
"""An operator who needs more steps than this goes round in a circle."""

Rung = Callable[["Night", Program], object]


def carry_on(night: Night, migration: str, way: Way) -> str:
    """Carry *migration* to an end, on the *way* that was meant, or else on another one: which end it was.

    Every program has ended; a new one is started, takes over where it must, and finds out what became of
    the last calls.
    """
    for program in night.operators:
        program.end()
    operator = night.ayako
    operator.start()
    operator.at = migration
    if night.judge.folded[migration] is None:
        return "never begun"
    _done(night, operator, _sits_down)
    _done(night, operator, Program.settle)
    assert not operator.migration.in_flight, "what became of the last call can be found out"
    for rung in _LADDER[way]:
        if operator.migration.over:
            break
        rung(night, operator)
        night.judge.everything()
    m = operator.migration
    assert m.over, ("there is an end", way, m)
    assert not m.in_flight
    assert not m.half_done or m.closed, "what is half done is no end"
    return _end(m)


def _end(m: Migration) -> str:
    if m.abandoned:
        return "end: given up"
    if m.in_place:
        return "end: switched in place"
    return "end: closed" if not m.old_gone else "end: the old one is gone"


def _done(night: Night, operator: Program, act: Callable[[Program, int], object]) -> None:
    """*act* comes to its end without any trouble."""
    assert night.does(operator, act, 0) == "done", act


def _sits_down(operator: Program, _: int) -> None:
    """Takes over from whoever has ended on another machine."""
    holder = operator.migration.holder
    if holder is not None and holder.seat.id != operator.services.seat.id:
        operator.take_over(1)


def _forward(night: Night, operator: Program) -> None:
    """What comes next, by the facts, until it is over or nothing helps."""
    for _ in range(MOST):
        before = operator.migration
        if before.over:
            return
        if night.town.waits:
            night.town.dns_team("right")
        if before.soak:
            night.does(operator, Program.keep_for, 0)
        night.town.clock.advance(night.town.sandbox.usage.lag + timedelta(minutes=1))
        ended = night.does(operator, Program.go_on, 2)
        if ended != "done" and not _moved(before, operator.migration):
            return
    raise AssertionError(f"{MOST} steps, and no end: {operator.migration}")


def _moved(before: Migration, after: Migration) -> bool:
    """Whether anything but the length of the soak is other than it was."""
    same = ("way", "switch", "switched", "new", "chosen", "plan", "made", "old", "old_gone", "in_flight")
    return any(getattr(before, name) != getattr(after, name) for name in same)


def _close(night: Night, operator: Program) -> None:
    night.does(operator, Program.close, 0)


def _restore(night: Night, operator: Program) -> None:
    if may_roll_back(operator.migration) is None:
        _done(night, operator, Program.go_back)
        assert operator.migration.turned_back, "what can be restored is"


def _give_up(night: Night, operator: Program) -> None:
    night.does(operator, Program.give_up, 0)


def _leave_the_rest(night: Night, operator: Program) -> None:
    """Where listeners were made others by somebody else: nothing more is wanted there."""
    night.does(operator, Program.choose_nothing, 0)
    night.does(operator, Program.close, 0)


_LADDER: dict[Way, tuple[Rung, ...]] = {
    "to the end": (_forward, _close, _restore, _give_up, _leave_the_rest),
    "back": (_restore, _give_up, _leave_the_rest, _forward, _close),
    "give up": (_give_up, _restore, _give_up, _leave_the_rest, _forward, _close),
}
