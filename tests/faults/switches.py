"""What the judge knows of switches in place: what ACM has, what it was asked for, what the journal tells."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from acm_tui.domain.certificate import Switch
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import SwitchInPlace
from tests.faults.faulty_wire import Reached
from tests.faults.town import Town

OPERATION = "UpdateCertificateOptions"


def held(town: Town, arn: str) -> Switch | None:
    """The latest switch of the certificate *arn* as ACM itself has it."""
    found = town.sandbox.acm.find(arn)
    if found is None or found.switch is None:
        return None
    return Switch(found.switch.status, found.switch.requested_at, found.switch.updated_at)


def untrue(town: Town, m: Migration) -> Iterator[str]:
    """Where the journal tells of another switch than there is. That one has ended it may tell late."""
    there = held(town, m.old.arn)
    pending = there is not None and there.pending
    told = m.switched or (m.switch is not None and m.switch.pending)
    open_or_presumed = any(isinstance(one.mutation, SwitchInPlace) for one in (*m.in_flight, *m.presumed))
    if pending and not told and not open_or_presumed:
        yield f"ACM has a switch pending, and the journal denies it: {m.failure}"
    if told and there is None:
        yield f"ACM has no switch, and the journal tells of one: {m.switch}"


def lost(town: Town, m: Migration) -> Iterator[str]:
    """Where a migration that went on in place does not know the switch that there is.

    While ACM shows an older description, only the moment is known at which it was asked for.
    """
    there = held(town, m.old.arn)
    known = m.switch
    at = None if known is None else known.requested_at or (m.switch_asked_at if known.pending else None)
    if there is None or at is None or not _same_moment(at, there.requested_at):
        yield f"the journal knows {known}, there is {there}"


def _same_moment(told: datetime, held: datetime | None) -> bool:
    """Switches of one certificate are days apart."""
    return held is not None and abs(told - held) < timedelta(minutes=1)


def refused_as_made_already(one: Reached, before: Sequence[Reached]) -> bool:
    """Whether *one* asked for a switch that was pending: ACM answers with a conflict, and nothing changes."""
    return (
        one.call.operation == OPERATION
        and not one.carried_out
        and any(earlier.carried_out and earlier.call == one.call for earlier in before)
    )


def asked_although_shown(one: Reached, before: Sequence[Reached]) -> bool:
    """Whether ACM had shown a pending switch before *one* was sent.

    A repetition of botocore's is sent before anybody has looked again; a program looks first.
    """
    return refused_as_made_already(one, before) and any(
        _shows_pending(earlier, one.call.parameters["CertificateArn"])
        for earlier in before[: one.sent_behind]
    )


def _shows_pending(reading: Reached, arn: object) -> bool:
    if reading.call.operation != "DescribeCertificate" or reading.call.parameters["CertificateArn"] != arn:
        return False
    shown = json.loads(reading.answer).get("Certificate", {})
    return bool(shown.get("UpdateSummary", {}).get("Status") == "PENDING_DOMAIN_VALIDATION")
