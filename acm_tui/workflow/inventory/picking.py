"""From the inventory to a migration."""

from __future__ import annotations

from acm_tui.aws import acm
from acm_tui.domain.certificate import why_not_replace
from acm_tui.domain.errors import Refused
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.migration import Migration
from acm_tui.domain.place import place_of
from acm_tui.workflow import record
from acm_tui.workflow.services import Services


def begin_migration(services: Services, item: Item) -> Migration:
    """Begin to migrate the certificate of *item*, or take its open migration up.

    It is read anew: what the inventory knows may be old, or not all.

    Raises:
        NotFound: it is gone.
        Refused: it is none to migrate (any more).
        JournalTrouble: the journal cannot be written.
    """
    place = place_of(item.arn)
    certificate = acm.describe(services.access_for(place), place.region, item.arn)
    if (why := why_not_replace(certificate)) is not None:
        raise Refused(f"{certificate.domain} cannot be migrated.", cause=why, remedy="Look again.")
    return record.begin(services, certificate)
