"""Whether the validation record is there: what was seen → classification → verdict → diagnoses.

Pure. What is shown to the operator rests on :class:`Observation` alone, one for each question and address.
"""

from acm_tui.domain.propagation.advice import Advice, conclude_advice
from acm_tui.domain.propagation.caa import caa_diagnoses
from acm_tui.domain.propagation.caa_climb import base_name, caa_questions, tells_caa
from acm_tui.domain.propagation.cadence import Pulse, after_a_move, next_look, next_pulse, pulses_of
from acm_tui.domain.propagation.change import Heard, answers_heard, heard, tells_something_new
from acm_tui.domain.propagation.check import Check, conclude
from acm_tui.domain.propagation.classification import Classification, classify
from acm_tui.domain.propagation.diagnosis import Diagnosis, DiagnosisCode, Severity, diagnoses
from acm_tui.domain.propagation.dnssec import dnssec_bogus
from acm_tui.domain.propagation.idn import both_forms, to_ascii, unicode_name
from acm_tui.domain.propagation.interception import somebody_between, unmasked
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
from acm_tui.domain.propagation.resolvers import forgets_at, resolvers_kept_s, resolvers_rested
from acm_tui.domain.propagation.rest import BURST_REST, rests_until
from acm_tui.domain.propagation.serial import steps_behind
from acm_tui.domain.propagation.suffix import is_public_suffix, registered_domains
from acm_tui.domain.propagation.verdict import Verdict, VerdictKind, tally, verdict
from acm_tui.domain.propagation.view import is_public_view, main_rows, over_https, resolver_rows

__all__ = [
    "BURST_REST",
    "Advice",
    "Answer",
    "Check",
    "Classification",
    "Diagnosis",
    "DiagnosisCode",
    "Failure",
    "Heard",
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
    "after_a_move",
    "answers_heard",
    "base_name",
    "beside",
    "both_forms",
    "caa_diagnoses",
    "caa_questions",
    "canonical",
    "classify",
    "conclude",
    "conclude_advice",
    "diagnoses",
    "dnssec_bogus",
    "forgets_at",
    "heard",
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
    "registered_domains",
    "resolver_rows",
    "resolvers_kept_s",
    "resolvers_rested",
    "rests_until",
    "same_name",
    "somebody_between",
    "steps_behind",
    "tally",
    "tells_caa",
    "tells_something_new",
    "to_ascii",
    "unicode_name",
    "unmasked",
    "verdict",
    "within",
]
