"""What the record calls things: certificates, listeners, calls, moments. Plain text, as AWS gave it."""

from __future__ import annotations

from datetime import UTC, datetime

from acm_tui.domain.change_record import ChangeRecord
from acm_tui.domain.listener import Listener, classic_address, load_balancer_name
from acm_tui.domain.mutation import (
    AddToList,
    Change,
    DeleteCertificate,
    Mutation,
    RemoveFromList,
    RequestCertificate,
    SetDefault,
    SwitchInPlace,
    UpsertRecords,
)


def moment(at: datetime | None) -> str:
    """*at* (aware) to the second in UTC, as every time of the record; empty where it is not known."""
    return "" if at is None else f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def operation(mutation: Mutation) -> str:
    """The call by its IAM action, as CloudTrail names it too (``acm:RequestCertificate``)."""
    match mutation:
        case RequestCertificate():
            return "acm:RequestCertificate"
        case DeleteCertificate():
            return "acm:DeleteCertificate"
        case SwitchInPlace():
            return "acm:UpdateCertificateOptions"
        case UpsertRecords():
            return "route53:ChangeResourceRecordSets"
        case change:
            return f"elasticloadbalancing:{_of_a_listener(change)}"


def _of_a_listener(change: Change) -> str:
    match change:
        case AddToList():
            return "AddListenerCertificates"
        case RemoveFromList():
            return "RemoveListenerCertificates"
        case SetDefault() if classic_address(change.listener_arn) is not None:
            return "SetLoadBalancerListenerSSLCertificate"
        case SetDefault():
            return "ModifyListener"


_CALLED = {
    False: ("the new certificate", "the old certificate"),
    True: ("the requested certificate", "the certificate"),
}


class Names:
    """Short names for what *record* tells of; whatever it does not know keeps its ARN."""

    def __init__(self, record: ChangeRecord) -> None:
        m = record.migration
        self._listeners = {one.before.arn: one.before for one in record.listeners}
        self._certificates = {one.arn: "an earlier new certificate" for one in m.predecessors}
        self._certificates |= {plan.plan.new: "the new certificate" for plan in record.plans}
        new, old = _CALLED[m.in_place]
        self._certificates |= {m.new.arn: new} if m.new is not None else {}
        self._certificates[m.old.arn] = old

    def certificate(self, arn: str) -> str | None:
        """Which certificate of the migration *arn* is; ``None``: none."""
        return self._certificates.get(arn)

    def listener(self, arn: str) -> str:
        """Load balancer and port, as ``shop:443``; the ARN where no confirmed plan saw the listener."""
        known = self._listeners.get(arn)
        return arn if known is None else listener_name(known)


def listener_name(listener: Listener) -> str:
    """Load balancer and port, as ``shop:443``."""
    return f"{load_balancer_name(listener.load_balancer_arn)}:{listener.port}"
