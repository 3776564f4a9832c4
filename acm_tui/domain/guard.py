"""What a migration may change in AWS at all: nothing that its own journal does not name."""

from __future__ import annotations

from acm_tui.domain.listener import load_balancer_of
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import (
    AddToList,
    Change,
    DeleteCertificate,
    Mutation,
    RemoveFromList,
    RequestCertificate,
    SetDefault,
    SwitchInPlace,
)


def forbidden(m: Migration, mutation: Mutation) -> str | None:
    """Why *m* must not make *mutation*, or ``None`` when it is its own to make.

    A listener is changed only as the confirmed plan says, in its order for that load balancer and one call
    after the other; a certificate is requested only while there is no successor, and deleted only when it is
    the successor that was never issued or is not needed, or this migration's old one after the cutover. What
    is switched in place is the old certificate alone; then nothing is requested, swapped or replaced.
    """
    match mutation:
        case RequestCertificate():
            if m.in_place:
                return _IN_PLACE
            return None if m.new is None else f"there is a new certificate already: {m.new.arn}"
        case DeleteCertificate(arn=arn, why="replaced"):
            if arn != m.old.arn:
                return f"{arn} is not the old certificate of this migration"
            if m.in_place:
                return _IN_PLACE
            return None if m.cutover_done else "the cutover is not complete"
        case DeleteCertificate(arn=arn):
            if m.new is None or arn != m.new.arn:
                return f"{arn} is not the new certificate of this migration"
            if mutation.why == "not needed" and m.in_place:
                return "listeners may hold it" if m.perhaps_changed else None
            return "it is issued" if m.new.status == "ISSUED" else None
        case SwitchInPlace(arn=arn):
            return _not_to_switch(m, arn)
        case AddToList() | SetDefault() | RemoveFromList():
            if m.in_place and m.plan is not None and m.plan.direction == "cutover":
                return _IN_PLACE
            return _not_next(m, mutation)
        case _:
            return None


_IN_PLACE = "the certificate is switched in place: no other takes its place"


def _not_to_switch(m: Migration, arn: str) -> str | None:
    if arn != m.old.arn:
        return f"{arn} is not the certificate of this migration"
    if not m.in_place:
        return "the way that was chosen is another"
    if m.switched:
        return "it is switched already"
    return "a switch is pending already" if m.switch_waits else None


def _not_next(m: Migration, change: Change) -> str | None:
    # The quota of certificates is the load balancer's: the order counts on all its listeners together.
    balancer = load_balancer_of(change.listener_arn)
    under_way = (one.mutation for one in m.in_flight if isinstance(one.mutation, Change))
    if any(load_balancer_of(one.listener_arn) == balancer for one in under_way):
        return "another call for this load balancer is under way"
    own = (one for one in m.changes_left if load_balancer_of(one.listener_arn) == balancer)
    if change != next(own, None):
        return "it is not the next call of the confirmed plan for this load balancer"
    return None
