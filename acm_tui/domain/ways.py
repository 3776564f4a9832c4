"""The two ways from email to DNS validation side by side: what each means for one certificate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

import msgspec

from acm_tui.domain.calendar import NEW_CERTIFICATE_LIFE
from acm_tui.domain.certificate import (
    SOON,
    VALIDATION_PERIOD,
    Certificate,
    why_not_replace,
    why_not_switch,
)
from acm_tui.domain.events import Way
from acm_tui.domain.listener import Holder, holder_of

Standing = Literal["open", "under way", "closed"]
Hindrance = Literal["library", "endpoint", "permission", "refused", "ignored"]
"""What is known to keep the call from being made: botocore is too old for it, the endpoint (of a region or a
partition) does not know it, it was denied, ACM does not take it for this certificate, or took it to no
effect."""

HINDERED: dict[Hindrance, str] = {
    "library": "the installed botocore does not know the call: 1.43.71 or later does",
    "endpoint": "ACM does not offer the call at this endpoint",
    "permission": "acm:UpdateCertificateOptions or acm:ListCertificateDomainValidations is not allowed",
    "refused": "ACM did not take the switch of this certificate when it was asked",
    "ignored": "ACM took the call when it was asked, and showed no switch",
}
BACK_IN_PLACE = (
    "there is none: a certificate that is validated by DNS cannot be set back to email, and a pending switch "
    "cannot be withdrawn, it only expires"
)
"""The way back from a switch in place, as a sentence without its full stop."""
CODE_IN_PLACE = (
    'Terraform: set validation_method of aws_acm_certificate to "DNS" at once; it is ForceNew, so code that '
    "still says EMAIL plans a replacement",
    "CloudFormation: set ValidationMethod to DNS before the stack's next update, and see in its change set "
    "that the certificate is not replaced",
)
"""What infrastructure code must say after a switch in place."""
_HINDERED_BY: dict[str, Hindrance] = {
    "ParamValidationError": "library",
    "UnknownOperationException": "endpoint",
    "InvalidAction": "endpoint",
    "UnsupportedOperation": "endpoint",
    "NotImplemented": "endpoint",
    "501": "endpoint",
    "AccessDenied": "permission",
    "AccessDeniedException": "permission",
    "UnauthorizedOperation": "permission",
    "ValidationException": "refused",
}


class WayAdvice(msgspec.Struct, frozen=True, kw_only=True):
    """One way for one certificate; every text is a sentence without its full stop.

    ``why`` says why it is closed, or what is under way; empty where it is open. ``changes`` is what will be
    another afterwards, and what will not; ``needs`` whose work it takes; ``risks`` what can go wrong;
    ``back`` how to return; ``code`` what infrastructure code must say. All but ``why`` is empty where it is
    closed.
    """

    way: Way
    standing: Standing
    why: str = ""
    changes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    back: str = ""
    code: tuple[str, ...] = ()


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """Both ways, the one that is recommended (``None``: neither is open), and the reason."""

    in_place: WayAdvice
    replace: WayAdvice
    recommended: Way | None
    reason: str

    def of(self, way: Way) -> WayAdvice:
        """The advice on *way*."""
        return self.replace if way == "replace" else self.in_place


def advice(certificate: Certificate, now: datetime, hindrance: Hindrance | None = None) -> Advice:
    """What each way means for *certificate* at *now* (aware). *hindrance* keeps the switch from being asked.

    A switch that is pending stays one also where no other could be begun.
    """
    in_place, replace = _in_place(certificate, now, hindrance), _replace(certificate, now)
    recommended, reason = _recommended(certificate, in_place, replace)
    return Advice(in_place=in_place, replace=replace, recommended=recommended, reason=reason)


def hindered_by(code: str) -> Hindrance | None:
    """What an error *code* of the calls of a switch says against asking again; ``None``: nothing lasting."""
    return _HINDERED_BY.get(code)


def pending(certificate: Certificate) -> bool:
    """Whether a switch of *certificate* waits for its records."""
    return certificate.switch is not None and certificate.switch.pending


def renewed_by_switch(certificate: Certificate, now: datetime) -> bool:
    """Whether a switch at *now* renews *certificate* at once: it is in its renewal window."""
    return certificate.not_after is not None and now < certificate.not_after <= now + SOON


def switch_ends(certificate: Certificate) -> datetime | None:
    """When the pending switch of *certificate* expires; ``None``: none is pending, or it is not known."""
    switch = certificate.switch
    if switch is None or not switch.pending or switch.requested_at is None:
        return None
    return switch.requested_at + VALIDATION_PERIOD


def _recommended(certificate: Certificate, in_place: WayAdvice, replace: WayAdvice) -> tuple[Way | None, str]:
    if in_place.standing == "under way":
        return "in place", "the switch is under way: only its records are missing"
    if in_place.standing == "open":
        return "in place", _why_in_place(certificate)
    if replace.standing == "open":
        return "replace", f"it cannot be switched in place: {in_place.why}"
    return None, replace.why


def _why_in_place(certificate: Certificate) -> str:
    holders = len(certificate.in_use_by)
    if not holders:
        return "it keeps its ARN; but nothing holds it, and ACM renews only what is held"
    if holders == 1:
        return "it keeps its ARN: the one resource that holds it needs no change"
    return f"it keeps its ARN: the {holders} resources that hold it need no change"


def _in_place(certificate: Certificate, now: datetime, hindrance: Hindrance | None) -> WayAdvice:
    under_way = why_not_replace(certificate) is None and pending(certificate)
    why = _under_way(certificate) if under_way else why_not_switch(certificate)
    if not under_way and why is None and hindrance is not None:
        why = HINDERED[hindrance]
    if why is not None and not under_way:
        return WayAdvice(way="in place", standing="closed", why=why)
    return WayAdvice(
        way="in place",
        standing="under way" if under_way else "open",
        why=why or "",
        changes=tuple(_changes_in_place(certificate, now)),
        needs=tuple(_needs_in_place(certificate)),
        risks=(
            "if a record is not there within 72 hours the switch expires; the certificate stays validated by "
            "email and goes on working, and the switch can be asked for again",
            "the records must stay for ever: ACM renews by them",
            *_not_renewed(certificate),
        ),
        back=BACK_IN_PLACE,
        code=CODE_IN_PLACE,
    )


def _not_renewed(certificate: Certificate) -> Iterator[str]:
    if certificate.renewal_eligibility == "INELIGIBLE":
        why = "" if certificate.in_use_by else ", as nothing holds it"
        yield f"ACM does not renew it as it is now{why}: the last step tells whether it does after the switch"


def _under_way(certificate: Certificate) -> str:
    until = switch_ends(certificate)
    return "a switch is pending" + (f" until {until:%Y-%m-%d %H:%M} UTC" if until is not None else "")


def _changes_in_place(certificate: Certificate, now: datetime) -> Iterator[str]:
    yield "the ARN stays, and so does every listener and every other holder"
    end = certificate.not_after
    if end is None:
        yield "the expiry stays"
    elif renewed_by_switch(certificate, now):
        yield (
            f"it expires {end:%Y-%m-%d}, within {SOON.days} days: ACM renews it as part of the switch, and "
            "the holders serve the renewed one"
        )
    else:
        yield f"it goes on expiring {end:%Y-%m-%d}; ACM renews it before, without anybody's help"


def _needs_in_place(certificate: Certificate) -> Iterator[str]:
    yield "no maintenance window: nothing that serves traffic is touched"
    yield _records(certificate)


def _records(certificate: Certificate) -> str:
    names = len(certificate.names)
    of = "its name" if names == 1 else f"all {names} names"
    return f"whoever keeps the DNS registers the CNAME of {of}, within 72 hours"


def _replace(certificate: Certificate, now: datetime) -> WayAdvice:
    if (why := why_not_replace(certificate)) is not None:
        return WayAdvice(way="replace", standing="closed", why=why)
    holders = tuple(map(holder_of, certificate.in_use_by))
    elsewhere = tuple(one for one in holders if not one.is_load_balancer)
    return WayAdvice(
        way="replace",
        standing="open",
        changes=tuple(_changes_replacing(certificate, now)),
        needs=tuple(_needs_replacing(certificate, holders, elsewhere)),
        risks=tuple(_risks_replacing(certificate, elsewhere)),
        back="until the old certificate is deleted, one key restores the listeners"
        if holders
        else "until the old certificate is deleted, it can be put anywhere as before",
        code=(
            "Terraform: the new certificate is another resource; import it, and name it wherever the old one "
            "is named, or the next plan puts the old one back",
            "CloudFormation: the same; name the new ARN in every listener before the stack's next update",
        ),
    )


def _changes_replacing(certificate: Certificate, now: datetime) -> Iterator[str]:
    yield "there is a new certificate with another ARN; the old one is deleted in the end"
    expires = now + NEW_CERTIFICATE_LIFE
    old = certificate.not_after
    yield f"the new one expires about {expires:%Y-%m-%d}" + (
        f", before the old one does ({old:%Y-%m-%d})" if old is not None and expires < old else ""
    )


def _needs_replacing(
    certificate: Certificate, holders: tuple[Holder, ...], elsewhere: tuple[Holder, ...]
) -> Iterator[str]:
    if len(holders) > len(elsewhere):
        balancers = len(holders) - len(elsewhere)
        which = f"{balancers} load balancer{'' if balancers == 1 else 's'}"
        yield f"a swap on {which}, best in a maintenance window"
    else:
        yield "no swap on a load balancer: none holds it"
    yield _records(certificate)
    if elsewhere:
        services = ", ".join(sorted({one.service for one in elsewhere}))
        yield f"whoever runs {services} names the new certificate there"


def _risks_replacing(certificate: Certificate, elsewhere: tuple[Holder, ...]) -> Iterator[str]:
    yield (
        "if a record is not there within 72 hours the request times out; it is deleted and made anew, and "
        "the same records serve"
    )
    yield "a client that pins the old certificate or its ARN must learn the new one"
    if elsewhere:
        yield "what is not swapped elsewhere goes on with the old one until that expires"
    if pending(certificate):
        yield (
            "the pending switch stays: it cannot be withdrawn, and as the CNAME of a name is the same for "
            "all certificates of an account, the records complete it too"
        )
    yield "the records must stay for ever: ACM renews by them"
