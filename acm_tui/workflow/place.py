"""Where the operator is: account, alias and region, for the top line."""

from __future__ import annotations

from acm_tui.workflow.services import Services


def describe(services: Services) -> str:
    """Account id, alias, region and custom endpoint of the first profile, as one line.

    Raises:
        Trouble: AWS cannot be asked.
    """
    access = services.accesses[0]
    region = services.regions[0] if services.regions else access.home_region()
    account = access.identity(region).account
    parts = [f"{account} {alias}" if (alias := access.alias()) else account, region]
    if (endpoint := access.endpoint) is not None:
        parts.append(endpoint.split("://", 1)[-1])
    more = len(services.accesses) * max(1, len(services.regions)) - 1
    return " · ".join(parts) + (f" (+{more})" if more else "")
