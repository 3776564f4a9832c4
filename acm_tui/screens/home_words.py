"""What Home says above the migrations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from acm_tui.domain.inventory.campaign import campaign
from acm_tui.domain.inventory.inventory import Kept
from acm_tui.domain.inventory.progress import age
from acm_tui.domain.migration import Migration
from acm_tui.handoff.inventory.words import campaign_line
from acm_tui.widgets.say import Row, line


def campaign_rows(migrations: Iterable[Migration], known: Kept | None, now: datetime) -> list[Row]:
    """How far everything is, in one line; none where nothing is saved and no inventory was ever made.

    What is not started is only as fresh as the inventory that it is *known* from, and that is said.
    """
    saved = tuple(migrations)
    if not saved and known is None:
        return []
    far = campaign(saved, None if known is None else known.items)
    looked = min((at for _, at in known.looked), default=None) if known is not None else None
    since = f" ({age(looked, now)})" if far.not_started and looked is not None else ""
    return [Row(line(("Campaign: ", "$secondary")), line(campaign_line(far), (since, "$secondary")))]
