"""GitHub-flavoured Markdown in which text of others is text: no markup, link, mention or table of its own.

Every such text stands in a code span or a fenced block: nothing in them is markup, an HTML tag, a link or a
mention (GitHub Flavored Markdown Spec, "Code spans", "Fenced code blocks").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from acm_tui.domain.redact import redact
from acm_tui.text import safe

NOTHING = "—"


def code(text: str) -> str:
    """*text* as a code span on one line, harmless and without secrets; a dash where it is empty."""
    lines = [line.strip() for line in redact(text).splitlines()]
    shown = safe(" · ".join(line for line in lines if line))
    if not shown.strip():
        return NOTHING
    fence = "`" * (_longest_run(shown) + 1)
    padding = " " if shown.startswith(("`", " ")) or shown.endswith(("`", " ")) else ""
    return f"{fence}{padding}{shown}{padding}{fence}"


def table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already: what is others' in them has gone through :func:`code`."""
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(cell: str) -> str:
    # A pipe ends a cell even in code, unless a backslash is before it. Where there is one already, a second
    # would take its meaning away: then the pipe itself gives way.
    return cell.replace("\\|", "\\⟨U+007C⟩").replace("|", "\\|")


def fenced(lines: Iterable[str], language: str = "") -> str:
    """*lines* as a block of code, each harmless, without secrets, and on a line of its own."""
    shown = [safe(redact(line)) for line in lines]
    fence = "`" * max(3, _longest_run("\n".join(shown)) + 1)
    return "\n".join((f"{fence}{language}", *shown, fence))


def _longest_run(text: str) -> int:
    return max(map(len, re.findall(r"`+", text)), default=0)
