"""What the use cases work with, injected once at start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from acm_tui.aws.session import Access
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.errors import Refused, Trouble
from acm_tui.domain.place import Place
from acm_tui.journal.store import Journal
from acm_tui.tls.settings import TlsSettings


@dataclass(frozen=True)
class Services:
    """Everything outside the process, and who is asking.

    ``accesses`` is one per AWS profile; ``regions`` is empty where each profile's own region is meant;
    ``clock`` answers the present moment (aware, UTC); ``actor`` is written beside every event.
    """

    journal: Journal
    accesses: tuple[Access, ...]
    regions: tuple[str, ...]
    dns: DnsSettings
    tls: TlsSettings
    clock: Callable[[], datetime]
    actor: str
    read_only: bool = False
    _known: dict[str, Access] = field(default_factory=dict, compare=False)

    def access_for(self, place: Place) -> Access:
        """The access whose credentials belong to *place*, by asking STS.

        Raises:
            Refused: none of the profiles' credentials are for that account and partition.
            Trouble: the credentials of the only profile cannot be used at all.
        """
        if (known := self._known.get(place.account)) is not None:
            return known
        found: list[str] = []
        troubles: list[Trouble] = []
        for access in self.accesses:
            try:
                identity = access.identity(place.region)
            except Trouble as trouble:
                troubles.append(trouble)
                continue
            if (identity.account, identity.partition) == (place.account, place.partition):
                self._known[place.account] = access
                return access
            found.append(identity.account)
        if troubles and not found:
            raise troubles[0]
        raise _wrong_place(place, found, troubles)

    def checked_access_for(self, place: Place) -> Access:
        """The same, with STS asked anew: credentials may have changed under us since they were known.

        Raises:
            Refused: they are another account's now.
            Trouble: as ``access_for`` does.
        """
        access = self.access_for(place)
        identity = access.identity(place.region)
        if (identity.account, identity.partition) != (place.account, place.partition):
            raise _wrong_place(place, [identity.account], [])
        return access


def _wrong_place(place: Place, present: Iterable[str], troubles: Iterable[Trouble]) -> Refused:
    """The refusal to act with credentials of another account; a profile of no use is told as well."""
    causes = [f"the present credentials are for {', '.join(present) or 'no account'}"]
    return Refused(
        f"This migration lives in account {place.account}; nothing is done in another one.",
        cause="; ".join((*causes, *(f"one profile: {trouble.sentence}" for trouble in troubles))),
        remedy=f"Start again with --profile and a profile of account {place.account}.",
    )
