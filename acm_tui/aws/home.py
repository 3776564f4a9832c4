"""Which region a profile is at home in."""

from __future__ import annotations

import os

from acm_tui.aws.errors import translated
from acm_tui.domain.errors import SettingsTrouble


def profile_meant() -> str:
    """The profile that is used where none is named (botocore reads both, in this order)."""
    return os.environ.get("AWS_DEFAULT_PROFILE") or os.environ.get("AWS_PROFILE") or "default"


def home_region(given: str | None, profile: str | None) -> str:
    """The region *given*, or else ``AWS_REGION``, ``AWS_DEFAULT_REGION``, the region of *profile*.

    boto3 itself does not look at ``AWS_REGION``, which the AWS CLI and the other SDKs do.

    Raises:
        SettingsTrouble: none of them names one, or the configuration cannot be read.
    """
    found = given or own_region(profile)
    if not found:
        raise SettingsTrouble(
            "No region is set.",
            cause="Neither --region, AWS_REGION, AWS_DEFAULT_REGION nor the profile names one.",
            remedy="Start with --region, or set one for the profile: aws configure set region REGION",
        )
    return found


def own_region(profile: str | None) -> str | None:
    """The same without one that is given, and without a trouble where none is named."""
    found = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if found:
        return found
    with translated("configuration"):
        return _of_profile(profile)


def _of_profile(profile: str | None) -> str | None:
    from botocore.session import Session

    region: str | None = Session(profile=profile).get_scoped_config().get("region")
    return region
