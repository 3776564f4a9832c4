"""The inventory as scripts see it: every object of the JSON contract (docs/json.md)."""

from __future__ import annotations

from datetime import datetime

import msgspec


class ToldAttachment(msgspec.Struct, frozen=True, kw_only=True):
    """A listener that holds the certificate, and as what."""

    load_balancer_arn: str
    load_balancer_type: str
    listener_arn: str
    port: int
    role: str


class ToldMigration(msgspec.Struct, frozen=True, kw_only=True):
    """The open migration of a certificate. ``held_by`` sits at it at this moment."""

    id: str
    step: str
    next_action: str
    deadline: datetime | None
    updated_at: datetime
    updated_by: str
    held_by: str | None


class ToldRecommendation(msgspec.Struct, frozen=True, kw_only=True):
    """What to do, as a word, and in sentences. ``way``: ``None`` where none is open, or it is not known."""

    action: str
    way: str | None
    what: str
    why: str


class ToldCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """One email-validated certificate. ``None`` of a list: it is not known."""

    arn: str
    names: tuple[str, ...]
    partition: str
    account: str
    region: str
    status: str
    type: str
    key_algorithm: str
    validation_method: str
    not_before: datetime | None
    not_after: datetime | None
    days_left: int | None
    renewal_status: str | None
    renewal_eligibility: str | None
    managed_by: str | None
    in_use: bool
    in_use_by: tuple[str, ...] | None
    attachments: list[ToldAttachment] | None
    tags: dict[str, str] | None
    migration: ToldMigration | None
    urgency: str
    recommendation: ToldRecommendation
    notices: list[str]
    seen: str


class ToldError(msgspec.Struct, frozen=True, kw_only=True):
    """What could not be looked through or read."""

    profile: str
    account: str | None
    region: str | None
    operation: str | None
    code: str | None
    message: str
    cause: str
    remedy: str
    partly: bool


class ToldNotice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice of AWS Health."""

    arn: str
    code: str
    status: str
    region: str
    started_at: datetime | None
    updated_at: datetime | None
    affected: tuple[str, ...]


class ToldPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A place that was looked through to the end, and when."""

    partition: str
    account: str
    region: str
    at: datetime


class ToldCampaign(msgspec.Struct, frozen=True, kw_only=True):
    """How many certificates are where."""

    done: int
    to_request: int
    waiting_for_dns: int
    ready_to_cut_over: int
    finishing: int
    not_started: int | None


class ToldInventory(msgspec.Struct, frozen=True, kw_only=True):
    """The whole document; times are RFC 3339, UTC."""

    schema_version: int
    generated_at: datetime
    certificates: list[ToldCertificate]
    errors: list[ToldError]
    notices: list[ToldNotice]
    notes: list[str]
    looked: list[ToldPlace]
    campaign: ToldCampaign | None
