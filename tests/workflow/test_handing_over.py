"""Step 3, the hand-over: the records as documents, and what is noted of it."""

from pathlib import Path

import pytest

from acm_tui.domain.certificate import DomainValidation, ValidationRecord
from acm_tui.domain.errors import Refused
from acm_tui.domain.events import CertificateSeen, HandedOver
from acm_tui.handoff.language import Language
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow import handover, request, validation
from tests.domain.stories import RECORD, dns_certificate, requested, told
from tests.workflow.story import Operator, new_of

FORMS = [("plain text", ".records.txt"), ("zone file", ".zone"), ("CSV", ".csv")]


@pytest.mark.parametrize(
    ("language", "message"),
    [
        (Language.ENGLISH, ("message", ".txt")),
        (Language.JAPANESE, ("message in Japanese", ".ja.txt")),
    ],
)
def test_every_record_is_in_every_form(
    operator: Operator, language: Language, message: tuple[str, str]
) -> None:
    migration = operator.requested()
    zones = dict.fromkeys(migration.records, "example.com")
    documents = handover.documents(migration, zones, language)
    found = [(one.kind, one.suffix) for one in documents]
    assert found == [message, *FORMS, ("Route 53 change batch", ".json")]
    for document in documents:
        for record in migration.records:
            assert record.name.rstrip(".") in document.text
            assert record.value.rstrip(".") in document.text
    assert documents[0].text.startswith(language.phrases.subject_line.partition("{")[0])
    assert handover.plain_text(migration) == documents[1].text


def test_each_hosted_zone_has_a_change_batch_of_its_own() -> None:
    validations = tuple(
        DomainValidation(
            domain, "PENDING_VALIDATION", "DNS", ValidationRecord(f"_x.{domain}.", "CNAME", "_y.aws.")
        )
        for domain in ("shop.example.com", "www.example.com", "example.net", "example.org")
    )
    seen = CertificateSeen(dns_certificate(validations=validations))
    migration = told(*requested(), seen)
    zones = dict(zip(migration.records, ("example.com", "example.com.", "example.net"), strict=False))
    batches = [one for one in handover.documents(migration, zones) if one.kind == handover.CHANGE_BATCH]
    assert [one.suffix for one in batches] == [".example.com.json", ".example.net.json", ".example.org.json"]
    assert [one.text.count("UPSERT") for one in batches] == [2, 1, 1]


def test_a_part_of_the_records_is_not_handed_over_as_all_of_them() -> None:
    known = DomainValidation("shop.example.com", "PENDING_VALIDATION", "DNS", RECORD)
    unknown = DomainValidation("www.example.com", "PENDING_VALIDATION", "DNS")
    migration = told(*requested(), CertificateSeen(dns_certificate(validations=(known, unknown))))
    assert migration.records
    for leave in (lambda: handover.documents(migration, {}), lambda: handover.plain_text(migration)):
        with pytest.raises(Refused, match="cannot be handed over yet") as raised:
            leave()
        assert "every one of them" in raised.value.cause


def test_a_name_that_is_none_is_refused_with_its_cause() -> None:
    record = ValidationRecord("_x.shop.example.com.\n$INCLUDE /etc/passwd", "CNAME", RECORD.value)
    strange = DomainValidation("shop.example.com", "PENDING_VALIDATION", "DNS", record)
    migration = told(*requested(), CertificateSeen(dns_certificate(validations=(strange,))))
    for leave in (lambda: handover.documents(migration, {}), lambda: handover.plain_text(migration)):
        with pytest.raises(Refused, match="cannot be handed over") as raised:
            leave()
        assert "$INCLUDE" in raised.value.cause
        assert "ACM console" in raised.value.remedy


def test_without_records_there_is_nothing_to_hand_over(operator: Operator) -> None:
    migration = request.submit(operator.services, operator.begun().id)
    with pytest.raises(Refused, match="cannot be handed over yet"):
        handover.documents(migration, {})
    with pytest.raises(Refused, match="cannot be handed over yet"):
        handover.plain_text(migration)


def test_a_file_is_never_overwritten(operator: Operator, tmp_path: Path) -> None:
    migration = operator.requested()
    message, lines, zone, *_ = handover.documents(migration, {})
    first = handover.save(message, migration, tmp_path)
    second = handover.save(message, migration, tmp_path)
    beside = [handover.save(one, migration, tmp_path) for one in (lines, zone)]
    assert [one.name for one in (first, second, *beside)] == [
        f"acm-tui-{migration.id}.txt",
        f"acm-tui-{migration.id}-2.txt",
        f"acm-tui-{migration.id}.records.txt",
        f"acm-tui-{migration.id}.zone",
    ]
    assert first.read_text(encoding="utf-8") == second.read_text(encoding="utf-8") == message.text


def test_a_directory_that_is_not_there_is_told(operator: Operator, tmp_path: Path) -> None:
    migration = operator.requested()
    message, *_ = handover.documents(migration, {})
    with pytest.raises(Refused, match="cannot be written") as raised:
        handover.save(message, migration, tmp_path / "missing")
    assert raised.value.cause


def test_what_was_handed_over_is_noted_and_serves_the_next_request(
    operator: Operator, sandbox: Sandbox
) -> None:
    migration = operator.requested()
    handover.handed_over(operator.services, migration.id, "message")
    after = handover.handed_over(operator.services, migration.id, "CSV")
    assert after.handed_over == ("message", "CSV")
    assert operator.events(migration.id)[-2:] == [HandedOver("message"), HandedOver("CSV")]
    sandbox.move("advance", {"hours": 73})
    validation.look(operator.services, migration.id)
    request.request_again(operator.services, migration.id)
    again = validation.look(operator.services, migration.id)
    assert new_of(again).arn != new_of(migration).arn
    assert again.handed_over == ("message", "CSV")  # the records are the same: nothing new to ask for
