"""What the cutover says around its plan: the window, what has drifted, what is done, what to press."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from textual.content import Content

from acm_tui.domain.choice import to_leave_out
from acm_tui.domain.cutover import (
    CutoverPlan,
    Direction,
    Drift,
    balancers_changed,
    kinds_changed,
)
from acm_tui.domain.journey import Step, step
from acm_tui.domain.listener import Listener, load_balancer_name, load_balancer_of
from acm_tui.domain.migration import Migration
from acm_tui.domain.obstacles import may_roll_back
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
DOING: dict[Direction, str] = {
    "cutover": "Swapping … u stops it: no more calls are begun, and the way back is planned",
    "rollback": "Rolling back …",
}
STOPPING = "No more calls are begun; those under way come to their end, then the way back is planned …"

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
    if (expected.protocol, expected.port) != (actual.protocol, actual.port):
        yield "listens", f"{expected.protocol} {expected.port}", f"{actual.protocol} {actual.port}"
    if expected.default != actual.default:
        yield "default", _short(expected.default), _short(actual.default)
    if expected.sni != actual.sni:
        yield "list   ", _shorts(expected.sni), _shorts(actual.sni)


def _short(arn: str | None) -> str:
    return f"…{arn[-8:]}" if arn else "none"


def _shorts(arns: Iterable[str]) -> str:
    return ", ".join(_short(arn) for arn in arns) or "empty"


def waiting(m: Migration, stops: str) -> str:
    """That what an earlier screen has begun comes to its end first; *stops* is the key that stops it."""
    stop = f"; {stops} stops them" if stops and m.plan is not None and m.plan.direction == "cutover" else ""
    return f"Calls are still under way{stop}. It is planned anew when they have ended …"


def watching(m: Migration) -> str:
    """What is waited for after the last call."""
    back = ", u rolls back" if m.plan is not None and m.plan.direction == "cutover" else ""
    return f"Every call is made. Watching until every address shows it … n goes on{back}"


def places(arns: Iterable[str], known: Iterable[Listener]) -> str:
    """The listeners *arns*, named by load balancer and, where it is *known*, port."""
    ports = {one.arn: f" port {one.port}" for one in known}
    return ", ".join(
        f"{load_balancer_name(load_balancer_of(arn))}{ports.get(arn, '')}" for arn in sorted(arns)
    )


def found_out(unheard: int) -> tuple[str, ...]:
    """That what became of so many calls is known now."""
    return (
        f"The answer to {counted(unheard, 'call')} was lost; the listeners have told what became of it. ",
    )


def before(m: Migration) -> tuple[str, ...]:
    """What an earlier run has done, and what it left behind."""
    if m.rolled_back:
        return ("Rolled back: the old certificate is where it was. ",)
    if m.turned_back:
        left = places((one.arn for one in m.origins), m.origins)
        return (f"Rolled back but for {left}: there it is still to be restored. ",)
    if m.plan is None:
        begun = counted(len(m.origins), "listener")
        return (f"{begun} changed already. ",) if m.half_done else ()
    if not (m.made or m.in_flight) or not m.changes_left:
        return ()
    made = f"{len(m.made)} of {counted(len(m.plan.changes), 'call')} are made already. "
    unheard = counted(len(m.in_flight), "call")
    lost = f"The answer to {unheard} was lost; what became of it is read first. " if m.in_flight else ""
    return made, lost


def next_key(m: Migration, planned: Planned) -> tuple[Part, ...]:
    """What to press, given the plan as it is now."""
    plan = planned.plan
    if plan.direction == "rollback":
        return _next_back(m, planned)
    if step(m) > Step.CUTOVER:
        return "The cutover is made. ", ("n", "bold $accent"), " goes on to the end."
    if planned.crowded:
        return _crowded(planned)
    if plan.conflicts:
        return _in_conflict(m, plan)
    if not plan.changes:
        return "Every chosen listener holds the new certificate already. ", _ENTER, " goes on."
    refused = _refused(m, plan)
    return f"{counted(len(plan.changes), 'call')}. ", _ENTER, " asks for the name, then swaps.", *refused


def _refused(m: Migration, plan: CutoverPlan) -> tuple[Part, ...]:
    """That the last call was refused somewhere, and that it can go on without."""
    if not (out := to_leave_out(m, plan)):
        return ()
    return (
        f" The last call was refused on {places(out, plan.before)}: ",
        ("l", "bold $accent"),
        " leaves it out.",
    )


def _in_conflict(m: Migration, plan: CutoverPlan) -> tuple[Part, ...]:
    known = (*(m.plan.before if m.plan is not None else ()), *m.origins, *plan.before)
    said: list[Part] = [
        f"{places((one.listener_arn for one in plan.conflicts), known)} cannot be swapped as chosen; "
        f"nothing {'more ' if m.origins else ''}is changed. "
    ]
    if out := to_leave_out(m, plan):
        said += [("l", "bold $accent"), f" leaves {'it' if len(out) == 1 else 'them'} out, "]
    if may_roll_back(m) is None:
        said += [("u", "bold $accent"), " rolls back, "]
    return *said, ("b", "bold $accent"), " goes back to choose again."


def _next_back(m: Migration, planned: Planned) -> tuple[Part, ...]:
    plan = planned.plan
    if planned.crowded:
        return _crowded(planned)
    left = {one.listener_arn for one in plan.conflicts} - plan.settles
    kept = f"{places(left, plan.before)} stays as it is. " if left else ""
    if plan.changes:
        calls = f"{counted(len(plan.changes), 'call')}. "
        return kept, calls, _ENTER, " asks for the name, then restores.", *_refused(m, plan)
    if plan.settles:
        return kept, f"Nothing {'else ' if left else ''}is left to restore. ", _ENTER, " notes that."
    return kept, "Nothing can be restored now. ", _ENTER, " goes back."


def _crowded(planned: Planned) -> tuple[Part, ...]:
    full = ", ".join(sorted(load_balancer_name(arn) for arn in planned.crowded))
    return (
        f"The lists of {full} are full. ",
        ("g", "bold $accent"),
        " plans to remove first and add then: in between, the names are served by the default certificate.",
    )


def ways_on(m: Migration, remedy: str, again: str = "") -> str:
    """What can be done after it stopped, the trouble's own *remedy* first.

    *again* says how it goes on, where that is not by planning anew.
    """
    ways = [again or ("Enter goes on" if m.half_done or m.in_flight else "Enter plans anew")]
    if m.plan is not None and (out := to_leave_out(m, m.plan)):
        ways.append(f"l leaves {places(out, m.plan.before)} out")
    if may_roll_back(m) is None and (m.plan is None or m.plan.direction == "cutover"):
        ways.append("u rolls back")
    return f"{remedy} {', '.join(ways)}, Esc leaves: everything is saved.".strip()


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
