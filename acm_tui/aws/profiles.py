"""The profiles that this machine's AWS configuration knows."""

from __future__ import annotations

from acm_tui.aws.errors import translated


def available() -> tuple[str, ...]:
    """Their names as the configuration and credentials files have them, sorted. Asks nobody.

    Raises:
        SettingsTrouble: one of the files cannot be read.
    """
    with translated("configuration"):
        from botocore.session import Session

        return tuple(sorted(Session().available_profiles))
