"""What lies over the inventory's screen and shows more of it, while that goes on looking."""

from __future__ import annotations

from acm_tui.screens.frame import FrameScreen


class Over(FrameScreen):
    """A screen that is told when something of the inventory has changed."""

    def news(self) -> None:
        """Show what is known now."""
        raise NotImplementedError
