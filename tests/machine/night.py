"""One account, one journal, and all who work there: how something is done while something else goes wrong."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import timedelta
from functools import partial

from acm_tui.domain.errors import Trouble
from acm_tui.domain.listener import load_balancer_of
from acm_tui.domain.migration import Migration
from acm_tui.journal import exported
from acm_tui.journal.sqlite import SqliteJournal
from tests.cutover.ledger import Full
from tests.cutover.line import Call, Killed
from tests.machine.book import Book, Moment
from tests.machine.judge import Judge
from tests.machine.mishaps import Between, InTheBook, Mishap, OnTheLine
from tests.machine.program import Act, Program
from tests.machine.town import Edits, Town

_homes = itertools.count()


class Night:
    """Ayako and Ken work on one machine, Mai on another, and somebody only looks.

    ``reached`` counts what was done and how it ended, over all nights.
    """

    def __init__(self, town: Town, reached: Counter[str]) -> None:
        self.town = town
        self.reached = reached
        self.home = town.place / f"life-{next(_homes)}"
        self.home.mkdir()
        self.journal = SqliteJournal(self.home / "journal.sqlite3")
        self.judge = Judge(town, self.journal, reached)
        self.elsewhere = SqliteJournal(self.home / "elsewhere.sqlite3")
        self._seats = itertools.count(1)
        self.ayako, self.ken, self.mai, self.reader = (
            self._program("ayako@bastion", "bastion"),
            self._program("ken@bastion", "bastion"),
            self._program("mai@laptop", "laptop"),
            self._program("who@looks", "bastion", read_only=True),
        )
        self.operators = (self.ayako, self.ken, self.mai)
        self.edited = 0
        self.sent_h = 0.0

    def _program(self, actor: str, machine: str, *, read_only: bool = False) -> Program:
        return Program(
            self.town,
            actor,
            self.home / machine,
            Book(self.journal, self.judge.offered, self.judge.confirmed),
            lambda: f"seat-{next(self._seats)}",
            read_only=read_only,
        )

    @property
    def hours(self) -> float:
        return float(self.town.clock.offset / timedelta(hours=1))

    @property
    def all_is_done(self) -> bool:
        """Whether the old certificate is gone or switched, and every migration over."""
        return self.town.moved and all(one.over for one in self.migrations)

    @property
    def migrations(self) -> list[Migration]:
        return [one for one in self.judge.folded.values() if one is not None]

    def does(self, program: Program, act: Act, chance: int, mishap: Mishap | None = None) -> str:
        """*program* does one thing: how it ended. What is no trouble for its operator is raised."""
        self.town.clock.advance(timedelta(seconds=7))
        if not program.runs:
            program.start()
        if not program.at or program.at not in self.judge.known:
            program.at = next(reversed(self.judge.known), "")
        act = act if program.at or act is Program.begin else Program.begin
        if act is Program.go_on and chance % 2 and self.town.waits:
            self.town.dns_team("right")  # else whoever goes on would mostly wait
        self.arm(program, mishap)
        self.judge.acting.append(program)
        try:
            act(program, chance)
        except Trouble as trouble:
            ended = type(trouble).__name__
        except Killed:
            ended = "Killed"
            program.end()
        else:
            ended = "done"
        finally:
            self.judge.acting.pop()
            if mishap is not None:
                self.disarm(program)
        if len(self.judge.known) > 1:
            # What one migration puts back, another one does not look at: only ACM knows, and not late then.
            self.town.sandbox.usage.lag = timedelta(0)
        self.reached[ended] += 1
        self.reached[f"{act.__name__}: {ended}"] += 1
        if self.judge.acting:
            self.judge.everything()  # in the middle of what another one does
        return ended

    def arm(self, program: Program, mishap: Mishap | None) -> None:
        """Let *mishap* come over the next thing that *program* does."""
        door = self.town.door
        match mishap:
            case OnTheLine(fault=fault, at=at, reads_too=reads_too):
                door.as_500, door.late = mishap.as_500, mishap.late
                door.fails(fault, at, partial(self._meets, program, reads_too))
                if door.on_the_way is None:
                    self.sent_h = self.hours
            case InTheBook(at=at, after=after, killed=killed):
                happens = _dies if killed else _is_full
                program.book.expect(Moment(at, happens, after, lasting=not (after or killed)))
            case Between(at=at, after=after):
                program.book.expect(Moment(at, partial(self._meanwhile, program, mishap), after))

    def disarm(self, program: Program) -> None:
        """Nothing goes wrong any more."""
        self.town.door.mend()
        program.book.expect(None)

    def _meets(self, program: Program, reads_too: bool, call: Call) -> bool:
        return bool(self.judge.acting) and self.judge.acting[-1] is program and (reads_too or not call.reads)

    def _meanwhile(self, program: Program, mishap: Between) -> None:
        """While *program* is in the middle of something."""
        program.book.expect(None)
        self.reached[mishap.what] += 1
        colleague = self.ken if program is not self.ken else self.mai
        match mishap.what:
            case "a listener is edited":
                self.edits(mishap.chance, mishap.edit, unseen=True)
            case "a request is deleted":
                self.deletes_request()
            case "a switch is begun":
                self.begins_a_switch()
            case "hours pass":
                self.town.hours_pass(0.5)
            case _:
                self._colleague(colleague, program.at, mishap)

    def _colleague(self, colleague: Program, migration: str, mishap: Between) -> None:
        colleague.at = migration
        if mishap.what == "a colleague looks":
            self.does(colleague, Program.look, 0)
            return
        if self.does(colleague, Program.take_over, 1) == "done":
            self.reached["taken over in the middle"] += 1
        if mishap.what == "a colleague takes over and goes back":
            self.does(colleague, Program.go_back, mishap.chance)
        elif mishap.what != "a colleague takes over":
            self.does(colleague, Program.go_on, mishap.chance)
        if mishap.what == "a colleague takes over, goes on and leaves":
            self.does(colleague, Program.get_up, 0)

    def edits(self, chance: int, kind: Edits, *, unseen: bool = False) -> None:
        """A colleague changes a listener; *unseen*: while a program may have looked at it already.

        Of what comes to a load balancer that nobody looks at, only ACM knows, and late: then so much time
        passes that it has heard of it.
        """
        arns = sorted(self.town.listeners())
        if not arns or (kind == "delete" and chance % 4):
            return
        arn = arns[chance % len(arns)]
        new = next((m.new.arn for m in self.migrations if m.new is not None), "")
        looked_at = {load_balancer_of(one.listener_arn) for m in self.migrations for one in m.chosen or ()}
        looked_at |= {holder for m in self.migrations if m.in_place for holder in m.old.in_use_by}
        self.edited += 1
        self.judge.colleague(lambda: self.town.edited(arn, kind, new))
        if unseen or load_balancer_of(arn) not in looked_at:
            self.town.clock.advance(self.town.sandbox.usage.lag)

    def deletes_request(self) -> None:
        """Somebody deletes the request that waits, in the console."""
        if self.town.pending:
            arn = self.town.pending[0]
            self.judge.colleague(lambda: self.town.deletes(arn))
            self.reached["deleted in the console"] += 1

    def begins_a_switch(self) -> None:
        """Somebody switches the old certificate in the console."""
        begun: list[bool] = []
        self.judge.colleague(lambda: begun.append(self.town.begins_a_switch()))
        if any(begun):
            self.judge.switches.note(self.town.old)
            self.reached["switched in the console"] += 1

    def carried(self, migration: str, source: SqliteJournal, target: SqliteJournal) -> int:
        """Hand *migration* over as a file: how many of its lines were new in *target*."""
        text = exported.as_json(
            source.lines(migration), at=self.town.clock.now(), actor="rin", program_version="0"
        )
        return target.adopt(exported.read(text.encode()))


def _dies() -> None:
    raise Killed


def _is_full() -> None:
    raise Full("The disk is full.")
