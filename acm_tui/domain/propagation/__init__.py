"""Whether the validation record is there: what was seen → classification → verdict → diagnoses.

Pure. What is shown to the operator rests on :class:`Observation` alone, one for each question and address.
"""

from acm_tui.domain.propagation.cadence import Pulse, next_look, next_pulse, pulses_of
from acm_tui.domain.propagation.check import Check, conclude
from acm_tui.domain.propagation.classification import Classification, classify
from acm_tui.domain.propagation.diagnosis import Diagnosis, DiagnosisCode, Severity, diagnoses
from acm_tui.domain.propagation.idn import both_forms, to_ascii, unicode_name
from acm_tui.domain.propagation.names import (
    canonical,
    label_in_zone,
    parent,
    plain,
    probe_names,
    same_name,
    within,
)
from acm_tui.domain.propagation.network import needs_another_way
from acm_tui.domain.propagation.observation import (
    Answer,
    Failure,
    NameServer,
    Observation,
    Perspective,
    Question,
    Transport,
    Zone,
)
from acm_tui.domain.propagation.probes import beside, probes
from acm_tui.domain.propagation.resolvers import forgets_at, resolvers_rest_s
from acm_tui.domain.propagation.suffix import is_public_suffix
from acm_tui.domain.propagation.verdict import Verdict, VerdictKind, tally, verdict
from acm_tui.domain.propagation.view import is_public_view, main_rows, over_https, resolver_rows

__all__ = [
    "Answer",
    "Check",
    "Classification",
    "Diagnosis",
    "DiagnosisCode",
    "Failure",
    "NameServer",
    "Observation",
    "Perspective",
    "Pulse",
    "Question",
    "Severity",
    "Transport",
    "Verdict",
    "VerdictKind",
    "Zone",
    "beside",
    "both_forms",
    "canonical",
    "classify",
    "conclude",
    "diagnoses",
    "forgets_at",
    "is_public_suffix",
    "is_public_view",
    "label_in_zone",
    "main_rows",
    "needs_another_way",
    "next_look",
    "next_pulse",
    "over_https",
    "parent",
    "plain",
    "probe_names",
    "probes",
    "pulses_of",
    "resolver_rows",
    "resolvers_rest_s",
    "same_name",
    "tally",
    "to_ascii",
    "unicode_name",
    "verdict",
    "within",
]
