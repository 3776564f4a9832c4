"""What looking for certificates brings, piece by piece, in whatever order AWS answers."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

import msgspec

from acm_tui.domain.errors import ServiceTrouble, Trouble
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.listener import Listener
from acm_tui.domain.place import Place


class Spot(msgspec.Struct, frozen=True, order=True):
    """A region of the account of a profile: where one looks. ``profile`` is what people call it."""

    profile: str
    place: Place


class Stage(enum.StrEnum):
    """How far looking in one spot has come."""

    WAITING = "waiting"
    SEARCHING = "searching"
    READING = "reading what was found"
    LOOKED = "looked through"
    FAILED = "not looked through"


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice of AWS Health about ACM: ``affected`` are ARNs, or whatever else AWS names."""

    arn: str
    code: str
    status: str
    region: str
    started_at: datetime | None = None
    updated_at: datetime | None = None
    affected: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seen:
    """Certificates that are there; each as far as it is known now."""

    items: tuple[Item, ...]


@dataclass(frozen=True)
class Tagged:
    """The tags of certificates, by ARN."""

    tags: dict[str, dict[str, str]]


@dataclass(frozen=True)
class ListenersRead:
    """Every TLS listener of one load balancer; none where it is gone."""

    load_balancer_arn: str
    listeners: tuple[Listener, ...]


@dataclass(frozen=True)
class Vanished:
    """A certificate that was found and was gone, or validated otherwise, when it was described."""

    arn: str


@dataclass(frozen=True)
class At:
    """How far it has come in *spot*: ``done`` of ``total`` calls that are known to be needed."""

    spot: Spot
    stage: Stage
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class Everywhere:
    """All the places that are looked at; what is remembered of others is not what was asked for."""

    places: tuple[Place, ...]


@dataclass(frozen=True)
class Looked:
    """A spot that was looked through to the end, when, and how many certificates it held."""

    spot: Spot
    at: datetime
    count: int


@dataclass(frozen=True)
class NotLooked:
    """What could not be looked through or read, and why.

    ``account`` and ``region`` are empty where they are not known or not what it is about. ``partly``: the
    certificates of the spot are known, and something about them is not.
    """

    profile: str
    region: str
    trouble: Trouble
    account: str = ""
    partly: bool = False

    @property
    def operation(self) -> str:
        """The call that failed, by its IAM action; empty where none was made."""
        return self.trouble.operation if isinstance(self.trouble, ServiceTrouble) else ""

    @property
    def code(self) -> str:
        """AWS's own code for it; empty where AWS did not answer."""
        return self.trouble.code if isinstance(self.trouble, ServiceTrouble) else ""

    @property
    def where(self) -> str:
        """Profile, account and region in one line, as far as they are known."""
        return " · ".join(filter(None, (self.profile, self.account, self.region)))


@dataclass(frozen=True)
class Noticed:
    """What AWS Health says to one account. ``quiet`` is why it says nothing, as without a support plan."""

    account: str
    notices: tuple[Notice, ...]
    quiet: str = ""


News = Seen | Tagged | ListenersRead | Vanished | At | Everywhere | Looked | NotLooked | Noticed
