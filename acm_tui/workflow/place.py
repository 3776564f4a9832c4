"""Where the operator is: account, alias and region, for the top line and the confirmations."""

from __future__ import annotations

import msgspec

from acm_tui.domain.errors import Trouble
from acm_tui.domain.place import Place, account_of
from acm_tui.workflow.places import here, whose
from acm_tui.workflow.services import Services


class Whereabouts(msgspec.Struct, frozen=True):
    """The first profile's account and region. ``more`` counts the other places that are looked at as well.

    ``everywhere``: every region that is enabled is looked at; then ``more`` counts the other profiles.

    ``endpoint`` is a custom endpoint in force, without its scheme. ``others`` are the aliases of accounts of
    other profiles, as far as they were asked for, and ``endpoints`` the endpoints of those; ``None``: there
    is none to show.
    """

    place: Place
    alias: str | None
    endpoint: str | None
    more: int
    others: dict[tuple[str, str], str | None] = {}
    everywhere: bool = False
    endpoints: dict[tuple[str, str], str | None] = {}

    def name(self, place: Place | None = None) -> str:
        """*place* as one line, with the alias where it is known; without it, where the operator is."""
        shown = place or self.place
        own, account = account_of(shown) == account_of(self.place), account_of(shown)
        known = self.alias if own else self.others.get(account)
        endpoint = self.endpoint if own else self.endpoints.get(account)
        alias = f" {known}" if known else ""
        more = f" (+{self.more})" if place is None and self.more else ""
        region = "all regions" if place is None and self.everywhere else shown.region
        parts = [f"{shown.account}{alias}", f"{region}{more}"]
        return " · ".join([*parts, endpoint] if endpoint else parts)

    def names(self, place: Place) -> bool:
        """Whether the alias of the account of *place* was asked for."""
        return account_of(place) in (account_of(self.place), *self.others)

    def with_alias(self, place: Place, alias: str | None, endpoint: str | None = None) -> Whereabouts:
        """The same, knowing the *alias* of the account of *place*, and the *endpoint* of its profile."""
        return msgspec.structs.replace(
            self,
            others=self.others | {account_of(place): alias},
            endpoints=self.endpoints | {account_of(place): endpoint},
        )


def alias(services: Services, place: Place) -> str | None:
    """The alias of the account of *place*, asked of IAM with that account's own credentials.

    ``None`` also where it cannot be asked: it only decorates, and what is wrong with the credentials is said
    where something is read with them.
    """
    try:
        return services.access_for(place).alias(place.region)
    except Trouble:
        return None


def endpoint(services: Services, place: Place) -> str | None:
    """The custom endpoint at which the account of *place* is asked, without its scheme.

    ``None``: there is none, or it cannot be told.
    """
    try:
        return _bare(services.access_for(place).endpoint)
    except Trouble:
        return None


def _bare(url: str | None) -> str | None:
    return url.split("://", 1)[-1] if url else None


def describe(services: Services) -> Whereabouts:
    """Ask STS and IAM where the first profile is.

    Raises:
        Trouble: AWS cannot be asked.
    """
    first = whose(services, services.accesses[0])
    at = here(services, first)
    regions = 1 if services.all_regions else max(1, len(services.regions))
    return Whereabouts(
        place=at,
        alias=first.access.alias(at.region),
        endpoint=_bare(first.access.endpoint),
        more=len(services.accesses) * regions - 1,
        everywhere=services.all_regions,
    )
