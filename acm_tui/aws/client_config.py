"""How clients call: how long they wait, how often they try, and how they name the program to AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acm_tui import __version__
from acm_tui.aws.at_once import AT_ONCE

if TYPE_CHECKING:
    from botocore.config import Config

_POOL = 2 * AT_ONCE
"""Connections kept open to one service: two rounds of reads side by side, where botocore keeps ten."""


def config_of(timeouts_s: tuple[float, float], max_attempts: int, *, own_endpoint: bool) -> Config:
    """The configuration of a client.

    Args:
        timeouts_s: seconds until a connection must stand, and until an answer must have come.
        max_attempts: attempts of one call, the first included.
        own_endpoint: every service answers at an endpoint that is not AWS's.
    """
    from botocore.config import Config

    connect_s, read_s = timeouts_s
    return Config(
        connect_timeout=connect_s,
        read_timeout=read_s,
        retries={"mode": "standard", "total_max_attempts": max_attempts},
        max_pool_connections=_POOL,
        user_agent_extra=f"acm-tui/{__version__}",
        # Only S3 has checksums that may be left out, and not every store that speaks S3 knows them.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        # A bucket's name as part of the host leads nowhere at most endpoints of one's own.
        s3={"addressing_style": "path"} if own_endpoint else None,
    )
