"""Each call of a cutover fails, on every shape of load balancer: it stops, says so, and is finished later."""

from __future__ import annotations

import pytest

from acm_tui.domain.cutover import changed
from acm_tui.domain.errors import OutcomeUnknown, ServiceTrouble, SettingsTrouble, Trouble
from acm_tui.domain.events import Failed, Intended, Succeeded
from acm_tui.domain.mutation import RemoveFromList
from tests.cutover.cell import MIGRATION, Cell, Stage, each_once
from tests.cutover.ledger import REFUSED_FOR, refuse
from tests.cutover.line import Call, Fault, Killed
from tests.cutover.worlds import SHAPES, Shape, is_rare


def numbers(*faults: Fault, long: bool = False) -> list[object]:
    """Every change of every shape with each of *faults*; for the *long* form alone where that is said."""
    return [
        pytest.param(
            shape,
            number,
            fault,
            id=f"{shape}-{number}-{fault.name}",
            marks=[pytest.mark.long] if long or is_rare(shape) else [],
        )
        for shape in SHAPES
        for number in range(shape.calls)
        for fault in faults
    ]


def is_change(call: Call) -> bool:
    return call.change is not None


def reads() -> list[object]:
    """Every read of a cutover: both listeners before the first change, the second one before its own."""
    return [
        pytest.param(
            shape,
            operation,
            number,
            late,
            id=f"{shape}-{operation}-{number}",
            marks=[pytest.mark.long] if is_rare(shape) else [],
        )
        for shape in SHAPES
        for operation, number, late in (CLASSIC_READS if shape.kind == "classic" else _reads(shape))
    ]


def _reads(shape: Shape) -> tuple[tuple[str, int, bool], ...]:
    first = 2 + shape.lists_beside
    return (
        *(("DescribeListenerCertificates", number, False) for number in range(first)),
        ("DescribeListeners", 0, False),
        ("DescribeCertificate", 0, False),
        ("DescribeListenerCertificates", first, True),
        ("DescribeListeners", 1, True),
    )


CLASSIC_READS = (
    ("DescribeLoadBalancers", 0, False),
    ("DescribeCertificate", 0, False),
    ("DescribeLoadBalancers", 1, True),
)


def finished(cell: Cell, made: int) -> None:
    """The program is started again and goes on: to the end, and with no call too many."""
    plan = cell.plan
    again = cell.restart()
    assert len(again.migration.made) == made
    done = again.apply()
    assert done.made == plan.changes
    assert not done.in_flight
    assert again.is_as(again.state_after(plan.changes))


@pytest.mark.parametrize(
    ("shape", "number", "fault"), [*numbers(Fault.REFUSED), *numbers(Fault.THROTTLED, long=True)]
)
def test_a_change_that_aws_refuses(stage: Stage, shape: Shape, number: int, fault: Fault) -> None:
    """Nothing of it is made, the journal says so, and going on begins with it."""
    cell = stage.confirmed(shape)
    plan = cell.plan
    stage.line.fails(fault, number, is_change)
    with pytest.raises(ServiceTrouble) as raised:
        cell.apply()
    assert not isinstance(raised.value, OutcomeUnknown)
    assert each_once(stage.line.changes) == plan.changes[: number + 1]
    assert cell.is_as(cell.state_after(plan.changes[:number]))
    stopped = cell.migration
    assert (stopped.made, stopped.in_flight) == (plan.changes[:number], ())
    assert stopped.failure is not None
    assert (stopped.failure.mutation, stopped.failure.code) == (plan.changes[number], raised.value.code)
    finished(cell, number)
    assert tuple(stage.line.changes) == plan.changes[number:]


@pytest.mark.parametrize(("shape", "number", "fault"), numbers(Fault.EXPIRED))
def test_credentials_that_expire(stage: Stage, shape: Shape, number: int, fault: Fault) -> None:
    """It stops where it is and stays there; with new ones, when it has asked whose they are, it goes on."""
    cell = stage.confirmed(shape)
    plan = cell.plan
    stage.line.fails(fault, number, is_change)
    for _ in range(2):
        with pytest.raises(SettingsTrouble, match="credentials have expired"):
            cell.apply()
        assert tuple(stage.line.changes) == plan.changes[: number + 1]
        assert cell.is_as(cell.state_after(plan.changes[:number]))
    stopped = cell.migration
    assert (stopped.made, stopped.in_flight) == (plan.changes[:number], ())
    assert stopped.failure is not None
    assert stopped.failure.mutation == plan.changes[number]
    assert "Sign in again" in stopped.failure.message
    cell.renew_credentials()
    finished(cell, number)
    assert tuple(stage.line.changes) == plan.changes[number:]
    assert stage.line.reads("GetCallerIdentity") == 1


@pytest.mark.parametrize(("shape", "number", "fault"), numbers(Fault.LOST, Fault.CUT))
def test_a_change_without_an_answer(stage: Stage, shape: Shape, number: int, fault: Fault) -> None:
    """Whether it was carried out is read from AWS before anything else is done."""
    cell = stage.confirmed(shape)
    plan = cell.plan
    stage.line.fails(fault, number, is_change)
    with pytest.raises(OutcomeUnknown):
        cell.apply()
    done = number + (fault is Fault.LOST)
    assert each_once(stage.line.changes) == plan.changes[: number + 1]
    assert cell.is_as(cell.state_after(plan.changes[:done]))
    stopped = cell.migration
    assert stopped.made == plan.changes[:number]
    assert stopped.in_flight
    assert [one.mutation for one in stopped.in_flight] == [plan.changes[number]]
    finished(cell, number)
    assert tuple(stage.line.changes) == plan.changes[done:]
    outcome = cell.ledger.read(MIGRATION)[stopped.seq].event
    assert isinstance(outcome, Succeeded if fault is Fault.LOST else Failed)
    assert outcome.reconciled


