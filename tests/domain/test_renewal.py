"""What is proven of a switched certificate's renewals: only what was seen."""

from __future__ import annotations

import pytest

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.renewal import renewal_proof
from tests.domain.stories import RECORD, told
from tests.domain.test_in_place import PENDING, SUCCESS, asked, seen


@pytest.mark.parametrize(
    ("status", "eligibility", "present", "holds"),
    [
        (SUCCESS, "ELIGIBLE", {RECORD}, [True, True, True]),
        (SUCCESS, "ELIGIBLE", None, [True, True, None]),
        (SUCCESS, "ELIGIBLE", set(), [True, True, False]),
        (SUCCESS, "INELIGIBLE", {RECORD}, [True, False, True]),
        (SUCCESS, None, {RECORD}, [True, None, True]),
        (PENDING, "ELIGIBLE", {RECORD}, [False, True, True]),
    ],
)
def test_it_is_proven_only_where_everything_was_seen(
    status: str,
    eligibility: str | None,
    present: set[ValidationRecord] | None,
    holds: list[bool | None],
) -> None:
    proof = renewal_proof(told(*asked(), seen(status, renewal_eligibility=eligibility)), present)
    assert [one.holds for one in proof.points] == holds
    assert proof.proven is (holds == [True, True, True])


def test_the_expiry_and_that_the_records_must_stay_are_told() -> None:
    assert renewal_proof(told(*asked(), seen(SUCCESS))).notes == (
        "It is valid until 2027-01-15.",
        "The records must stay for ever: ACM renews by them.",
    )


def test_what_nothing_holds_is_told_not_to_be_renewed() -> None:
    proof = renewal_proof(
        told(*asked(), seen(SUCCESS, renewal_eligibility="INELIGIBLE", in_use_by=())), {RECORD}
    )
    assert proof.points[1].says == "ACM does not call it eligible for renewal: nothing holds it"
