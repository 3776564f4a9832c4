"""What a reading of a journal elsewhere is worth: as it is, or as it was when it could be reached last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec


class Standing(msgspec.Struct, frozen=True):
    """``as_of``: ``None``, it was read as it is; else it could not be reached, and this is as it was then.

    ``why`` says what was in the way. ``uncached`` says why nothing is remembered here; empty: it is.
    """

    as_of: datetime | None = None
    why: str = ""
    uncached: str = ""


def badge(standing: Standing, now: datetime) -> str:
    """*standing* in a few cells for the top line; empty where there is nothing to say."""
    if standing.as_of is not None:
        form = "%H:%M" if now - standing.as_of < timedelta(hours=12) else "%Y-%m-%d %H:%M"
        return f"JOURNAL AS OF {standing.as_of.astimezone(UTC):{form}} UTC"
    return "JOURNAL NOT CACHED" if standing.uncached else ""


def caveat(standing: Standing) -> str:
    """*standing* in sentences; empty where there is nothing to say."""
    said = []
    if standing.as_of is not None:
        moment = f"{standing.as_of.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
        said.append(f"The journal cannot be reached. This is as it was at {moment}. Cause: {standing.why}")
    if standing.uncached:
        said.append(f"Nothing is remembered of the journal on this machine. Cause: {standing.uncached}")
    return "\n".join(said)
