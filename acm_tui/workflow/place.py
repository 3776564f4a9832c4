"""Where the operator is: account, alias and region, for the top line and the confirmations."""

from __future__ import annotations

import msgspec

from acm_tui.domain.place import Place
from acm_tui.workflow.services import Services


class Whereabouts(msgspec.Struct, frozen=True):
    """The first profile's account and region. ``more`` counts the other places that are looked at as well.

    ``endpoint`` is a custom endpoint in force, without its scheme.
    """

    place: Place
    alias: str | None
    endpoint: str | None
    more: int

    def name(self, place: Place | None = None) -> str:
        """*place* as one line, with the alias where it is known; without it, where the operator is."""
        shown = place or self.place
        alias = f" {self.alias}" if self.alias and shown.account == self.place.account else ""
        more = f" (+{self.more})" if place is None and self.more else ""
        parts = [f"{shown.account}{alias}", f"{shown.region}{more}"]
        return " · ".join([*parts, self.endpoint] if self.endpoint else parts)


def describe(services: Services) -> Whereabouts:
    """Ask STS and IAM where the first profile is.

    Raises:
        Trouble: AWS cannot be asked.
    """
    access = services.accesses[0]
    region = services.regions[0] if services.regions else access.home_region()
    identity = access.identity(region)
    endpoint = access.endpoint
    return Whereabouts(
        place=Place(partition=identity.partition, account=identity.account, region=region),
        alias=access.alias(),
        endpoint=endpoint.split("://", 1)[-1] if endpoint else None,
        more=len(services.accesses) * max(1, len(services.regions)) - 1,
    )
