"""Certificates as ACM describes them, the request for a successor, and who may migrate."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

MOST_TAGS = 50
"""How many tags a certificate may have (ACM API reference, AddTagsToCertificate)."""

MIGRATION_TAG = "acm-tui:migration"
"""The tag by which a requested certificate is found again after its idempotency token has expired."""

REQUESTABLE_KEYS = ("RSA_2048", "EC_prime256v1", "EC_secp384r1")
"""Key algorithms that RequestCertificate accepts for public certificates (ACM API reference)."""

VALIDATION_PERIOD = timedelta(hours=72)
"""How long ACM waits for the CNAME before VALIDATION_TIMED_OUT (ACM user guide, "DNS validation")."""


class ValidationRecord(msgspec.Struct, frozen=True, gc=False):
    """The CNAME that proves control of a domain; ``name`` and ``value`` as ACM gives them."""

    name: str
    type: str
    value: str


class DomainValidation(msgspec.Struct, frozen=True, gc=False):
    """How one name of a certificate stands: ``status`` is PENDING_VALIDATION, SUCCESS or FAILED."""

    domain: str
    status: str
    method: str
    record: ValidationRecord | None = None
    emails: tuple[str, ...] = ()


class Switch(msgspec.Struct, frozen=True, gc=False):
    """The latest switch of the validation method under the same ARN, as DescribeCertificate tells of it.

    ``status`` is PENDING_DOMAIN_VALIDATION, SUCCESS or FAILED (ACM API reference, UpdateSummary).
    """

    status: str
    requested_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def pending(self) -> bool:
        """Whether it waits for its records."""
        return self.status == "PENDING_DOMAIN_VALIDATION"


class Configuration(msgspec.Struct, frozen=True, gc=False):
    """How one name is validated, or is to be: ``status`` is PENDING_VALIDATION, SUCCESS or FAILED."""

    method: str
    status: str
    record: ValidationRecord | None = None


class Configured(msgspec.Struct, frozen=True, gc=False):
    """One name's configuration in force, and the one that a pending switch asks for."""

    domain: str
    active: Configuration | None = None
    requested: Configuration | None = None


