"""What stays in AWS of a way that is not taken any more, or of a migration that is given up."""

from __future__ import annotations

from acm_tui.domain.journey import switch_ends
from acm_tui.domain.migration import Migration


def stays_in_aws(m: Migration) -> tuple[str, ...]:
    """What stays in AWS when *m* is given up as it is, a sentence each."""
    if not m.in_place:
        requested = (f"The requested certificate stays in ACM: {m.new.arn}",) if m.new is not None else ()
        return (*requested, *left_behind(m))
    if m.switched:
        return (*left_behind(m), "The certificate is switched to DNS validation; that stays.")
    pending = ("The switch stays pending until it completes or expires; it cannot be withdrawn.",)
    if m.switch_unshown_at is not None:
        pending = (_NOT_SHOWN,)
    return (*left_behind(m), *(pending if m.switch is not None and m.switch.pending else ()))


_NOT_SHOWN = (
    "A switch was asked for, and ACM has shown none. Should one be pending all the same, it expires, or "
    "completes when its records are there."
)


def left_behind(m: Migration) -> tuple[str, ...]:
    """What a way that is not taken any more has left in AWS, a sentence each."""
    said = []
    if m.in_place and m.new is not None:
        said.append(f"The certificate that was requested stays in ACM ({m.new.status}): {m.new.arn}")
    complete = m.switched or (m.switch is not None and m.switch.status == "SUCCESS")
    if m.way == "replace" and complete:
        said.append("The old certificate is validated by DNS by now: it need not be replaced.")
    elif m.way == "replace" and m.switch_unshown_at is not None:
        said.append(_NOT_SHOWN)
    elif m.way == "replace" and m.switch_waits:
        until = switch_ends(m)
        till = f" until {until:%Y-%m-%d %H:%M} UTC" if until is not None else ""
        said.append(
            f"A switch of the old certificate is pending{till}. It cannot be withdrawn; it expires, or "
            "completes when its records are there."
        )
    return tuple(said)
