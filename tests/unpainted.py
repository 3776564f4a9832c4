"""Screens without a terminal are laid out, and painted only when somebody looks at them.

Textual paints for the headless driver as well, which throws it away: a fifth of what a test of a screen
takes. Pictures and whatever reads the screen paint all of it; the tests in a real terminal are not touched.
"""

from __future__ import annotations

import pytest
from rich.console import RenderableType
from textual._compositor import Compositor
from textual.screen import Screen

_render_update = Compositor.render_update


def _only_all_of_it(
    self: Compositor,
    full: bool = False,
    screen_stack: list[Screen[object]] | None = None,
    simplify: bool = False,
) -> RenderableType | None:
    if full:
        return _render_update(self, full, screen_stack, simplify)
    self._dirty_regions.clear()
    return None


def paint_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until *monkeypatch* is undone."""
    # Textual has no seam for it.
    monkeypatch.setattr(Compositor, "render_update", _only_all_of_it)
