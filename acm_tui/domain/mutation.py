"""Everything this program can change in AWS. Each is one call, and safe to compare with the present."""

from __future__ import annotations

from typing import Literal

import msgspec

from acm_tui.domain.certificate import CertificateRequest

DeleteReason = Literal["timed out", "failed", "replaced"]


class RequestCertificate(msgspec.Struct, frozen=True, tag="request_certificate", tag_field="call"):
    """Ask ACM for the DNS-validated successor, tagged at once (``acm:RequestCertificate``)."""

    request: CertificateRequest


class DeleteCertificate(msgspec.Struct, frozen=True, tag="delete_certificate", tag_field="call"):
    """Delete one certificate (``acm:DeleteCertificate``)."""

    arn: str
    why: DeleteReason


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


Change = AddToList | SetDefault | RemoveFromList
Mutation = RequestCertificate | DeleteCertificate | AddToList | SetDefault | RemoveFromList
