"""How tales end: what was begun can be finished, and what was changed can be restored."""

from __future__ import annotations

from typing import Literal

from tests.cutover.tale import Mishap, Tale, listeners_restored

Finish = Literal["apply", "read anew", "not tried"]
"""How what is left is finished: by the confirmed plan, or, as the screen does it, by one read anew."""


def can_be_finished(tale: Tale, how: Finish) -> str:
    """When nothing goes wrong any more, what is left of a plan is carried out: nothing sticks halfway."""
    if tale.migration.plan is None or not tale.migration.changes_left or tale.migration.over:
        return "nothing to finish"
    if how == "not tried":
        return how
    return _by_the_plan(tale) if how == "apply" else _read_anew(tale)


def _by_the_plan(tale: Tale) -> str:
    """The confirmed plan goes on, where nobody has interfered since it was read."""
    plan = tale.migration.plan
    assert plan is not None
    read_after = max(after for after, one in zip(tale.read_after, tale.plans, strict=True) if one == plan)
    tale.apply(Mishap())
    if read_after < tale.interferences:
        return "interfered with"
    assert not tale.migration.changes_left, "what was confirmed can be finished"
    assert [tale.aws.listeners[one.arn] for one in plan.after] == list(plan.after)
    return "finished"


def _read_anew(tale: Tale) -> str:
    """The plan of the same direction, as it is now, is confirmed and carried out."""
    plan = tale.migration.plan
    assert plan is not None
    if plan.direction == "rollback":
        return "on the way back"
    before = len(tale.plans)
    tale.plan(back=False, remove_first=True)
    assert len(tale.plans) > before, ("a plan can be read", tale.ended)
    now = tale.plans[-1]
    if now.conflicts:
        return "in conflict"
    undone = _undone(tale)
    tale.confirm(-1, right=True)
    tale.apply(Mishap())
    assert _undone(tale) == undone, ("what was read anew can be finished", tale.ended)
    assert tale.migration.cutover_done
    assert [tale.aws.listeners[one.arn] for one in now.after] == list(now.after)
    return "finished anew"


def can_be_restored(tale: Tale) -> str:
    """When nothing goes wrong any more, what was changed and may be restored can be restored."""
    tale.plan(back=True, remove_first=True)
    before = len(tale.plans)
    tale.plan(back=True, remove_first=True)
    if len(tale.plans) == before:
        return "no way back"
    plan, origins = tale.plans[-1], tale.migration.origins
    undone = _undone(tale)
    tale.confirm(-1, right=True)
    tale.apply(Mishap())
    assert _undone(tale) == undone, tale.ended
    assert tale.migration.turned_back
    assert tale.migration.rolled_back == (not tale.migration.origins)
    left = {one.listener_arn for one in plan.conflicts}
    assert listeners_restored(tale, origins, left)
    # What is there and in conflict is still to be restored; of what is gone there is nothing to restore.
    assert {one.arn for one in tale.migration.origins} == left & {one.arn for one in plan.before}
    return "restored"


def _undone(tale: Tale) -> int:
    """How many steps came to nothing so far."""
    return tale.ended.total() - tale.ended["done"]
