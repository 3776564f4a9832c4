"""How somebody signs in again: by which command of the aws CLI, and which troubles that mends."""

from __future__ import annotations

from collections.abc import Mapping

from acm_tui.domain.errors import SignInNeeded

Profiles = Mapping[str, Mapping[str, object]]
"""The profiles of an AWS configuration by their names, each with its keys."""


def command_for(profiles: Profiles, name: str) -> tuple[str, ...]:
    """The command that begins a new sign-in for the credentials of the profile *name*; empty: there is none.

    A role's profile is signed in to by the profile that its credentials come from (``source_profile``): the
    CLI wants the one that says where to sign in.
    """
    seen: set[str] = set()
    while name in profiles and name not in seen:
        seen.add(name)
        keys = profiles[name]
        # Which of them counts, in botocore's order: a role hides what else stands in its profile.
        if "role_arn" in keys and isinstance(source := keys.get("source_profile"), str) and source != name:
            name = source
        elif "sso_session" in keys or "sso_start_url" in keys:
            return ("aws", "sso", "login", "--profile", name)
        elif "login_session" in keys:
            return ("aws", "login", "--profile", name)
        else:
            return ()
    return ()


def mended_by_sign_in(trouble: BaseException | None) -> SignInNeeded | None:
    """The sign-in that would mend *trouble*, itself or what it was raised from; ``None``: none would."""
    while trouble is not None and not isinstance(trouble, SignInNeeded):
        trouble = trouble.__cause__
    return trouble
