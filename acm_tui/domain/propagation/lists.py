"""Many values in a sentence: the first few of them, and how many more there are."""

from __future__ import annotations

from collections.abc import Iterable

MOST = 5
"""Values that are named."""
_LONGEST = 255
"""Characters of a value that are shown: as many as the longest name has."""


def first_few(values: Iterable[str], separator: str = ", ") -> str:
    """*values*, each once: the first :data:`MOST`, and the number of the others; empty for none."""
    each = list(dict.fromkeys(values))
    named = separator.join(_shortened(value) for value in each[:MOST])
    return named if len(each) <= MOST else f"{named} and {len(each) - MOST} more"


def _shortened(value: str) -> str:
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}… (+{len(value) - _LONGEST})"
