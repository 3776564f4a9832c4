"""What the inventory's screen does all the time: it looks, takes in what is found, and remembers it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from acm_tui.domain.errors import Trouble
from acm_tui.domain.inventory.inventory import Inventory, Kept
from acm_tui.domain.inventory.listing import Listing
from acm_tui.domain.inventory.news import At, News, NotLooked
from acm_tui.domain.inventory.progress import progress
from acm_tui.domain.inventory.row import under_way
from acm_tui.domain.migration import Migration
from acm_tui.screens.desk import Desk
from acm_tui.screens.frame import LONGEST_CAUSE, FrameScreen
from acm_tui.screens.select_words import failures, summary
from acm_tui.text import safe
from acm_tui.workflow import record
from acm_tui.workflow.inventory import kept, look
from acm_tui.workflow.services import Services

LOOKING = "Looking for certificates that are validated by email …"


class InventoryScreen(FrameScreen):
    """Subclasses show ``self.listing`` in ``show_rows()``, and tell ``prefer()`` what is looked at."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.listing = Listing(Inventory(), {}, desk.now())
        self._asked = desk.services
        self._unkept = False
        self._look: look.Look | None = None
        self._preferred: tuple[str, ...] = ()

    def on_mount(self) -> None:
        """Show what is known, and look at once."""
        self.work(self._open, group="inventory")

    def on_unmount(self) -> None:
        """Whichever way it was left."""
        self.left()
        # A screen may be remembered for a while by what refers to it; ten thousand rows need not be.
        self.listing = Listing(Inventory(), {}, self.desk.now())

    def left(self) -> None:
        """Whoever leaves needs no more calls; what is known stays known."""
        self._stop()
        if self._look is not None:  # what was not even shown yet is still as it was
            self._look = None
            self.desk.remember(self.listing.inventory, self._asked, keep=self._unkept)

    def leaving(self) -> None:
        """The program ends."""
        self._stop()

    def _stop(self) -> None:
        if self._look is not None:
            self._look.stop()

    async def _open(self) -> None:
        self.guide.wait(LOOKING)
        services = self.desk.services
        await self._look_at_all(self.desk.known or await self.desk.read(lambda: kept.kept(services)))

    def action_look(self) -> None:
        """Ask every chosen profile and region, on top of what is known."""
        self.work(partial(self._look_at_all, self.listing.inventory.kept()), group="inventory")

    def look_elsewhere(self) -> None:
        """Other places are to be looked at: begin with what is remembered of them."""
        self.work(self._open, group="inventory")

    async def _look_at_all(self, known: Kept | None) -> None:
        self._stop()
        services = self.desk.services
        self.guide.wait(LOOKING)
        listing = await self.desk.read(lambda: _listing(services, known))
        # Only now: who sits here may have gone on typing.
        listing.choose_as(self.listing)
        self.listing, self._asked, self._unkept = listing, services, False
        self.show_rows()
        await self._painted()
        self._look = looking = look.begin(services)
        self._preferred = ()
        while (news := await self.desk.read(looking.news)) is not None:
            self._take(news)
        if self._look is looking:  # it has come to its end, and was not stopped
            await self._looked(listing.inventory)

    async def _painted(self) -> None:
        """Wait until what was shown is on the screen: whoever looks takes the processor from it."""
        painted = asyncio.Event()
        self.call_after_refresh(painted.set)
        await painted.wait()

    def _take(self, news: Sequence[News]) -> None:
        if self.gone:
            return
        self._unkept = self._unkept or not all(isinstance(one, At | NotLooked) for one in news)
        self.listing.take(self.listing.inventory.take(news), self.desk.now())
        self.show_rows()
        self.guide.wait(f"Looking: {progress(self.listing.inventory)}")

    async def _looked(self, inventory: Inventory) -> None:
        quiet = await self._keep(inventory) if self._unkept else ""
        if inventory.looked:
            await self.desk.locate()
        if inventory.failures:
            first = inventory.failures[0].trouble
            cause = safe(first.cause, longest=LONGEST_CAUSE)
            self.guide.trouble(failures(inventory), cause, self.remedy_of(first) + quiet)
        else:
            self.guide.say(*summary(inventory), (quiet, "$secondary"))

    async def _keep(self, inventory: Inventory) -> str:
        """Remember *inventory* for the next run; that it cannot be is no more than a remark."""
        services, self._unkept = self._asked, False
        try:
            await self.desk.read(lambda: kept.keep(services, inventory))
        except Trouble as trouble:
            return f" {trouble.sentence}"
        return ""

    async def journal_changed(self) -> None:
        """Migrations were begun: show which."""
        services = self.desk.services
        self.listing.know(await self.desk.read(lambda: _open_ones(services)), self.desk.now())
        self.show_rows()

    def prefer(self, arns: Sequence[str]) -> None:
        """Whoever sits here looks at the certificates *arns*: they are read next."""
        if self._look is not None and self._preferred != (wanted := tuple(arns)):
            self._preferred = wanted
            self._look.prefer(wanted)

    def show_rows(self) -> None:
        """Put ``self.listing`` on the screen as it is now."""
        raise NotImplementedError


def _open_ones(services: Services) -> dict[str, Migration]:
    """The open migrations, by the ARN of the old certificate."""
    return under_way(record.saved(services.journal))


def _listing(services: Services, known: Kept | None) -> Listing:
    """The rows of what is *known*."""
    return Listing(Inventory(known), _open_ones(services), services.clock())
