"""A program is suspended in a cutover, and a second operator takes over. It wakes, and changes nothing.

Real processes: SIGSTOP and SIGCONT, as Ctrl-Z, a closed lid or a paused machine do it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.faults.faults import SHOP
from tests.faults.faulty_wire import Gate, Way
from tests.faults.program import Orders, Said
from tests.faults.programs import Program
from tests.faults.town import Stage, Town

AYAKO = "ayako@bastion"
BUNJI = "bunji@laptop"
GONE = f"{AYAKO} is gone"


@dataclass
class Night:
    """Ayako's cutover, which is suspended somewhere, and Bunji, who takes it over."""

    town: Town
    migration: str
    ayako: Program | None = None

    def begin(self, **more: Any) -> Program:
        """Ayako begins to swap, one load balancer after the other."""
        self.ayako = self.town.zygote.begin(self._orders(AYAKO, lanes=1, **more))
        return self.ayako

    def stop(self) -> None:
        """From a thread of the wire."""
        while self.ayako is None:
            os.sched_yield()
        self.ayako.stop()

    def bunji(self, until: str, *, back: bool = False) -> Said:
        """Bunji says that she is gone, takes over and goes on."""
        said = self.town.zygote.run(self._orders(BUNJI, until=until, typed=GONE, back=back, patience=3))
        assert (said.reached, said.crash) == (True, ""), said
        return said

    def woken(self) -> tuple[list[str], Said]:
        """Ayako's program wakes: which changes it asks for from then on, and what it says in the end."""
        assert self.ayako is not None
        before = len(self.town.wire.mutations)
        self.ayako.wake()
        said = self.ayako.wait()
        assert said is not None
        assert said.crash == ""
        self.town.wire.settle()
        return self.town.wire.mutations[before:], said

    def _orders(self, actor: str, until: str = "over", **more: Any) -> Orders:
        return self.town.orders(until, migration=self.migration, actor=actor, **more)


@pytest.fixture
def night(town: Town) -> Night:
    return Night(town, town.at(Stage(SHOP, "confirmed")))


def until_it_stands(night: Night, **more: Any) -> None:
    """Ayako's program runs until it is suspended."""
    night.begin(**more).wait_until_stopped()


ON, BACK, LEFT = "Bunji goes on to the end", "Bunji rolls back", "Bunji takes over and leaves it at that"
ENDINGS: dict[str, Callable[[Night], Said]] = {
    ON: lambda night: night.bunji("swapped"),
    BACK: lambda night: night.bunji("restored", back=True),
    LEFT: lambda night: night.bunji("begun"),
}
"""What Bunji does; his program has ended each time when hers wakes."""


QUICK = ((1, LEFT), (2, BACK), (4, ON))


def endings(*quick: str) -> list[object]:
    """Every ending; only *quick* ones outside the long form."""
    return [pytest.param(one, marks=() if one in quick else pytest.mark.long) for one in ENDINGS]


@pytest.mark.parametrize(
    ("answered", "ending"),
    [
        pytest.param(answered, ending, marks=() if (answered, ending) in QUICK else pytest.mark.long)
        for answered in (1, 2, 3, 4)
        for ending in ENDINGS
    ],
)
def test_suspended_between_two_calls(night: Night, answered: int, ending: str) -> None:
    """She sleeps while AWS answers: her outcome is written when she wakes, and no other call is begun."""
    wire = night.town.wire
    calls = plan_of(night)
    operation, number = calls[answered - 1], calls[:answered].count(calls[answered - 1])
    stopping = Way(on_change=night.stop)
    wire.goes(operation, [*[Way()] * (number - 1), stopping])
    until_it_stands(night)
    wire.settle()
    assert wire.mutations == calls[:answered]
    ENDINGS[ending](night)
    held = night.town.listeners()
    changes, said = night.woken()
    assert changes == []
    assert BUNJI in said.troubles[-1]
    assert night.town.listeners() == held
    assert not night.town.migration(night.migration).in_flight


