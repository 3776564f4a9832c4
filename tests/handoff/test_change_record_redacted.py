"""No secret leaves with a change record, wherever somebody or something has put one."""

from __future__ import annotations

import pytest

from acm_tui.domain.events import Closed, Event, Failed, HandshakesSeen, Intended, PlanConfirmed, WindowSet
from acm_tui.domain.redact import REDACTED
from acm_tui.domain.window import Window
from acm_tui.handoff.change_record.markdown import as_markdown
from acm_tui.handoff.change_record.structured import as_json
from tests.domain.credentials import SENTENCES
from tests.domain.recorded import PLAN, confirmed, recorded
from tests.domain.stories import DOMAIN, START
from tests.handoff.record_story import LEAF_NEW, LEAF_OLD, handshake

PARTS = pytest.mark.parametrize(("sentence", "secrets"), SENTENCES.values(), ids=SENTENCES)


def _with(sentence: str) -> tuple[Event, ...]:
    """Wherever free text comes into the journal."""
    begins = START
    return (
        *confirmed(
            PLAN, WindowSet(Window(begins=begins, ends=begins.replace(hour=20), zone=sentence, note=sentence))
        ),
        PlanConfirmed(PLAN, DOMAIN, sentence),
        Intended(PLAN.changes[0]),
        Failed(10, sentence, sentence),
        HandshakesSeen(
            (
                handshake("192.0.2.1", DOMAIN, None, error=sentence),
                handshake("192.0.2.2", DOMAIN, LEAF_NEW, error=sentence),
            ),
            LEAF_NEW,
            LEAF_OLD,
            (sentence,),
        ),
        Closed(sentence),
    )


@PARTS
def test_no_form_of_the_record_holds_it(sentence: str, secrets: tuple[str, ...]) -> None:
    record = recorded(*_with(sentence))
    for text in (as_markdown(record), as_json(record)):
        assert text.count(REDACTED) >= 6
        for secret in secrets:
            assert secret not in text
