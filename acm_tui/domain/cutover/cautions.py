"""The cautions of a plan: what may surprise an operator, with its evidence, the most dangerous first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from acm_tui.domain.cutover.caution import Caution, CautionCode, Surroundings
from acm_tui.domain.cutover.certificate_cautions import certificate_cautions
from acm_tui.domain.cutover.plan import CutoverPlan, changed
from acm_tui.domain.cutover.quota import LIST_QUOTA, held_in_lists
from acm_tui.domain.cutover.rivals import rival_cautions
from acm_tui.domain.listener import (
    ROLE_WORDS,
    Listener,
    Role,
    called,
    kind_of,
    load_balancer_name,
    load_balancer_of,
)
from acm_tui.domain.mutation import AddToList
from acm_tui.domain.owner import owned


def cautions(plan: CutoverPlan, seen: Surroundings, now: datetime) -> tuple[Caution, ...]:
    """What to know at *now* (aware) before *plan* is confirmed, in order of danger.

    What is about a listener is told of those only that the plan changes, except where the old certificate
    stays. A plan that changes nothing has nothing to be said of the certificate it puts in place.
    """
    found = [*_staying(plan, seen), *_elsewhere(plan, seen)]
    if plan.changes:
        found += [
            *certificate_cautions(plan, seen, now),
            *_gaps(plan, seen),
            *rival_cautions(plan, seen, now),
            *_owners(plan, seen),
            *_crowded(plan, seen),
        ]
    order = list(CautionCode)
    return tuple(sorted(found, key=lambda one: order.index(one.code)))


def _gaps(plan: CutoverPlan, seen: Surroundings) -> Iterator[Caution]:
    names = ", ".join(seen.put(plan).names)
    for listener in _listeners(plan):
        if listener.arn in plan.gaps:
            yield Caution(
                CautionCode.GAP,
                f"Between two calls {called(listener)} has neither certificate in its list: clients of "
                f"{names} get its default, which is another one, or what else in the list matches.",
                "RemoveListenerCertificates before AddListenerCertificates, because the lists are full",
                listener.arn,
            )


def _owners(plan: CutoverPlan, seen: Surroundings) -> Iterator[Caution]:
    consequence = (
        "which will put the old certificate back unless it is changed there too"
        if plan.direction == "cutover"
        else "which will put the new certificate back if it was changed there already"
    )
    for one in owned(_listeners(plan), seen.load_balancers):
        yield Caution(
            CautionCode.OWNED,
            f"{one.name} belongs to the {one.owner.kind} {one.owner.name}, {consequence}.",
            one.evidence,
            one.where,
        )


def _crowded(plan: CutoverPlan, seen: Surroundings) -> Iterator[Caution]:
    held = held_in_lists(seen.listeners)
    adding = {load_balancer_of(one.listener_arn) for one in plan.changes if isinstance(one, AddToList)}
    for arn in _balancers(plan):
        if arn in adding and held[arn] > LIST_QUOTA:
            yield Caution(
                CautionCode.FULL_UNKNOWN,
                f"The lists of {load_balancer_name(arn)} hold more certificates than the quota allows unless "
                "it is raised, and no call tells what it is. Where adding is refused nothing is changed.",
                f"{held[arn]} in the lists, {LIST_QUOTA} unless raised",
                arn,
            )


def _staying(plan: CutoverPlan, seen: Surroundings) -> Iterator[Caution]:
    if plan.direction == "rollback":
        return
    for before in seen.listeners:
        after = changed(before, plan.changes)
        roles: list[Role] = [role for role in ROLE_WORDS if after.holds(seen.old.arn, role)]
        if roles:
            yield Caution(
                CautionCode.OLD_STAYS,
                f"This plan leaves the old certificate on {called(before)}: {_still_get(after, roles)}. "
                "While it stays there, it cannot be deleted.",
                f"held as {' + '.join(ROLE_WORDS[role] for role in roles)}",
                before.arn,
            )


def _still_get(listener: Listener, roles: list[Role]) -> str:
    if kind_of(listener.load_balancer_arn) == "classic" or len(roles) == 2:
        return "clients still get it"
    if roles == ["sni"]:
        return "clients that send SNI still get it"
    return "clients without SNI, and those for whose names the list holds nothing, still get it"


def _elsewhere(plan: CutoverPlan, seen: Surroundings) -> Iterator[Caution]:
    if plan.direction == "rollback":
        return
    for holder in seen.elsewhere:
        yield Caution(
            CautionCode.HELD_ELSEWHERE,
            f"{holder.service} holds the old certificate as well, and it is not swapped there.",
            holder.arn,
        )


def _listeners(plan: CutoverPlan) -> Iterator[Listener]:
    """The listeners that *plan* changes, as they were seen."""
    yield from (one for one in plan.before if one.arn in plan.involved)


def _balancers(plan: CutoverPlan) -> tuple[str, ...]:
    """The ARNs of the load balancers that *plan* changes."""
    return tuple(dict.fromkeys(one.load_balancer_arn for one in _listeners(plan)))
