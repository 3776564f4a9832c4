"""Which screen shows which step. Imported when a step is opened: the first frame does not wait for them."""

from __future__ import annotations

from acm_tui.domain.journey import Step
from acm_tui.screens.step import StepScreen


def screen_of(step: Step, *, in_place: bool) -> type[StepScreen]:
    """The screen of *step*, of a migration that is switched *in_place* or replaces its certificate.

    Raises:
        ValueError: it is Select, which belongs to no migration.
    """
    match step:
        case Step.REQUEST:
            from acm_tui.screens.request import RequestScreen

            return RequestScreen
        case Step.DNS:
            from acm_tui.screens.dns import DnsScreen

            return DnsScreen
        case Step.LISTENERS:
            from acm_tui.screens.listeners import ListenersScreen

            return ListenersScreen
        case Step.CUTOVER:
            from acm_tui.screens.cutover import CutoverScreen

            return CutoverScreen
        case Step.FINISH if in_place:
            from acm_tui.screens.switched import SwitchedScreen

            return SwitchedScreen
        case Step.FINISH:
            from acm_tui.screens.finish import FinishScreen

            return FinishScreen
        case _:
            raise ValueError(f"{step.title} is not a step of a migration")
