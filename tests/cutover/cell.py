"""One cell of the matrix: a world, a migration in it, and an operator whose program may end at any moment."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from acm_tui.aws.session import Access
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.cutover import CutoverPlan, asked_phrase, changed
from acm_tui.domain.events import Event
from acm_tui.domain.listener import Listener
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import Change
from acm_tui.sandbox.aws.elb.records import ElbState
from acm_tui.sandbox.world import REGION
from acm_tui.tls.settings import TlsSettings
from acm_tui.workflow import attachments, cutover, planning, record
from acm_tui.workflow.services import Services
from tests.cutover.held import held_now, with_certificates
from tests.cutover.ledger import Ledger
from tests.cutover.line import Killed, Line
from tests.cutover.worlds import DOMAIN, Shape, Town
from tests.domain.seats import NO_LOCKS, SEAT

MIGRATION = "5e55a0e1"
_KEYS = itertools.count(1)


@dataclass(frozen=True)
class Played:
    """What there was at some point of a story: the load balancers then and at first, and the journal."""

    held: ElbState
    start: dict[str, Any]
    events: tuple[Event, ...]


@dataclass
class Stage:
    """Sets cells up; what comes before their point is played once, and told from then on."""

    town: Town
    access: Access
    line: Line
    _played: dict[tuple[Shape, int], Played] = field(default_factory=dict)

    def chosen(self, shape: Shape) -> Cell:
        """The listeners are chosen, and nothing is planned."""
        self.town.build(shape)
        self.line.mend()
        story = self.town.story(self.access, self.town.chosen(shape), MIGRATION)
        return self._cell(shape, story, held_now())

    def confirmed(self, shape: Shape) -> Cell:
        """The plan is confirmed, and nothing is changed."""

        def play() -> Cell:
            cell = self.chosen(shape)
            cell.confirm(cell.prepare())
            return cell

        return self._told(shape, 0, play)

    def turned_back(self, shape: Shape, made: int) -> Cell:
        """The program ended after *made* changes; the plan of the way back is confirmed."""

        def play() -> Cell:
            cell = self.confirmed(shape)
            if made < shape.calls:
                cell.killed_after(made)
            else:
                cell.apply()
            cell = cell.restart()
            cell.confirm(cell.prepare_rollback())
            return cell

        return self._told(shape, made, play)

    def _told(self, shape: Shape, made: int, play: Callable[[], Cell]) -> Cell:
        if (shape, made) not in self._played:
            cell = play()
            events = tuple(entry.event for entry in cell.ledger.read(MIGRATION))
            self._played[shape, made] = Played(self.town.snapshot(), cell.start, events)
        played = self._played[shape, made]
        self.town.restore(played.held)
        self.line.mend()
        return self._cell(shape, played.events, played.start)

    def _cell(self, shape: Shape, events: Iterable[Event], start: dict[str, Any]) -> Cell:
        ledger = Ledger()
        ledger.tell(MIGRATION, events, self.town.sandbox.clock.now(), "ayako@bastion")
        return Cell(shape, self.town, self.line, ledger, self.services(ledger), start)

    def services(self, ledger: Ledger) -> Services:
        """What the wizard works with when it is pointed to the sandbox."""
        environment = self.town.sandbox.environment()
        return Services(
            journal=ledger,
            accesses=(self.access,),
            regions=(REGION,),
            dns=DnsSettings(
                port=int(environment["ACM_TUI_DNS_PORT"]),
                root_servers=tuple(environment["ACM_TUI_DNS_ROOT_SERVERS"].split(",")),
                resolver=environment["ACM_TUI_DNS_RESOLVER"],
            ),
            tls=TlsSettings(proxy=environment["ACM_TUI_TLS_PROXY"], ca=Path(environment["ACM_TUI_TLS_CA"])),
            clock=self.town.sandbox.clock.now,
            actor="ayako@bastion",
            seat=SEAT,
            locks=NO_LOCKS,
        )


@dataclass
class Cell:
    """``start`` is all that the sandbox knew of its load balancers when the cell began."""

    shape: Shape
    town: Town
    line: Line
    ledger: Ledger
    services: Services
    start: dict[str, Any]

    @property
    def migration(self) -> Migration:
        """As the journal has it."""
        return record.load(self.services, MIGRATION)

    @property
    def plan(self) -> CutoverPlan:
        """The confirmed plan."""
        plan = self.migration.plan
        assert plan is not None
        return plan

    def prepare(self) -> CutoverPlan:
        """The plan from AWS as it is now; where lists are full and only a gap helps, the gap is accepted."""
        return self._accepted(planning.prepare)

    def prepare_rollback(self) -> CutoverPlan:
        """The same for the way back."""
        return self._accepted(planning.prepare_rollback)

    def _accepted(self, prepare: Callable[..., planning.Planned]) -> CutoverPlan:
        planned = prepare(self.services, MIGRATION)
        if planned.crowded:
            planned = prepare(self.services, MIGRATION, planned.crowded)
        return planned.plan

    def confirm(self, plan: CutoverPlan) -> Migration:
        """The operator types what is asked."""
        return cutover.confirm(self.services, MIGRATION, plan, asked_phrase(plan, DOMAIN))

    def choose(self, without: Iterable[str] = ()) -> Migration:
        """The listeners are chosen anew, those *without* left out."""
        left = set(without)
        wanted = [one for one in self.town.chosen(self.shape) if one.listener_arn not in left]
        return attachments.choose(self.services, MIGRATION, wanted)

    def apply(self, after: Callable[[Migration], object] = lambda _: None) -> Migration:
        """The program carries the plan out; *after* is called after each change."""

        def progress(migration: Migration) -> None:
            after(migration)

        return cutover.apply(self.services, MIGRATION, progress)

    def killed_after(self, changes: int) -> None:
        """The program ends when so many changes are made."""

        def kill(migration: Migration) -> None:
            if len(migration.made) == changes:
                raise Killed

        try:
            self.apply(kill)
        except Killed:
            return
        raise AssertionError(f"{changes} changes were never made")

    def restart(self) -> Cell:
        """The program is started again, with the same journal and no memory."""
        self.ledger.mend()
        self.line.mend()
        again = replace(self, services=replace(self.services, _known={}))
        assert again.migration == self.migration
        return again

    def renew_credentials(self) -> None:
        """Where the program takes its credentials from there are others: the same account's, another key."""
        credentials: Any = self.services.accesses[0]._boto(REGION).get_credentials()
        credentials._held.access_key = f"AKIA{next(_KEYS):016}"

    def state_after(self, changes: Iterable[Change], base: Iterable[Listener] = ()) -> dict[str, Any]:
        """What the sandbox knows when *changes* are made on the listeners as the plan saw them."""
        made = tuple(changes)
        before = tuple(base) or self.plan.before
        return with_certificates(self.start, (changed(one, made) for one in before))

    def is_as(self, expected: dict[str, Any]) -> bool:
        """Whether every load balancer of the sandbox is as *expected*, to the last setting."""
        return held_now() == expected


def each_once(attempts: Iterable[Change]) -> tuple[Change, ...]:
    """*attempts* with those that follow upon themselves counted once: botocore asks again by itself."""
    return tuple(change for change, _ in groupby(attempts))


def group_begins(plan: CutoverPlan) -> dict[str, int]:
    """How many changes of *plan* come before the first one of each listener."""
    arns = [change.listener_arn for change in plan.changes]
    return {arn: arns.index(arn) for arn in dict.fromkeys(arns)}
