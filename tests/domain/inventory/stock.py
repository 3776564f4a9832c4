"""Certificates of several places, and the news that looking for them brings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from acm_tui.domain.errors import ServiceTrouble
from acm_tui.domain.inventory.inventory import Inventory
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.inventory.news import Looked, News, Notice, NotLooked, Spot
from acm_tui.domain.inventory.row import Row, rows
from acm_tui.domain.listener import Listener
from acm_tui.domain.place import Place
from tests.domain.stories import PLACE, START, email_certificate

TOKYO = Spot("shop-prod", PLACE)
IRELAND = Spot("shop-prod", Place("aws", PLACE.account, "eu-west-1"))
BEIJING = Spot("shop-cn", Place("aws-cn", "444455556666", "cn-north-1"))
SPOTS = (TOKYO, IRELAND, BEIJING)

LATER = START + timedelta(hours=3)


def arn(name: str, spot: Spot = TOKYO) -> str:
    """The ARN of the certificate *name* there."""
    place = spot.place
    return f"arn:{place.partition}:acm:{place.region}:{place.account}:certificate/{name}"


def balancer(name: str, spot: Spot = TOKYO) -> str:
    """The ARN of the ALB *name* there."""
    place = spot.place
    resource = f"loadbalancer/app/{name}/50dc"
    return f"arn:{place.partition}:elasticloadbalancing:{place.region}:{place.account}:{resource}"


def listener(holder: str, port: int = 443, **holding: Any) -> Listener:
    """A TLS listener of the ALB with the ARN *holder*; *holding* are ``default`` and ``sni``."""
    return Listener(
        arn=f"{holder.replace(':loadbalancer/', ':listener/')}/{port}",
        load_balancer_arn=holder,
        protocol="HTTPS",
        port=port,
        **({"default": None} | holding),
    )


def found(name: str, spot: Spot = TOKYO, **changes: Any) -> Item:
    """*name* as a search shows it: held by something, and it is not told by what."""
    certificate = email_certificate(
        arn=arn(name, spot), names=(f"{name}.example.com",), in_use_by=(), validations=(), tags={}
    )
    return Item(certificate=certificate, in_use=True, **changes)


def described(name: str, *holders: str, spot: Spot = TOKYO, **changes: Any) -> Item:
    """*name* as DescribeCertificate shows it, held by *holders*; *changes* are the certificate's."""
    names = changes.pop("names", (f"{name}.example.com",))
    certificate = email_certificate(
        arn=arn(name, spot), names=names, in_use_by=holders, **({"tags": {}} | changes)
    )
    return Item(certificate=certificate, in_use=bool(holders), described=True)


def looked(spot: Spot = TOKYO, count: int = 0) -> Looked:
    """The end of looking there."""
    return Looked(spot, LATER, count)


def denied(spot: Spot = TOKYO, **changes: Any) -> NotLooked:
    """A place where one may not look."""
    trouble = ServiceTrouble(
        "AWS refused to search certificates.",
        cause="AccessDeniedException: no",
        remedy="Ask for acm:SearchCertificates.",
        code="AccessDeniedException",
        operation="acm:SearchCertificates",
    )
    return NotLooked(spot.profile, spot.place.region, trouble, account=spot.place.account, **changes)


def notice(*affected: str, number: int = 1) -> Notice:
    """A notice of AWS Health."""
    return Notice(
        arn=f"arn:aws:health:{PLACE.region}::event/ACM/AWS_ACM_RENEWAL_STATE_CHANGE/{number}",
        code="AWS_ACM_RENEWAL_STATE_CHANGE",
        status="open",
        region=PLACE.region,
        started_at=START,
        affected=affected,
    )


def after(*news: News, before: Inventory | None = None) -> Inventory:
    """What is known after *news*; *before* is the inventory of an earlier run, as it was kept."""
    inventory = Inventory(before.kept() if before is not None else None)
    inventory.take(news)
    return inventory


def row_of(inventory: Inventory, name: str, spot: Spot = TOKYO) -> Row:
    """The row of *name* at ``START``."""
    return next(one for one in rows(inventory, {}, START) if one.arn == arn(name, spot))
