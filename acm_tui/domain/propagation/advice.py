"""What could keep a certificate from being issued, whatever its validation records are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from acm_tui.domain.propagation.caa import caa_diagnoses
from acm_tui.domain.propagation.dnssec import dnssec_bogus
from acm_tui.domain.propagation.observation import Observation
from acm_tui.domain.propagation.trouble import Diagnosis, Severity, most_urgent_first


class Advice(msgspec.Struct, frozen=True):
    """What a look at the names of a certificate showed. It warns, and never stands in the way."""

    names: tuple[str, ...]
    observations: tuple[Observation, ...]
    diagnoses: tuple[Diagnosis, ...]
    at: datetime

    @property
    def forbids(self) -> bool:
        """Whether the certificate authority must refuse as things stand."""
        return any(diagnosis.severity is Severity.FAULT for diagnosis in self.diagnoses)


def conclude_advice(names: Iterable[str], observations: Iterable[Observation], at: datetime) -> Advice:
    """The advice that *observations* amount to for a certificate of *names*."""
    wanted, seen = tuple(names), tuple(observations)
    told = most_urgent_first((*dnssec_bogus(seen), *caa_diagnoses(seen, wanted)))
    return Advice(wanted, seen, told, at)
