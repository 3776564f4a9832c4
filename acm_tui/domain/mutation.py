"""Everything this program can change in AWS. Each is one call, and safe to compare with the present."""

from __future__ import annotations

from typing import Literal

import msgspec

from acm_tui.domain.certificate import CertificateRequest, ValidationRecord

DeleteReason = Literal["timed out", "failed", "replaced", "not needed"]


class RequestCertificate(msgspec.Struct, frozen=True, tag="request_certificate", tag_field="call"):
    """Ask ACM for the DNS-validated successor, tagged at once (``acm:RequestCertificate``)."""

    request: CertificateRequest


class DeleteCertificate(msgspec.Struct, frozen=True, tag="delete_certificate", tag_field="call"):
    """Delete one certificate (``acm:DeleteCertificate``)."""

    arn: str
    why: DeleteReason


class SwitchInPlace(msgspec.Struct, frozen=True, tag="switch_in_place", tag_field="call"):
    """Ask ACM to switch one certificate to DNS validation (``acm:UpdateCertificateOptions``)."""

    arn: str


class AddToList(msgspec.Struct, frozen=True, tag="add_to_list", tag_field="call"):
    """Put a certificate into a listener's SNI list (``AddListenerCertificates``, idempotent)."""

    listener_arn: str
    certificate_arn: str


class SetDefault(msgspec.Struct, frozen=True, tag="set_default", tag_field="call"):
    """Make a certificate a listener's default (``ModifyListener``).

    On a Classic Load Balancer: its only certificate (``SetLoadBalancerListenerSSLCertificate``).
    """

    listener_arn: str
    certificate_arn: str


class RemoveFromList(msgspec.Struct, frozen=True, tag="remove_from_list", tag_field="call"):
    """Take a certificate out of a listener's SNI list (``RemoveListenerCertificates``)."""

    listener_arn: str
    certificate_arn: str


class UpsertRecords(msgspec.Struct, frozen=True, tag="upsert_records", tag_field="call"):
    """Write records into a hosted zone of Route 53, all or none (``route53:ChangeResourceRecordSets``).

    ``zone_id`` is the hosted zone's, ``zone`` its name; ``ttl_s`` is in seconds. ``comment`` goes with the
    change. ``replaced`` are the values that the preview showed in their place: what an undo would need.
    """

    zone_id: str
    zone: str
    records: tuple[ValidationRecord, ...]
    ttl_s: int
    comment: str = ""
    replaced: tuple[ValidationRecord, ...] = ()


Change = AddToList | SetDefault | RemoveFromList
Mutation = RequestCertificate | DeleteCertificate | SwitchInPlace | UpsertRecords | Change
