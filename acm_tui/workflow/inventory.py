"""Step 1: the email-validated certificates of every chosen profile and region, as they are found."""

from __future__ import annotations

from collections.abc import Iterator

from acm_tui.aws.find import email_validated
from acm_tui.aws.session import Access
from acm_tui.domain.errors import Trouble
from acm_tui.domain.inventory import Found, Looked, NotLooked
from acm_tui.workflow.services import Services


def find(services: Services) -> Iterator[Found | Looked | NotLooked]:
    """Look in every profile and region, one after the other.

    Yields:
        Each certificate as it is found, then for each profile and region that it was looked through, or
        that it could not be and why. One that fails never ends the others.
    """
    for access in services.accesses:
        profile = access.profile or "default"
        try:
            regions = services.regions or (access.home_region(),)
        except Trouble as trouble:
            yield NotLooked(profile, "", trouble)
            continue
        for region in regions:
            yield from _in(access, profile, region)


def _in(access: Access, profile: str, region: str) -> Iterator[Found | Looked | NotLooked]:
    count = 0
    try:
        for certificate in email_validated(access, region):
            count += 1
            yield Found(certificate)
    except Trouble as trouble:
        yield NotLooked(profile, region, trouble)
        return
    yield Looked(profile, region, count)
