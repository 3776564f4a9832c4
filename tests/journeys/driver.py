"""Page objects of the screens: what an operator reads on each, and the operator's verbs."""

from __future__ import annotations

from acm_tui.domain.inventory.row import Row
from acm_tui.screens.certificate import CertificateScreen
from acm_tui.screens.cutover import CutoverScreen
from acm_tui.screens.dns import DnsScreen
from acm_tui.screens.home import HomeScreen
from acm_tui.screens.last_step import LastStepScreen
from acm_tui.screens.listeners import ListenersScreen
from acm_tui.screens.request import RequestScreen
from acm_tui.screens.rollback import RollbackScreen
from acm_tui.screens.select import SelectScreen
from acm_tui.screens.together import TogetherScreen
from acm_tui.screens.watching import WatchingScreen
from acm_tui.widgets.long_table import LongTable
from tests.journeys.dialogues import Ask, Confirm, Soak, Window
from tests.journeys.display import LIMIT_S, FramedView


class Home(FramedView):
    """The saved migrations."""

    KIND = HomeScreen

    def of(self, domain: str) -> tuple[str, str]:
        """Step and next action of the migration of *domain*."""
        found = [(row[1], row[2]) for row in self.rows if row[0] == domain]
        assert len(found) == 1, f"{len(found)} rows of {domain}\n\n{self.display.text}"
        return found[0]

    async def lists(self, domain: str, at: str, next_action: str) -> None:
        """Wait until *domain* is shown at that step, with that next action."""
        await self.shown()
        wanted = (domain, at, next_action)
        await self.display.wait_for(
            lambda: self.is_shown and wanted in [row[:3] for row in self.rows], f"{wanted} is listed"
        )

    async def take_up(self, domain: str) -> None:
        """Open the migration of *domain*."""
        await self.go_to_row(lambda row: row[0] == domain)
        await self.display.press("enter")

    async def new(self) -> None:
        """Go to the certificates."""
        await self.shown()
        await self.display.press("n")


