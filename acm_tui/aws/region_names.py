"""The names of regions: which partition one is in, and what it means that one is not known. Asks nobody.

What botocore knows offline is as old as it is: a region that is newer is asked all the same, as long as its
name has the form that a partition's regions have.
"""

from __future__ import annotations

import difflib
import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from acm_tui.domain.errors import SettingsTrouble

OLDEST = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
"""A region of each partition that every account has enabled."""


def partition_of(region: str) -> str | None:
    """The partition that *region* is in by its name, asked of nobody; ``None``: none has such names."""
    return next((one for one, (names, _) in _catalogue().items() if names.fullmatch(region)), None)


def regions_of(partition: str) -> tuple[str, ...]:
    """The regions of *partition* that are known here, sorted; which of them are enabled is another matter."""
    _, known = _catalogue().get(partition, (None, frozenset[str]()))
    return tuple(sorted(one for one in known if not one.endswith("-global")))


@cache
def _catalogue() -> dict[str, tuple[re.Pattern[str], frozenset[str]]]:
    """What botocore knows of each partition: the form of its regions' names, and the regions."""
    from botocore.loaders import create_loader

    data: Any = create_loader().load_data("partitions")
    return {
        one["id"]: (re.compile(one["regionRegex"], re.ASCII), frozenset(one["regions"]))
        for one in data["partitions"]
    }


def no_such_region(region: str) -> SettingsTrouble:
    """What it means that no partition has regions of that name."""
    near = _near(region)
    return SettingsTrouble(
        f"There is no region {region}.",
        cause="No partition of AWS has regions of such a name.",
        remedy=f"Did you mean {near}?"
        if near
        else "See what there is: aws ec2 describe-regions --all-regions",
    )


def must_exist(region: str, endpoint: str) -> None:
    """Refuse a *region* of no partition where *endpoint* (a URL) is AWS's own: there is nobody to answer.

    An endpoint of one's own may call its regions what it likes.

    Raises:
        SettingsTrouble: no partition has regions of that name.
    """
    if partition_of(region) is None and region in _labels(endpoint):
        raise no_such_region(region)


def _labels(endpoint: str) -> list[str]:
    return (urlsplit(endpoint).hostname or "").split(".")


def unheard_of(endpoint: str) -> str:
    """What else to say where *endpoint* (a URL) cannot be reached: that its region is not known."""
    region = next((one for one in _labels(endpoint) if partition_of(one) is not None), None)
    if region is None or region in _known():
        return ""
    near = _near(region)
    return f"{region} is not among the regions known here{f'; {near} is' if near else ''}."


def _known() -> frozenset[str]:
    return frozenset[str]().union(*(regions for _, regions in _catalogue().values()))


def _near(region: str) -> str | None:
    return next(iter(difflib.get_close_matches(region, sorted(_known()), n=1)), None)
