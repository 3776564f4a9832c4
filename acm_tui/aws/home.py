"""Which region a profile is at home in."""

from __future__ import annotations

import os

from acm_tui.aws.errors import translated
from acm_tui.domain.errors import SettingsTrouble


def home_region(given: str | None, profile: str | None) -> str:
    """The region *given*, or else ``AWS_REGION``, ``AWS_DEFAULT_REGION``, the region of *profile*.

    boto3 itself does not look at ``AWS_REGION``, which the AWS CLI and the other SDKs do.

    Raises:
        SettingsTrouble: none of them names one, or the configuration cannot be read.
    """
    found = given or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if not found:
        with translated("configuration"):
            found = _of_profile(profile)
    if not found:
        raise SettingsTrouble(
            "No region is set.",
            cause="Neither --region, AWS_REGION, AWS_DEFAULT_REGION nor the profile names one.",
            remedy="Start with --region, or set one for the profile: aws configure set region REGION",
        )
    return found


def _of_profile(profile: str | None) -> str | None:
    from botocore.session import Session

    region: str | None = Session(profile=profile).get_scoped_config().get("region")
    return region
