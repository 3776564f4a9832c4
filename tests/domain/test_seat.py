"""Who sits at a migration, as the journal tells it, and when the seat may be taken from somebody."""

from __future__ import annotations

import pytest

from acm_tui.domain.events import Abandoned, SeatLeft, SeatTaken, Unknown
from acm_tui.domain.seat import Holder, Seat, lost, somebody_else, why_not_take_over
from tests.domain.stories import started, told

ANN = Seat("a1", "ann@bastion", 4711)
BOB = Seat("b1", "bob@laptop", 42)


def test_whoever_sat_down_last_sits() -> None:
    assert told(started()).holder is None
    assert seat_of(SeatTaken(ANN)) == ANN
    assert seat_of(SeatTaken(ANN), SeatTaken(BOB, over="a1", said_gone=True)) == BOB


def test_getting_up_leaves_the_seat_free_but_only_ones_own() -> None:
    assert seat_of(SeatTaken(ANN), SeatLeft("a1")) is None
    assert seat_of(SeatTaken(ANN), SeatTaken(BOB, over="a1"), SeatLeft("a1")) == BOB
    assert seat_of(SeatLeft("a1")) is None


def test_since_when_is_when_they_sat_down() -> None:
    migration = told(started(), SeatTaken(ANN), Abandoned())
    assert migration.holder is not None
    assert migration.started_at < migration.holder.since < migration.updated_at
    assert migration.holder.name == "ann@bastion (process 4711)"


def test_two_programs_of_one_operator_are_two() -> None:
    holder = told(started(), SeatTaken(ANN)).holder
    assert somebody_else(holder, ANN) is None
    assert somebody_else(holder, Seat("a2", ANN.actor, ANN.pid)) == holder
    assert somebody_else(None, ANN) is None


def test_a_seat_is_lost_to_whoever_took_over_also_when_nobody_sits_there_any_more() -> None:
    assert not lost(told(started(), SeatTaken(ANN)).holder, ANN)
    assert lost(told(started(), SeatTaken(ANN), SeatTaken(BOB, over="a1")).holder, ANN)
    assert lost(told(started(), SeatTaken(ANN), SeatTaken(BOB, over="a1"), SeatLeft("b1")).holder, ANN)


@pytest.mark.parametrize(
    ("calls", "said_gone", "why"),
    [
        (0, False, None),
        (0, True, None),
        (1, False, "a change is under way there"),
        (3, False, "3 changes are under way there"),
        (3, True, None),
    ],
)
def test_a_seat_with_a_call_under_way_is_taken_only_from_who_is_gone(
    calls: int, said_gone: bool, why: str | None
) -> None:
    assert why_not_take_over(calls, said_gone=said_gone) == why


def test_what_a_later_version_wrote_makes_a_migration_foreign() -> None:
    assert not told(started()).foreign
    assert told(started(), Unknown("sealed", {"event": "sealed"}), Abandoned()).foreign


def seat_of(*events: SeatTaken | SeatLeft) -> Seat | None:
    holder: Holder | None = told(started(), *events).holder
    return holder.seat if holder is not None else None
