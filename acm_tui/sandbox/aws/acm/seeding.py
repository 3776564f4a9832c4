"""What no caller of the API can do: seed certificates, and play the part of ACM or of the domain's owner."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from acm_tui.sandbox.aws.acm import lifecycle
from acm_tui.sandbox.aws.acm.model import (
    AMAZON_ISSUED,
    EMAIL,
    EXPIRED,
    FAILED,
    IMPORTED,
    ISSUED,
    PENDING_VALIDATION,
    SUCCESS,
    Certificate,
    Renewal,
)
from acm_tui.sandbox.aws.acm.records import default_validation_domain
from acm_tui.sandbox.aws.acm.world import AcmWorld

_CHINA = "cn-"
_GOV_CLOUD = "us-gov-"


def new_arn(account: str, region: str) -> str:
    """A fresh certificate ARN in the partition of *region*."""
    partition = (
        "aws-cn" if region.startswith(_CHINA) else "aws-us-gov" if region.startswith(_GOV_CLOUD) else "aws"
    )
    return f"arn:{partition}:acm:{region}:{account}:certificate/{uuid.uuid4()}"


def seed_certificate(
    world: AcmWorld,
    *,
    account: str,
    region: str,
    names: Sequence[str],
    validation_method: str | None = EMAIL,
    status: str = ISSUED,
    key_algorithm: str = "RSA_2048",
    created_at: datetime | None = None,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    renewal: Renewal | None = None,
    tags: Mapping[str, str | None] | None = None,
    certificate_type: str = AMAZON_ISSUED,
    managed_by: str | None = None,
    failure_reason: str | None = None,
    export: str = "DISABLED",
) -> str:
    """Put a certificate into the world as if it had been there before; returns its ARN.

    *created_at* defaults to the present. An ISSUED or EXPIRED one gets material for *not_before* to
    *not_after* (default: 198 days from *created_at*'s day). *validation_method* counts for AMAZON_ISSUED
    ones only.

    Raises:
        ValueError: no names, an unknown key algorithm, or an end before the start.
    """
    created = created_at or world.setting.clock.now()
    issued_by_amazon = certificate_type == AMAZON_ISSUED
    certificate = Certificate(
        arn=new_arn(account, region),
        account=account,
        region=region,
        names=tuple(names),
        type=certificate_type,
        status=status,
        validation_method=validation_method if issued_by_amazon else None,
        key_algorithm=key_algorithm,
        created_at=created,
        validations=dict.fromkeys(names, _name_status(status)) if issued_by_amazon else {},
        validation_domains=_validation_domains(names) if issued_by_amazon else {},
        imported_at=created if certificate_type == IMPORTED else None,
        failure_reason=failure_reason,
        renewal=renewal,
        issuer="Amazon" if issued_by_amazon else "acm-tui sandbox issuing CA",
        export=export,
        managed_by=managed_by,
        tags=dict(tags or {}),
    )
    if status in (ISSUED, EXPIRED):
        certificate = _with_material(world, certificate, not_before, not_after)
    world.put(certificate)
    return certificate.arn


def fail(world: AcmWorld, arn: str, reason: str) -> None:
    """ACM ends a pending request with FAILED and *reason* (ACM API reference, FailureReason).

    With CAA_ERROR each name keeps the state that it has: the CA refuses after the names were validated.

    Raises:
        KeyError: there is no such certificate.
        ValueError: the certificate is not pending.
    """

    def step(certificate: Certificate) -> Certificate:
        if certificate.status != PENDING_VALIDATION:
            raise ValueError(f"{arn} is {certificate.status}; only a pending request can fail")
        kept = reason == "CAA_ERROR"
        validations = {
            name: FAILED if status == PENDING_VALIDATION and not kept else status
            for name, status in certificate.validations.items()
        }
        return replace(certificate, status=FAILED, failure_reason=reason, validations=validations)

    world.change(arn, step)


def approve_email(world: AcmWorld, arn: str) -> None:
    """The domain's owner follows the link in the mails: of a pending request, or of a renewal that waits.

    Raises:
        KeyError: there is no such certificate.
        ValueError: nothing waits for a mail.
    """
    now = world.setting.clock.now()

    def step(certificate: Certificate) -> Certificate:
        if certificate.validation_method != EMAIL:
            raise ValueError(f"{arn} is not validated by email")
        if certificate.status == PENDING_VALIDATION:
            for name in certificate.names:
                certificate = lifecycle.mark_validated(certificate, name, now, for_switch=False)
            return certificate
        if certificate.renewal is not None and certificate.renewal.status == PENDING_VALIDATION:
            return lifecycle.renew(certificate, now, world.setting.authority)
        raise ValueError(f"{arn} waits for no mail")

    world.change(arn, step)


def _with_material(
    world: AcmWorld, certificate: Certificate, not_before: datetime | None, not_after: datetime | None
) -> Certificate:
    start = not_before or certificate.created_at.replace(hour=0, minute=0, second=0, microsecond=0)
    end = not_after or start + lifecycle.LIFE
    return replace(
        certificate,
        issued_at=certificate.created_at if certificate.type != IMPORTED else None,
        not_before=start,
        not_after=end,
        material=lifecycle.make_material(world.setting.authority, certificate, start, end),
    )


def _name_status(status: str) -> str:
    if status == PENDING_VALIDATION:
        return PENDING_VALIDATION
    return SUCCESS if status in (ISSUED, EXPIRED) else FAILED


def _validation_domains(names: Sequence[str]) -> dict[str, str]:
    return {name: default_validation_domain(name) for name in names}
