"""How many certificates the lists of a load balancer take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from acm_tui.domain.listener import Listener
from acm_tui.domain.mutation import AddToList, Change, RemoveFromList

LIST_QUOTA = 25
"""Certificates in the lists of one load balancer, defaults not counted (ALB and NLB user guides, quotas).

It can be raised; what it is then is not shown by any call of Elastic Load Balancing.
"""


SPARE = 5
"""Places left at a plan's fullest moment below which somebody else may well take the last one meanwhile."""


def held_in_lists(listeners: Iterable[Listener]) -> Counter[str]:
    """How many entries the lists of each load balancer (by ARN) hold, given every TLS listener of it."""
    entries = Counter[str]()
    for listener in listeners:
        entries[listener.load_balancer_arn] += len(listener.sni)
    return entries


class Room:
    """The room in the lists while changes are planned one after another: each may take or free a place.

    Input: every TLS listener of the load balancers. Where their lists hold more than the quota it was raised,
    and whether there is room is not known: adding is tried then, and AWS refuses before anything is changed.
    """

    def __init__(self, listeners: Iterable[Listener]) -> None:
        self._held = held_in_lists(listeners)
        self._raised = {arn for arn, entries in self._held.items() if entries > LIST_QUOTA}
        self._fullest = Counter[str]()

    def full(self, load_balancer_arn: str) -> bool:
        """Whether the lists of *load_balancer_arn* are known to take no more."""
        return load_balancer_arn not in self._raised and self._held[load_balancer_arn] >= LIST_QUOTA

    def note(self, load_balancer_arn: str, changes: Iterable[Change]) -> None:
        """Count what *changes* on a listener of *load_balancer_arn* will put into its list and take out."""
        for change in changes:
            if isinstance(change, AddToList):
                self._held[load_balancer_arn] += 1
                held = self._held[load_balancer_arn]
                self._fullest[load_balancer_arn] = max(held, self._fullest[load_balancer_arn])
            elif isinstance(change, RemoveFromList):
                self._held[load_balancer_arn] -= 1

    def scarce(self, load_balancer_arn: str) -> bool:
        """Whether the changes that were noted leave so little room that the other lists matter to them.

        Where nothing is added none is needed; what a raised quota leaves is not known.
        """
        return load_balancer_arn not in self._raised and self._fullest[load_balancer_arn] > LIST_QUOTA - SPARE
