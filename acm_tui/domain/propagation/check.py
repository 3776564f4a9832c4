"""One whole look at a record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import classify
from acm_tui.domain.propagation.diagnosis import diagnoses
from acm_tui.domain.propagation.interception import unmasked
from acm_tui.domain.propagation.observation import Observation, Zone
from acm_tui.domain.propagation.trouble import Diagnosis
from acm_tui.domain.propagation.verdict import Verdict, verdict
from acm_tui.domain.propagation.view import asked


class Check(msgspec.Struct, frozen=True):
    """What a look at *record* showed. ``zone`` is ``None`` when it was not found."""

    record: ValidationRecord
    zone: Zone | None
    observations: tuple[Observation, ...]
    verdict: Verdict
    diagnoses: tuple[Diagnosis, ...]
    at: datetime

    @property
    def contradicted(self) -> bool:
        """Whether anybody who was heard says something else than the record, or that it is not there.

        Where nobody does, those that do not agree were silent, or said nothing about it.
        """
        rows = asked(self.observations, self.record)
        return any(classify(row, self.record).differs for row in rows)


def conclude(
    record: ValidationRecord, zone: Zone | None, observations: Iterable[Observation], at: datetime
) -> Check:
    """The check that *observations* amount to. Those of somebody in between are marked in it."""
    seen = unmasked(observations)
    return Check(record, zone, seen, verdict(seen, record), diagnoses(seen, record, zone), at)
