"""Answers that come in pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from acm_tui.aws.errors import translated

Page = TypeVar("Page")
Item = TypeVar("Item")


def pages(operation: str, answers: Iterable[Page]) -> Iterator[Page]:
    """Each page of a paginator's *answers*; every page is one call of *operation* (an IAM action).

    Raises:
        Trouble: a page could not be had.
    """
    remaining = iter(answers)
    while True:
        with translated(operation):
            page = next(remaining, None)
        if page is None:
            return
        yield page


def chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """*items* in pieces of at most *size*, for calls that take only so many at once."""
    for begin in range(0, len(items), size):
        yield items[begin : begin + size]


def flat(pieces: Iterable[Iterable[Item]]) -> list[Item]:
    """What is in *pieces*, as one list in the same order."""
    return [item for piece in pieces for item in piece]
