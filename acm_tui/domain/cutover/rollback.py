"""The way back: every listener that was changed holds the old certificate again, where it held it."""

from __future__ import annotations

from collections.abc import Iterable

from acm_tui.domain.cutover.plan import Conflict, CutoverPlan, steps, with_fingerprint
from acm_tui.domain.cutover.quota import full_lists
from acm_tui.domain.listener import Attachment, Listener
from acm_tui.domain.mutation import Change


def rollback(
    origins: Iterable[Listener],
    listeners: Iterable[Listener],
    old: str,
    new: str,
    *,
    remove_first: frozenset[str] = frozenset(),
) -> CutoverPlan:
    """Plan to restore *origins*, the listeners as they were before their first change.

    Only the old and the new certificate are moved: what others have put on a listener since stays. A
    listener that is gone has nothing to restore; it and one that has a third certificate as its default are
    conflicts, and the others are restored all the same.

    Args:
        listeners: every TLS listener of the load balancers, as they are now.
        remove_first: load balancers whose lists are full, and where a gap is accepted.
    """
    known = tuple(listeners)
    full = full_lists(known)
    present = {listener.arn: listener for listener in known}
    changes: list[Change] = []
    conflicts: list[Conflict] = []
    before: list[Listener] = []
    wanted: list[Attachment] = []
    for origin in sorted(origins, key=lambda one: one.arn):
        now = present.get(origin.arn)
        if now is None:
            conflicts.append(Conflict(origin.arn, "the listener is gone"))
            continue
        before.append(now)
        default = old if origin.default == old and now.default != old else None
        if default is not None and now.default != new:
            conflicts.append(Conflict(origin.arn, "its default is neither the old nor the new certificate"))
            continue
        put = old if old in origin.sni and old not in now.sni else None
        take = new if new in now.sni and new not in origin.sni else None
        made = steps(now, default=default, put=put, take=take, full=origin.load_balancer_arn in full)
        if made is None or (made.gap and origin.load_balancer_arn not in remove_first):
            why = "its load balancer's lists are full: the old certificate finds no place beside the new one"
            conflicts.append(Conflict(origin.arn, why, full=made is not None))
            continue
        changes += made.changes
        wanted += [Attachment(origin.arn, "default")] if origin.default == old else []
        wanted += [Attachment(origin.arn, "sni")] if old in origin.sni else []
    return with_fingerprint(
        CutoverPlan(
            direction="rollback",
            old=old,
            new=new,
            attachments=tuple(sorted(wanted)),
            before=tuple(before),
            changes=tuple(changes),
            conflicts=tuple(conflicts),
            fingerprint="",
        )
    )
