"""What one can choose from, to look in: the profiles that are configured, and the regions there are."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from acm_tui.aws import profiles
from acm_tui.aws.region_names import regions_of
from acm_tui.workflow.services import Services


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """All there is to choose, and what of it is chosen now.

    None of ``profiles_now``: what the AWS environment names. None of ``regions_now``: each profile's own.
    """

    profiles: tuple[str, ...]
    regions: tuple[str, ...]
    profiles_now: tuple[str, ...]
    regions_now: tuple[str, ...]
    all_regions: bool


def choices(services: Services, partitions: Iterable[str]) -> Choices:
    """What there is to choose from in *partitions*, and what is in force. Asks nobody.

    What is chosen stands among it, also where the configuration or this machine's list does not know it.

    Raises:
        SettingsTrouble: the AWS configuration cannot be read.
    """
    now = tuple(one.profile for one in services.accesses if one.profile is not None)
    regions = (region for partition in partitions for region in regions_of(partition))
    return Choices(
        profiles=tuple(dict.fromkeys((*profiles.available(), *now))),
        regions=tuple(dict.fromkeys((*regions, *services.regions))),
        profiles_now=now,
        regions_now=services.regions,
        all_regions=services.all_regions,
    )
