"""A small account: one certificate to migrate, the load balancers that hold it, a DNS team, colleagues."""

from __future__ import annotations

import copy
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args
from uuid import UUID

from botocore.exceptions import ClientError
from moto.elb.models import elb_backends
from moto.elbv2.models import elbv2_backends

from acm_tui.aws import elb
from acm_tui.aws.session import Access
from acm_tui.domain.certificate import MIGRATION_TAG
from acm_tui.domain.cutover import LIST_QUOTA
from acm_tui.domain.errors import ServiceTrouble
from acm_tui.domain.listener import Listener, classic_address, classic_listener
from acm_tui.domain.mutation import AddToList, Change, RemoveFromList, SetDefault
from acm_tui.sandbox.aws.acm.model import DNS, PENDING_VALIDATION
from acm_tui.sandbox.aws.acm.model import Switch as HeldSwitch
from acm_tui.sandbox.aws.acm.seeding import fail, seed_certificate
from acm_tui.sandbox.aws.elb import seed
from acm_tui.sandbox.aws.elb import state as elb_state
from acm_tui.sandbox.aws.elb.names import classic_arn
from acm_tui.sandbox.aws.elb.reading import backends_of
from acm_tui.sandbox.registering import ONE_SERVER, ZONE_TYPED_TWICE
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.sandbox.world import ACCOUNT, CLOUDFRONT_REGION, REGION
from tests.machine.door import Door

BEGAN = datetime(2026, 11, 28, 22, 0, tzinfo=UTC)
DOMAIN = "shop.example.com"
NAMES = (DOMAIN, f"*.{DOMAIN}")
"""They share one validation record."""

LIFE = timedelta(days=300)
"""Longer than any life here."""

World = Literal["two on an ALB", "and an NLB", "and a Classic", "full lists", "unattached"]
WORLDS: tuple[World, ...] = get_args(World)

Registers = Literal["right", "zone typed twice", "on one server", "takes them away"]
Edits = Literal["fill", "empty", "serve", "put back", "ahead", "take out", "delete"]


class StillClock:
    """In the place of the sandbox's: time passes only when it is told to."""

    offset = timedelta(0)

    def now(self) -> datetime:
        return BEGAN + self.offset

    def advance(self, by: timedelta) -> None:
        self.offset += by


@dataclass
class Numbers:
    """In the place of random ones: new certificates get names so that the same life goes the same way."""

    last: int = 0

    def uuid4(self) -> UUID:
        self.last += 1
        return UUID(int=self.last)