@pytest.mark.parametrize(("shape", "number", "fault"), numbers(Fault.LOST_ONCE))
def test_a_change_whose_first_answer_is_lost(stage: Stage, shape: Shape, number: int, fault: Fault) -> None:
    """botocore asks again: what is out of the list already cannot leave it twice, and nobody is misled."""
    cell = stage.confirmed(shape)
    plan = cell.plan
    stage.line.fails(fault, number, is_change)
    if isinstance(plan.changes[number], RemoveFromList):
        with pytest.raises(OutcomeUnknown):
            cell.apply()
        assert cell.is_as(cell.state_after(plan.changes[: number + 1]))
        finished(cell, number)
        assert tuple(stage.line.changes) == plan.changes[number + 1 :]
    else:
        assert cell.apply().cutover_done
        assert each_once(stage.line.changes) == plan.changes
        assert cell.is_as(cell.state_after(plan.changes))


@pytest.mark.parametrize(
    "fault",
    [
        Fault.CUT,
        Fault.REFUSED,
        *(pytest.param(fault, marks=pytest.mark.long) for fault in (Fault.EXPIRED, Fault.THROTTLED)),
    ],
)
@pytest.mark.parametrize(("shape", "operation", "number", "late"), reads())
def test_a_read_that_fails(
    stage: Stage, shape: Shape, operation: str, number: int, late: bool, fault: Fault
) -> None:
    """Where the present cannot be seen nothing is changed any more."""
    cell = stage.confirmed(shape)
    plan = cell.plan
    made = len(plan.changes) // 2 if late else 0
    stage.line.fails(fault, number, lambda call: call.operation == operation)
    with pytest.raises(Trouble):
        cell.apply()
    assert tuple(stage.line.changes) == plan.changes[:made]
    assert cell.is_as(cell.state_after(plan.changes[:made]))
    assert not cell.migration.in_flight
    finished(cell, made)
    assert tuple(stage.line.changes) == plan.changes[made:]


@pytest.mark.parametrize(("shape", "number", "fault"), numbers(Fault.KILLED_BEFORE, Fault.KILLED_AFTER))
def test_killed_in_the_middle_of_a_call(stage: Stage, shape: Shape, number: int, fault: Fault) -> None:
    cell = stage.confirmed(shape)
    plan = cell.plan
    stage.line.fails(fault, number, is_change)
    with pytest.raises(Killed):
        cell.apply()
    done = number + (fault is Fault.KILLED_AFTER)
    assert cell.is_as(cell.state_after(plan.changes[:done]))
    in_flight = cell.migration.in_flight
    assert in_flight
    assert [one.mutation for one in in_flight] == [plan.changes[number]]
    finished(cell, number)
    assert tuple(stage.line.changes) == plan.changes[done:]


@pytest.mark.parametrize(("shape", "number", "fault"), numbers(Fault.KILLED_AFTER))
def test_killed_between_two_calls(stage: Stage, shape: Shape, number: int, fault: Fault) -> None:
    """Its outcome is written down, and nothing is begun."""
    cell = stage.confirmed(shape)
    plan = cell.plan
    cell.killed_after(number + 1)
    assert tuple(stage.line.changes) == plan.changes[: number + 1]
    assert cell.is_as(cell.state_after(plan.changes[: number + 1]))
    finished(cell, number + 1)
    assert tuple(stage.line.changes) == plan.changes[number + 1 :]


@pytest.mark.parametrize("unwritten", [Intended, Succeeded])
@pytest.mark.parametrize(("shape", "number", "fault"), numbers(Fault.KILLED_AFTER))
def test_the_journal_takes_no_more(
    stage: Stage, shape: Shape, number: int, fault: Fault, unwritten: type
) -> None:
    """Without its intent a call is never made; without its outcome it is read from AWS."""
    cell = stage.confirmed(shape)
    plan = cell.plan

    def fill_up(made: int) -> None:
        if made == number:
            cell.ledger.before = refuse(unwritten)

    fill_up(0)
    with pytest.raises(REFUSED_FOR[unwritten]):
        cell.apply(lambda migration: fill_up(len(migration.made)))
    done = number + (unwritten is Succeeded)
    assert tuple(stage.line.changes) == plan.changes[:done]
    assert cell.is_as(cell.state_after(plan.changes[:done]))
    assert bool(cell.migration.in_flight) == (unwritten is not Intended)
    finished(cell, number)
    assert tuple(stage.line.changes) == plan.changes[done:]


def test_the_listeners_of_a_plan_are_changed_as_a_model_says(stage: Stage) -> None:
    """The ruler that the tests above measure with, held against the sandbox itself."""
    cell = stage.confirmed(SHAPES[0])
    cell.apply()
    held = {one.arn: one for one in cell.prepare().before}
    assert held == {one.arn: changed(one, cell.plan.changes) for one in cell.plan.before}
