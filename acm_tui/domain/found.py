"""What was found out by reading AWS about a call that had no outcome in the journal, as it is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from acm_tui.domain.listener import load_balancer_name, load_balancer_of
from acm_tui.domain.mutation import (
    AddToList,
    Change,
    DeleteCertificate,
    Mutation,
    RemoveFromList,
    RequestCertificate,
    SwitchInPlace,
    UpsertRecords,
)

MOST_SENTENCES = 3
"""Calls that are told one by one; several load balancers may have been changed at the same time."""


class Found(msgspec.Struct, frozen=True):
    """``at`` is when the call was intended. ``arn`` is what it made, if anything.

    ``done`` is ``False`` where AWS showed no effect of it: then it counts as not carried out. ``again``: the
    same was asked for once more since then.
    """

    mutation: Mutation
    at: datetime
    done: bool
    arn: str = ""
    again: bool = False


def repeated(found: Sequence[Found], mutation: Mutation) -> tuple[Found, ...]:
    """What is still worth telling of *found* once *mutation* is intended: what this is the repetition of."""
    return tuple(
        msgspec.structs.replace(one, again=True) for one in found if not one.done and one.mutation == mutation
    )


def sentences(found: Sequence[Found]) -> tuple[str, ...]:
    """What became of each call, for an operator; of many only how many there were of each kind."""
    if len(found) <= MOST_SENTENCES:
        return tuple(map(_sentence, found))
    done = sum(one.done for one in found)
    return (
        f"{len(found)} calls had no outcome in the journal. AWS was read:"
        f" {done} carried out, {len(found) - done} as it seems not.",
    )


def _sentence(found: Found) -> str:
    what = f"{_call(found.mutation)} of {found.at:%Y-%m-%d %H:%M} UTC"
    if found.done:
        return f"{what} was carried out: {_sign(found)}."
    again = " It was sent once more." if found.again else ""
    return f"{what} counts as not carried out: {_no_sign(found.mutation)}.{again}"


def _call(mutation: Mutation) -> str:
    match mutation:
        case RequestCertificate():
            return "The request"
        case DeleteCertificate():
            return "The deletion"
        case SwitchInPlace():
            return "The switch to DNS validation"
        case UpsertRecords():
            return "The writing of records"
        case _:
            return "The change"


def _sign(found: Found) -> str:
    match found.mutation:
        case RequestCertificate():
            return f"ACM has {found.arn}, found by its tag"
        case DeleteCertificate(arn=arn):
            return f"ACM knows {arn} no more"
        case SwitchInPlace(arn=arn):
            return f"ACM shows a switch of {arn}"
        case UpsertRecords(zone=zone):
            return f"they stand in the zone {zone.rstrip('.')}"
        case change:
            return f"{_balancer(change)} {_held(change)}"


def _no_sign(mutation: Mutation) -> str:
    match mutation:
        case RequestCertificate():
            return "ACM showed no certificate with its tag"
        case DeleteCertificate(arn=arn):
            return f"ACM still has {arn}"
        case SwitchInPlace(arn=arn):
            return f"ACM showed no new switch of {arn}"
        case UpsertRecords(zone=zone):
            return f"they do not stand in the zone {zone.rstrip('.')}"
        case change:
            return f"{_balancer(change)} shows nothing of it"


def _balancer(change: Change) -> str:
    return f"the listener of {load_balancer_name(load_balancer_of(change.listener_arn))}"


def _held(change: Change) -> str:
    match change:
        case AddToList():
            return f"has {change.certificate_arn} in its list"
        case RemoveFromList():
            return f"has {change.certificate_arn} in its list no more"
        case _:
            return f"has {change.certificate_arn} as its default"
