"""What time and validation do to a certificate: pure steps from one value to the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from acm_tui.sandbox.authority import Authority
from acm_tui.sandbox.aws.acm.model import (
    EXPIRED,
    FAILED,
    ISSUED,
    PENDING_VALIDATION,
    SUCCESS,
    VALIDATION_TIMED_OUT,
    Certificate,
    Material,
    Renewal,
    Switch,
)

# ACM user guide, "DNS validation": a request that is not validated within 72 hours times out.
VALIDATION_WINDOW = timedelta(hours=72)
# ACM user guide, "Certificate characteristics": public certificates requested since 2026-02-18 live 198 days.
LIFE = timedelta(days=198)
# ACM user guide, "Renewal for domains validated by email": renewal begins 45 days before the end.
RENEWAL_WINDOW = timedelta(days=45)


def settle(
    certificate: Certificate, now: datetime, authority: Authority, issue_delay: timedelta
) -> Certificate:
    """The certificate as it is at *now*: issued, timed out or expired where its time has come.

    The same object comes back where nothing changed.
    """
    if certificate.status == PENDING_VALIDATION:
        certificate = _settle_request(certificate, now, authority, issue_delay)
    if certificate.switch is not None and certificate.switch_pending:
        certificate = _settle_switch(certificate, certificate.switch, now, authority)
    if certificate.status == ISSUED and certificate.not_after is not None and certificate.not_after <= now:
        certificate = replace(certificate, status=EXPIRED)
    return certificate


def issue(certificate: Certificate, at: datetime, authority: Authority) -> Certificate:
    """The certificate with new material, valid for 198 days from the beginning of *at*'s day (UTC)."""
    not_before = at.replace(hour=0, minute=0, second=0, microsecond=0)
    not_after = not_before + LIFE - timedelta(seconds=1)
    return replace(
        certificate,
        status=ISSUED,
        issued_at=at,
        not_before=not_before,
        not_after=not_after,
        material=make_material(authority, certificate, not_before, not_after),
    )


def make_material(
    authority: Authority, certificate: Certificate, not_before: datetime, not_after: datetime
) -> Material:
    """A new leaf for the certificate's names and key algorithm, with its key and chain."""
    leaf = authority.issue(certificate.names, certificate.key_algorithm, not_before, not_after)
    return Material(
        certificate_pem=leaf.certificate_pem,
        chain_pem=leaf.chain_pem,
        private_key_pem=leaf.private_key_pem,
        serial=leaf.serial,
    )


def renew(certificate: Certificate, at: datetime, authority: Authority) -> Certificate:
    """The certificate renewed under the same ARN, with a renewal summary that says so."""
    done = dict.fromkeys(certificate.names, SUCCESS)
    renewal = Renewal(status=SUCCESS, updated_at=at, validations=done)
    return replace(issue(certificate, at, authority), renewal=renewal)


def mark_validated(certificate: Certificate, name: str, at: datetime, *, for_switch: bool) -> Certificate:
    """The certificate with *name* validated: of its request, or of its pending switch."""
    if for_switch:
        if certificate.switch is None or not certificate.switch_pending:
            return certificate
        validations = {**certificate.switch.validations, name: SUCCESS}
        return replace(
            certificate, switch=replace(certificate.switch, validations=validations, updated_at=at)
        )
    if certificate.status != PENDING_VALIDATION:
        return certificate
    validations = {**certificate.validations, name: SUCCESS}
    complete = all(status == SUCCESS for status in validations.values())
    return replace(certificate, validations=validations, validated_at=at if complete else None)


def _settle_request(
    certificate: Certificate, now: datetime, authority: Authority, issue_delay: timedelta
) -> Certificate:
    if certificate.validated_at is not None:
        ready_at = certificate.validated_at + issue_delay
        return issue(certificate, ready_at, authority) if ready_at <= now else certificate
    if now < certificate.created_at + VALIDATION_WINDOW:
        return certificate
    failed = {
        name: FAILED if status == PENDING_VALIDATION else status
        for name, status in certificate.validations.items()
    }
    return replace(certificate, status=VALIDATION_TIMED_OUT, validations=failed)


def _settle_switch(
    certificate: Certificate, switch: Switch, now: datetime, authority: Authority
) -> Certificate:
    if all(status == SUCCESS for status in switch.validations.values()):
        return _complete_switch(certificate, switch, authority)
    deadline = switch.requested_at + VALIDATION_WINDOW
    if now < deadline:
        return certificate
    return replace(certificate, switch=replace(switch, status=FAILED, updated_at=deadline))


def _complete_switch(certificate: Certificate, switch: Switch, authority: Authority) -> Certificate:
    at = switch.updated_at
    switched = replace(
        certificate,
        validation_method=switch.to_method,
        validations=dict(switch.validations),
        switch=replace(switch, status=SUCCESS),
    )
    end = switched.not_after
    if switched.status == ISSUED and end is not None and at < end <= at + RENEWAL_WINDOW:
        # Inside the renewal window ACM renews during the switch.
        return renew(switched, at, authority)
    return switched
