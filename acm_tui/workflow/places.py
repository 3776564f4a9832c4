"""Where to look: every profile's account in every region that is wanted, each place once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from acm_tui.aws.at_once import as_they_come, at_once
from acm_tui.aws.identity import Identity
from acm_tui.aws.region_names import OLDEST, no_such_region, partition_of
from acm_tui.aws.regions import enabled
from acm_tui.aws.session import Access
from acm_tui.domain.errors import KeysUnknown, SettingsTrouble, Trouble
from acm_tui.domain.inventory.news import NotLooked, Spot
from acm_tui.domain.place import Place
from acm_tui.workflow.services import Services

Enabled = dict[tuple[str, str], tuple[str, ...] | Trouble]
"""Partition and number of accounts, with the regions that each has enabled, or why it cannot be asked."""

TOGETHER_S = 2.0
"""Profiles whose account is known by then are looked through in the order of their names. One that takes
longer, because somebody types a code or nobody answers, holds up no other."""


@dataclass(frozen=True)
class Vantage:
    """Where to look from: *access* sees ``spot``."""

    access: Access
    spot: Spot


@dataclass(frozen=True)
class Known:
    """A profile whose account is known: ``at`` is the region in which it was asked for."""

    access: Access
    identity: Identity
    at: str

    @property
    def account(self) -> tuple[str, str]:
        """Partition and number: the same number in another partition is another account."""
        return self.identity.partition, self.identity.account


def spots(services: Services) -> Iterator[Vantage | NotLooked]:
    """Every place to look in, as soon as it is known whose it is.

    With ``services.all_regions`` each account is asked which regions are enabled. Otherwise a region is
    looked through by the profiles of its partition, and by none of another: partitions share nothing.

    Yields:
        Each place once, by the profile that was named first of those known by then; and what cannot be looked
        through, with why: ``profile`` is empty where that is the region's fault.
    """
    known: list[Known] = []
    enabled_in: Enabled = {}
    looked_in: set[Place] = set()
    for batch in as_they_come(partial(_who, services), services.accesses, TOGETHER_S):
        new = [one for _, one in batch if isinstance(one, Known)]
        yield from (NotLooked(access.name, "", one) for access, one in batch if isinstance(one, Trouble))
        if services.all_regions:
            yield from _not_listed(new, enabled_in)
        for one in _vantages(services, new, enabled_in):
            if one.spot.place not in looked_in:
                looked_in.add(one.spot.place)
                yield one
        known += new
    if known and not services.all_regions:
        yield from _that_fit_none(services.regions, known)


def whose(services: Services, access: Access) -> Known:
    """Whose the credentials of *access* are, asked in a region of their partition.

    Which partition that is no configuration says: keys are refused in all others. So each is tried that a
    region is wanted of, the profile's own first; and there its oldest region too, because one that is not
    enabled refuses the right keys just as well.

    Raises:
        Trouble: no partition knows them, or AWS cannot be asked.
    """
    refused: Trouble | None = None
    own = access.own_region()
    for region in _to_ask_in(_wanted(services, own), own) or (access.home_region(),):
        try:
            return Known(access, access.identity_in_force(region), region)
        except KeysUnknown as trouble:
            refused = refused or trouble
    assert refused is not None  # noqa: S101 - there is a region to ask in
    raise refused


def _who(services: Services, access: Access) -> Known | Trouble:
    try:
        return whose(services, access)
    except Trouble as trouble:
        return trouble


def _wanted(services: Services, own: str | None) -> tuple[str, ...]:
    if services.all_regions:
        return (*filter(None, (own,)), *services.regions, *OLDEST.values())
    return (*services.regions, *filter(None, (own,)))


def _to_ask_in(wanted: Iterable[str], own: str | None) -> tuple[str, ...]:
    """The first region wanted of each partition, and behind it the partition's oldest."""
    first: dict[str, str] = {}
    for region in wanted:
        if (partition := partition_of(region)) is not None:
            first.setdefault(partition, region)
    home = partition_of(own) if own else None
    in_order = sorted(first, key=lambda partition: partition != home)
    both = ((first[partition], OLDEST.get(partition, first[partition])) for partition in in_order)
    return tuple(dict.fromkeys(region for pair in both for region in pair))


def _vantages(services: Services, known: Iterable[Known], enabled_in: Enabled) -> Iterator[Vantage]:
    for one in known:
        if services.all_regions:
            found = enabled_in[one.account]
            regions = () if isinstance(found, Trouble) else found
        elif services.regions:
            regions = tuple(region for region in services.regions if _fits(one, partition_of(region)))
        else:
            regions = (one.access.home_region(),)
        yield from (Vantage(one.access, Spot(one.access.name, _place(one, region))) for region in regions)


def _that_fit_none(regions: Iterable[str], known: Sequence[Known]) -> Iterator[NotLooked]:
    for region in regions:
        partition = partition_of(region)
        if not any(_fits(one, partition) for one in known):
            yield NotLooked("", region, _fits_none(region, partition, known))


def _fits(one: Known, partition: str | None) -> bool:
    # An endpoint of one's own may call its regions what it likes.
    return partition == one.identity.partition or (partition is None and one.access.endpoint is not None)


def _fits_none(region: str, partition: str | None, known: Sequence[Known]) -> Trouble:
    if partition is None:
        return no_such_region(region)
    theirs = ", ".join(dict.fromkeys(one.identity.partition for one in known))
    return SettingsTrouble(
        f"None of the profiles is for the region {region}.",
        cause=f"It is in the partition {partition}; those that could be asked are in {theirs}.",
        remedy=f"Name a profile of {partition} with --profile, or leave the region out.",
    )


def _not_listed(known: Iterable[Known], enabled_in: Enabled) -> Iterator[NotLooked]:
    """Ask each account that is not in *enabled_in* yet for its regions, and add them."""
    first: dict[tuple[str, str], Known] = {}
    for one in known:
        if one.account not in enabled_in:
            first.setdefault(one.account, one)
    for one, regions in zip(first.values(), at_once(_enabled, first.values()), strict=True):
        enabled_in[one.account] = regions
        if isinstance(regions, Trouble):
            yield NotLooked(one.access.name, "", regions, account=one.identity.account)


def _enabled(one: Known) -> tuple[str, ...] | Trouble:
    try:
        return enabled(one.access, one.at)
    except Trouble as trouble:
        return trouble


def here(services: Services, one: Known) -> Place:
    """The place to name first of those that *one* leads to."""
    fitting = (region for region in services.regions if _fits(one, partition_of(region)))
    region = None if services.all_regions else next(fitting, None)
    return _place(one, region or one.access.own_region() or one.at)


def _place(one: Known, region: str) -> Place:
    return Place(partition=one.identity.partition, account=one.identity.account, region=region)
