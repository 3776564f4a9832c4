"""What the cutover says around its plan: the window, what has drifted, what is done, what to press."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from textual.content import Content

from acm_tui.domain.cutover import (
    CutoverPlan,
    Direction,
    Drift,
    ListenersDrifted,
    balancers_changed,
    kinds_changed,
)
from acm_tui.domain.errors import Trouble
from acm_tui.domain.journey import Step, step
from acm_tui.domain.listener import Listener, load_balancer_name, load_balancer_of
from acm_tui.domain.migration import Migration
from acm_tui.domain.window import standing
from acm_tui.domain.window import words as window_words
from acm_tui.text import counted
from acm_tui.widgets.cautions import caution_rows
from acm_tui.widgets.plan import Names, advice, roles
from acm_tui.widgets.say import BLANK, Part, Row, line, marked
from acm_tui.workflow.planning import Planned

TITLES: dict[Direction, tuple[str, str]] = {
    "cutover": ("Swap the certificates", "Swap"),
    "rollback": ("Restore the old certificate", "Roll back"),
}
DOING: dict[Direction, str] = {"cutover": "Swapping …", "rollback": "Rolling back …"}

_ENTER: Part = ("Enter", "bold $accent")


def window(m: Migration, plan: CutoverPlan, now: datetime) -> Iterator[Row]:
    """The maintenance window, and how it stands; that none is set only where one is advised."""
    if m.window is not None:
        style = "" if m.window.contains(now) or kinds_changed(plan) <= {"network"} else "$warning"
        sign = "·" if not style else "!"
        said = f"Window {window_words(m.window)}: {standing(m.window, now)}."
        yield marked(sign, style or "$secondary", (said, style))
    elif plan.direction == "cutover" and kinds_changed(plan) - {"network"}:
        yield marked(
            "·",
            "$secondary",
            ("No maintenance window is set; ", "$secondary"),
            "w",
            (" sets one.", "$secondary"),
        )


def drifted(drift: Iterable[Drift]) -> Iterator[Row]:
    """What is not as the plan saw it: what was expected, and what is there."""
    for one in drift:
        where = f"{load_balancer_name(load_balancer_of(one.listener_arn))} port {one.expected.port}"
        if one.actual is None:
            yield marked("✖", "$error", (where, "bold"), " is gone since the plan was made.")
            continue
        yield marked("✖", "$error", (where, "bold"), " is not as the plan saw it.")
        for label, expected, actual in _differences(one.expected, one.actual):
            yield marked(
                " ", "", (f"{label}  ", "$secondary"), expected, (" ▸ ", "$accent"), (actual, "bold")
            )


def _differences(expected: Listener, actual: Listener) -> Iterator[tuple[str, str, str]]:
    if expected.default != actual.default:
        yield "default", _short(expected.default), _short(actual.default)
    if expected.sni != actual.sni:
        yield "list   ", _shorts(expected.sni), _shorts(actual.sni)


def _short(arn: str | None) -> str:
    return f"…{arn[-8:]}" if arn else "none"


def _shorts(arns: Iterable[str]) -> str:
    return ", ".join(_short(arn) for arn in arns) or "empty"


def before(m: Migration) -> tuple[str, ...]:
    """What an earlier, unfinished run left behind."""
    if m.rolled_back:
        return ("Rolled back: the old certificate is where it was. ",)
    if m.plan is None or not (m.made or m.in_flight) or not m.changes_left:
        return ()
    unheard = "The answer to one call was lost; the listeners were read anew. " if m.in_flight else ""
    return (f"{len(m.made)} of {counted(len(m.plan.changes), 'call')} are made already. ", unheard)


def next_key(m: Migration, planned: Planned) -> tuple[Part, ...]:
    """What to press, given the plan as it is now."""
    plan = planned.plan
    if plan.direction == "rollback":
        return _next_back(plan, planned)
    if step(m) > Step.CUTOVER:
        return "The cutover is made. ", ("n", "bold $accent"), " goes on to the end."
    if planned.crowded:
        return _crowded(planned)
    if plan.conflicts:
        return (
            f"{counted(len(plan.conflicts), 'listener')} not as chosen; nothing is changed. ",
            ("b", "bold $accent"),
            " goes back to choose again.",
        )
    if not plan.changes:
        return "Every chosen listener holds the new certificate already. ", _ENTER, " goes on."
    return f"{counted(len(plan.changes), 'call')}. ", _ENTER, " asks for the name, then swaps."


def _next_back(plan: CutoverPlan, planned: Planned) -> tuple[Part, ...]:
    if planned.crowded:
        return _crowded(planned)
    if not plan.changes:
        return "Nothing is left to restore. ", _ENTER, " goes back to the cutover."
    return f"{counted(len(plan.changes), 'call')}. ", _ENTER, " asks for the name, then restores."


def _crowded(planned: Planned) -> tuple[Part, ...]:
    full = ", ".join(sorted(load_balancer_name(arn) for arn in planned.crowded))
    return (
        f"The lists of {full} are full. ",
        ("g", "bold $accent"),
        " plans to remove first and add then: in between, the names are served by the default certificate.",
    )


def ways_on(m: Migration, trouble: Trouble) -> str:
    """What can be done after it stopped, the trouble's own remedy first."""
    if isinstance(trouble, ListenersDrifted):
        again = "Enter confirms it"
    else:
        again = "Enter goes on" if m.half_done else "Enter plans anew"
    back = ", u rolls back" if m.origins else ""
    return f"{trouble.remedy} {again}{back}, Esc leaves: everything is saved.".strip()


def confirmation(m: Migration, planned: Planned, names: Names, where: str, lanes: int) -> list[Content | Row]:
    """What stands on the typed confirmation: the place, the dangers and the costs, then the plan.

    *lanes*: how many load balancers are changed at the same time.
    """
    plan = planned.plan
    calls = str(len(plan.changes))
    at_once = min(lanes, len(balancers_changed(plan)))
    together = f", {at_once} load balancers at the same time" if at_once > 1 else ""
    rows: list[Content | Row] = [
        Row(line("Certificate  "), line((m.old.domain, "bold"))),
        Row(line("Account      "), line((where, "bold"))),
        Row(
            line("Calls        "),
            line((calls, "bold"), f" on {counted(len(plan.involved), 'listener')}{together}"),
        ),
        # Before the plan: on a small screen that is what scrolls out of sight.
        *caution_rows(planned.cautions),
        *advice(plan),
        BLANK,
    ]
    for listener in plan.before:
        if listener.arn in plan.involved:
            rows.append(line((names.name(listener.arn), "bold"), f"  {listener.protocol} {listener.port}"))
            rows += roles(plan, listener)
    return rows