@dataclass
class Town:
    """The sandbox with these certificates and load balancers; ``lag`` is how far ``InUseBy`` is behind."""

    sandbox: Sandbox
    door: Door
    access: Access
    place: Path
    numbers: Numbers
    old: str = ""
    other: str = ""
    stranger: str = ""
    _first: str = ""
    _world: World = "unattached"
    _acm: dict[str, Any] = field(default_factory=dict)
    _worlds: dict[World, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sandbox.acm.forget_everything()
        self._clear()
        now = BEGAN - timedelta(days=10)
        self._first = self._certificate(*NAMES, created_at=now, not_after=BEGAN + LIFE)
        self.old = self._first
        self.other = self._certificate("other.example.com", created_at=now)
        self.stranger = self._certificate("stranger.example.com", created_at=now)
        self._acm = self.sandbox.acm.dump()

    def _certificate(self, *names: str, **details: Any) -> str:
        return seed_certificate(
            self.sandbox.acm, account=ACCOUNT, region=REGION, names=names, tags={"team": "web"}, **details
        )

    def _clear(self) -> None:
        for backends in (elbv2_backends, elb_backends):
            for region in (REGION, CLOUDFRONT_REGION):
                backends[ACCOUNT][region].reset()

    def begin(self, world: World, lag: timedelta) -> None:
        """Everything anew: the certificates, the load balancers of *world*, no records, no time gone by."""
        self.door.mend()
        self.door.on_the_way = None
        self.clock.offset, self.numbers.last, self.old = timedelta(0), 1000, self._first
        self.sandbox.acm.load(self._acm)
        self.sandbox.move("remove-records", {})
        self._clear()
        if world not in self._worlds:
            self._build(world)
            self._worlds[world] = copy.deepcopy(elb_state.dump())
        else:
            elb_state.load(copy.deepcopy(self._worlds[world]))
        self.sandbox.addresses.forget()
        self.sandbox.usage.lag = lag
        self._world, self.door.stamp = world, self._stamp

    def _stamp(self, acm: bool) -> Hashable:
        """The same where AWS would answer the same: nothing was changed since, and no time counts."""
        held = tuple((one.arn, one.default, one.sni) for one in self.listeners().values())
        if not acm:
            return self._world, held
        self.sandbox.acm.settle()
        late = self.clock.offset if self.sandbox.usage.lag else None
        return self.sandbox.acm.revision, held, late

    def _build(self, world: World) -> None:
        held = world != "unattached"
        old = self.old if held else self.other
        front = seed.create_load_balancer(ACCOUNT, REGION, "front", "application")
        filling = [f"arn:aws:iam::{ACCOUNT}:server-certificate/shop{n}" for n in range(LIST_QUOTA)]
        beside = filling[: LIST_QUOTA - 2] if world == "full lists" else []
        seed.create_listener(front, "HTTPS", 443, old, default_in_list=True)
        seed.create_listener(front, "HTTPS", 8443, self.other, [*([old] if held else []), *beside])
        if world == "and an NLB":
            wire = seed.create_load_balancer(ACCOUNT, REGION, "wire", "network")
            seed.create_listener(wire, "TLS", 443, old)
        elif world == "and a Classic":
            seed.create_classic(ACCOUNT, REGION, "desk", {443: old})

    def next_certificate(self) -> None:
        """Somebody puts another certificate, validated by email again, on every listener."""
        now = self.clock.now()
        self.old = self._certificate(*NAMES, created_at=now, not_after=now + LIFE)
        for arn in self.listeners():
            elb.apply(self.access, REGION, SetDefault(arn, self.old), sleep=lambda _: None)

    @property
    def clock(self) -> Any:
        """The sandbox's."""
        return self.sandbox.clock

    def listeners(self) -> dict[str, Listener]:
        """Every TLS listener by its ARN, as the load balancers themselves hold it."""
        return {one.arn: one for one in (*_of_v2(), *_of_classic())}

    def requested_for(self, migration: str) -> list[str]:
        """The ARNs of the certificates that were requested for *migration* and that there are."""
        return [one.arn for one in self.sandbox.acm.all() if one.tags.get(MIGRATION_TAG) == migration]

    def holds(self, certificate: str) -> bool:
        """Whether any listener holds *certificate* at this moment, whatever ACM has heard of it."""
        return any(certificate in (one.default, *one.sni) for one in self.listeners().values())

    def hours_pass(self, hours: float) -> None:
        """ACM looks before and after: what was registered in time is seen in time."""
        self.sandbox.validator.step()
        self.clock.advance(timedelta(hours=hours))
        self.sandbox.validator.step()

    def dns_team(self, how: Registers) -> None:
        """The DNS team works through what it was asked for, and ACM looks."""
        mistakes = {"zone typed twice": ZONE_TYPED_TWICE, "on one server": ONE_SERVER}
        if how == "takes them away":
            self.sandbox.move("remove-records", {})
        else:
            self.sandbox.move("register-records", {"mistake": mistakes[how]} if how in mistakes else {})
        self.sandbox.validator.step()

    @property
    def waits(self) -> bool:
        """Whether ACM waits for records, of a request or of a switch."""
        return bool(self.pending) or any(one.switch_pending for one in self.sandbox.acm.all())

    def switch_of(self, certificate: str) -> HeldSwitch | None:
        """The latest switch of *certificate*, as ACM itself has it."""
        found = self.sandbox.acm.find(certificate)
        return None if found is None else found.switch

    @property
    def moved(self) -> bool:
        """Whether the old certificate is gone, or validated by DNS itself."""
        found = self.sandbox.acm.find(self.old)
        return found is None or found.validation_method == DNS

    @property
    def may_switch(self) -> bool:
        """Whether the old certificate is there, validated by email, and no switch of it is pending."""
        found = self.sandbox.acm.find(self.old)
        return found is not None and found.validation_method != DNS and not found.switch_pending

    def begins_a_switch(self) -> bool:
        """Somebody switches the old certificate in the console: whether ACM lets them."""
        try:
            self.access.client("acm", REGION).update_certificate_options(
                CertificateArn=self.old, Options={"ValidationMethod": "DNS"}
            )
        except ClientError:
            return False
        return True

    @property
    def pending(self) -> list[str]:
        """The ARNs of requests that wait for their record."""
        return [one.arn for one in self.sandbox.acm.all() if one.status == PENDING_VALIDATION]

    def fails(self, certificate: str) -> None:
        """ACM ends a request."""
        fail(self.sandbox.acm, certificate, "CAA_ERROR")

    def deletes(self, certificate: str) -> None:
        """Somebody deletes a certificate in the console."""
        self.access.client("acm", REGION).delete_certificate(CertificateArn=certificate)

    def edited(self, listener: str, kind: Edits, new: str) -> bool:
        """Somebody who knows nothing of the migration works on *listener*: whether AWS lets them.

        *new* is the migration's own certificate, where there is one.
        """
        if kind == "delete":
            return self._deletes_listener(listener)
        try:
            for change in self._edits(self.listeners()[listener], kind, new):
                elb.apply(self.access, REGION, change, sleep=lambda _: None)
        except ServiceTrouble:
            return False
        return True

    def _deletes_listener(self, listener: str) -> bool:
        if (classic := classic_address(listener)) is None:
            self.access.client("elbv2", REGION).delete_listener(ListenerArn=listener)
        else:
            name, port = classic
            self.access.client("elb", REGION).delete_load_balancer_listeners(
                LoadBalancerName=name, LoadBalancerPorts=[port]
            )
        return True

    def _edits(self, one: Listener, kind: Edits, new: str) -> list[Change]:
        classic = classic_address(one.arn) is not None
        pair = (self.old, new)
        others: list[Change] = [RemoveFromList(one.arn, arn) for arn in one.sni if arn not in pair]
        own: list[Change] = [RemoveFromList(one.arn, arn) for arn in pair if arn in one.sni]
        made: dict[str, list[Change]] = {
            "fill": [] if classic else [AddToList(one.arn, self.stranger)],
            "empty": others[:1],
            "serve": [SetDefault(one.arn, self.stranger)],
            "put back": [
                SetDefault(one.arn, self.old),
                *([] if classic else [AddToList(one.arn, self.old)]),
            ],
            "ahead": [SetDefault(one.arn, new)] if new else [],
            "take out": own,
        }
        return made[kind]


def _of_v2() -> Iterator[Listener]:
    for _, _, backend in backends_of(elbv2_backends):
        for balancer in backend.load_balancers.values():
            for one in balancer.listeners.values():
                yield Listener(
                    arn=one.arn,
                    load_balancer_arn=balancer.arn,
                    protocol=one.protocol,
                    port=int(one.port),
                    default=one.certificate,
                    sni=tuple(sorted(one.sni_certificates)),
                )


def _of_classic() -> Iterator[Listener]:
    for account, region, backend in backends_of(elb_backends):
        for balancer in backend.load_balancers.values():
            arn = classic_arn(account, region, balancer.name)
            for one in balancer.listeners:
                port = int(one.load_balancer_port)
                yield Listener(
                    arn=classic_listener(arn, port),
                    load_balancer_arn=arn,
                    protocol=one.protocol,
                    port=port,
                    default=one.ssl_certificate_id,
                )
