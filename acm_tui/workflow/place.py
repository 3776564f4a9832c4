"""Where the operator is: account, alias and region, for the top line and the confirmations."""

from __future__ import annotations

import msgspec

from acm_tui.domain.errors import Trouble
from acm_tui.domain.place import Place, account_of
from acm_tui.workflow.services import Services


class Whereabouts(msgspec.Struct, frozen=True):
    """The first profile's account and region. ``more`` counts the other places that are looked at as well.

    ``endpoint`` is a custom endpoint in force, without its scheme. ``others`` are the aliases of accounts of
    other profiles, as far as they were asked for; ``None``: there is none to show.
    """

    place: Place
    alias: str | None
    endpoint: str | None
    more: int
    others: dict[tuple[str, str], str | None] = {}

    def name(self, place: Place | None = None) -> str:
        """*place* as one line, with the alias where it is known; without it, where the operator is."""
        shown = place or self.place
        known = (
            self.alias if account_of(shown) == account_of(self.place) else self.others.get(account_of(shown))
        )
        alias = f" {known}" if known else ""
        more = f" (+{self.more})" if place is None and self.more else ""
        parts = [f"{shown.account}{alias}", f"{shown.region}{more}"]
        return " · ".join([*parts, self.endpoint] if self.endpoint else parts)

    def names(self, place: Place) -> bool:
        """Whether the alias of the account of *place* was asked for."""
        return account_of(place) in (account_of(self.place), *self.others)

    def with_alias(self, place: Place, alias: str | None) -> Whereabouts:
        """The same, knowing the *alias* of the account of *place*."""
        return msgspec.structs.replace(self, others=self.others | {account_of(place): alias})


def alias(services: Services, place: Place) -> str | None:
    """The alias of the account of *place*, asked of IAM with that account's own credentials.

    ``None`` also where it cannot be asked: it only decorates, and what is wrong with the credentials is said
    where something is read with them.
    """
    try:
        return services.access_for(place).alias()
    except Trouble:
        return None


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
