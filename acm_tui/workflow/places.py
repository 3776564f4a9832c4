"""Where to look: every chosen profile in every chosen region, as far as they go together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from acm_tui.aws.at_once import at_once
from acm_tui.aws.identity import Identity
from acm_tui.aws.session import Access
from acm_tui.domain.errors import Trouble
from acm_tui.domain.inventory.news import NotLooked, Spot
from acm_tui.domain.place import Place
from acm_tui.workflow.services import Services


@dataclass(frozen=True)
class Post:
    """A spot, and the access to it."""

    access: Access
    spot: Spot


def spots(services: Services) -> Iterator[Post | NotLooked]:
    """Every spot."""

    def who(access: Access) -> tuple[str, Identity] | Trouble:
        try:
            region = services.regions[0] if services.regions else access.home_region()
            return region, access.identity_in_force(region)
        except Trouble as trouble:
            return trouble

    for access, found in zip(services.accesses, at_once(who, services.accesses), strict=True):
        profile = access.profile or "default"
        if isinstance(found, Trouble):
            yield NotLooked(profile, "", found)
            continue
        home, identity = found
        for region in services.regions or (home,):
            yield Post(access, Spot(profile, Place(identity.partition, identity.account, region)))
