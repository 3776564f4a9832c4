"""What AWS Health says: worth telling, and never a reason to stop."""

from __future__ import annotations

from acm_tui.aws import health
from acm_tui.aws.refusals import lacks_permission
from acm_tui.aws.session import Access
from acm_tui.domain.errors import ServiceTrouble
from acm_tui.domain.inventory.news import Noticed
from acm_tui.domain.place import Place


def said_to(access: Access, place: Place) -> Noticed:
    """The notices to the account of *place*; where there can be none, why.

    Raises:
        Trouble: it cannot be asked now.
    """
    try:
        return Noticed(place.account, health.notices(access, place.partition))
    except ServiceTrouble as trouble:
        if health.no_support_plan(trouble):
            return Noticed(place.account, (), "AWS Health tells nothing without a support plan.")
        if lacks_permission(trouble):
            return Noticed(place.account, (), f"AWS Health was not asked: {trouble.sentence}")
        raise
