"""Whether the validation record is there: what was seen → classification → verdict → diagnoses.

Pure. What is shown to the operator rests on :class:`Observation` alone, one for each question and address.
"""

from acm_tui.domain.propagation.cadence import next_look
from acm_tui.domain.propagation.check import Check, conclude
from acm_tui.domain.propagation.classification import Classification, classify
from acm_tui.domain.propagation.diagnosis import Diagnosis, DiagnosisCode, Severity, diagnoses
from acm_tui.domain.propagation.names import (
    canonical,
    label_in_zone,
    parent,
    plain,
    probe_names,
    same_name,
    within,
)
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
from acm_tui.domain.propagation.verdict import Verdict, VerdictKind, main_rows, verdict

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
    "Question",
    "Severity",
    "Transport",
    "Verdict",
    "VerdictKind",
    "Zone",
    "canonical",
    "classify",
    "conclude",
    "diagnoses",
    "label_in_zone",
    "main_rows",
    "next_look",
    "parent",
    "plain",
    "probe_names",
    "same_name",
    "verdict",
    "within",
]
