"""Whether a migration can be gone on with, waits, or needs a person, on both ways."""

from __future__ import annotations

import pytest
from hypothesis import given

from acm_tui.domain.events import (
    Abandoned,
    CertificateGone,
    CertificateSeen,
    Closed,
    Event,
    HandedOver,
    Intended,
)
from acm_tui.domain.mutation import SwitchInPlace
from acm_tui.domain.outlook import Outlook, outlook
from acm_tui.domain.propagation import VerdictKind
from tests.domain.stories import OLD, dns_certificate, requested, started, told
from tests.domain.strategies import histories, steady
from tests.domain.switch_stories import CHOSEN, FAILED, PENDING, SUCCESS, SWAPPED, asked, seen

READY, WAITING, PERSON = Outlook.READY, Outlook.WAITING, Outlook.PERSON
REPLACING = (*requested(), CertificateSeen(dns_certificate()))
SWITCHING = (*asked(), seen(PENDING))
HANDED = HandedOver("message")


@pytest.mark.parametrize(
    ("story", "verdicts", "expected"),
    [
        ((started(),), (), READY),
        (tuple(requested()), (), WAITING),
        (REPLACING, (), PERSON),
        (REPLACING, (VerdictKind.ABSENT,), PERSON),
        (REPLACING, (VerdictKind.READY,), WAITING),
        ((*REPLACING, HANDED), (VerdictKind.ABSENT,), WAITING),
        ((*REPLACING, HANDED), (VerdictKind.PARTIAL, VerdictKind.READY), WAITING),
        ((*REPLACING, HANDED), (VerdictKind.MISPLACED,), PERSON),
        ((*REPLACING, HANDED), (VerdictKind.READY, VerdictKind.WRONG), PERSON),
        ((*REPLACING, CertificateSeen(dns_certificate("VALIDATION_TIMED_OUT"))), (), PERSON),
        ((*REPLACING, CertificateSeen(dns_certificate("ISSUED"))), (), READY),
        (CHOSEN, (), READY),
        (SWAPPED, (), PERSON),
        ((*asked(), seen(PENDING, record=None)), (), WAITING),
        (SWITCHING, (VerdictKind.ABSENT,), PERSON),
        ((*SWITCHING, HANDED), (VerdictKind.ABSENT,), WAITING),
        ((*SWITCHING, HANDED), (VerdictKind.WRONG,), PERSON),
        ((*SWITCHING, HANDED, seen(FAILED)), (VerdictKind.READY,), PERSON),
        ((*SWITCHING, seen(SUCCESS)), (), READY),
        ((*asked(), CertificateGone(OLD)), (), PERSON),
        (tuple(asked())[:3], (), PERSON),
        ((*SWITCHING, seen(SUCCESS), Closed()), (VerdictKind.WRONG,), READY),
        ((*SWITCHING, Abandoned()), (), READY),
    ],
)
def test_how_it_goes_on(
    story: tuple[Event, ...], verdicts: tuple[VerdictKind, ...], expected: Outlook
) -> None:
    assert outlook(told(*story), verdicts) is expected


@steady
@given(histories)
def test_an_unknown_outcome_needs_a_person_whatever_else_there_is(history: list[Event]) -> None:
    m = told(started(), *history, Intended(SwitchInPlace(OLD)))
    assert outlook(m) is (READY if m.over else PERSON)
