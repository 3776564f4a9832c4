"""Tales that chance comes to too rarely, told on purpose."""

from __future__ import annotations

from functools import partial

import pytest

from acm_tui.domain.mutation import DeleteCertificate
from tests.cutover.line import Fault
from tests.cutover.small_town import OLD
from tests.cutover.tale import Mishap, Tale
from tests.cutover.telling import EVERYWHERE, nothing, think_again, through, to_the_end

ANY_LISTENER = range(7)

there = partial(through, back=False, mishap=Mishap(), first=nothing, then=nothing, last=nothing)
back_refused = partial(
    through, back=True, mishap=Mishap(fault=Fault.REFUSED), first=nothing, then=nothing, last=nothing
)


def is_deleted(tale: Tale) -> bool:
    return any(isinstance(one, DeleteCertificate) for one in tale.observer.seen)


def test_the_old_certificate_goes_in_the_end() -> None:
    """The tales below are about what is in the way of that."""
    tale = Tale(full=False)
    to_the_end(tale, mishap=Mishap(), late=25, meanwhile=nothing, right=True)
    assert is_deleted(tale)
    assert OLD not in tale.aws.certificates
    assert tale.migration.over


@pytest.mark.parametrize("where", ANY_LISTENER)
def test_what_is_put_back_at_the_last_moment_is_not_deleted(where: int) -> None:
    """Also where ACM has not heard of it."""
    tale = Tale(full=False)
    put_back = partial(Tale.drift, where=where, kind="put back")
    to_the_end(tale, mishap=Mishap(), late=200, meanwhile=put_back, right=True)
    assert tale.aws.holders(OLD)
    assert not is_deleted(tale)


@pytest.mark.parametrize("where", ANY_LISTENER)
def test_nor_where_the_listeners_are_no_longer_chosen(where: int) -> None:
    tale = Tale(full=False)
    tale.choose(EVERYWHERE)
    there(tale)
    tale.wait(200)
    tale.drift(where, "put back")
    tale.choose([])
    tale.delete(Mishap(), right=True)
    assert tale.aws.holders(OLD)
    assert not is_deleted(tale)


def test_what_is_about_to_be_put_back_is_not_deleted() -> None:
    """The way back is confirmed and not begun; that nothing is chosen any more makes no difference."""
    tale = Tale(full=False)
    tale.choose(EVERYWHERE)
    there(tale)
    tale.choose([])
    tale.wait(200)
    back_refused(tale)
    assert tale.migration.changes_left
    tale.delete(Mishap(), right=True)
    assert not is_deleted(tale)
    tale.close()
    tale.give_up()
    assert not tale.migration.over
    tale.apply(Mishap())
    assert tale.migration.rolled_back


def test_a_plan_for_another_choice_is_not_confirmed() -> None:
    tale = Tale(full=False)
    think_again(tale, one=[0, 1], other=[2], mishap=Mishap())
    assert tale.ended["PlanStale"] == 1
    assert tale.observer.seen == []


@pytest.mark.parametrize(("late", "right"), [(23, True), (25, False)])
def test_nothing_goes_too_early_or_by_another_name(late: int, right: bool) -> None:
    tale = Tale(full=False)
    to_the_end(tale, mishap=Mishap(), late=late, meanwhile=nothing, right=right)
    assert not is_deleted(tale)
    assert tale.migration.cutover_done
