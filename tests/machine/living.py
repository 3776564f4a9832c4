"""Lives, played one after the other."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.life import Life
from tests.machine.town import Town


def lived(town: Town, lives: int, steps: int, *, simplified: bool = True) -> Counter[str]:
    """What was reached in so many *lives* of so many *steps*.

    A few lives are the same ones each time; many are drawn anew. A life that ends badly is told *simplified*,
    or as it was.

    Raises:
        AssertionError: a rule was broken.
    """
    reached: Counter[str] = Counter()

    class Lived(Life):
        def __init__(self) -> None:
            super().__init__(town, reached)

    run_state_machine_as_test(
        Lived,
        settings=settings(
            max_examples=lives,
            stateful_step_count=steps,
            phases=tuple(Phase) if simplified else (Phase.generate,),
            deadline=None,
            derandomize=lives < 100,
            database=None,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        ),
    )
    return reached
