"""What to know before a plan is confirmed: a sentence each, and what it was concluded from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from acm_tui.domain.cutover import Caution
from acm_tui.widgets.say import Part, Row, marked


def caution_rows(cautions: Iterable[Caution]) -> Iterator[Row]:
    """One row each; the evidence is quiet."""
    for one in cautions:
        evidence: list[Part] = [(f" ({one.evidence})", "$secondary")] if one.evidence else []
        yield marked("!", "$warning", one.sentence, *evidence)
