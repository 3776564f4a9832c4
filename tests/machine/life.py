"""The whole life of a migration at random: what operators do, what goes wrong, what others do meanwhile."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from acm_tui.domain.events import HandedOver
from acm_tui.domain.fold import fold
from acm_tui.domain.migration import Migration
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.workflow import change_record
from tests.machine.ending import WAYS, Way, carry_on
from tests.machine.mishaps import (
    Mishap,
    between,
    chances,
    edits,
    in_the_book,
    mishaps,
    mostly_none,
    on_the_line,
)
from tests.machine.night import Night
from tests.machine.program import IN_ANY_ORDER, ON_BOTH_WAYS, Act, Program
from tests.machine.town import WORLDS, Edits, Registers, Town, World

LONGEST_H = 24 * 150
"""Hours that may pass in one life: certificates must not expire by themselves."""
TOKEN_H = 1
MOST_EDITS = 3
MOST_LOST = 2
"""Listeners edited and requests ended by others: where there are more, nothing is ever cut over."""
MOST_CONSOLES = 1
"""Switches that are begun by others: where there are more, nobody ever replaces."""
MOST_STEPS = 8
"""That are made before a life begins."""

STAGES: dict[str, Callable[[Migration], bool]] = {
    "begun": lambda m: True,
    "switching": lambda m: m.switch_waits,
    "switched": lambda m: m.switched,
    "requested": lambda m: m.new is not None,
    "issued": lambda m: m.new is not None and m.new.status == "ISSUED",
    "chosen": lambda m: m.chosen is not None,
    "half done": lambda m: m.half_done or m.cutover_done,
    "cut over": lambda m: m.cutover_done,
}
"""Where a life begins: as far as this was come without any trouble."""
IN_PLACE = ("switching", "switched")

whoever = st.sampled_from([0, 0, 0, 1, 2])
"""Mostly Ayako."""


class Life(Night, RuleBasedStateMachine):
    """A night whose rules are what happens, one after the other; ``way`` is how it is meant to end."""

    def __init__(self, town: Town, reached: Counter[str]) -> None:
        RuleBasedStateMachine.__init__(self)
        Night.__init__(self, town, reached)
        self.way: Way = WAYS[0]
        self.lost = self.consoles = 0

    @initialize(
        world=st.sampled_from(WORLDS),
        lag_min=st.sampled_from([0, 0, 5]),
        until=st.sampled_from([*STAGES, "begun", "chosen", "half done", "half done"]),
        way=st.sampled_from(WAYS),
    )
    def a_night_begins(self, world: World, lag_min: int, until: str, way: Way) -> None:
        """Ayako has come so far already."""
        self.town.begin(world, timedelta(minutes=lag_min))
        self.town.door.asked, self.town.door.carried = self.judge.asked, self.judge.carried
        self.judge.begin()
        self.way = way
        self.reached["lives"] += 1
        self.does(self.ayako, Program.begin, 0)
        for _ in range(MOST_STEPS):
            self.judge.everything()
            if STAGES[until](self.migrations[0]):
                break
            if self.town.waits:
                self.town.dns_team("right")
            half = until == "half done" and self.migrations[0].chosen
            # By chance the way is taken that leads there, and a cutover is stopped in its middle.
            chance = 16 if until in IN_PLACE else 3 if half else 0
            self.does(self.ayako, Program.swap if half else Program.go_on, chance)

    # What operators do.

    @rule(chance=chances)
    def goes_on(self, chance: int) -> None:
        self.does(self.ayako, Program.go_on, chance)

    @rule(who=whoever, chance=chances, mishap=on_the_line)
    def goes_on_over_a_bad_line(self, who: int, chance: int, mishap: Mishap) -> None:
        self.does(self.operators[who], Program.go_on, chance, mishap)

    @rule(who=whoever, chance=chances, mishap=in_the_book)
    def goes_on_and_cannot_write_it_down(self, who: int, chance: int, mishap: Mishap) -> None:
        self.does(self.operators[who], Program.go_on, chance, mishap)

    @rule(who=whoever, chance=chances, mishap=between)
    def goes_on_while_others_do_something(self, who: int, chance: int, mishap: Mishap) -> None:
        self.does(self.operators[who], Program.go_on, chance, mishap)

    @rule(who=whoever, act=st.sampled_from(IN_ANY_ORDER), chance=chances, mishap=mostly_none)
    def somebody_tries(self, who: int, act: Act, chance: int, mishap: Mishap | None) -> None:
        self.does(self.operators[who], act, chance, mishap)

    @precondition(lambda self: any(m.chosen and not m.cutover_done for m in self.migrations))
    @rule(chance=chances, mishap=mishaps)
    def cuts_over(self, chance: int, mishap: Mishap) -> None:
        self.does(self.ayako, Program.swap, chance, mishap)

    @precondition(lambda self: any(m.chosen for m in self.migrations))
    @rule(chance=chances, mishap=between)
    def there_or_back_while_others_do_something(self, chance: int, mishap: Mishap) -> None:
        done = any(m.cutover_done for m in self.migrations)
        self.does(self.ayako, Program.go_back if done else Program.swap, chance | 32, mishap)

    @precondition(lambda self: any(m.perhaps_changed for m in self.migrations))
    @rule(chance=chances, mishap=mishaps)
    def goes_back(self, chance: int, mishap: Mishap) -> None:
        self.does(self.ayako, Program.go_back, chance, mishap)

    @rule(who=whoever, chance=chances, mishap=mostly_none)
    def takes_over(self, who: int, chance: int, mishap: Mishap | None) -> None:
        self.does(self.operators[who], Program.take_over, chance, mishap)

    @rule(who=whoever, killed=st.booleans())
    def ends(self, who: int, killed: bool) -> None:
        """A program ends; its operator may start it again later."""
        program = self.operators[who]
        if program.runs and program.at and not killed:
            self.does(program, Program.get_up, 0)
        program.end()

    @precondition(lambda self: len(self.judge.known) > 1)
    @rule(who=whoever, which=st.integers(0, 3))
    def looks_at_another(self, who: int, which: int) -> None:
        """Somebody opens one of the migrations that there are."""
        ids = sorted(self.judge.known)
        self.operators[who].at = ids[which % len(ids)] if ids else ""

    @precondition(lambda self: self.judge.known)
    @rule(acts=st.lists(st.sampled_from(IN_ANY_ORDER), min_size=1, max_size=4), chance=chances)
    def who_only_looks_tries_this_and_that(self, acts: list[Act], chance: int) -> None:
        last = self.judge.last
        self.reader.at = next(reversed(self.judge.known))
        for act in acts:
            if act is not Program.begin:
                self.does(self.reader, act, chance)
        self.judge.everything()
        self.judge.decided_nothing(last)

    @precondition(lambda self: any(not m.over for m in self.migrations))
    @rule(act=st.sampled_from(ON_BOTH_WAYS), chance=chances, mishap=on_the_line)
    def changes_her_mind_over_a_bad_line(self, act: Act, chance: int, mishap: Mishap) -> None:
        """And what follows from that."""
        self.does(self.ayako, act, chance, mishap)

    # What others do.

    @rule(how=st.sampled_from(["right", "right", "zone typed twice", "on one server", "takes them away"]))
    def the_dns_team(self, how: Registers) -> None:
        self.town.dns_team(how)

    @precondition(lambda self: self.hours < LONGEST_H)
    @rule(hours=st.sampled_from([0.1, 0.5, 1, 2, 24, 25, 71, 73]))
    def hours_pass(self, hours: float) -> None:
        self.town.hours_pass(hours)

    @precondition(lambda self: self.edited < MOST_EDITS)
    @rule(chance=chances, kind=edits)
    def a_listener_is_edited(self, chance: int, kind: Edits) -> None:
        self.edits(chance, kind)

    @precondition(lambda self: self.town.pending and self.lost < MOST_LOST)
    @rule(fails=st.booleans())
    def a_request_ends(self, fails: bool) -> None:
        """Somebody deletes it in the console, or ACM lets it fail."""
        self.lost += 1
        if fails:
            self.town.fails(self.town.pending[0])
        else:
            self.deletes_request()

    @precondition(lambda self: self.town.may_switch and self.consoles < MOST_CONSOLES)
    @rule(chance=chances)
    def a_switch_is_begun(self, chance: int) -> None:
        """In the console, whatever is done here; seldom, for then it is soon the way."""
        if chance % 4 == 0:
            self.consoles += 1
            self.begins_a_switch()

    @precondition(lambda self: self.all_is_done)
    @rule()
    def another_certificate_comes(self) -> None:
        """Nothing is left to do; somebody buys by email once more."""
        self.judge.colleague(self.town.next_certificate)
        self.town.clock.advance(self.town.sandbox.usage.lag)
        self.does(self.ayako, Program.begin, 0)

    @precondition(lambda self: self.town.door.on_the_way is not None)
    @rule()
    def a_late_request_arrives(self) -> None:
        """What was thought to be lost was on its way; ACM knows its token for an hour."""
        if self.hours - self.sent_h < TOKEN_H:
            self.town.door.arrives()
            self.reached["a request arrived late"] += 1
        self.town.door.on_the_way = None

    # Journals.

    @precondition(lambda self: self.judge.known)
    @rule(which=st.integers(0, 3), noted=st.booleans())
    def goes_to_another_journal_and_back(self, which: int, noted: bool) -> None:
        ids = sorted(self.judge.known)
        migration = ids[which % len(ids)]
        self.carried(migration, self.journal, self.elsewhere)
        assert self.elsewhere.read(migration) == self.journal.read(migration)
        if noted:
            now, last = self.town.clock.now(), self.elsewhere.last(migration)
            self.elsewhere.append(migration, last, now, "rin@elsewhere", HandedOver("message"))
        new = self.carried(migration, self.elsewhere, self.journal)
        assert new == noted
        assert self.journal.read(migration) == self.elsewhere.read(migration)
        self.reached["carried to another journal and back"] += 1

    @invariant()
    def everything_holds(self) -> None:
        self.reached["steps"] += 1
        self.judge.everything()

    def teardown(self) -> None:
        """Each migration is carried to an end, as an operator would; then everything is read once more."""
        try:
            if sys.exception() is None:  # else this life has ended badly, or is none
                self.reached["requested again"] += sum(bool(one.predecessors) for one in self.migrations)
                for migration in sorted(self.judge.known):
                    self.reached[carry_on(self, migration, self.way)] += 1
                self._says_the_same()
        finally:
            for program in (*self.operators, self.reader):
                program.end()
            self.town.door.mend()
            self.town.door.asked = self.town.door.carried = _nothing
            self.judge.acting.clear()
            shutil.rmtree(self.home)

    def _says_the_same(self) -> None:
        """From the beginning, and taken in elsewhere, the journal tells what was folded on the way."""
        self.judge.everything()
        fresh = SqliteJournal(self.home / "fresh.sqlite3")
        for migration, entries in self.judge.known.items():
            assert fold(entries) == self.judge.folded[migration]
            assert self.carried(migration, self.journal, fresh) == len(entries)
            assert fold(fresh.read(migration)) == self.judge.folded[migration]
            change_record.read(self.journal, migration, self.town.clock.now())
        assert self.journal.damage() == ()


def _nothing(*_: object) -> None:
    """Nobody is at the door any more."""
