"""What an operator can do on the way in place, and to change his mind: what the screens call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acm_tui.workflow import request, which_way
from acm_tui.workflow import switch as switching
from tests.machine.town import DOMAIN

if TYPE_CHECKING:
    from tests.machine.program import Program


def switch(program: Program, _: int = 0) -> None:
    """Switches the certificate in place, and looks for its records."""
    switching.submit(program.services, program.at, DOMAIN)
    program.look()


def switch_mistyped(program: Program, _: int = 0) -> None:
    switching.submit(program.services, program.at, DOMAIN.upper())


def switch_again(program: Program, _: int = 0) -> None:
    """After a switch that came to nothing."""
    switching.again(program.services, program.at)


def take_in_place(program: Program, _: int = 0) -> None:
    """Another mind: nothing is asked of AWS yet."""
    which_way.take(program.services, program.at, "in place")


def take_replacing(program: Program, _: int = 0) -> None:
    """The same in the other direction."""
    which_way.take(program.services, program.at, "replace")


def delete_requested(program: Program, _: int = 0) -> None:
    """What was requested before the mind was changed."""
    request.delete_requested(program.services, program.at, DOMAIN)


def advise(program: Program, _: int = 0) -> None:
    """Looks at both ways."""
    advised = which_way.advise(program.services, program.at)
    closed = {advised.in_place.standing, advised.replace.standing} == {"closed"}
    assert (advised.recommended is None) == closed
