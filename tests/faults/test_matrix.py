"""Every change that the program makes, met by every fault: a second program takes it up and ends it well.

The first program is a process on a journal on disk. Something becomes of one of its calls on the way, or it
is killed at it. When it has ended, another process goes on with what it finds. Then AWS and the journal are
compared: no certificate twice, no call repeated that must not be, no migration lost, no listener in a state
that neither plan nor record names, and nothing in the journal that is not true.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from tests.faults.faults import MUTATIONS, READINGS, SHOWN_LATE, STRETCHES, Fault, Mutation, Trial, trial
from tests.faults.figures import Figures
from tests.faults.judge import Judge, Verdict
from tests.faults.programs import Program
from tests.faults.town import Town

RUNS = int(os.environ.get("ACM_FAULT_RUNS", "20"))
"""Runs of each pair in the long form."""

PATIENT = 30
"""The second operator does not give up."""


class Run:
    """One run: a first program that meets the fault, and a second one that takes over from it."""

    def __init__(self, town: Town, mutation: Mutation, fault: Fault, seed: int) -> None:
        self._town = town
        self._mutation = mutation
        self._migration = town.at(mutation.start)
        self._judge = Judge(town, self._migration)
        self._first: Program | None = None
        self._trial: Trial = trial(town.wire, mutation, fault, seed, self._kill)
        self._shown = SHOWN_LATE.get(mutation.operation, "")
        old = town.migration(self._migration).old.arn
        self._stale = self._trial.stale * [town.answers_now(self._shown, old)] if self._trial.stale else []

    def __call__(self) -> Verdict:
        town, tried = self._town, self._trial
        until = "over" if tried.goes_to_the_end else self._mutation.goal
        town.wire.goes(self._mutation.operation, tried.ways())
        self._first = town.zygote.begin(
            town.orders(
                until,
                migration=self._migration,
                way=self._mutation.way,
                patience=tried.patience,
                lanes=tried.lanes,
                read_timeout_s=tried.read_timeout_s,
            )
        )
        said = self._first.wait()
        if said is not None and said.crash:
            self._judge.verdict.lost.append(said.crash)
        town.wire.mend()
        town.wire.settle()
        self._judge.look("after the first program", quiet=not (tried.after_first or tried.after_all))
        if tried.after_first:
            for gate in tried.after_first:
                gate.open()
            town.wire.settle()
            self._judge.look("when what was late has come", quiet=True)
        return self._second(until)

    def _second(self, until: str) -> Verdict:
        town, tried = self._town, self._trial
        for gate in tried.after_all:
            town.wire.watch_once(self._mutation.operation, gate.open)
        town.wire.goes(self._mutation.operation, tried.ways_of_the_second())
        # ACM shows with a delay what is new: its first answers are still the one of before.
        town.wire.fails(self._shown, *self._stale)
        said = town.zygote.run(
            town.orders(until, migration=self._migration, way=self._mutation.way, patience=PATIENT)
        )
        for gate in tried.after_all:
            gate.open()
        town.wire.settle()
        assert not town.wire.problems
        return self._judge.finish(
            reached=said.reached,
            crash=said.crash or "\n".join(said.troubles[-1:]) * (not said.reached),
            over=until == "over",
        )

    def _kill(self) -> None:
        while self._first is None:
            os.sched_yield()
        with suppress(ProcessLookupError):  # it had nothing more to do
            self._first.kill()


def a_few() -> Iterator[Any]:
    """Each change with the two hardest faults, and each fault with two changes."""
    for mutation in MUTATIONS:
        for fault in Fault:
            if fault in (Fault.LOST, Fault.KILLED) or mutation in ("RequestCertificate", "ModifyListener"):
                yield pytest.param(mutation, fault, id=f"{mutation}-{fault.value}")
    for reading in READINGS:
        yield pytest.param(reading, Fault.KILLED, id=f"{reading}-{Fault.KILLED.value}")


@pytest.mark.parametrize(("mutation", "fault"), a_few())
def test_a_change_that_meets_a_fault(town: Town, mutation: str, fault: Fault) -> None:
    verdict = Run(town, STRETCHES[mutation], fault, 0)()
    assert verdict.wrong == []


@pytest.mark.long
@pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.value)
@pytest.mark.parametrize("mutation", STRETCHES)
def test_a_change_that_meets_a_fault_again_and_again(
    town: Town, figures: Figures, mutation: str, fault: Fault
) -> None:
    found = {seed: Run(town, STRETCHES[mutation], fault, seed)() for seed in range(RUNS)}
    figures.note(mutation, fault.value, found.values())
    assert {seed: one.wrong for seed, one in found.items() if one.wrong} == {}
