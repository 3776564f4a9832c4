"""The switch from email to DNS validation under the same ARN: asking for it, and how each name stands."""

from __future__ import annotations

from acm_tui.aws.described import configured
from acm_tui.aws.errors import translated
from acm_tui.aws.pages import pages
from acm_tui.aws.receipt import Receipt, receipt
from acm_tui.aws.session import Access
from acm_tui.domain.certificate import Configured


def known(access: Access, region: str) -> bool:
    """Whether the installed botocore knows the switch: 1.43.71 and later do. Asks nobody."""
    model = access.client("acm", region).meta.service_model
    return (
        "ListCertificateDomainValidations" in model.operation_names
        and "ValidationMethod" in model.shape_for("CertificateOptions").members  # type: ignore[attr-defined]
    )


def switch(access: Access, region: str, arn: str) -> Receipt:
    """Ask ACM to switch the certificate *arn* to DNS validation (UpdateCertificateOptions).

    It waits 72 hours for its records then. A second one while the first is pending is a conflict.

    Raises:
        OutcomeUnknown: it was sent, and the switch may be pending.
        NotFound: ACM does not know the certificate (any more).
        ServiceTrouble: ACM refused, or this endpoint does not know the call; nothing was changed.
    """
    client = access.client("acm", region)
    with translated("acm:UpdateCertificateOptions", mutating=True):
        answer = client.update_certificate_options(CertificateArn=arn, Options={"ValidationMethod": "DNS"})
    return receipt(answer, arn=arn)


def domains(access: Access, region: str, arn: str) -> tuple[Configured, ...]:
    """How each name of the certificate *arn* is validated, and is to be (ListCertificateDomainValidations).

    The record of a pending switch may be missing for seconds.

    Raises:
        NotFound: ACM does not know the certificate (any more).
        ServiceTrouble: it may not be asked, or this endpoint does not know the call.
    """
    client = access.client("acm", region)
    answers = client.get_paginator("list_certificate_domain_validations").paginate(CertificateArn=arn)
    return tuple(
        configured(one)
        for page in pages("acm:ListCertificateDomainValidations", answers)
        for one in page["DomainValidationSummaryList"]
    )
