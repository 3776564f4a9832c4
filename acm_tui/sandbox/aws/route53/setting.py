"""What the sandbox's Route 53 is told from outside: time, and how slow it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from threading import RLock
from typing import TYPE_CHECKING

from acm_tui.sandbox.clock import SandboxClock

if TYPE_CHECKING:
    from acm_tui.sandbox.aws.route53.propagation import Propagation

USUAL_DELAY = timedelta(seconds=4)
"""AWS needs up to 60 seconds (API reference, ChangeResourceRecordSets); nobody learns by waiting for that."""


@dataclass(frozen=True)
class Route53Setting:
    """The surroundings of the sandbox's Route 53.

    ``delay`` is how long a change is PENDING, in sandbox time; its answer says PENDING even if that is zero.
    """

    clock: SandboxClock
    delay: timedelta = USUAL_DELAY


# Held while hosted zones change: a batch is checked against what it is then applied to.
CHANGES = RLock()

_in_force: list[Propagation] = []


def put_in_force(propagation: Propagation) -> None:
    """Make *propagation* the one that every corrected call uses."""
    _in_force[:] = [propagation]


def in_force() -> Propagation:
    """The present way to the DNS servers.

    Raises:
        RuntimeError: nothing was installed in this process.
    """
    if not _in_force:
        raise RuntimeError(
            "the sandbox's Route 53 is not installed: call acm_tui.sandbox.aws.route53.install()"
        )
    return _in_force[0]
