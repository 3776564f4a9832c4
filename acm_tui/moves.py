"""What the other side can do while the wizard runs; only the demo has any."""

from __future__ import annotations

from typing import Protocol


class Move(Protocol):
    """Something the other side does in the demo: a name and help for the palette, and the doing."""

    @property
    def name(self) -> str:
        """As the palette shows it."""
        ...

    @property
    def help(self) -> str:
        """One sentence."""
        ...

    def run(self) -> str:
        """Do it in a thread, and say what was done."""
        ...
