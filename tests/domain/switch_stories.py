"""The way in place event by event, to begin other stories with: asked for, as ACM tells of it, unheard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from acm_tui.domain.certificate import Configuration, Configured, Switch, ValidationRecord
from acm_tui.domain.cutover import plan
from acm_tui.domain.events import (
    CertificateSeen,
    Event,
    Intended,
    ListenersChosen,
    PlanConfirmed,
    Succeeded,
    WayChosen,
)
from acm_tui.domain.journey import Deadline
from acm_tui.domain.listener import attachments_of
from acm_tui.domain.mutation import SwitchInPlace
from tests.domain.stories import (
    DOMAIN,
    EXPIRY,
    NEW,
    OLD,
    RECORD,
    START,
    dns_certificate,
    email_certificate,
    listener,
    requested,
    started,
)

PENDING, FAILED, SUCCESS = "PENDING_DOMAIN_VALIDATION", "FAILED", "SUCCESS"
ASKED_AT = START + timedelta(hours=2)
"""When the switch of ``asked()`` was intended."""
ACM_AT = ASKED_AT + timedelta(seconds=1)
OTHER = ValidationRecord(f"_other.{DOMAIN}.", "CNAME", "_else.acm-validations.aws.")
EXPIRES = Deadline(EXPIRY, "the certificate expires")
WAITING = Switch(PENDING, START, START)


def hours(count: int) -> timedelta:
    return timedelta(hours=count)


def asked() -> Iterator[Event]:
    """The first four events: started, way chosen, the switch intended (3) and taken by ACM."""
    yield started()
    yield WayChosen("in place")
    yield Intended(SwitchInPlace(OLD))
    yield Succeeded(intent=3, arn=OLD)


def seen(
    status: str, at: datetime | None = ACM_AT, record: ValidationRecord | None = RECORD, **facts: Any
) -> CertificateSeen:
    """The certificate with a switch that was requested *at* some time, as ACM and its names tell of it."""
    by_email, by_dns = Configuration("EMAIL", "SUCCESS"), Configuration("DNS", "SUCCESS", record)
    waiting = Configuration("DNS", "PENDING_VALIDATION", record)
    one = Configured(DOMAIN, by_email, waiting if status == PENDING else None)
    done = Configured(DOMAIN, by_dns)
    ended = at + hours(72) if status == FAILED and at is not None else at
    default = {
        "switch": Switch(status, at, ended),
        "configured": (done if status == SUCCESS else one,),
    }
    return CertificateSeen(email_certificate(**{**default, **facts}))


def lost() -> tuple[Event, ...]:
    """The switch was intended, and no answer came."""
    return (started(), WayChosen("in place"), Intended(SwitchInPlace(OLD)))


EXPIRED = CertificateSeen(
    email_certificate(status="EXPIRED", switch=Switch(FAILED, ACM_AT, ACM_AT + hours(72)))
)
"""Neither the switch nor the renewals by email were in time."""

HELD = listener("443", OLD, [OLD])
PLAN = plan(attachments_of(OLD, [HELD]), [HELD], OLD, NEW)
CHOSEN = (
    *requested(),
    CertificateSeen(dns_certificate("ISSUED")),
    ListenersChosen(PLAN.attachments),
    PlanConfirmed(PLAN, DOMAIN),
)
SWAPPED = (*CHOSEN, Intended(PLAN.changes[0]), Succeeded(8))
