"""What a plan costs the clients of a listener while its certificates are changed."""

from __future__ import annotations

import enum

from acm_tui.domain.cutover.plan import CutoverPlan
from acm_tui.domain.listener import Kind, kind_of, load_balancer_of


class Cost(enum.StrEnum):
    """The kinds of costs, the worst first."""

    GAP = "for a moment neither certificate is in the list"
    CUT = "a long-lived connection may be cut"
    NOTHING = "no interruption"


def may_cut(kind: Kind) -> bool:
    """Whether a swap on a load balancer of *kind* may cut long-lived connections.

    An Application Load Balancer may; a Network Load Balancer does not (both as AWS Support says). Of a
    Classic one nothing is said: it is treated like an Application Load Balancer.
    """
    return kind != "network"


def costs(plan: CutoverPlan, listener_arn: str) -> tuple[Cost, ...]:
    """What *plan* costs on that listener; nothing at all where it makes no call there."""
    if listener_arn not in plan.involved:
        return ()
    found = (
        *((Cost.GAP,) if listener_arn in plan.gaps else ()),
        *((Cost.CUT,) if may_cut(kind_of(load_balancer_of(listener_arn))) else ()),
    )
    return found or (Cost.NOTHING,)
