"""What the wizard needs of a terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping

from acm_tui.domain.errors import UsageTrouble

LEAST = (80, 24)
"""Columns and rows of the smallest terminal that the wizard works in."""

_HEADLESS = "Use the commands that need no terminal: acm-tui sessions, acm-tui --help."


def require(environment: Mapping[str, str]) -> None:
    """Refuse to open the wizard where it cannot work.

    Raises:
        UsageTrouble: standard input or output is no terminal, it is a dumb one, or it is too small.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageTrouble("The wizard needs a terminal, and this is not one.", remedy=_HEADLESS)
    if environment.get("TERM") == "dumb":
        raise UsageTrouble("This terminal cannot move its cursor.", cause="TERM is dumb", remedy=_HEADLESS)
    columns, rows = shutil.get_terminal_size()
    if columns < LEAST[0] or rows < LEAST[1]:
        raise UsageTrouble(
            f"The terminal is too small: {columns}×{rows}, and the wizard needs {LEAST[0]}×{LEAST[1]}.",
            remedy="Make it larger and start again.",
        )
