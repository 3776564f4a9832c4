"""Whatever operators do, whatever goes wrong and whatever others do: the rules of the design hold.

They are checked at the door of AWS for each call, and on listeners, certificates and journal after each step.
Each life is carried to an end.
"""

from __future__ import annotations

import pytest

from tests.machine.living import lived
from tests.machine.town import Town

LONG = 10_000
"""Steps of the long form, at the least."""


# Rules that nothing ever comes near to are no rules: lives must have come to all of this.

OFTEN = (
    *("done", "Refused", "Occupied", "Killed", "Full", "taken over in the middle"),
    *("swap: done", "go_back: done", "take_over: done", "carried to another journal and back"),
    *("deleted in the console", "end: given up", "end: the old one is gone"),
    *("switch: done", "switched in the console", "end: switched in place"),
    *("found by reading: carried out", "found by reading: not carried out"),
)
SELDOM = (
    *("ServiceTrouble", "SettingsTrouble", "NotFound", "StillInUse", "ListenersDrifted"),
    *("OutcomeUnknown", "OutcomeUnwritten", "SomebodyWasFirst", "go_on: done", "requested again"),
    *("a colleague looks", "a listener is edited", "a request is deleted", "hours pass"),
    *("a colleague takes over", "a colleague takes over and goes on"),
    *("a colleague takes over, goes on and leaves", "a colleague takes over and goes back"),
    *("a switch is begun", "switch_again: done", "take_in_place: done", "take_replacing: done"),
    *("delete_requested: done", "end: closed"),
)


def test_no_life_ends_badly(town: Town) -> None:
    reached = lived(town, lives=14, steps=25)
    assert [what for what in OFTEN if not reached[what]] == []


@pytest.mark.long
def test_no_life_of_many_ends_badly(town: Town) -> None:
    reached = lived(town, lives=260, steps=50)
    assert reached["steps"] - reached["lives"] >= LONG, "what begins a life is no step of it"
    assert [what for what in (*OFTEN, *SELDOM) if not reached[what]] == []
