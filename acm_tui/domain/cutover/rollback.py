"""The way back: every listener that was changed holds the old certificate again, where it held it."""

from __future__ import annotations

from collections.abc import Iterable

from acm_tui.domain.cutover.plan import (
    Conflict,
    CutoverPlan,
    Steps,
    lists_beside,
    steps,
    with_fingerprint,
)
from acm_tui.domain.cutover.quota import Room
from acm_tui.domain.listener import Attachment, Listener
from acm_tui.domain.mutation import Change, SetDefault


def rollback(
    origins: Iterable[Listener],
    listeners: Iterable[Listener],
    old: str,
    new: str,
    *,
    remove_first: frozenset[str] = frozenset(),
    left_out: frozenset[str] = frozenset(),
) -> CutoverPlan:
    """Plan to restore *origins*, the listeners as they were before their first change.

    Only the old and the new certificate are moved: what others have put on a listener since stays. A
    listener that is gone has nothing to restore; it and one that has a third certificate as its default are
    conflicts, and the others are restored all the same.

    Args:
        listeners: every TLS listener of the load balancers, as they are now.
        remove_first: load balancers whose lists are full, and where a gap is accepted.
        left_out: listeners that are not to be restored now; they stay in conflict.
    """
    known = tuple(listeners)
    room = Room(known)
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
        if origin.arn in left_out:
            conflicts.append(Conflict(origin.arn, "it is left out"))
            continue
        if (why := _conflict(origin, now, old, new)) is not None:
            conflicts.append(Conflict(origin.arn, why))
            continue
        made = _steps(origin, now, old, new, full=room.full(now.load_balancer_arn))
        if made is None or (made.gap and now.load_balancer_arn not in remove_first):
            why = "its load balancer's lists are full: the old certificate finds no place beside the new one"
            conflicts.append(Conflict(origin.arn, why, full=made is not None))
            continue
        changes += made.changes
        room.note(now.load_balancer_arn, made.changes)
        wanted += [Attachment(origin.arn, "default")] if origin.default == old else []
        wanted += [Attachment(origin.arn, "sni")] if old in origin.sni else []
    return with_fingerprint(
        CutoverPlan(
            direction="rollback",
            old=old,
            new=new,
            attachments=tuple(sorted(wanted)),
            before=tuple(before),
            beside=lists_beside(known, {one.arn for one in before}, room),
            changes=tuple(changes),
            conflicts=tuple(conflicts),
            fingerprint="",
        )
    )


def _conflict(origin: Listener, now: Listener, old: str, new: str) -> str | None:
    if origin.default == old and now.default not in (old, new):
        return "its default is neither the old nor the new certificate"
    if now.default == new and origin.default not in (old, new) and _taken(origin, now, new):
        return "somebody made the new certificate its default: there it cannot leave the list"
    return None


def _taken(origin: Listener, now: Listener, new: str) -> bool:
    """Whether *new* has to leave the list."""
    return new in now.sni and new not in origin.sni


def _steps(origin: Listener, now: Listener, old: str, new: str, *, full: bool) -> Steps | None:
    # One that had the new certificate as its default before has the old one for a moment on its way back.
    ours = {old, new}
    restored = origin.default if {origin.default, now.default} == ours else None
    put = old if old in origin.sni and old not in now.sni else None
    take = new if _taken(origin, now, new) else None
    if take is None or (restored or now.default) != take:
        return steps(now, default=restored, put=put, take=take, full=full)
    # ELB does not let the default leave the list: for that moment the old certificate is the default.
    aside = old if now.default == new else None
    made = steps(now, default=aside, put=put, take=take, full=full)
    return None if made is None else Steps((*made.changes, SetDefault(now.arn, new)), gap=made.gap)