class Certificate(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One certificate as DescribeCertificate and ListTagsForCertificate show it.

    ``key_algorithm`` is in the spelling of requests (``RSA_2048``, not ``RSA-2048``); ``names`` begins
    with the common name; ``in_use_by`` holds ARNs of load balancers and other holders, never listeners.
    ``signature_algorithm`` is as ACM spells it (``SHA256WITHRSA``), empty where it was not told.
    ``configured`` is what ListCertificateDomainValidations tells, empty where it was not asked.
    """

    arn: str
    names: tuple[str, ...]
    status: str
    type: str
    key_algorithm: str
    validation_method: str
    created_at: datetime | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None
    renewal_status: str | None = None
    renewal_eligibility: str | None = None
    failure_reason: str | None = None
    managed_by: str | None = None
    exportable: bool = False
    in_use_by: tuple[str, ...] = ()
    validations: tuple[DomainValidation, ...] = ()
    tags: dict[str, str] = {}
    signature_algorithm: str = ""
    switch: Switch | None = None
    configured: tuple[Configured, ...] = ()

    @property
    def domain(self) -> str:
        """The common name; empty where ACM has told no name yet, as of a request in a search."""
        return self.names[0] if self.names else ""

    @property
    def records(self) -> tuple[ValidationRecord, ...]:
        """The CNAMEs to register, each once: an apex and its wildcard share one (ACM user guide)."""
        return tuple(dict.fromkeys(v.record for v in self.validations if v.record is not None))

    @property
    def records_known(self) -> bool:
        """Whether every name has its CNAME; ACM may take seconds to make them after a request."""
        return bool(self.validations) and all(v.record is not None for v in self.validations)

    @property
    def switch_records(self) -> tuple[ValidationRecord, ...]:
        """The CNAMEs that the pending switch waits for, each once; none while ACM is making them."""
        asked = (one.requested for one in self.configured)
        return tuple(dict.fromkeys(one.record for one in asked if one is not None and one.record is not None))

    @property
    def switch_records_known(self) -> bool:
        """Whether every name has its CNAME for the pending switch."""
        told = {one.domain for one in self.configured if one.requested is not None and one.requested.record}
        return bool(self.names) and {*self.names} <= told

    @property
    def switched(self) -> bool:
        """Whether every name is seen to be validated by DNS: a switch in place is complete then."""
        by_dns = {one.domain for one in self.configured if one.active and one.active.method == "DNS"}
        return bool(self.names) and {*self.names} <= by_dns and len(by_dns) == len(self.configured)


class CertificateRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What RequestCertificate is asked for. The token is honoured by ACM for one hour."""

    names: tuple[str, ...]
    key_algorithm: str
    tags: dict[str, str]
    token: str


class LeftOut(msgspec.Struct, frozen=True):
    """Something of the old certificate that the request does not carry over, and why."""

    what: str
    why: str


SOON = timedelta(days=45)
"""ACM's renewal notices start 45 days before expiry (ACM user guide, "email validation")."""


def why_not_replace(certificate: Certificate) -> str | None:
    """Why *certificate* cannot be replaced by a DNS-validated one, or ``None`` when it can.

    Replacing works for any status; only certificates that are not email-validated public ones of this
    account's own have nothing to migrate.
    """
    if certificate.type != "AMAZON_ISSUED":
        kind = certificate.type.replace("_", " ").lower()
        return f"it is {kind}: ACM did not issue it, so ACM cannot validate it"
    if certificate.validation_method != "EMAIL" or certificate.switched:
        return "it is not validated by email: nothing to move"
    if certificate.managed_by:
        return f"{certificate.managed_by} manages it: move it there"
    return None


def why_not_switch(certificate: Certificate) -> str | None:
    """Why *certificate* cannot be switched to DNS validation in place, or ``None`` when it can.

    Only issued public certificates of this account's own can, and only while no switch is pending (ACM API
    reference, UpdateCertificateOptions).
    """
    if (why := why_not_replace(certificate)) is not None:
        return why
    if certificate.switch is not None and certificate.switch.pending:
        return "a switch is pending already"
    if certificate.status != "ISSUED":
        return f"it is {certificate.status}: ACM switches only what is issued"
    return None


def request_for(certificate: Certificate, migration_id: str, token: str) -> CertificateRequest:
    """The request for the DNS-validated successor of *certificate*.

    Names keep their order, because the first becomes the common name. Tags are copied except AWS's own
    (``aws:`` is reserved) and an earlier migration's; ours is added so that it can be found again.
    """
    copied = {key: certificate.tags[key] for key in _copied_tags(certificate)}
    return CertificateRequest(
        names=certificate.names,
        key_algorithm=successor_key(certificate.key_algorithm),
        tags={**copied, MIGRATION_TAG: migration_id},
        token=token,
    )


def successor_key(key_algorithm: str) -> str:
    """The key algorithm to request: the same where ACM issues it, otherwise RSA_2048."""
    return key_algorithm if key_algorithm in REQUESTABLE_KEYS else "RSA_2048"


def _copied_tags(certificate: Certificate) -> list[str]:
    return _own_tags(certificate)[: MOST_TAGS - 1]


def _own_tags(certificate: Certificate) -> list[str]:
    return [key for key in certificate.tags if not key.startswith("aws:") and key != MIGRATION_TAG]


def left_out(certificate: Certificate) -> tuple[LeftOut, ...]:
    """What the request does not copy from *certificate*, each with its reason."""
    found = [LeftOut("email validation domains", "they belong to email validation only")]
    if (key := successor_key(certificate.key_algorithm)) != certificate.key_algorithm:
        found.append(
            LeftOut(
                f"key algorithm {certificate.key_algorithm}", f"ACM does not issue it; {key} is asked for"
            )
        )
    if certificate.exportable:
        found.append(
            LeftOut("the export option", "it is fixed for life and exportable certificates cost money")
        )
    found += [
        LeftOut(f"tag {key}", f"a certificate has at most {MOST_TAGS} tags, one of them this program's")
        for key in _own_tags(certificate)[MOST_TAGS - 1 :]
    ]
    found += [
        LeftOut(f"tag {key}", "keys that begin with aws: are reserved for AWS")
        for key in certificate.tags
        if key.startswith("aws:")
    ]
    return tuple(found)
