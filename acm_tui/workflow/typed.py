"""What was typed to confirm a change is compared here once more: a screen alone would be no guard."""

from __future__ import annotations

from acm_tui.domain.errors import Refused


def require(typed: str, phrase: str) -> None:
    """Let pass who has *typed* the *phrase* that was asked for, letter by letter.

    Raises:
        Refused: something else was typed.
    """
    if typed != phrase:
        raise Refused(f"That is not {phrase}.", remedy="Type it exactly, or leave.")
