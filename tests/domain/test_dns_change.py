"""Records written into Route 53, as the journal tells it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from acm_tui.domain.certificate import DomainValidation, ValidationRecord
from acm_tui.domain.events import CertificateSeen, Event, Failed, Intended, RecordsChangeSeen, Succeeded
from acm_tui.domain.migration import DnsChange
from acm_tui.domain.mutation import DeleteCertificate, RequestCertificate, UpsertRecords
from tests.domain.stories import (
    DOMAIN,
    NEW,
    NEWER,
    RECORD,
    START,
    certificate_request,
    dns_certificate,
    requested,
    told,
)

COM = UpsertRecords("Z1", "example.com.", (RECORD,), 300)
NET = UpsertRecords("Z2", "example.net.", (ValidationRecord("_b.example.net.", "CNAME", "_c.aws."),), 300)
SIXTH = START + timedelta(hours=5)


def waiting() -> tuple[Event, ...]:
    """Five events: the successor waits for its record."""
    return (*requested(), CertificateSeen(dns_certificate()))


def written(*events: Event) -> tuple[Event, ...]:
    """Seven events and *events*: the record is written as the change C1."""
    return (*waiting(), Intended(COM), Succeeded(6, "C1"), *events)


def test_a_change_begins_as_pending_at_the_moment_it_was_intended() -> None:
    assert told(*waiting()).dns_change is None
    migration = told(*written())
    assert migration.dns_changes == (DnsChange("Z1", "example.com.", (RECORD,), "C1", "PENDING", SIXTH),)
    assert migration.dns_change == migration.dns_changes[0]
    assert (migration.in_flight, migration.failure, migration.made) == ((), None, ())


def test_a_change_whose_answer_was_lost_has_no_status() -> None:
    change = told(*waiting(), Intended(COM), Succeeded(6, reconciled=True)).dns_change
    assert change == DnsChange("Z1", "example.com.", (RECORD,), "", "", SIXTH)


def test_a_refused_change_is_none() -> None:
    migration = told(*waiting(), Intended(COM), Failed(6, "InvalidChangeBatch", "no"))
    assert migration.dns_change is None
    assert migration.failure is not None
    assert migration.failure.mutation == COM


def test_what_get_change_said_is_known() -> None:
    change = told(*written(RecordsChangeSeen("C1", "INSYNC"))).dns_change
    assert change == DnsChange("Z1", "example.com.", (RECORD,), "C1", "INSYNC", SIXTH)


@pytest.mark.parametrize("change_id", ["C2", ""])
def test_what_was_said_of_another_change_is_not_taken_for_it(change_id: str) -> None:
    assert told(*written(RecordsChangeSeen(change_id, "INSYNC"))).dns_changes == told(*written()).dns_changes


def test_a_change_without_an_id_is_never_said_to_be_in_sync() -> None:
    lost = (*waiting(), Intended(COM), Succeeded(6, reconciled=True))
    change = told(*lost, RecordsChangeSeen("", "INSYNC")).dns_change
    assert change is not None
    assert change.status == ""


def test_each_zone_keeps_its_latest_change_and_the_latest_of_all_stands_last() -> None:
    both = written(Intended(NET), Succeeded(8, "C2"))
    assert [one.change_id for one in told(*both).dns_changes] == ["C1", "C2"]
    seen = told(*both, RecordsChangeSeen("C1", "INSYNC"))
    assert [one.status for one in seen.dns_changes] == ["INSYNC", "PENDING"]
    again = told(*both, Intended(COM), Succeeded(10, "C3"))
    assert [one.change_id for one in again.dns_changes] == ["C2", "C3"]
    assert again.dns_change == again.dns_changes[-1]


def requested_again(record: ValidationRecord) -> tuple[Event, ...]:
    """The successor was deleted, requested anew, and ACM shows *record*."""
    newer = replace(
        dns_certificate(arn=NEWER),
        validations=(DomainValidation(DOMAIN, "PENDING_VALIDATION", "DNS", record),),
    )
    return written(
        Intended(DeleteCertificate(NEW, "timed out")),
        Succeeded(8),
        Intended(RequestCertificate(certificate_request())),
        Succeeded(10, NEWER),
        CertificateSeen(newer),
    )


def test_what_was_written_serves_the_next_request_for_the_same_record() -> None:
    assert told(*requested_again(RECORD)).dns_changes == told(*written()).dns_changes


def test_what_was_written_for_other_records_serves_no_more() -> None:
    other = ValidationRecord("_other.example.com.", "CNAME", RECORD.value)
    assert told(*requested_again(other)).dns_changes == ()
