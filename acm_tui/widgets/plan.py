"""A cutover plan to read: per listener what it holds before and after, and the calls in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from textual.content import Content

from acm_tui.domain.cutover import Conflict, Cost, CutoverPlan, changed, costs, kinds_changed
from acm_tui.domain.listener import Listener, LoadBalancer
from acm_tui.domain.monitor import Watched
from acm_tui.domain.mutation import AddToList, Change, SetDefault
from acm_tui.text import counted
from acm_tui.widgets.monitor import Elsewhere, watched_rows
from acm_tui.widgets.say import BLANK, Row, line, marked


@dataclass(frozen=True)
class Names:
    """What people call the listeners of a plan, by ARN."""

    load_balancers: Mapping[str, LoadBalancer]
    listeners: Mapping[str, Listener]

    @classmethod
    def of(cls, load_balancers: Iterable[LoadBalancer], listeners: Iterable[Listener]) -> Names:
        """From what AWS answered."""
        return cls({one.arn: one for one in load_balancers}, {one.arn: one for one in listeners})

    def balancer(self, listener_arn: str) -> LoadBalancer | None:
        """The load balancer of a listener, as far as it was seen."""
        listener = self.listeners.get(listener_arn)
        return self.load_balancers.get(listener.load_balancer_arn) if listener else None

    def name(self, listener_arn: str) -> str:
        """The name of its load balancer, or the listener's ARN."""
        balancer = self.balancer(listener_arn)
        return balancer.name if balancer else listener_arn


def plan_view(
    plan: CutoverPlan,
    names: Names,
    made: tuple[Change, ...],
    watched: Mapping[str, Watched],
    elsewhere: Elsewhere,
) -> list[Content | Row]:
    """The listeners with what each holds before and after, its calls, and what they cost.

    Calls that are *made* have a tick. Where the monitor looks, what it sees stands in place of what may be:
    *watched* is by listener ARN. *elsewhere* makes the line that tells from another place what cannot be
    seen from here.
    """
    rows: list[Content | Row] = []
    for before in plan.before:
        rows += _listener(plan, before, names, made)
        if (seen := watched.get(before.arn)) is not None:
            rows += watched_rows(seen, plan.direction, elsewhere)
        else:
            rows += _costs(plan, before)
        rows.append(BLANK)
    known = {listener.arn for listener in plan.before}
    for conflict in plan.conflicts:
        if conflict.listener_arn not in known:
            rows += [*_conflict("", conflict, f"{conflict.listener_arn}: "), BLANK]
    return rows


def _conflict(indent: str, conflict: Conflict, where: str = "") -> Iterator[Row]:
    yield marked(f"{indent}✖", "$error", f"{where}{conflict.why}")
    if conflict.remedy:
        yield Row(line(f"{indent}  "), line((conflict.remedy, "$secondary")))


def _listener(
    plan: CutoverPlan, before: Listener, names: Names, made: tuple[Change, ...]
) -> Iterator[Content | Row]:
    calls = [change for change in plan.changes if change.listener_arn == before.arn]
    conflict = next((one for one in plan.conflicts if one.listener_arn == before.arn), None)
    yield _title(before, names)
    yield from roles(plan, before)
    if conflict is not None:
        yield from _conflict("   ", conflict)
    for change in calls:
        yield _call(plan, change, change in made)
    if not calls and conflict is None:
        yield line("   ", ("✔ ", "$success"), "as wanted already")


def _costs(plan: CutoverPlan, before: Listener) -> Iterator[Content]:
    for cost in costs(plan, before.arn):
        harmless = cost is Cost.NOTHING
        yield line("   clients  ", cost if harmless else (f"! {cost}", "$warning"))


def untouched(plan: CutoverPlan) -> str:
    """What the plan leaves alone, and the fingerprint of what it saw."""
    others = {held for one in plan.before for held in (one.default, *one.sni)} - {plan.old, plan.new, None}
    beside = f"{counted(len(others), 'other certificate')} on these listeners, " if others else ""
    return (
        f"Not touched: {beside}security policies, ALPN, rules, every other listener. "
        f"Fingerprint {plan.fingerprint[:16]}"
    )


def advice(plan: CutoverPlan) -> list[Row]:
    """What each type of load balancer that is changed costs its clients; a rollback waits for no window."""
    kinds = kinds_changed(plan)
    forward = plan.direction == "cutover"
    said: list[Row] = []
    if "application" in kinds:
        cut = "ALB: a long-lived connection may be cut at the swap."
        said.append(marked("!", "$warning", cut, " Plan a window." if forward else ""))
    if "network" in kinds:
        said.append(marked("✔", "$success", "NLB: no interruption, no window needed."))
    if "classic" in kinds:
        plan_one = ", and plan a window" if forward else ""
        said.append(marked("!", "$warning", f"Classic: treat it like an ALB{plan_one}."))
    return said


def _title(listener: Listener, names: Names) -> Content:
    balancer = names.balancer(listener.arn)
    name, label = (balancer.name, balancer.label) if balancer else (listener.arn, "")
    return line((name, "bold"), f"  {label}  {listener.protocol} {listener.port}")


def roles(plan: CutoverPlan, before: Listener) -> Iterator[Content]:
    """What *before* holds and will hold, where that is not the same."""
    after = changed(before, plan.changes)

    def known(arn: str | None) -> str:
        words = {plan.old: "old", plan.new: "new", None: "none"}
        return f"{words.get(arn, 'other')} …{arn[-8:]}" if arn else "none"

    if before.default != after.default:
        yield line("   default  ", known(before.default), (" → ", "$accent"), (known(after.default), "bold"))
    for arn in sorted(set(before.sni) - set(after.sni)):
        yield line("   SNI      ", (f"− {known(arn)}", ""))
    for arn in sorted(set(after.sni) - set(before.sni)):
        yield line("   SNI      ", (f"+ {known(arn)}", "bold"))


def _call(plan: CutoverPlan, change: Change, made: bool) -> Content:
    which = "new" if change.certificate_arn == plan.new else "old"
    match change:
        case AddToList():
            what = f"add the {which} one to the list"
        case SetDefault():
            what = f"make the {which} one the default"
        case _:
            what = f"take the {which} one out of the list"
    return line("   ", ("✔ ", "$success") if made else ("· ", "$secondary"), what)
