"""The records for Route 53: ``aws route53 change-resource-record-sets --change-batch file://…``."""

from __future__ import annotations

import json
from collections.abc import Iterable

import msgspec

from acm_tui.domain.propagation import parent, plain
from acm_tui.domain.record_plan import TTL_S
from acm_tui.handoff.request import RequestedRecord, checked

LONGEST_COMMENT = 256
"""Characters of a change batch's comment (Route 53 API reference, ChangeBatch: ResourceDescription)."""

_COMMENT = "ACM validation: keep for ever."


class ChangeBatch(msgspec.Struct, frozen=True):
    """What one call of ChangeResourceRecordSets takes, as JSON.

    ``zone`` is the zone that it belongs to, ``None`` while that is not known; ``about`` tells it from others:
    the zone, or the domain that its only record validates. Both are without a final dot.
    """

    zone: str | None
    about: str
    json: str


def change_batches(records: Iterable[RequestedRecord], ttl_s: int = TTL_S) -> tuple[ChangeBatch, ...]:
    """*records* as change batches, one a zone: a call changes a single hosted zone, wholly or not at all.

    A record whose zone is not known has a batch of its own, because in that of another zone it would have
    the other records refused with it. ``UPSERT`` creates a record, or sets right what stands under its name
    (Route 53 API reference, ChangeResourceRecordSets).

    Raises:
        ValueError: a name is none, or a record is not in its zone.
    """
    by_zone: dict[str, list[RequestedRecord]] = {}
    unknown: list[RequestedRecord] = []
    for one in checked(records):
        (unknown if one.zone is None else by_zone.setdefault(one.zone, [])).append(one)
    known = (
        ChangeBatch(plain(zone), plain(zone), _batch(inside, ttl_s, f"{_COMMENT} Zone: {plain(zone)}"))
        # As they are read, without their final dots: a hyphen sorts before a dot.
        for zone, inside in sorted(by_zone.items(), key=lambda known: plain(known[0]))
    )
    alone = (
        ChangeBatch(None, plain(parent(one.record.name)), _batch([one], ttl_s, _COMMENT)) for one in unknown
    )
    return (*known, *alone)


def _batch(records: Iterable[RequestedRecord], ttl_s: int, comment: str) -> str:
    document = {
        # A name that is cut off would be another name: rather none.
        "Comment": comment if len(comment) <= LONGEST_COMMENT else _COMMENT,
        "Changes": [_change(one, ttl_s) for one in records],
    }
    return json.dumps(document, indent=2) + "\n"


def _change(one: RequestedRecord, ttl_s: int) -> dict[str, object]:
    return {
        "Action": "UPSERT",
        "ResourceRecordSet": {
            "Name": one.record.name,
            "Type": one.record.type,
            "TTL": ttl_s,
            "ResourceRecords": [{"Value": one.record.value}],
        },
    }
