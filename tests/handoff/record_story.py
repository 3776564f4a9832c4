"""A migration in which everything happened that a change record can tell of."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Any

import msgspec

from acm_tui.domain.cutover import Conflict, CutoverPlan, changed, plan
from acm_tui.domain.events import (
    CertificateSeen,
    CutoverWatched,
    Event,
    Failed,
    HandedOver,
    HandshakesSeen,
    Intended,
    ListenersChosen,
    PlanConfirmed,
    SoakSet,
    Started,
    Succeeded,
    Unknown,
    WayChosen,
    WindowSet,
)
from acm_tui.domain.listener import Listener, attachments_of
from acm_tui.domain.monitor import Watched
from acm_tui.domain.mutation import DeleteCertificate, RequestCertificate, UpsertRecords
from acm_tui.domain.served import Handshake
from acm_tui.domain.window import Window
from tests.domain.stories import (
    DOMAIN,
    NEW,
    NEWER,
    OLD,
    PLACE,
    RECORD,
    START,
    THIRD,
    certificate_request,
    dns_certificate,
    email_certificate,
    listener,
    load_balancer_arn,
)

LEAF_NEW, LEAF_OLD, LEAF_OTHER = "7c" * 32, "1f" * 32, "a9" * 32
CLASSIC = f"arn:aws:elasticloadbalancing:{PLACE.region}:{PLACE.account}:loadbalancer/orders"
LISTENERS = (
    listener("443", OLD, [OLD, THIRD]),
    listener("8443", THIRD, [OLD], port=8443),
    Listener(arn=f"{CLASSIC}:443", load_balancer_arn=CLASSIC, protocol="HTTPS", port=443, default=OLD),
)
GONE = listener("9443", port=9443)


def planned() -> CutoverPlan:
    """A plan for three listeners; a fourth, which is gone, is left out."""
    made = plan(attachments_of(OLD, LISTENERS), LISTENERS, OLD, NEWER)
    return msgspec.structs.replace(made, conflicts=(Conflict(GONE.arn, "the listener is gone"),))


WINDOW = Window(
    begins=START + timedelta(hours=18),
    ends=START + timedelta(hours=20),
    zone="Asia/Tokyo",
    note="CHG-4711",
    begins_offset_min=540,
    ends_offset_min=540,
)
MESSAGE = "You may not call it.\nCause: AccessDenied: not authorized\nNext: Ask for the permission."
NEW_EXPIRY = START + timedelta(days=198)
MADE = 2
"""Calls of the plan that were carried out before one whose outcome is not known."""


WATCHED = Watched(
    listener_arn=LISTENERS[0].arn,
    load_balancer="shop",
    port=443,
    old=20,
    new=22,
    other=1,
    failed=2,
    flaps=1,
    first_new_at=START + timedelta(hours=18, seconds=5),
    last_old_at=START + timedelta(hours=18, seconds=6),
    longest_gap_ms=612.4,
    held="cut",
    held_address="192.0.2.81",
    held_error="connection reset",
    unreached=("192.0.2.83",),
    unreached_names=(("192.0.2.82", None), ("192.0.2.82", f"www.{DOMAIN}")),
)
UNSEEN = Watched(
    listener_arn=LISTENERS[2].arn, load_balancer="orders", port=443, unreached=("orders.internal",)
)


def handshake(address: str, name: str | None, leaf: str | None, **more: Any) -> Handshake:
    return Handshake(
        load_balancer="shop",
        address=address,
        port=443,
        server_name=name,
        at=START + timedelta(hours=19),
        fingerprint=leaf,
        **more,
    )


HANDSHAKES = HandshakesSeen(
    (
        handshake("192.0.2.81", DOMAIN, LEAF_NEW, verified=True, rtt_ms=12.5),
        handshake("192.0.2.81", None, LEAF_OLD),
        handshake("192.0.2.82", DOMAIN, LEAF_OTHER, verified=False),
        handshake("192.0.2.82", None, None, error="timed out after 5 s"),
    ),
    LEAF_NEW,
    LEAF_OLD,
    ("shop port 443 still holds the old certificate (SNI)",),
)


def everything() -> tuple[Event, ...]:
    """Begun, timed out, requested again, issued, half swapped; one event is of a later version."""
    plan = planned()
    names = (DOMAIN, f"*.{DOMAIN}")
    late = dns_certificate("VALIDATION_TIMED_OUT")
    return (
        Started(PLACE, email_certificate(names=names, in_use_by=(load_balancer_arn(),))),
        WayChosen("replace"),
        Intended(RequestCertificate(certificate_request())),
        Succeeded(3, NEW, "request-3"),
        CertificateSeen(late),
        HandedOver("message"),
        Intended(DeleteCertificate(NEW, "timed out")),
        Succeeded(7, request_id="request-7"),
        Intended(RequestCertificate(certificate_request("1" * 32))),
        Succeeded(9, NEWER, reconciled=True),
        Intended(UpsertRecords("Z0123", "example.com.", (RECORD,), 300)),
        Succeeded(11, "/change/C2682N5HXP0BZ4", "request-11"),
        CertificateSeen(
            dns_certificate("ISSUED", arn=NEWER, names=names, not_after=START + timedelta(days=198))
        ),
        WindowSet(WINDOW),
        WindowSet(None),
        WindowSet(WINDOW),
        ListenersChosen(plan.attachments),
        PlanConfirmed(plan, DOMAIN, "the pager says now"),
        Intended(plan.changes[0]),
        Failed(19, "AccessDenied", MESSAGE),
        Intended(plan.changes[0]),
        Succeeded(21, request_id="request-21"),
        Intended(plan.changes[1]),
        Succeeded(23, request_id="request-23"),
        CutoverWatched(
            NEWER, START + timedelta(hours=18), START + timedelta(hours=23), 250.0, (WATCHED, UNSEEN)
        ),
        HANDSHAKES,
        SoakSet(48),
        Unknown("taken_over", {"event": "taken_over"}),
        Intended(plan.changes[2]),
    )


def after_the_calls() -> tuple[Listener, ...]:
    """The listeners as they are after the calls whose outcome is known."""
    return tuple(changed(one, planned().changes[:MADE]) for one in LISTENERS)


def in_zone(events: tuple[Event, ...], zone: tzinfo) -> list[Event]:
    """*events* with every moment in them told in *zone*."""
    return [
        msgspec.convert(_moved(msgspec.to_builtins(one, builtin_types=(datetime,)), zone), type(one))
        for one in events
    ]


def _moved(value: Any, zone: tzinfo) -> Any:
    match value:
        case dict():
            return {key: _moved(one, zone) for key, one in value.items()}
        case list() | tuple():
            return [_moved(one, zone) for one in value]
        case datetime():
            return value.astimezone(zone)
        case _:
            return value
