"""The cutover: what is wanted against what the listeners hold, as an ordered plan that can be undone."""

from acm_tui.domain.cutover.caution import Caution, CautionCode, Surroundings
from acm_tui.domain.cutover.cautions import cautions
from acm_tui.domain.cutover.confirmation import asked_phrase, balancers_changed, kinds_changed
from acm_tui.domain.cutover.cost import Cost, costs
from acm_tui.domain.cutover.drift import Drift, ListenersDrifted, drift, unfit
from acm_tui.domain.cutover.fingerprint import fingerprint
from acm_tui.domain.cutover.keys import unusable
from acm_tui.domain.cutover.plan import Conflict, CutoverPlan, Direction, changed, plan
from acm_tui.domain.cutover.quota import LIST_QUOTA
from acm_tui.domain.cutover.rollback import rollback

__all__ = [
    "LIST_QUOTA",
    "Caution",
    "CautionCode",
    "Conflict",
    "Cost",
    "CutoverPlan",
    "Direction",
    "Drift",
    "ListenersDrifted",
    "Surroundings",
    "asked_phrase",
    "balancers_changed",
    "cautions",
    "changed",
    "costs",
    "drift",
    "fingerprint",
    "kinds_changed",
    "plan",
    "rollback",
    "unfit",
    "unusable",
]
