"""No false alarm: a record that is right is ready, and nothing is said about it."""

from acm_tui.domain.propagation import VerdictKind, diagnoses, verdict
from tests.domain.propagation.right import right

CASES = range(1000)


def test_right_answers_are_ready_and_never_diagnosed() -> None:
    for case in map(right, CASES):
        made = verdict(case.rows, case.record)
        assert made.kind is VerdictKind.READY, case
        assert made.agreeing == made.servers, case
        assert not made.public_view, case
        assert diagnoses(case.rows, case.record, case.zone) == (), case


def test_nor_where_only_resolvers_can_be_asked() -> None:
    for case in map(right, CASES):
        made = verdict(case.publicly, case.record)
        assert made.kind is VerdictKind.READY, case
        assert made.public_view, case
        assert diagnoses(case.publicly, case.record, case.zone) == (), case


def test_no_two_cases_are_the_same() -> None:
    assert len({right(seed).rows for seed in CASES}) == len(CASES)
