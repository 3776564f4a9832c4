"""Builders of domain values with defaults, so that a test names only what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from acm_tui.domain.certificate import (
    Certificate,
    CertificateRequest,
    DomainValidation,
    ValidationRecord,
    request_for,
)
from acm_tui.domain.events import CertificateSeen, Entry, Event, Intended, Started, Succeeded, WayChosen
from acm_tui.domain.fold import fold
from acm_tui.domain.listener import Kind, Listener, LoadBalancer
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import RequestCertificate
from acm_tui.domain.place import Place

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EXPIRY = datetime(2027, 1, 15, 12, 0, tzinfo=UTC)
PLACE = Place(partition="aws", account="111122223333", region="ap-northeast-1")
MIGRATION = "5e55a0e1"
ACTOR = "ayako@bastion"
DOMAIN = "shop.example.com"


def certificate_arn(name: str) -> str:
    """The ARN of a certificate in ``PLACE``; *name* stands where its id would."""
    return f"arn:aws:acm:{PLACE.region}:{PLACE.account}:certificate/{name}"


def listener_arn(name: str) -> str:
    """The ARN of a listener of the ALB *shop* in ``PLACE``."""
    return f"arn:aws:elasticloadbalancing:{PLACE.region}:{PLACE.account}:listener/app/shop/50dc/{name}"


def load_balancer_arn(name: str = "shop") -> str:
    """The ARN of an ALB in ``PLACE``."""
    return f"arn:aws:elasticloadbalancing:{PLACE.region}:{PLACE.account}:loadbalancer/app/{name}/50dc"


OLD = certificate_arn("old")
NEW = certificate_arn("new")
NEWER = certificate_arn("newer")
THIRD = certificate_arn("third")
RECORD = ValidationRecord(f"_a79865eb4cd1.{DOMAIN}.", "CNAME", "_424c7224e9b0.acm-validations.aws.")


def email_certificate(**changes: Any) -> Certificate:
    """An issued, attached, email-validated certificate that expires at ``EXPIRY``."""
    names = changes.get("names", (DOMAIN,))
    default = Certificate(
        arn=OLD,
        names=names,
        status="ISSUED",
        type="AMAZON_ISSUED",
        key_algorithm="RSA_2048",
        validation_method="EMAIL",
        created_at=EXPIRY - timedelta(days=395),
        not_before=EXPIRY - timedelta(days=395),
        not_after=EXPIRY,
        renewal_eligibility="ELIGIBLE",
        in_use_by=(load_balancer_arn(),),
        validations=tuple(DomainValidation(name, "SUCCESS", "EMAIL") for name in names),
        tags={"team": "shop"},
    )
    return msgspec.structs.replace(default, **changes)


def dns_certificate(status: str = "PENDING_VALIDATION", **changes: Any) -> Certificate:
    """A DNS-validated certificate for the same name, with its CNAME known."""
    proven = "SUCCESS" if status == "ISSUED" else "PENDING_VALIDATION"
    default = Certificate(
        arn=NEW,
        names=(DOMAIN,),
        status=status,
        type="AMAZON_ISSUED",
        key_algorithm="RSA_2048",
        validation_method="DNS",
        created_at=START + timedelta(hours=1),
        validations=(DomainValidation(DOMAIN, proven, "DNS", RECORD),),
        tags={"team": "shop", "acm-tui:migration": MIGRATION},
    )
    return msgspec.structs.replace(default, **changes)


def certificate_request(token: str = "0" * 32) -> CertificateRequest:
    """The request for the successor of ``email_certificate()``."""
    return request_for(email_certificate(), MIGRATION, token)


def listener(
    name: str = "443", default: str | None = OLD, sni: Iterable[str] = (), **changes: Any
) -> Listener:
    """An HTTPS listener of the load balancer *shop*."""
    made = Listener(
        arn=listener_arn(name),
        load_balancer_arn=load_balancer_arn(),
        protocol="HTTPS",
        port=443,
        default=default,
        sni=tuple(sorted(sni)),
    )
    return msgspec.structs.replace(made, **changes)


def load_balancer(name: str = "shop", kind: Kind = "application", **changes: Any) -> LoadBalancer:
    """An internet-facing load balancer."""
    made = LoadBalancer(
        arn=load_balancer_arn(name),
        name=name,
        kind=kind,
        dns_name=f"{name}-1234.{PLACE.region}.elb.amazonaws.com",
        scheme="internet-facing",
    )
    return msgspec.structs.replace(made, **changes)


def started(certificate: Certificate | None = None) -> Started:
    """The first event of a migration."""
    return Started(place=PLACE, certificate=certificate or email_certificate())


def entries(*events: Event, begin: datetime = START, migration: str = MIGRATION) -> tuple[Entry, ...]:
    """*events* as journal entries from sequence number 1, one an hour."""
    return tuple(
        Entry(migration=migration, seq=seq, at=begin + timedelta(hours=seq - 1), actor=ACTOR, event=event)
        for seq, event in enumerate(events, 1)
    )


def told(*events: Event) -> Migration:
    """The migration that *events* tell; the first of them must start it."""
    migration = fold(entries(*events))
    assert migration is not None
    return migration


def requested() -> Iterator[Event]:
    """The first four events: started, way chosen, requested (intent 3), carried out."""
    yield started()
    yield WayChosen("replace")
    yield Intended(RequestCertificate(certificate_request()))
    yield Succeeded(intent=3, arn=NEW)


def issued() -> Iterator[Event]:
    """The first five events of a migration whose successor ACM has issued."""
    yield from requested()
    yield CertificateSeen(dns_certificate("ISSUED"))
