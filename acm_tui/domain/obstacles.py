"""Why something cannot be done with a migration as it stands, or that nothing known is against it."""

from __future__ import annotations

from datetime import datetime

from acm_tui.domain.certificate import why_not_replace, why_not_switch
from acm_tui.domain.events import Way
from acm_tui.domain.migration import Migration


def may_take(m: Migration, way: Way) -> str | None:
    """Why *way* cannot be taken from here, or ``None`` when it can, as far as it is known."""
    if m.over:
        return "the migration is over"
    if m.in_flight:
        return "the outcome of a call is not known yet"
    if m.switched:
        return None if way == "in place" else "it is switched already: nothing is left to replace"
    if way == "replace":
        return why_not_replace(m.old)
    if m.old_gone:
        return "the certificate is gone"
    if m.perhaps_changed:
        return "listeners have been changed for the other way: roll them back first"
    begun = m.shown_switch is not None and m.shown_switch.status != "FAILED"
    return None if begun else why_not_switch(m.old)


def may_delete_old(m: Migration, now: datetime) -> str | None:
    """Why the old certificate must not be deleted at *now*, or ``None`` when nothing known is against it."""
    if (why := keeps_old(m, now)) is not None:
        return why
    if m.old.in_use_by:
        holders = len(m.old.in_use_by)
        return f"it is still held by {holders} resource{'' if holders == 1 else 's'}"
    return None


def keeps_old(m: Migration, now: datetime) -> str | None:
    """Why the old certificate stays at *now* whoever holds it, or ``None``."""
    if m.old_gone:
        return "it is deleted already"
    if m.new is None or m.new.status != "ISSUED":
        return "there is no issued successor"
    if not m.cutover_done:
        return "the cutover is not complete"
    if m.soaks_until is not None and now < m.soaks_until:
        return f"it is kept for the way back until {m.soaks_until:%Y-%m-%d %H:%M} UTC"
    return None


def keeps_requested(m: Migration) -> str | None:
    """Why the certificate that was requested for the other way stays whoever holds it, or ``None``."""
    if m.new is None:
        return "there is none"
    if not m.in_place:
        return "it is the one that replaces the old one"
    if m.over:
        return "the migration is over"
    return "listeners may hold it" if m.perhaps_changed else None


def may_roll_back(m: Migration) -> str | None:
    """Why the listeners cannot be restored, or ``None`` when they can, as far as it is known.

    That a migration was ended is no obstacle: as long as the old certificate is there, it is the way back. A
    change whose outcome is not known may have been made.
    """
    if m.old_gone:
        return "the old certificate is deleted"
    return None if m.perhaps_changed else "no listener has been changed"
