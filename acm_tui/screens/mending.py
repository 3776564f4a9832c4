"""What a screen does once somebody has signed in: the work that failed for want of it, again."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from acm_tui.domain.errors import SignInNeeded, Trouble
from acm_tui.domain.sign_in import mended_by_sign_in
from acm_tui.signing_in import can_sign_in


@dataclass(frozen=True)
class AtWork:
    """The work that a task does for a screen: its group, and how to do it again."""

    group: str
    again: Callable[[], object]


AT_WORK: ContextVar[AtWork | None] = ContextVar("at work", default=None)
"""What the present task works at."""


@dataclass(frozen=True)
class Mend:
    """The sign-in that is ``needed``, and what it is needed for: ``group`` is empty where that is no work."""

    needed: SignInNeeded
    group: str
    again: Callable[[], object]

    @property
    def remedy(self) -> str:
        """The next thing to do: a key, where the command is there to be run."""
        if can_sign_in(self.needed):
            return f"Ctrl-S signs in: {' '.join(self.needed.command)}"
        return self.needed.remedy


def mend_of(trouble: Trouble, then: AtWork | None = None) -> Mend | None:
    """The sign-in that mends *trouble*, and what for: *then*, or what is at work; ``None``: none does."""
    needed = mended_by_sign_in(trouble)
    if needed is None:
        return None
    at_work = then or AT_WORK.get()
    return Mend(needed, at_work.group, at_work.again) if at_work else Mend(needed, "", lambda: None)
