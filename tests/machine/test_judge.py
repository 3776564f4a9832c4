"""The judge convicts: a program that breaks a rule on purpose is found out within a few lives."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from acm_tui.aws.session import Access
from acm_tui.domain.events import Failed, Succeeded
from acm_tui.domain.migration import NOT_CARRIED_OUT, InFlight, Migration
from acm_tui.workflow import gate, reconcile, record, take_over
from tests.machine.living import lived
from tests.machine.town import Town

LIVES, STEPS = 30, 25
"""The same ones each time. The slowest to be found out is found in the twelfth."""

Break = Callable[[pytest.MonkeyPatch], None]


def _as_not_done(access: Access, migration: Migration, open_intent: InFlight) -> Failed:
    return Failed(open_intent.intent, NOT_CARRIED_OUT, "Nobody has looked.", reconciled=True)


def _as_done(access: Access, migration: Migration, open_intent: InFlight) -> Succeeded:
    return Succeeded(open_intent.intent, "arn:nobody:has:looked", reconciled=True)


def settles_blindly_as_not_done(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reconcile, "_outcome", _as_not_done)


def settles_blindly_as_done(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reconcile, "_outcome", _as_done)


def calls_whoever_sits_there(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(gate, "still_ours", _anything)


def decides_though_it_only_looks(patch: pytest.MonkeyPatch) -> None:
    for module in (record, take_over):
        patch.setattr(module, "not_read_only", _anything)


def _anything(*_: object) -> None:
    """There is nothing against it."""


@pytest.mark.parametrize(
    ("breaks", "rule"),
    [
        (settles_blindly_as_not_done, "what was done is denied"),
        (settles_blindly_as_done, "what was not done is told|is told of that never was"),
        pytest.param(calls_whoever_sits_there, "by who does not sit there", marks=pytest.mark.long),
        pytest.param(decides_though_it_only_looks, "Entry|who only looks", marks=pytest.mark.long),
    ],
)
def test_a_program_that_breaks_a_rule_is_found_out(
    town: Town, monkeypatch: pytest.MonkeyPatch, breaks: Break, rule: str
) -> None:
    breaks(monkeypatch)
    with pytest.raises(AssertionError, match=rule):
        lived(town, LIVES, STEPS, simplified=False)
