"""What AWS asked to slow down for is asked again after a pause: it was not carried out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from acm_tui.aws.refusals import throttled
from acm_tui.domain.errors import ServiceTrouble

Answer = TypeVar("Answer")

PAUSES_S = (1.0, 2.0, 4.0)
"""Seconds before a call that AWS asked to slow down is made again, on top of botocore's own attempts."""


def patiently(call: Callable[[], Answer], wait: Callable[[float], object]) -> Answer:
    """What *call* answers, made again after a pause each time AWS asks to slow down.

    *wait* waits that many seconds; where it answers true, nothing is made again.

    Raises:
        Trouble: as *call* does; also when AWS asks to slow down once more than there are pauses.
    """
    for pause_s in PAUSES_S:
        try:
            return call()
        except ServiceTrouble as trouble:
            if not throttled(trouble) or wait(pause_s):
                raise
    return call()
