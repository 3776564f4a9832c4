"""Step 3, the hand-over: the records as documents, and what is noted of it."""

from pathlib import Path

import pytest

from acm_tui.domain.errors import Refused
from acm_tui.domain.events import HandedOver
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow import handover, request, validation
from tests.workflow.story import Operator, new_of


def test_every_record_is_in_every_document(operator: Operator) -> None:
    migration = operator.requested()
    documents = handover.documents(migration, {})
    assert [(one.kind, one.suffix) for one in documents] == [
        ("message", ".txt"),
        ("zone file", ".zone"),
        ("CSV", ".csv"),
    ]
    for document in documents:
        for record in migration.records:
            assert record.name.rstrip(".") in document.text
            assert record.value.rstrip(".") in document.text


def test_without_records_there_is_nothing_to_hand_over(operator: Operator) -> None:
    migration = request.submit(operator.services, operator.begun().id)
    with pytest.raises(Refused, match="cannot be handed over"):
        handover.documents(migration, {})


def test_a_file_is_never_overwritten(operator: Operator, tmp_path: Path) -> None:
    migration = operator.requested()
    message, zone, _ = handover.documents(migration, {})
    first = handover.save(message, migration, tmp_path)
    second = handover.save(message, migration, tmp_path)
    beside = handover.save(zone, migration, tmp_path)
    assert [one.name for one in (first, second, beside)] == [
        f"acm-tui-{migration.id}.txt",
        f"acm-tui-{migration.id}-2.txt",
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
