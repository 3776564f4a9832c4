"""How often AWS is asked about a request that waits for its records."""

from datetime import timedelta
from typing import Any

import pytest

from acm_tui.domain.asking_aws import PATIENT, SOON, every
from acm_tui.domain.certificate import DomainValidation
from acm_tui.domain.events import CertificateGone, CertificateSeen, Event, Intended, Succeeded
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import UpsertRecords
from tests.domain.stories import DOMAIN, NEW, RECORD, dns_certificate, requested, told

WITHOUT_RECORD = (DomainValidation(DOMAIN, "PENDING_VALIDATION", "DNS"),)
WRITE = UpsertRecords("Z1", "example.com.", (RECORD,), 300)


def story(*events: Event) -> Migration:
    return told(*requested(), *events)


def seen(status: str = "PENDING_VALIDATION", **changes: Any) -> CertificateSeen:
    return CertificateSeen(dns_certificate(status, **changes))


def writing(status: str) -> Migration:
    """Route 53 is carrying out a change."""
    events = (*requested(), seen(status))
    return told(*events, Intended(WRITE), Succeeded(len(events) + 1, "C1"))


@pytest.mark.parametrize(
    ("migration", "records_ready", "wait"),
    [
        (story(seen()), False, PATIENT),
        (story(seen()), True, SOON),
        (story(), False, SOON),  # of the request just its ARN is known
        (story(seen(validations=WITHOUT_RECORD)), False, SOON),
        (story(seen("VALIDATION_TIMED_OUT")), True, PATIENT),
        (story(seen("FAILED")), True, PATIENT),
        (story(seen("ISSUED")), True, None),
        (story(seen("ISSUED")), False, None),
        (story(seen(), CertificateGone(NEW)), False, None),
        (writing("PENDING_VALIDATION"), False, SOON),
        (writing("ISSUED"), True, SOON),
    ],
)
def test_it_is_asked_often_while_something_may_be_new(
    migration: Migration, records_ready: bool, wait: timedelta | None
) -> None:
    assert every(migration, records_ready) == wait
