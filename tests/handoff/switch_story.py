"""Switches in place as a change record can tell of them, and a mind that is changed both ways."""

from __future__ import annotations

from datetime import timedelta

from acm_tui.domain.events import CertificateSeen, Closed, Event, HandedOver, Intended, RecordsSeen, WayChosen
from acm_tui.domain.events import Failed as NotDone
from acm_tui.domain.events import Succeeded as Done
from acm_tui.domain.mutation import DeleteCertificate, RequestCertificate, SwitchInPlace
from acm_tui.domain.record_sight import RecordSight
from tests.domain.stories import NEW, OLD, RECORD, START, certificate_request, dns_certificate, started
from tests.domain.switch_stories import FAILED, PENDING, SUCCESS, seen

HOUR = timedelta(hours=1)
LOOKED_AT = START + 7 * HOUR
SIGHT = RecordSight(
    record=RECORD, at=LOOKED_AT, verdict="ready", servers=("ns1.example.com", "ns2.example.com")
)
REFUSAL = "You may not call it.\nCause: AccessDenied: not authorized\nNext: Ask for the permission."


def in_place() -> tuple[Event, ...]:
    """To the end: the switch is asked for (3), complete (7), looked for in DNS, and closed."""
    return (
        started(),
        WayChosen("in place"),
        Intended(SwitchInPlace(OLD)),
        Done(3, OLD, "request-3"),
        seen(PENDING),
        HandedOver("message"),
        seen(SUCCESS),
        RecordsSeen((SIGHT,)),
        Closed(),
    )


def changed_twice() -> tuple[Event, ...]:
    """Switched (3), replaced after all (8), and switched in the end; what was requested is deleted (13)."""
    return (
        started(),
        WayChosen("in place"),
        Intended(SwitchInPlace(OLD)),
        Done(3, OLD, "request-3"),
        seen(PENDING),
        HandedOver("message"),
        WayChosen("replace"),
        Intended(RequestCertificate(certificate_request())),
        Done(8, NEW, "request-8"),
        CertificateSeen(dns_certificate()),
        WayChosen("in place"),
        seen(SUCCESS),
        Intended(DeleteCertificate(NEW, "not needed")),
        Done(13, request_id="request-13"),
        RecordsSeen((SIGHT,)),
    )


def asked_again() -> tuple[Event, ...]:
    """Refused once (3), then missed, then asked for again (8), and pending."""
    again = START + 8 * HOUR
    return (
        started(),
        WayChosen("in place"),
        Intended(SwitchInPlace(OLD)),
        NotDone(3, "AccessDenied", REFUSAL),
        Intended(SwitchInPlace(OLD)),
        Done(5, OLD, reconciled=True),
        seen(FAILED),
        Intended(SwitchInPlace(OLD)),
        Done(8, OLD, "request-8"),
        seen(PENDING, again),
    )


def found_pending() -> tuple[Event, ...]:
    """Somebody has begun it in the console."""
    return (started(), seen(PENDING), HandedOver("message"))