class Select(FramedView):
    """Step 1."""

    KIND = SelectScreen

    @property
    def _table(self) -> LongTable[Row]:  # type: ignore[override]  # the other table: a cursor and rows as well
        screen = self.screen
        assert isinstance(screen, SelectScreen)
        return screen.rows

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The cells of the table, row by row."""
        return [self._table.texts(number) for number in range(self._table.row_count)]

    async def filled(self) -> None:
        """Wait until every place was looked through."""
        await self.says("validated by email. ")

    async def go_to(self, domain: str) -> None:
        """Put the cursor on the certificate of *domain*."""
        await self.filled()
        await self.go_to_row(lambda row: row[1].split(" +")[0] == domain)

    async def open(self, domain: str) -> None:
        """Show everything of the certificate of *domain*."""
        await self.go_to(domain)
        await self.display.press("enter")

    async def pick(self, domain: str) -> None:
        """Begin with the certificate of *domain*."""
        await self.open(domain)
        await Details(self.display).migrate()

    async def mark(self, *domains: str) -> None:
        """Mark the certificates of *domains*."""
        for domain in domains:
            await self.go_to(domain)
            marks = len(self._table.marked)
            await self.display.press("space")
            await self.display.wait_for(lambda m=marks: len(self._table.marked) > m, "it is marked")  # type: ignore[misc]  # a default binds it

    async def in_place(self) -> None:
        """Look what becomes of the marked ones when they are switched in place."""
        await self.shown()
        await self.display.press("i")


class Together(FramedView):
    """The marked certificates before they are switched in place."""

    KIND = TogetherScreen

    async def switch(self, number: int) -> None:
        """Type the *number* and switch them."""
        await self.says(f"asks for the number, {number},")
        await self.display.press("enter")
        await Confirm(self.display).fill_in(str(number))
        await self.display.press("enter")


class Watching(FramedView):
    """All of them in one table."""

    KIND = WatchingScreen

    def of(self, domain: str) -> tuple[str, ...]:
        """The cells of the row of *domain* behind its name."""
        return next(row[1:] for row in self.rows if row[0].split(" +")[0] == domain)

    async def tells(self, domain: str, state: str) -> None:
        """Wait until the row of *domain* says *state*."""
        await self.shown()
        await self.display.wait_for(
            lambda: self.is_shown and state in self.of(domain)[0], f"{domain} is {state!r}"
        )

    async def counts(self, domain: str, *, in_dns: str, at_acm: str) -> None:
        """Wait until so many of the records of *domain* are right."""
        await self.display.wait_for(
            lambda: self.is_shown and self.of(domain)[1:3] == (in_dns, at_acm), f"{domain} is counted"
        )

    async def go_to(self, domain: str) -> None:
        """Put the cursor on the row of *domain*."""
        await self.shown()
        await self.go_to_row(lambda row: row[0].split(" +")[0] == domain)

    async def look_now(self) -> None:
        """Ask everybody at once."""
        await self.shown()
        await self.display.press("r")

    async def open_the_message(self) -> None:
        """Show what goes to the DNS team."""
        await self.shown()
        await self.display.press("m")


class Details(FramedView):
    """Everything of one certificate."""

    KIND = CertificateScreen

    async def migrate(self) -> None:
        """Begin with it."""
        await self.says("Enter")
        await self.display.press("enter")


class StepView(FramedView):
    """A step of one migration."""

    async def next(self) -> None:
        """Go on."""
        await self.shown()
        await self.display.press("n")

    async def back(self) -> None:
        """Look at the step before."""
        await self.shown()
        await self.display.press("b")

    async def go_home(self) -> None:
        """Leave the wizard for Home."""
        await self.shown()
        await self.display.press("escape")


class Request(StepView):
    """Step 2."""

    KIND = RequestScreen

    async def request_it(self) -> None:
        """Ask ACM for the certificate that replaces the old one."""
        await self.shown()
        await self.display.press("right")
        await self.says("requests it.")
        await self.display.press("enter")

    async def at_rest(self, group: str) -> None:
        """Wait until nothing of *group* is under way any more."""
        await self.display.wait_for(
            lambda: all(one.is_finished for one in self.screen.workers if one.group == group),
            f"{group} has ended",
        )

    async def ask_to_switch(self) -> None:
        """Want the certificate itself to be switched, and be asked for its name."""
        await self.shown()
        await self.display.press("left")
        await self.says("asks for its name, then switches.")
        await self.display.press("enter")

    async def switch_in_place(self, name: str) -> None:
        """Type *name* and have the certificate itself switched."""
        await self.ask_to_switch()
        await Confirm(self.display).fill_in(name)
        await self.display.press("enter")

    async def replace_after_all(self, stays: str) -> None:
        """Take the other way than the one that was begun, and be told what *stays* of it."""
        await self.shown()
        await self.display.press("right")
        await self.says("requests it.")
        await self._agree_that(stays)

    async def return_to_the_switch(self, stays: str) -> None:
        """Go on with the switch that was left, and be told what *stays* of the replacement."""
        await self.shown()
        await self.display.press("left")
        await self.says("A switch is there already.")
        await self._agree_that(stays)

    async def _agree_that(self, stays: str) -> None:
        await self.display.press("enter")
        question = Ask(self.display)
        await question.shows(stays)
        await question.agree()


class Dns(StepView):
    """Step 3."""

    KIND = DnsScreen

    @property
    def verdicts(self) -> list[str]:
        """What is said of each record's DNS."""
        return [row[1] for row in self.rows]

    async def wait_for_verdict(self, verdict: str, limit_s: float = LIMIT_S) -> None:
        """Wait until *verdict* is said of every record."""
        await self.display.wait_for(
            lambda: bool(self.is_shown and self.rows and all(verdict in said for said in self.verdicts)),
            f"{verdict} is said of every record",
            limit_s,
        )

    async def look_now(self) -> None:
        """Ask everybody at once."""
        await self.shown()
        await self.display.press("r")

    async def write_into_route53(self) -> None:
        """Preview what Route 53 would be asked for."""
        await self.shown()
        await self.display.press("w")

    async def ask_resolvers(self) -> None:
        """Ask the resolvers as well."""
        await self.shown()
        await self.display.press("p")

    async def show_every_answer(self) -> None:
        """Show what stands behind the diagnosis."""
        await self.shown()
        await self.display.press("enter")

    async def open_the_message(self) -> None:
        """Show what goes to the DNS team."""
        await self.shown()
        await self.display.press("m")

    async def wait_until_issued(self) -> None:
        """Wait for ACM."""
        await self.says("ACM has issued the certificate.")

    async def switch_again(self) -> None:
        """After a switch in place has come to nothing."""
        await self.says("switches again.")
        await self.display.press("a")

    async def request_again(self) -> None:
        """After a time-out."""
        await self.says("the same CNAME serves")
        await self.display.press("a")


