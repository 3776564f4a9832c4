"""A life told by hand: what chance seldom comes to."""

from __future__ import annotations

from collections import Counter

from tests.cutover.line import Fault
from tests.machine.life import Life
from tests.machine.mishaps import OnTheLine
from tests.machine.town import Town


def test_a_request_that_is_cut_off_arrives_late_and_makes_no_second_certificate(town: Town) -> None:
    life = Life(town, Counter())
    life.a_night_begins("unattached", 0, "begun", "to the end")
    life.goes_on_over_a_bad_line(0, 0, OnTheLine(Fault.CUT, at=0, late=True))
    assert town.door.on_the_way is not None
    assert town.requested_for(life.ayako.at) == []
    life.goes_on(0)
    assert len(town.requested_for(life.ayako.at)) == 1
    life.a_late_request_arrives()
    life.everything_holds()
    assert life.reached["a request arrived late"] == 1
    life.teardown()
