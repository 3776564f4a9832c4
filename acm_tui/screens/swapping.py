"""Step 5, either way: the typed confirmation, and the swap as it happens, until it ends or is stopped."""

from __future__ import annotations

from functools import partial
from threading import Event

from textual.app import App

from acm_tui.domain.cutover import ListenersDrifted, asked_phrase
from acm_tui.domain.errors import Trouble
from acm_tui.domain.migration import Migration
from acm_tui.domain.monitor import Watched
from acm_tui.domain.sign_in import mended_by_sign_in
from acm_tui.screens import swapping_words as words
from acm_tui.screens.confirm import Confirm, Confirmed
from acm_tui.screens.desk import Desk
from acm_tui.screens.mending import AtWork
from acm_tui.screens.planned import PlanScreen
from acm_tui.workflow import cutover
from acm_tui.workflow.planning import Planned
from acm_tui.workflow.swap import swap


class SwappingScreen(PlanScreen):
    """A plan that is carried out, and what the monitor sees meanwhile.

    Subclasses say where it goes once ``finished()``, or ``stopped_as_wished()``.
    """

    def __init__(self, desk: Desk, migration: Migration) -> None:
        super().__init__(desk, migration)
        self._enough = Event()
        self._stop = Event()

    def leaving(self) -> None:
        """The operator goes elsewhere: what is under way goes on, only the watching ends."""
        self._enough.set()

    def on_unmount(self) -> None:
        """The screen is gone."""
        self.leaving()

    def stop(self) -> None:
        """Begin no more calls, and end the watching when those under way have ended."""
        self._stop.set()
        self._enough.set()
        self.guide.wait(words.STOPPING)

    def finished(self, migration: Migration) -> None:
        """Everything is carried out: go on from here."""
        raise NotImplementedError

    async def stopped_as_wished(self, migration: Migration) -> None:
        """The operator has stopped it: go on from here."""
        raise NotImplementedError

    def action_confirm(self) -> None:
        """Ask for the typed confirmation."""
        if self.swapping:
            return
        if self._planned is None:
            self.action_plan() if self.may_plan() else self.action_next()
            return
        plan = self._planned.plan
        if plan.conflicts and plan.direction == "cutover" and self.may_plan():
            self.show()  # what stands in the way, and what to press instead
            return
        if not self.may_plan() or (plan.direction == "rollback" and not plan.settles):
            self.action_next()
            return
        if not plan.changes:
            self.work(partial(self._swap, self._planned, Confirmed("")), group="swap")
            return
        self._ask(self._planned)

    def _ask(self, planned: Planned) -> None:
        plan = planned.plan
        facts = words.confirmation(
            self.migration, planned, self._names, self.where(), self.desk.services.lanes
        )
        reason = ""
        if cutover.reason_needed(self.desk.services, self.migration, plan):
            reason = "It is outside the maintenance window. Why now?"

        def answered(confirmed: Confirmed | None) -> None:
            if confirmed is not None:
                self.work(partial(self._swap, planned, confirmed), group="swap")

        title, verb = words.TITLES[plan.direction]
        phrase = asked_phrase(plan, self.migration.old.domain)
        self.app.push_screen(Confirm(title, facts, phrase, verb, reason), answered)

    async def _swap(self, planned: Planned, confirmed: Confirmed) -> None:
        migration_id = self.migration.id
        services = self.desk.services
        plan = planned.plan
        # Asked for here: a screen that was left has none, and what it is told comes from other threads.
        app = self.app
        self.swapping, self._drift, self._watched = True, (), {}
        self._enough.clear()
        self._stop.clear()
        try:
            migration = await self.change(
                "Confirming …",
                lambda: cutover.confirm(services, migration_id, plan, confirmed.typed, confirmed.reason),
            )
            self.shown(migration)
            if not self._stop.is_set():
                migration = await self.change(
                    words.DOING[plan.direction],
                    lambda: swap(
                        services,
                        migration_id,
                        planned.seen.load_balancers,
                        partial(self._progress, app),
                        partial(self._seen, app),
                        self._enough,
                        self._stop,
                    ),
                )
        except ListenersDrifted as stale:
            self.swapping, self._drift = False, stale.drift
            await self._drifted(stale)
            return
        except Trouble as trouble:
            self.swapping, self._planned = False, None
            await self.reload()
            self._stopped(trouble)
            return
        finally:
            self.swapping = False
        if self._stop.is_set():
            await self.stopped_as_wished(migration)
        else:
            self.finished(migration)

    async def _drifted(self, stale: ListenersDrifted) -> None:
        """What differs is shown with the new plan, or without one where AWS cannot be read any more."""
        unread: Trouble | None = None
        try:
            await self.prepare()
        except Trouble as trouble:
            self._planned, unread = None, trouble
            self.show()
        self._stopped(stale, unread)

    def _stopped(self, trouble: Trouble, unread: Trouble | None = None) -> None:
        """It stopped at a safe point: say what is done, and the ways on; *unread*: why there is no plan."""
        m = self.migration
        causes = [trouble.cause, f"no new plan: {unread.sentence} {unread.cause}" if unread else ""]
        again = "Enter confirms it" if self._planned is not None else ""
        # Signing in begins no swap: it shows the plan of what is left, to be confirmed.
        mended = next(filter(mended_by_sign_in, (unread, trouble)), None) or trouble
        remedy = self.remedy_of(mended, AtWork("plan", self.action_plan))
        self.failed(
            Trouble(
                trouble.sentence,
                cause="; ".join(one for one in causes if one),
                remedy=f"{''.join(words.before(m))}{words.ways_on(m, remedy, again)}",
            )
        )

    def _progress(self, app: App[object], migration: Migration) -> None:
        """Called from the thread that swaps; the operator may have left the screen meanwhile."""
        app.call_later(lambda: None if self.gone else self._progressed(migration))

    def _progressed(self, migration: Migration) -> None:
        self.shown(migration)
        if not migration.changes_left and not self._stop.is_set():
            self.guide.wait(words.watching(migration))

    def _seen(self, app: App[object], watched: tuple[Watched, ...]) -> None:
        """Called from the monitor's thread."""
        app.call_later(lambda: None if self.gone else self._show_watched(watched))

    def _show_watched(self, watched: tuple[Watched, ...]) -> None:
        self._watched = {one.listener_arn: one for one in watched}
        self.show()

    def action_next(self) -> None:
        """Go on; while it is watched after the last call, that is enough."""
        if self.swapping:
            self._enough.set()
        else:
            super().action_next()
