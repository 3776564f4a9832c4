"""One call to AWS, as it was seen from here: what the list of calls shows and the log keeps."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec

_LOOKING = ("Describe", "Get", "Head", "List", "Search")
"""How the operations begin that change nothing (the API references of the services that are called)."""


class Outcome(enum.Enum):
    """What became of a call."""

    UNDER_WAY = "under way"
    DONE = "done"
    REFUSED = "refused"
    UNANSWERED = "no answer"
    """It was sent: whether it was carried out is not known."""
    UNSENT = "not sent"


class AwsCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call, the attempts that botocore makes of it taken together.

    ``number`` counts the calls of this process. ``began`` is aware. ``service`` is botocore's name of it
    (``elbv2``). ``ms`` is how long it took, ``None`` while it is under way; ``request_id`` that of the last
    answer, empty where none came. ``why`` is the code that AWS answered with, or what happened in place of an
    answer; empty where it was carried out.
    """

    number: int
    began: datetime
    service: str
    operation: str
    region: str
    profile: str = ""
    outcome: Outcome = Outcome.UNDER_WAY
    ms: float | None = None
    attempts: int = 0
    request_id: str = ""
    why: str = ""

    @property
    def name(self) -> str:
        """``acm:RequestCertificate``."""
        return f"{self.service}:{self.operation}"

    @property
    def changes(self) -> bool:
        """Whether it asks AWS to change something. What nobody knows is taken for something that does."""
        return not self.operation.startswith(_LOOKING)


def in_one_line(call: AwsCall) -> str:
    """*call* for the log: what it is, then words with their values."""
    facts = {
        "region": call.region,
        "profile": call.profile,
        "changes": "yes" if call.changes else "",
        "outcome": call.outcome.value,
        "why": call.why,
        "ms": "" if call.ms is None else f"{call.ms:.0f}",
        "attempts": str(call.attempts),
        "request": call.request_id,
    }
    return " ".join([call.name, *(f"{key}={_quoted(value)}" for key, value in facts.items() if value)])


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
