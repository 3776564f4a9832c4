"""Step 2: both ways beside one another, what each means for this certificate, and the one that is taken."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from acm_tui.domain.errors import Trouble
from acm_tui.domain.events import Way
from acm_tui.domain.journey import Step, step
from acm_tui.domain.migration import Migration
from acm_tui.domain.offer import Offer, hindrance, marked_first, offer, would_stay
from acm_tui.domain.ways import advice
from acm_tui.screens import ways_words as words
from acm_tui.screens.command import Command
from acm_tui.screens.desk import Desk
from acm_tui.screens.frame import Job
from acm_tui.screens.step import StepScreen
from acm_tui.widgets.record_detail import diagnosis_rows
from acm_tui.widgets.say import fields
from acm_tui.workflow import reconcile, record, request, switch, which_way
from acm_tui.workflow.advice import Adviser
from acm_tui.workflow.permission import not_read_only


class RequestScreen(StepScreen):
    """The advice, the preview, and what begins."""

    HERE = "2 Request"
    STEP = Step.REQUEST
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("left", "In place", "Mark the switch in place.", "mark_in_place", priority=True),
        Command("right", "Replace", "Mark the replacement.", "mark_replace", priority=True),
        Command("enter", "Take it", "Begin in the way that is marked.", "take", priority=True),
    )

    def __init__(self, desk: Desk, migration: Migration) -> None:
        super().__init__(desk, migration)
        self._adviser = Adviser(desk.lookups)
        self._advice = advice(migration.old, desk.now(), hindrance(migration))
        self._mark = marked_first(migration, self._advice, desk.services.way)

    def body(self) -> ComposeResult:
        """What Amazon may not issue, where there is anything; both ways; what the marked one asks for."""
        with VerticalScroll(id="details"):
            yield self.page("advice")
            yield self.page("ways")
            yield self.page("preview")

    def begin(self) -> None:
        """Look whether Amazon may issue for the names, and how the certificate is; nobody has to wait."""
        if not self.migration.over:
            self.work(self._look, group="ways")
        if step(self.migration) is Step.REQUEST:
            self.work(self._advise, group="advice")

    async def _advise(self) -> None:
        async for found in self._adviser.advising(lambda: self.migration.old.names):
            if self.gone:
                return
            self.page("advice").show(diagnosis_rows(found))

    async def _look(self) -> None:
        """Read the certificate as it is now. The mark stays: Enter must not mean another thing by itself."""
        migration_id = self.migration.id
        self._advice = await self.desk.read(lambda: which_way.advise(self.desk.services, migration_id))
        self.seen(await self.desk.read(lambda: record.load(self.desk.services, migration_id)))

    def show(self) -> None:
        """Both ways, and what the marked one asks for."""
        self.page("ways").show(words.both_ways(self._advice, self._mark))
        self.page("preview").show(fields(words.asked_for(self.migration, self._mark, self.desk.now())))
        said, danger = words.guide(self.migration, self._advice, self._mark)
        (self.guide.warn if danger else self.guide.say)(*said)

    def action_mark_in_place(self) -> None:
        """Mark the switch."""
        self._marks("in place")

    def action_mark_replace(self) -> None:
        """Mark the replacement."""
        self._marks("replace")

    def _marks(self, way: Way) -> None:
        self._mark = way
        self.show()

    def action_take(self) -> None:
        """Begin in the marked way, go on in it, or say why it is closed."""
        match offer(self.migration, self._mark):
            case Offer.LOOK:
                self.work(self._settle, group="take")
            case Offer.GO_ON:
                self.action_next()
            case Offer.CLOSED:
                self.show()
            case Offer.RETURN:
                self.work(partial(self._ask, partial(self._return, self._mark)), group="take")
            case _ if self._mark == "in place":
                self.work(self._confirm, group="take")
            case _ if would_stay(self.migration, self._mark):
                self.work(partial(self._ask, self._request), group="take")
            case _:
                self.work(self._request, group="take")

    async def _settle(self) -> None:
        services, migration_id = self.desk.services, self.migration.id
        settled = await self.change(
            "Looking what became of the call …",
            lambda: reconcile.settle(services, record.load(services, migration_id)),
        )
        if step(settled) > Step.REQUEST:
            self.desk.open(settled)
        else:
            self.shown(settled)

    async def _ask(self, job: Job) -> None:
        not_read_only(self.desk.services)
        from acm_tui.screens.ask import Ask

        def answered(agreed: bool | None) -> None:
            if agreed:
                self.work(job, group="take")

        facts = words.before_the_other_way(self.migration, self._mark)
        title = f"{words.TITLES[self._mark]} after all?"
        self.app.push_screen(Ask(title, facts, words.TITLES[self._mark]), answered)

    async def _return(self, way: Way) -> None:
        services, migration_id = self.desk.services, self.migration.id
        self.desk.open(
            await self.change("Taking the other way …", lambda: which_way.take(services, migration_id, way))
        )

    async def _confirm(self) -> None:
        not_read_only(self.desk.services)
        from acm_tui.screens.confirm import Confirm, Confirmed

        def answered(confirmed: Confirmed | None) -> None:
            if confirmed is not None:
                self.work(partial(self._switch, confirmed.typed), group="take")

        facts = words.before_the_switch(self.migration, self._advice)
        domain = self.migration.old.domain
        self.app.push_screen(Confirm("Switch in place", facts, domain, "Switch"), answered)

    async def _switch(self, typed: str) -> None:
        services, migration_id = self.desk.services, self.migration.id
        try:
            switched = await self.change(
                "Asking ACM for the switch …", lambda: switch.submit(services, migration_id, typed)
            )
        except Trouble:
            await self._weigh_again()
            raise
        self.desk.open(switched)

    async def _weigh_again(self) -> None:
        """What was just refused may leave only the other way."""
        migration_id = self.migration.id
        known = await self.desk.read(lambda: record.load(self.desk.services, migration_id))
        self._advice = advice(known.old, self.desk.now(), hindrance(known))
        self.shown(known)

    async def _request(self) -> None:
        services, migration_id = self.desk.services, self.migration.id
        self.desk.open(
            await self.change(
                "Asking ACM for the certificate …", lambda: request.submit(services, migration_id)
            )
        )
