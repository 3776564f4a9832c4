"""The inventory as an operator meets it: found, remembered, filtered, about to be begun, one in full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec

from acm_tui.domain.certificate import Certificate, DomainValidation
from acm_tui.domain.errors import ServiceTrouble
from acm_tui.domain.events import CertificateSeen
from acm_tui.domain.inventory.inventory import Kept
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.inventory.news import (
    At,
    ListenersRead,
    Looked,
    News,
    Notice,
    Noticed,
    NotLooked,
    Seen,
    Spot,
    Stage,
)
from tests.domain.stories import (
    DOMAIN,
    MIGRATION,
    PLACE,
    certificate_arn,
    dns_certificate,
    email_certificate,
    listener,
    load_balancer_arn,
    requested,
)
from tests.screens.scenes import BALANCERS, CLOUDFRONT, HOLDERS, LISTENERS, of_another
from tests.screens.staging import NOW, Answers, Scene


def item(certificate: Certificate) -> Item:
    """A certificate of the inventory of which everything is known."""
    return Item(certificate=certificate, in_use=bool(certificate.in_use_by), described=True, tags_known=True)


def _found() -> Iterator[Certificate]:
    yield email_certificate(
        names=(DOMAIN, f"*.{DOMAIN}", "shop.example.net"),
        in_use_by=HOLDERS,
        tags={"team": "shop", "cost-centre": "4711"},
    )
    for number, (domain, changes) in enumerate(_OTHERS.items()):
        holders = (load_balancer_arn(domain.split(".")[0]), *(CLOUDFRONT,) * (number % 2))
        yield of_another(domain, domain.split(".")[0], **{"in_use_by": holders, **changes})


_OTHERS: dict[str, dict[str, Any]] = {
    "api.example.com": {"not_after": NOW + timedelta(days=12), "renewal_status": "PENDING_VALIDATION"},
    "mqtt.example.net": {"renewal_status": "FAILED"},
    "legacy.example.net": {
        "status": "EXPIRED",
        "not_after": NOW - timedelta(days=3),
        "validations": (
            DomainValidation(
                "legacy.example.net",
                "FAILED",
                "EMAIL",
                emails=("admin@example.net", "hostmaster@example.net"),
            ),
        ),
    },
    "soon.example.org": {"not_after": NOW + timedelta(days=30)},
    "campaign.example.org": {"in_use_by": ()},
}


def _held_alone(domain: str) -> ListenersRead:
    """The load balancer of *domain*: one listener, with its certificate as the default."""
    name = domain.split(".")[0]
    balancer = load_balancer_arn(name)
    arn = f"{balancer.replace(':loadbalancer/', ':listener/')}/443"
    held = listener(arn=arn, load_balancer_arn=balancer, default=certificate_arn(name))
    return ListenersRead(balancer, (held,))


SPOT = Spot("default", PLACE)
HELD = tuple(
    ListenersRead(one.arn, tuple(held for held in LISTENERS if held.load_balancer_arn == one.arn))
    for one in BALANCERS
)
NOTICE = Notice(
    arn="arn:aws:health:ap-northeast-1::event/ACM/AWS_ACM_RENEWAL_STATE_CHANGE/1",
    code="AWS_ACM_RENEWAL_STATE_CHANGE",
    status="open",
    region=PLACE.region,
    started_at=NOW - timedelta(days=2),
    affected=(certificate_arn("legacy"), certificate_arn("api")),
)
NEWS: tuple[News, ...] = (
    Seen(tuple(map(item, _found()))),
    *HELD,
    *map(_held_alone, _OTHERS),
    Noticed(PLACE.account, (NOTICE,)),
    Looked(SPOT, NOW, 6),
)
SELECT = Scene(
    told={MIGRATION: (*requested(), CertificateSeen(dns_certificate()))},
    until=("1 open.",),
    answers=Answers(inventory=NEWS),
).pressing("n", then="migrates the one here.")

OTHER_ACCOUNT = Spot("audit", msgspec.structs.replace(PLACE, account="444455556666", region="eu-west-1"))
_THERE = email_certificate(
    arn=f"arn:aws:acm:eu-west-1:{OTHER_ACCOUNT.place.account}:certificate/audit",
    names=("audit.example.com",),
    in_use_by=(),
    not_after=NOW + timedelta(days=9),
    renewal_status="PENDING_VALIDATION",
)
SELECT_LOOKING = replace(
    SELECT,
    answers=Answers(
        kept=Kept(
            items=(*map(item, _found()), item(_THERE)),
            looked=((PLACE, NOW - timedelta(hours=3)), (OTHER_ACCOUNT.place, NOW - timedelta(hours=3))),
        ),
        inventory=(
            Seen(tuple(map(item, _found()))),
            *HELD,
            At(SPOT, Stage.READING, 4, 12),
            At(OTHER_ACCOUNT, Stage.SEARCHING, 0, 1),
        ),
        still_looking=True,
    ),
    then=("Looking: 0 of 2 places",),
)
SELECT_FILTERED = SELECT.pressing("n", "slash", *"example.net", "down", "space", then="1 marked")
SELECT_SEVERAL = SELECT.pressing("n", "a", "m", then="Begin 5 migrations?")
CERTIFICATE = SELECT.pressing("n", "enter", then="AWS Health")
_DENIED = ServiceTrouble(
    "You may not call acm:ListCertificates.",
    cause="AccessDeniedException: User: arn:aws:iam::444455556666:user/ayako is not authorized",
    remedy="Ask for the permission acm:ListCertificates.",
    code="AccessDeniedException",
    operation="acm:ListCertificates",
)
PLACES = replace(
    SELECT,
    answers=Answers(
        inventory=(
            *NEWS,
            At(OTHER_ACCOUNT, Stage.FAILED, 1, 1),
            NotLooked("audit", "eu-west-1", _DENIED, account=OTHER_ACCOUNT.place.account),
            Noticed(OTHER_ACCOUNT.place.account, (), "AWS Health tells nothing without a support plan."),
        )
    ),
    press=("n", "p"),
    then=("chooses profiles and regions", "2 of 2 places"),
)
CHOOSING = replace(PLACES, press=("n", "p", "c"), then=("Where to look",))
EXPORT = SELECT.pressing("n", "slash", *"net", "enter", "e", then="Enter save")

SELECT_SCENES = {
    "select": SELECT,
    "select-looking": SELECT_LOOKING,
    "select-filtered": SELECT_FILTERED,
    "select-several": SELECT_SEVERAL,
    "certificate": CERTIFICATE,
    "export": EXPORT,
    "places": PLACES,
    "places-choose": CHOOSING,
}
