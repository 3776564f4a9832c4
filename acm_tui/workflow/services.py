"""What the use cases work with, injected once at start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from acm_tui.aws.recent import RecentCalls
from acm_tui.aws.session import Access
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.errors import Refused, Trouble
from acm_tui.domain.place import Place
from acm_tui.domain.preference import Preference
from acm_tui.domain.seat import Seat
from acm_tui.journal.store import Journal
from acm_tui.seat_lock import SeatLocks
from acm_tui.tls.settings import TlsSettings
from acm_tui.workflow.under_way import UnderWay


@dataclass(frozen=True)
class Services:
    """Everything outside the process, and who is asking.

    ``accesses`` is one per AWS profile; ``regions`` is empty where each profile's own region is meant,
    and with ``all_regions`` every one that is enabled for the account is, whatever ``regions`` names;
    ``clock`` answers the present moment (aware, UTC); ``actor`` is written beside every event. ``seat``
    is this running program's, and ``locks`` tell which others on this machine have ended. ``lanes`` is how
    many load balancers are changed at the same time, ``way`` the way that is gone by default. ``sitting``
    are those that this program sits at, ``under_way`` the swaps of this process, and ``calls`` the last
    calls that the accesses made. ``inventories`` is the directory where what was found is remembered;
    ``None``: nowhere.
    ``access_of`` makes the access of a profile with a home region, either of which may be left to the AWS
    environment.
    """

    journal: Journal
    accesses: tuple[Access, ...]
    regions: tuple[str, ...]
    dns: DnsSettings
    tls: TlsSettings
    clock: Callable[[], datetime]
    actor: str
    seat: Seat
    locks: SeatLocks
    all_regions: bool = False
    read_only: bool = False
    lanes: int = 1
    way: Preference = "recommended"
    sitting: set[str] = field(default_factory=set, compare=False)
    under_way: UnderWay = field(default_factory=UnderWay, compare=False)
    calls: RecentCalls = field(default_factory=RecentCalls, compare=False)
    inventories: Path | None = None
    _known: dict[tuple[str, str], Access] = field(default_factory=dict, compare=False)
    access_of: Callable[[str | None, str | None], Access] = Access

    def looking_at(self, profiles: Iterable[str], regions: Iterable[str], *, all_regions: bool) -> Services:
        """The same for other *profiles* and *regions*; none: what the AWS environment names.

        The access of a profile that stays is the same one: who has signed in there stays signed in.
        """
        wanted = tuple(regions)
        home = wanted[0] if wanted else None
        # The home region is an access's own: named here, or left to the environment.
        there = {one.profile: one for one in self.accesses} if bool(wanted) == bool(self.regions) else {}
        accesses = tuple(there.get(name) or self.access_of(name, home) for name in (*profiles,) or (None,))
        return replace(self, accesses=accesses, regions=wanted, all_regions=all_regions, _known={})

    def access_for(self, place: Place) -> Access:
        """The access whose credentials, as they are at this moment, belong to *place*.

        The one that was found last is asked first, and STS only for an access key that is new: see
        :meth:`acm_tui.aws.session.Access.identity_in_force`.

        Raises:
            Refused: none of the profiles' credentials are for that account and partition.
            Trouble: the credentials of the only profile, or of the one that was found before, cannot be used.
        """
        known = self._known.get((place.account, place.partition))
        found: list[str] = []
        troubles: list[Trouble] = []
        # A stable sort: the others stay in the order in which they were given.
        for access in sorted(self.accesses, key=lambda one: one is not known):
            try:
                identity = access.identity_in_force(place.region)
            except Trouble as trouble:
                if access is known:
                    raise
                troubles.append(trouble)
                continue
            if (identity.account, identity.partition) == (place.account, place.partition):
                self._known[place.account, place.partition] = access
                return access
            # The same number in another partition is another account.
            apart = "" if identity.partition == place.partition else f" of the partition {identity.partition}"
            found.append(identity.account + apart)
        if troubles and not found:
            raise troubles[0]
        raise _wrong_place(place, found, troubles)


def _wrong_place(place: Place, present: Iterable[str], troubles: Iterable[Trouble]) -> Refused:
    """The refusal to act with credentials of another account; a profile of no use is told as well."""
    causes = [f"the present credentials are for {', '.join(present) or 'no account'}"]
    return Refused(
        f"This migration lives in account {place.account}; nothing is done in another one.",
        cause="; ".join((*causes, *(f"one profile: {trouble.sentence}" for trouble in troubles))),
        remedy=f"Start again with --profile and a profile of account {place.account}.",
    )
