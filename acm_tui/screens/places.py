"""Where was looked for certificates, what failed there, and where else to look."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from acm_tui.domain.inventory.inventory import Inventory
from acm_tui.domain.inventory.progress import progress
from acm_tui.domain.journey import Step
from acm_tui.screens.choose_places import ChoosePlaces, Chosen
from acm_tui.screens.command import Command
from acm_tui.screens.desk import Desk
from acm_tui.screens.over import Over
from acm_tui.screens.places_words import place_rows
from acm_tui.screens.step import TITLES
from acm_tui.widgets.stepper import Stepper
from acm_tui.workflow.choices import choices


class PlacesScreen(Over):
    """A row for each profile, account and region; they change while the look goes on.

    *inventory* answers what is known now; *look_elsewhere* looks in the places chosen here.
    """

    HERE = "1 Select: places"
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("c", "Choose", "Choose profiles and regions to look in.", "choose"),
        Command("escape", "Back", "Back to the certificates.", "back"),
    )

    def __init__(
        self, desk: Desk, inventory: Callable[[], Inventory], look_elsewhere: Callable[[], None]
    ) -> None:
        super().__init__(desk)
        self._inventory = inventory
        self._look_elsewhere = look_elsewhere

    def heading(self) -> ComposeResult:
        """The stepper."""
        yield Stepper(TITLES, at=Step.SELECT)

    def body(self) -> ComposeResult:
        """The places, and below them what failed."""
        with VerticalScroll(id="details"):
            yield self.page("places")

    def on_mount(self) -> None:
        """Show what is known."""
        self.news()
        self.guide.say(("c", "bold $accent"), " chooses profiles and regions to look in.")

    def news(self) -> None:
        """Show what is known now."""
        inventory = self._inventory()
        self.divider.name_it("Places", str(progress(inventory)))
        self.page("places").show(place_rows(inventory, self.desk.now()))

    def action_choose(self) -> None:
        """Offer what there is."""
        self.work(self._offer, group="choices")

    async def _offer(self) -> None:
        services = self.desk.services
        partitions = sorted({at.spot.place.partition for at in self._inventory().standings.values()})
        offered = await self.desk.read(lambda: choices(services, partitions or ("aws",)))
        self.app.push_screen(ChoosePlaces(offered), self._chosen)

    def _chosen(self, chosen: Chosen | None) -> None:
        if chosen is not None:
            self.desk.look_at(chosen.profiles, chosen.regions, all_regions=chosen.all_regions)
            self.app.pop_screen()
            self._look_elsewhere()

    def action_back(self) -> None:
        """Back to the list."""
        self.app.pop_screen()
