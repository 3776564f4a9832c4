"""What the guide says of the records: no more than was seen."""

import msgspec
import pytest

from acm_tui.domain.propagation import Check, Failure
from acm_tui.screens.dns_guide import what_is_true
from tests.domain.stories import requested, told
from tests.handoff.looks import look, saw, silent, there

MIGRATION = told(*requested())
AWAY = msgspec.structs.replace(silent(2), address="2001:db8::12", failure=Failure.NO_ROUTE)
BEHIND = look(there(1), saw(2))
UNHEARD = look(there(1), silent(2))
REFUSED = look(there(1), saw(2, rcode="REFUSED", aa=False))


@pytest.mark.parametrize(
    ("checks", "words"),
    [
        ([look(there(1), there(2))], "Every authoritative server has the record."),
        ([look(there(1), AWAY)], "Every authoritative server that can be asked from here has the record."),
        ([BEHIND], "Some servers have the record, others do not yet. Nothing to ask the DNS team for."),
        (
            [UNHEARD],
            "Some servers have the record; the others said nothing about it. "
            "Nothing to tell the DNS team yet.",
        ),
        (
            [UNHEARD, BEHIND],
            "Some servers have the record, others do not yet. Nothing to ask the DNS team for.",
        ),
    ],
)
def test_the_words(checks: list[Check], words: str) -> None:
    assert words in said(checks)


def test_what_the_dns_team_must_do_is_not_called_nothing() -> None:
    assert said([REFUSED]).endswith("Some servers have the record; the others said nothing about it.")


def said(checks: list[Check]) -> str:
    return "".join(part if isinstance(part, str) else part[0] for part in what_is_true(MIGRATION, checks))
