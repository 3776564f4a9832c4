"""What goes wrong while a program does one thing, or happens meanwhile; and the chances of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hypothesis import strategies as st

from tests.cutover.line import Fault
from tests.machine.town import Edits

Meanwhile = Literal[
    "a colleague looks",
    "a colleague takes over",
    "a colleague takes over and goes on",
    "a colleague takes over, goes on and leaves",
    "a colleague takes over and goes back",
    "a listener is edited",
    "a request is deleted",
    "a switch is begun",
    "hours pass",
]


@dataclass(frozen=True)
class OnTheLine:
    """The call *at* (from 0) ends in *fault*; without *reads_too*, calls that only read are not counted.

    ``as_500`` and ``late`` are those of the door.
    """

    fault: Fault
    at: int
    reads_too: bool = False
    as_500: bool = False
    late: bool = False


@dataclass(frozen=True)
class InTheBook:
    """From entry *at* on the journal takes no more, or the program is *killed* there.

    *after*: the entry is written all the same, and the program does not hear of it.
    """

    at: int
    after: bool
    killed: bool


@dataclass(frozen=True)
class Between:
    """*what* happens around entry *at* of the program; *chance* and *edit* say how."""

    at: int
    after: bool
    what: Meanwhile
    chance: int
    edit: Edits


Mishap = OnTheLine | InTheBook | Between

chances = st.integers(0, 63)
EDITS: tuple[Edits, ...] = ("fill", "empty", "serve", "put back", "ahead", "take out", "delete")
edits = st.sampled_from(EDITS)

_WHAT: tuple[Meanwhile, ...] = (
    "a colleague looks",
    "a colleague takes over",
    "a colleague takes over and goes on",
    "a colleague takes over, goes on and leaves",
    "a colleague takes over and goes back",
    "a listener is edited",
    "a request is deleted",
    "a switch is begun",
    "hours pass",
)
_soon = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 5])
_next = st.sampled_from([0, 1, 1, 1, 2, 3])
"""A plan is confirmed with the first entry, and the second one is the first intent."""

on_the_line = st.one_of(
    st.builds(
        OnTheLine,
        fault=st.sampled_from(Fault),
        at=_soon,
        reads_too=st.sampled_from([False, False, True]),
        as_500=st.booleans(),
    ),
    st.builds(OnTheLine, fault=st.sampled_from([Fault.LOST, Fault.CUT]), at=st.just(0), late=st.just(True)),
)
in_the_book = st.builds(InTheBook, at=_soon, after=st.booleans(), killed=st.booleans())
between = st.builds(
    Between, at=_next, after=st.booleans(), what=st.sampled_from(_WHAT), chance=chances, edit=edits
)
mishaps: st.SearchStrategy[Mishap] = st.one_of(on_the_line, on_the_line, in_the_book, between, between)
mostly_none: st.SearchStrategy[Mishap | None] = st.one_of(st.none(), st.none(), mishaps)