@pytest.mark.parametrize("ending", endings(LEFT))
def test_suspended_while_her_call_is_on_its_way_and_it_is_lost(night: Night, ending: str) -> None:
    """The network drops it. botocore would send it again; before that, the journal is asked."""
    wire = night.town.wire
    gate = Gate(wire)
    wire.goes("ModifyListener", [Way(on_arrival=night.stop, gate=gate, lost=True)])
    until_it_stands(night)
    ENDINGS[ending](night)
    gate.open()
    wire.settle()
    changes, said = night.woken()
    assert changes == []
    assert BUNJI in said.troubles[-1]
    # Where Bunji did nothing, nobody has read what became of it.
    assert bool(night.town.migration(night.migration).in_flight) == (ending == LEFT)


@pytest.mark.parametrize("ending", endings(BACK))
def test_suspended_while_her_call_is_on_its_way_and_it_arrives_late(night: Night, ending: str) -> None:
    """What was sent before she slept arrives after Bunji is done: that one call, and nothing after it."""
    wire = night.town.wire
    gate = Gate(wire)
    wire.goes("ModifyListener", [Way(on_arrival=night.stop, gate=gate)])
    until_it_stands(night)
    ENDINGS[ending](night)
    held = night.town.listeners()
    gate.open()
    wire.settle()
    changes, said = night.woken()
    assert changes == []
    assert BUNJI in said.troubles[-1]
    different = {arn for arn, one in night.town.listeners().items() if one != held[arn]}
    # Nobody can call it back; on the way to the end it is the same call that Bunji has made.
    assert len(different) == (0 if ending == ON else 1)
    migration = night.town.migration(night.migration)
    if ending == BACK:
        assert not migration.rolled_back, "her outcome came late: the listener is to be restored again"
        assert {one.arn for one in migration.origins} == different


@pytest.mark.parametrize("ending", endings(LEFT))
def test_suspended_between_the_last_look_and_the_first_byte(night: Night, ending: str) -> None:
    """The one gap that no journal closes: a few instructions. That one call is sent, and nothing after it."""
    until_it_stands(night, stop_before="ModifyListener")
    ENDINGS[ending](night)
    changes, said = night.woken()
    assert changes == ["ModifyListener"]
    assert BUNJI in said.troubles[-1]
    assert not night.town.migration(night.migration).in_flight


@pytest.mark.parametrize("until", ["begun", "requested again"])
def test_suspended_between_deleting_and_requesting_again(town: Town, until: str) -> None:
    """What was requested meanwhile is not requested once more."""
    night = Night(town, town.at(Stage(SHOP, "requested", hours=73)))
    town.wire.goes("DeleteCertificate", [Way(on_change=night.stop)])
    until_it_stands(night)
    night.bunji(until)
    requested = town.wire.count("RequestCertificate")
    changes, said = night.woken()
    assert changes == []
    assert BUNJI in said.troubles[-1]
    assert town.wire.count("RequestCertificate") == requested == (until != "begun")


@pytest.mark.parametrize("lost", [False, True], ids=["carried out", "lost"])
def test_suspended_while_she_switches_in_place(town: Town, lost: bool) -> None:
    """Bunji finds the switch pending, or asks for it himself; hers is not sent a second time."""
    night = Night(town, town.at(Stage(SHOP, "begun")))
    gate = Gate(town.wire)
    on_its_way = Way(on_arrival=night.stop, gate=gate, lost=True)
    town.wire.goes("UpdateCertificateOptions", [on_its_way if lost else Way(on_change=night.stop)])
    until_it_stands(night, until="pending", way="in place")
    night.bunji("pending")
    gate.open()
    town.wire.settle()
    changes, said = night.woken()
    assert changes == []
    # Where she had her answer there is nothing more that she wanted.
    assert any(BUNJI in one for one in said.troubles) == lost
    assert said.reached != lost
    assert town.wire.mutations == ["UpdateCertificateOptions"] * (2 if lost else 1)
    after = town.migration(night.migration)
    assert (after.switch_waits, after.in_flight) == (True, ())


def plan_of(night: Night) -> list[str]:
    """The calls of the confirmed plan, in order, as Ayako makes them."""
    names = {"AddToList": "AddListenerCertificates", "SetDefault": "ModifyListener"}
    plan = night.town.migration(night.migration).plan
    assert plan is not None
    kinds = [type(one).__name__ for one in plan.changes]
    return [names.get(one, "RemoveListenerCertificates") for one in kinds]