class Listeners(StepView):
    """Step 4."""

    KIND = ListenersScreen

    @property
    def ticked(self) -> list[tuple[str, ...]]:
        """Load balancer, type, listener and roles of the rows that are ticked."""
        return [row[1:] for row in self.rows if row[0] == "✔"]

    async def choose(self) -> None:
        """Go on with what is ticked."""
        await self.says("Enter")
        await self.display.press("enter")

    async def tick_only(self, balancer: str) -> None:
        """Take the tick from every attachment that is not on *balancer*."""
        await self.says("ticked")
        for row in [row for row in self.ticked if row[0] != balancer]:
            await self.go_to_row(lambda one, row=row: one[1:] == row)  # type: ignore[misc]  # a default binds it
            await self.display.press("space")
            await self.display.wait_for(lambda row=row: row not in self.ticked, "the tick is taken")  # type: ignore[misc]  # a default binds it

    async def scan(self) -> None:
        """Look at every load balancer of the region."""
        await self.says("Enter")
        await self.display.press("f")


class Swapping(StepView):
    """Step 5, either way."""

    async def planned(self) -> None:
        """Wait until the plan is on the screen."""
        await self.says("Enter")

    async def confirm(self, name: str, reason: str = "") -> None:
        """Read the plan, type *name* (and before it the *reason*, where one is asked for) and swap."""
        await self.planned()
        await self.display.press("enter")
        confirm = Confirm(self.display)
        if reason:
            await confirm.give_a_reason(reason)
        await confirm.fill_in(name)
        await self.display.press("enter")


class Cutover(Swapping):
    """The way forward."""

    KIND = CutoverScreen

    async def set_the_window(self, begins: str, ends: str, zone: str) -> None:
        """Agree on a maintenance window."""
        await self.planned()
        await self.display.press("w")
        await Window(self.display).fill_in(begins, ends, zone)

    async def roll_back(self) -> None:
        """Open the way back; while calls are under way, stop them first."""
        await self.shown()
        await self.display.press("u")

    async def leave_out(self) -> None:
        """Go on without what cannot be changed."""
        await self.shown()
        await self.display.press("l")


class Rollback(Swapping):
    """The way back."""

    KIND = RollbackScreen


class Finish(StepView):
    """Step 6, of a cutover or of a switch in place."""

    KIND = LastStepScreen

    async def verify(self) -> None:
        """Look again."""
        await self.shown()
        await self.display.press("v")

    async def delete_old(self, name: str) -> None:
        """Type *name* and delete the old certificate."""
        await self.says("deletes the old certificate.")
        await self.ask_to_delete(name)

    async def may_not_delete(self, why: str) -> None:
        """Try to, and be told *why* not before anything has to be typed."""
        await self.shown()
        await self.display.press("d")
        await self.says("The old certificate stays; it was not deleted.")
        await self.says(why)

    async def ask_to_delete(self, name: str) -> None:
        """The same, whatever is said of it."""
        await self.shown()
        await self.display.press("d")
        confirm = Confirm(self.display)
        await confirm.fill_in(name)
        await self.display.press("enter")

    async def leave_old(self) -> None:
        """End the migration and leave the old certificate."""
        await self.shown()
        await self.display.press("x")
        await Ask(self.display).agree()

    async def close(self) -> None:
        """End a migration in place."""
        await self.leave_old()

    async def delete_requested(self, name: str) -> None:
        """Type *name* and delete the certificate that was requested before the way was changed."""
        await self.says("deletes the certificate that was requested")
        await self.ask_to_delete(name)

    async def keep_the_old_one_for(self, hours: int) -> None:
        """Choose how long the old certificate stays."""
        await self.shown()
        await self.display.press("s")
        await Soak(self.display).fill_in(hours)

    async def roll_back(self) -> None:
        """Open the way back."""
        await self.shown()
        await self.display.press("u")

    async def open_the_record(self) -> None:
        """Show the change record."""
        await self.shown()
        await self.display.press("c")
