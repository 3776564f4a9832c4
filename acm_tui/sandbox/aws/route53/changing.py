"""Changing hosted zones: what the API and everybody else who writes there goes through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moto.core.responses import ActionResult
from moto.route53.models import route53_backends

from acm_tui.sandbox.aws.route53 import refusals
from acm_tui.sandbox.aws.route53.batch import Change as Wanted
from acm_tui.sandbox.aws.route53.batch import applied
from acm_tui.sandbox.aws.route53.propagation import PENDING, Change, Content
from acm_tui.sandbox.aws.route53.record_sets import in_zone, put_into
from acm_tui.sandbox.aws.route53.setting import CHANGES, in_force

PARTITION = "aws"


def backend_of(account: str) -> Any:
    """moto's Route 53 of *account*."""
    return route53_backends[account][PARTITION]


def content_of(zone: Any) -> Content:
    """What the servers of moto's public *zone* are to serve."""
    return Content(zone.name, tuple(zone.delegation_set.name_servers), in_zone(zone))


def change_record_sets(account: str, zone_id: str, changes: Sequence[Wanted], comment: str | None) -> Change:
    """Make all *changes* in the hosted zone and send them on their way; the zone shows them at once.

    Raises:
        Refusal: NoSuchHostedZone, InvalidChangeBatch or InvalidInput; nothing was changed.
    """
    with CHANGES:
        zone = _changed(account, zone_id, changes)
        # A private zone is answered inside its VPCs only: nobody here is in one.
        published = {} if zone.private_zone else {zone.resource_id: content_of(zone)}
        return in_force().submit(account, published, comment)


def change_as_ever(account: str, zone_id: str, changes: Sequence[Wanted]) -> None:
    """Make all *changes* as if they had been made long ago.

    Raises:
        Refusal: as :func:`change_record_sets`.
    """
    with CHANGES:
        zone = _changed(account, zone_id, changes)
        if not zone.private_zone:
            in_force().serve(zone.resource_id, content_of(zone))


def _changed(account: str, zone_id: str, changes: Sequence[Wanted]) -> Any:
    zone = backend_of(account).get_hosted_zone(zone_id)
    put_into(zone, applied(zone.name, in_zone(zone), changes))
    return zone


def change_resource_record_sets(response: Any) -> Any:
    """ChangeResourceRecordSets: PENDING, whatever the delay."""
    batch = response._get_param("ChangeBatch")
    change = change_record_sets(
        response.current_account,
        response._get_param("HostedZoneId"),
        batch.get("Changes") or [],
        batch.get("Comment"),
    )
    return ActionResult({"ChangeInfo": info(change, PENDING)})


def get_change(response: Any) -> Any:
    """GetChange."""
    # botocore takes the path away that answers have before the id; other clients send it.
    identifier = response._get_param("Id").rpartition("/")[2]
    change = in_force().find(response.current_account, identifier)
    if change is None:
        raise refusals.no_such_change(identifier)
    return ActionResult({"ChangeInfo": info(change, in_force().status(change))})


def info(change: Change, status: str) -> dict[str, Any]:
    """The API's ChangeInfo."""
    shown = {"Id": f"/change/{change.id}", "Status": status, "SubmittedAt": change.submitted_at}
    return shown if change.comment is None else {**shown, "Comment": change.comment}
