"""An inventory with something of everything, as it is handed over."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from acm_tui.domain.errors import SettingsTrouble
from acm_tui.domain.events import SeatTaken
from acm_tui.domain.inventory.inventory import Inventory
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.inventory.news import ListenersRead, Noticed, NotLooked, Seen, Tagged
from acm_tui.domain.listener import Listener
from acm_tui.domain.migration import Migration
from acm_tui.domain.seat import Seat
from acm_tui.handoff.inventory.report import Report, report_of
from tests.domain.inventory.stock import (
    BEIJING,
    IRELAND,
    TOKYO,
    after,
    arn,
    balancer,
    denied,
    described,
    found,
    listener,
    looked,
    notice,
)
from tests.domain.stories import START, certificate_arn, dns_certificate, issued, requested, told

SHOP, ORDERS = balancer("shop"), balancer("orders")
CLASSIC = f"arn:aws:elasticloadbalancing:{TOKYO.place.region}:{TOKYO.place.account}:loadbalancer/legacy"
CLOUDFRONT = f"arn:aws:cloudfront::{TOKYO.place.account}:distribution/E1"
SECRET = "AKIAIOSFODNN7EXAMPLE"
QUIET = "AWS Health tells nothing without a support plan."
COLLEAGUE = Seat("another seat", "botan@laptop", 4711)
DAY = timedelta(days=1)

WAITS = described(
    "waits",
    SHOP,
    ORDERS,
    names=("waits.example.com", "*.waits.example.com", "www.waits.example.com", "waits.example.net"),
    renewal_status="PENDING_VALIDATION",
    not_after=START + 12 * DAY,
)
EXPIRED = described("expired", CLASSIC, not_after=START - 3 * DAY)
BEGUN = described("begun", SHOP, not_after=START + 20 * DAY)
EDGE = described("edge", CLOUDFRONT, not_after=START + 200 * DAY)
UNKNOWN = found("unknown", IRELAND)
IDLE = described("idle", spot=BEIJING, names=("idle.example.cn",), not_after=START + 30 * DAY)
NEVER = Item(
    certificate=msgspec.structs.replace(
        found("0f0e0d0c").certificate,
        names=(),
        status="PENDING_VALIDATION",
        not_after=None,
        not_before=None,
        created_at=None,
        renewal_eligibility=None,
    ),
    in_use=False,
)
REMEMBERED = described("remembered", SHOP, not_after=START + 300 * DAY)

ON_SHOP = listener(SHOP, default=arn("waits"), sni=(arn("begun"),))
ON_ORDERS = listener(ORDERS, 8443, default=arn("begun"), sni=(arn("waits"),))
ON_CLASSIC = Listener(
    arn=f"{CLASSIC}:443", load_balancer_arn=CLASSIC, protocol="SSL", port=443, default=arn("expired")
)

EXPIRED_TOKEN = SettingsTrouble(
    "The session of the profile blog has expired.",
    cause=f"ExpiredToken: the key {SECRET} is no longer valid",
    remedy="aws sso login --profile blog",
)
FAILURES = (
    denied(IRELAND, partly=True),
    NotLooked("blog", "eu-west-1", EXPIRED_TOKEN),
    NotLooked("blog", "us-east-1", EXPIRED_TOKEN),
)


def under_way() -> Migration:
    """The migration of *begun*, at the DNS step; a colleague sits at it."""
    at_dns = told(*requested(), SeatTaken(COLLEAGUE, "", False))
    return msgspec.structs.replace(at_dns, old=BEGUN.certificate, new=dns_certificate())


def done() -> Migration:
    """Another migration, which is over."""
    going = told(*issued())
    old = msgspec.structs.replace(going.old, arn=certificate_arn("gone"))
    return msgspec.structs.replace(going, id="d0ne", old=old, closed=True)


def inventory() -> Inventory:
    """What is known at ``START``: one region only remembered in part, one profile with nothing."""
    yesterday = after(
        Seen((REMEMBERED,)), ListenersRead(SHOP, (listener(SHOP, default=arn("remembered")),)), looked()
    )
    return after(
        Seen((WAITS, EXPIRED, BEGUN, EDGE, NEVER)),
        Seen((UNKNOWN,)),
        Seen((IDLE,)),
        Tagged({arn("waits"): {"team": "shop", "stage": "prod"}, arn("begun"): {}}),
        ListenersRead(SHOP, (ON_SHOP,)),
        ListenersRead(ORDERS, (ON_ORDERS,)),
        ListenersRead(CLASSIC, (ON_CLASSIC,)),
        looked(IRELAND),
        looked(BEIJING),
        *FAILURES,
        Noticed(TOKYO.place.account, (notice(arn("waits")),)),
        Noticed(BEIJING.place.account, (), QUIET),
        before=yesterday,
    )


def report() -> Report:
    """All of it."""
    return report_of(inventory(), [under_way(), done()], START)


EMPTY = Report(generated_at=START, rows=())
"""Nothing was found, and nothing failed."""
