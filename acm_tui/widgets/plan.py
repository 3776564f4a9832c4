"""A cutover plan to read: per listener what it holds before and after, and the calls in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from textual.content import Content

from acm_tui.domain.cutover import CutoverPlan
from acm_tui.domain.listener import Listener, LoadBalancer
from acm_tui.domain.mutation import AddToList, Change, SetDefault
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


def plan_view(plan: CutoverPlan, names: Names, made: tuple[Change, ...]) -> list[Content | Row]:
    """The whole plan; calls that are *made* have a tick."""
    rows: list[Content | Row] = []
    after = {listener.arn: listener for listener in plan.after}
    conflicts = {conflict.listener_arn: conflict.why for conflict in plan.conflicts}
    for before in plan.before:
        rows += [_title(before, names), *_roles(plan, before, after[before.arn])]
        if before.arn in conflicts:
            rows.append(line("   ", ("✖ ", "$error"), conflicts[before.arn]))
        rows += [
            _call(change, change in made) for change in plan.changes if change.listener_arn == before.arn
        ]
        if (
            not any(change.listener_arn == before.arn for change in plan.changes)
            and before.arn not in conflicts
        ):
            rows.append(line("   ", ("✔ ", "$success"), "as wanted already"))
        rows.append(BLANK)
    gone = conflicts.keys() - after.keys()
    rows += [marked("✖", "$error", f"{arn}: {conflicts[arn]}") for arn in sorted(gone)]
    rows += advice(plan, names)
    rows.append(line((f"Not touched: everything else. Fingerprint {plan.fingerprint[:16]}", "$secondary")))
    return rows


def advice(plan: CutoverPlan, names: Names) -> list[Row]:
    """What to expect of each type of load balancer in the plan."""
    kinds = {balancer.kind for one in plan.before if (balancer := names.balancer(one.arn)) is not None}
    said: list[Row] = []
    if "application" in kinds:
        said.append(
            marked("!", "$warning", "ALB: a long-lived connection may be cut at the swap. Plan a window.")
        )
    if "network" in kinds:
        said.append(marked("✔", "$success", "NLB: no interruption, no window needed."))
    if "classic" in kinds:
        said.append(marked("!", "$warning", "Classic: treat it like an ALB, and plan a window."))
    return said


def _title(listener: Listener, names: Names) -> Content:
    balancer = names.balancer(listener.arn)
    name, label = (balancer.name, balancer.label) if balancer else (listener.arn, "")
    return line((name, "bold"), f"  {label}  {listener.protocol} {listener.port}")


def _roles(plan: CutoverPlan, before: Listener, after: Listener) -> Iterator[Content]:
    def known(arn: str | None) -> str:
        words = {plan.old: "old", plan.new: "new", None: "none"}
        return f"{words.get(arn, 'other')} …{arn[-8:]}" if arn else "none"

    if before.default != after.default:
        yield line("   default  ", known(before.default), (" → ", "$accent"), (known(after.default), "bold"))
    for arn in sorted(set(before.sni) - set(after.sni)):
        yield line("   SNI      ", (f"− {known(arn)}", ""))
    for arn in sorted(set(after.sni) - set(before.sni)):
        yield line("   SNI      ", (f"+ {known(arn)}", "bold"))


def _call(change: Change, made: bool) -> Content:
    words = {AddToList: "add the new one to the list", SetDefault: "make the new one the default"}
    what = words.get(type(change), "take the old one out of the list")
    return line("   ", ("✔ ", "$success") if made else ("· ", "$secondary"), what)
