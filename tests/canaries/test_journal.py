"""What AWS quotes in a refusal goes into the journal, and all that is made of it, without credentials."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from acm_tui import log
from acm_tui.domain.errors import ServiceTrouble
from acm_tui.handoff.change_record.markdown import as_markdown
from acm_tui.handoff.change_record.structured import as_json
from acm_tui.journal import exported
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.workflow import change_record, request
from tests.canaries.planted import TOLD, files_below, left_in
from tests.workflow.conftest import (
    access,
    clients,
    neighbourhood,
    sandbox,
    services,
    wire,
)
from tests.workflow.conftest import operator as operator_of_the_sandbox
from tests.workflow.story import Operator
from tests.workflow.wire import Refusal, Wire

__all__ = ["access", "clients", "neighbourhood", "operator_of_the_sandbox", "sandbox", "services", "wire"]


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[Path]:
    """The log at its most talkative."""
    file = tmp_path / "acm-tui.log"
    log.start(file, "debug", "a test", lambda _: None)
    yield file
    log.stop(0)


def test_a_refused_request(
    operator_of_the_sandbox: Operator, wire: Wire, tmp_path: Path, logged: Path
) -> None:
    operator = operator_of_the_sandbox
    begun = operator.begun()
    wire.always("RequestCertificate", Refusal("AccessDeniedException", message=TOLD))
    with pytest.raises(ServiceTrouble) as caught:
        request.submit(operator.services, begun.id)
    logging.getLogger("acm_tui.test").error("met", exc_info=caught.value)
    journal = SqliteJournal(tmp_path / "journal.sqlite")
    now = datetime.now(UTC)
    record = change_record.read(journal, begun.id, now)
    lines = journal.lines(begun.id)
    export = exported.as_json(lines, at=now, actor="a", program_version="0")
    assert "[redacted]" in json.dumps(export)
    assert "[redacted]" in logged.read_text()
    made = (as_markdown(record), as_json(record), export, caught.value.plain())
    assert not left_in(*made, files=files_below(tmp_path))
