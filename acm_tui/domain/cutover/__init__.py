"""The cutover: what is wanted against what the listeners hold, as an ordered plan that can be undone."""

from acm_tui.domain.cutover.drift import Drift, ListenersDrifted, drift
from acm_tui.domain.cutover.plan import Conflict, CutoverPlan, Direction, changed, fingerprint, plan
from acm_tui.domain.cutover.quota import LIST_QUOTA, full_lists
from acm_tui.domain.cutover.rollback import rollback

__all__ = [
    "LIST_QUOTA",
    "Conflict",
    "CutoverPlan",
    "Direction",
    "Drift",
    "ListenersDrifted",
    "changed",
    "drift",
    "fingerprint",
    "full_lists",
    "plan",
    "rollback",
]
