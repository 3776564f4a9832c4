"""``acm-tui policy``: the least that somebody must be allowed, as an IAM policy. It asks nobody."""

from __future__ import annotations

import argparse
import json
import re

from acm_tui import opening
from acm_tui.aws.region_names import no_such_region, partition_of
from acm_tui.domain.errors import UsageTrouble
from acm_tui.domain.policy import Scope, document, domain_of, statements
from acm_tui.domain.shared_store import store_of
from acm_tui.paths import Paths

_ACCOUNT = re.compile(r"\d{12}", re.ASCII)


def run(given: argparse.Namespace, places: Paths) -> str:
    """The policy ``given.kind`` (``observe`` or ``migrate``), as narrow as it is asked for.

    Raises:
        UsageTrouble: account, regions or domains are none, or of several partitions.
        SettingsTrouble: the settings cannot be used.
    """
    journal = opening.chosen_for(given, places)
    store = store_of(journal.store) if journal.store else None
    found = statements(given.kind, _scope(given), store, journal.kms_key)
    return json.dumps(document(found), indent=2)


def _scope(given: argparse.Namespace) -> Scope:
    if given.account and not _ACCOUNT.fullmatch(given.account):
        raise UsageTrouble(f"{given.account!r} is no account.", remedy="Write its twelve digits.")
    regions = tuple(dict.fromkeys(given.in_regions))
    return Scope(
        partition=_partition(regions),
        account=given.account,
        regions=regions,
        domains=tuple(dict.fromkeys(domain_of(one) for one in given.domain)),
    )


def _partition(regions: tuple[str, ...]) -> str:
    """The partition of *regions*; without any, that of most accounts."""
    found = set()
    for region in regions:
        if (partition := partition_of(region)) is None:
            raise UsageTrouble(no_such_region(region).sentence, remedy=no_such_region(region).remedy)
        found.add(partition)
    if len(found) > 1:
        raise UsageTrouble(
            f"The regions are in several partitions: {', '.join(sorted(found))}.",
            remedy="An account lives in one of them: print a policy for each.",
        )
    return found.pop() if found else "aws"
