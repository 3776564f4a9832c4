"""Load balancers of every shape, with the old certificate on them and everything else around it."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import Any, Literal

import pytest
from moto.elb.models import elb_backends
from moto.elbv2.models import elbv2_backends

from acm_tui.aws import acm
from acm_tui.aws.session import Access
from acm_tui.domain.certificate import request_for
from acm_tui.domain.cutover import LIST_QUOTA
from acm_tui.domain.events import (
    CertificateSeen,
    Event,
    Intended,
    ListenersChosen,
    Started,
    Succeeded,
    WayChosen,
)
from acm_tui.domain.listener import Attachment, Kind, Role, classic_listener
from acm_tui.domain.mutation import RequestCertificate
from acm_tui.domain.place import Place
from acm_tui.sandbox.aws.acm.seeding import seed_certificate
from acm_tui.sandbox.aws.elb import seed
from acm_tui.sandbox.aws.elb import state as elb_state
from acm_tui.sandbox.aws.elb.records import ElbState
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.sandbox.world import ACCOUNT, REGION

PLACE = Place(partition="aws", account=ACCOUNT, region=REGION)
DOMAIN = "orders.example.com"
NAMES = (DOMAIN, "www.orders.example.com")
NAME = "orders"
"""Of the load balancer that is cut over."""

Where = Literal["default", "list", "both"]
Company = Literal["alone", "beside 1 other", "at the limit"]

_PORTS = (443, 8443)
_LEFT_ALONE = 9443
_ROLES: dict[Where, tuple[Role, ...]] = {
    "default": ("default",),
    "list": ("sni",),
    "both": ("default", "sni"),
}


@dataclass(frozen=True)
class Shape:
    """Where the old certificate sits, on which type of load balancer, and in what company.

    Two listeners of one load balancer hold it alike and are cut over. A Classic Load Balancer has no list: it
    has the default alone, and no limit; its company is on another port.
    """

    kind: Kind
    where: Where
    company: Company

    @property
    def calls(self) -> int:
        """The changes of a cutover: one for a default, two for a list, three for both, on two listeners."""
        return 2 * {"default": 1, "list": 2, "both": 3}[self.where]

    @property
    def leaves_gap(self) -> bool:
        """Whether the old certificate has to leave before the new one can enter."""
        return self.where == "list" and self.company == "at the limit"

    @property
    def lists_beside(self) -> int:
        """Listeners that are left alone, whose lists share what room there is with what is added."""
        return 1 if self.company == "at the limit" and self.where != "default" else 0

    def __str__(self) -> str:
        return f"{self.kind}-{self.where}-{self.company.replace(' ', '_')}"


SHAPES = (
    *(
        Shape(kind, where, company)
        for kind in ("application", "network")
        for where in ("default", "list", "both")
        for company in ("alone", "beside 1 other", "at the limit")
    ),
    Shape("classic", "default", "alone"),
    Shape("classic", "default", "beside 1 other"),
)


def is_rare(shape: Shape) -> bool:
    """Whether the long form alone tries every fault on it.

    What a fault does hangs on the calls, not on the type of the load balancer that they go to: each sequence
    of calls is tried on one type, alone on the one and at the limit on the other.
    """
    usual: dict[Kind, Company] = {"application": "alone", "network": "at the limit", "classic": "alone"}
    if shape.company == "at the limit" and shape.where == "default":
        return True  # a full list is nothing to a default
    return shape.company != usual[shape.kind]


def each_of(shapes: Iterable[Shape]) -> list[Any]:
    """*shapes* as parameters of a test; the rare ones for its long form."""
    return [
        pytest.param(shape, id=str(shape), marks=[pytest.mark.long] if is_rare(shape) else [])
        for shape in shapes
    ]


@dataclass
class Town:
    """The certificates of all worlds: made once, because each costs a signature."""

    sandbox: Sandbox
    old: str = ""
    new: str = ""
    other: str = ""
    stranger: str = ""
    many: tuple[str, ...] = ()
    _worlds: dict[Shape, ElbState] = field(default_factory=dict)

    def __post_init__(self) -> None:
        now = self.sandbox.clock.now()
        self.old = self._made(*NAMES, created_at=now - timedelta(days=100))
        self.new = self._made(*NAMES, validation_method="DNS")
        self.other = self._made("other.example.com")
        self.stranger = self._made("stranger.example.com")
        # A few of ACM, and the rest of IAM, which lists hold as well: a plan has each one of ACM described.
        self.many = (
            *(self._made(f"shop{n}.example.com") for n in range(3)),
            *(f"arn:aws:iam::{ACCOUNT}:server-certificate/shop{n}" for n in range(3, LIST_QUOTA)),
        )

    def _made(self, *names: str, **details: Any) -> str:
        return seed_certificate(self.sandbox.acm, account=ACCOUNT, region=REGION, names=names, **details)

    def build(self, shape: Shape) -> None:
        """Begin anew with the load balancers of *shape*, and nothing else."""
        if shape not in self._worlds:
            self.clear()
            _Builder(self, shape).build()
            self._worlds[shape] = self.snapshot()
        self.restore(self._worlds[shape])

    def snapshot(self) -> ElbState:
        """The load balancers as they are."""
        return copy.deepcopy(elb_state.dump())

    def restore(self, held: ElbState) -> None:
        """Put the load balancers of a snapshot in the place of all that there are."""
        self.clear()
        elb_state.load(copy.deepcopy(held))
        self.sandbox.addresses.forget()

    def clear(self) -> None:
        """No load balancer is left."""
        for backends in (elbv2_backends, elb_backends):
            backends[ACCOUNT][REGION].reset()

    def chosen(self, shape: Shape) -> tuple[Attachment, ...]:
        """Every attachment on the two listeners that are cut over."""
        return tuple(
            sorted(Attachment(arn, role) for arn in listeners_of(NAME, shape) for role in _ROLES[shape.where])
        )

    def story(self, access: Access, chosen: Iterable[Attachment], migration: str) -> list[Event]:
        """A migration up to the choice of the listeners, as the journal tells it."""
        old, new = (acm.describe(access, REGION, arn) for arn in (self.old, self.new))
        return [
            Started(PLACE, old),
            WayChosen("replace"),
            Intended(RequestCertificate(request_for(old, migration, "0" * 32))),
            Succeeded(3, self.new),
            CertificateSeen(new),
            ListenersChosen(tuple(chosen)),
        ]


def listeners_of(name: str, shape: Shape) -> list[str]:
    """The ARNs of the listeners on the first two ports of the load balancer *name*."""
    held = elb_state.dump()
    if shape.kind == "classic":
        arn = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/{name}"
        return [classic_listener(arn, port) for port in _PORTS]
    (balancer,) = (one for one in held["load_balancers"] if one["name"] == name)
    return [one["arn"] for one in balancer["listeners"] if one["port"] in _PORTS]


@dataclass
class _Builder:
    town: Town
    shape: Shape

    def build(self) -> None:
        if self.shape.kind == "classic":
            self._classic()
        else:
            self._listeners()

    def _classic(self) -> None:
        held = dict.fromkeys(_PORTS, self.town.old)
        if self.shape.company != "alone":
            held[_LEFT_ALONE] = self.town.other
        seed.create_classic(ACCOUNT, REGION, NAME, held, {"team": "orders"})
        seed.create_classic(ACCOUNT, REGION, "neighbour", {443: self.town.old, 8443: self.town.other})

    def _listeners(self) -> None:
        kind, where = self.shape.kind, self.shape.where
        protocol, plain = ("TLS", "TCP") if kind == "network" else ("HTTPS", "HTTP")
        default = self.town.other if where == "list" else self.town.old
        own = [] if where == "default" else [self.town.old]
        company = self._company(2 * len(own))
        balancer = seed.create_load_balancer(ACCOUNT, REGION, NAME, kind, tags={"team": "orders"})
        for port, others in zip(_PORTS, company, strict=True):
            seed.create_listener(balancer, protocol, port, default, [*others[:1], *own, *others[1:]])
        # Holds the old one too, and was not chosen.
        seed.create_listener(balancer, protocol, _LEFT_ALONE, self.town.old, tags={"keep": "as it is"})
        seed.create_listener(balancer, plain, 80)
        neighbour = seed.create_load_balancer(ACCOUNT, REGION, "neighbour", kind)
        seed.create_listener(neighbour, protocol, 443, self.town.old, [self.town.old, self.town.other])

    def _company(self, own: int) -> tuple[list[str], list[str]]:
        """The other certificates in the lists of the two listeners, where *own* entries are there already."""
        if self.shape.company == "alone":
            return [], []
        if self.shape.company == "beside 1 other":
            return [self.town.other], [self.town.other]
        others = iter(self.town.many)
        free = LIST_QUOTA - own
        return list(islice(others, free // 2)), list(islice(others, free - free // 2))
