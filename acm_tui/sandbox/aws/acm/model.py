"""What the embedded ACM knows: plain, frozen data, so that a reader needs no lock and the world can be saved.

Every time is an aware UTC datetime in sandbox time. A change makes a new value with ``dataclasses.replace``;
mappings inside a value are never changed in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

PENDING_VALIDATION = "PENDING_VALIDATION"
ISSUED = "ISSUED"
EXPIRED = "EXPIRED"
FAILED = "FAILED"
SUCCESS = "SUCCESS"
VALIDATION_TIMED_OUT = "VALIDATION_TIMED_OUT"
PENDING_DOMAIN_VALIDATION = "PENDING_DOMAIN_VALIDATION"

AMAZON_ISSUED = "AMAZON_ISSUED"
IMPORTED = "IMPORTED"
PRIVATE = "PRIVATE"

EMAIL = "EMAIL"
DNS = "DNS"
HTTP = "HTTP"


@dataclass(frozen=True, kw_only=True)
class Material:
    """What a TLS server needs to serve a certificate, as PEM text; the chain is without the leaf."""

    certificate_pem: str
    chain_pem: str
    private_key_pem: str
    serial: str


@dataclass(frozen=True, kw_only=True)
class Renewal:
    """ACM's managed renewal of a certificate (ACM API reference, RenewalSummary).

    ``status`` is PENDING_AUTO_RENEWAL, PENDING_VALIDATION, SUCCESS or FAILED; ``validations`` gives each
    name's own state, which is not that of the first issuance.
    """

    status: str
    updated_at: datetime
    validations: Mapping[str, str]
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Switch:
    """A change of the validation method in place, pending or past (ACM API reference, UpdateSummary)."""

    status: str
    requested_at: datetime
    updated_at: datetime
    validations: Mapping[str, str]
    from_method: str = EMAIL
    to_method: str = DNS


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """One certificate or request, in one account and region.

    ``key_algorithm`` is spelt with an underscore, as RequestCertificate wants it. ``validation_method`` is
    empty for imported and private certificates. ``validations`` gives each name's state: of the first
    issuance, or of the switch once that is done. ``names`` starts with the common name and keeps the order
    of the request.
    """

    arn: str
    account: str
    region: str
    names: tuple[str, ...]
    type: str
    status: str
    validation_method: str | None
    key_algorithm: str
    created_at: datetime
    validations: Mapping[str, str] = field(default_factory=dict)
    validation_domains: Mapping[str, str] = field(default_factory=dict)
    validated_at: datetime | None = None
    issued_at: datetime | None = None
    imported_at: datetime | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None
    failure_reason: str | None = None
    renewal: Renewal | None = None
    switch: Switch | None = None
    material: Material | None = None
    issuer: str = "Amazon"
    export: str = "DISABLED"
    exported: bool = False
    managed_by: str | None = None
    authority_arn: str | None = None
    tags: Mapping[str, str | None] = field(default_factory=dict)
    had_tags: bool = False
    """Whether tags were taken away again: the tagging API goes on to show such a certificate."""

    @property
    def switch_pending(self) -> bool:
        """Whether a change of the validation method waits for its records."""
        return self.switch is not None and self.switch.status == PENDING_DOMAIN_VALIDATION


@dataclass(frozen=True, kw_only=True)
class UsedToken:
    """An idempotency token that was used: the request it stood for, the certificate that came of it."""

    account: str
    region: str
    token: str
    request: str
    arn: str
    used_at: datetime


@dataclass(frozen=True, kw_only=True)
class Saved:
    """The whole state of the embedded ACM, in the form in which it is written to disk."""

    certificates: tuple[Certificate, ...]
    tokens: tuple[UsedToken, ...]


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """A CNAME that ACM looks for now; ``name`` is the certificate's name that it validates."""

    arn: str
    account: str
    name: str
    record_name: str
    record_value: str
    for_switch: bool
