"""That the tables of the tests leave out no mistake that the program promises to tell."""

import pytest

from acm_tui.domain.propagation import (
    Diagnosis,
    DiagnosisCode,
    Observation,
    Question,
    Severity,
    conclude,
    conclude_advice,
)
from tests.domain.caa_answers import OTHER, world
from tests.domain.propagation.seen import (
    NOW,
    NS2,
    RECORD,
    VALUE,
    ZONE,
    cname,
    nobody,
    nxdomain,
    public,
    saw,
)
from tests.domain.propagation.test_mistakes import MISTAKES
from tests.domain.propagation.test_mistakes_of_servers import DIRECTLY

EVERY_MISTAKE = (
    "ZONE_TYPED_TWICE",
    "NAME_UNDERSCORE_LOST",
    "VALUE_UNDERSCORE_LOST",
    "ZONE_APPENDED_TO_VALUE",
    "SWAPPED",
    "WRONG_TYPE",
    "PROXIED",
    "OTHER_REQUEST",
    "WILDCARD",
    "OTHER_DATA",
    "PARENT_ZONE",
    "DELEGATION_MISMATCH",
    "LAME_SERVER",
    "SERVER_BEHIND",
    "PRIVATE_ONLY",
    "INTERCEPTED",
    "DNSSEC_BOGUS",
    "NEGATIVE_CACHE",
    "CAA_FORBIDS",
)
"""What can be wrong with a record and its surroundings, as it was collected before any of it was written."""
BESIDES = (
    "WRONG_VALUE",
    "SERVER_DIFFERS",
    "SERVER_FAILS",
    "SERVER_SILENT",
    "CAA_UNSEEN",
    "CAA_CONDITIONS",
    "NO_SERVER_ANSWERED",
    "ZONE_NOT_FOUND",
    "NO_NAME",
)
"""What else is told; its tests are with its kind."""

SOA = Question(ZONE, "SOA")
READY = [cname(VALUE), cname(VALUE, NS2)]
BESIDE_THE_SERVERS: dict[str, tuple[Observation, ...]] = {
    "INTERCEPTED": (*READY, nobody("NXDOMAIN")),
    "NEGATIVE_CACHE": (*READY, public(nxdomain(negative_ttl_s=812))),
    "DNSSEC_BOGUS": (
        *READY,
        public(saw(rcode="SERVFAIL", question=SOA)),
        public(saw(question=SOA, cd=True)),
    ),
}
CAA = {"CAA_FORBIDS": world(example__com=(OTHER,))}


def told_alone() -> dict[str, list[Diagnosis]]:
    """By their codes, the diagnoses that are the only one of some case."""
    looks = [conclude(RECORD, of_case.zone, of_case.look(), NOW) for of_case, *_ in MISTAKES.values()]
    looks += [conclude(RECORD, of_case.zone, of_case.look(), NOW) for of_case, *_ in DIRECTLY.values()]
    looks += [conclude(RECORD, None, rows, NOW) for rows in BESIDE_THE_SERVERS.values()]
    each = [look.diagnoses for look in looks]
    each += [conclude_advice(["example.com"], rows, NOW).diagnoses for rows in CAA.values()]
    alone: dict[str, list[Diagnosis]] = {}
    for made in each:
        if len(made) == 1:
            alone.setdefault(made[0].code.value, []).append(made[0])
    return alone


@pytest.mark.parametrize("code", EVERY_MISTAKE)
def test_each_mistake_has_a_case_that_gives_it_and_nothing_else(code: str) -> None:
    found = told_alone()[code]
    assert all(one.message and one.fix and one.evidence for one in found)


def test_only_what_is_valid_is_a_note() -> None:
    notes = {code for code, found in told_alone().items() for one in found if one.severity is Severity.NOTE}
    assert notes == {"VALUE_UNDERSCORE_LOST"}


def test_no_code_is_forgotten_here() -> None:
    assert sorted((*EVERY_MISTAKE, *BESIDES)) == sorted(code.value for code in DiagnosisCode)
