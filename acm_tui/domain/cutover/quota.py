"""How many certificates the lists of a load balancer take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from acm_tui.domain.listener import Listener

LIST_QUOTA = 25
"""Certificates in the lists of one load balancer, defaults not counted (ALB and NLB user guides, quotas).

It can be raised; what it is then is not shown by any call of Elastic Load Balancing.
"""


def full_lists(listeners: Iterable[Listener]) -> frozenset[str]:
    """The ARNs of the load balancers whose lists hold exactly as many certificates as the quota allows.

    Input: every TLS listener of those load balancers. Where more are held the quota was raised, and whether
    there is room is not known: adding is tried then, and refused by AWS before anything was changed.
    """
    entries = Counter[str]()
    for listener in listeners:
        entries[listener.load_balancer_arn] += len(listener.sni)
    return frozenset(arn for arn, held in entries.items() if held == LIST_QUOTA)
