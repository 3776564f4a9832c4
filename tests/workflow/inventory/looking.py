"""Looking to the end, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from acm_tui.domain.inventory.inventory import Inventory, Kept
from acm_tui.domain.inventory.news import Looked, News, NotLooked
from acm_tui.domain.inventory.row import Row, rows
from acm_tui.workflow.inventory import look
from acm_tui.workflow.services import Services


@dataclass(frozen=True)
class Outcome:
    """All news, in order, and the inventory that they make."""

    news: list[News]
    inventory: Inventory
    rows: list[Row]

    @property
    def looked(self) -> list[Looked]:
        return [one for one in self.news if isinstance(one, Looked)]

    @property
    def failures(self) -> list[NotLooked]:
        return self.inventory.failures

    def row(self, name: str) -> Row:
        return next(one for one in self.rows if one.certificate.domain == name)


def looked_to_the_end(services: Services, kept: Kept | None = None) -> Outcome:
    inventory = Inventory(kept)
    landing = look.begin(services)
    news: list[News] = []
    while (some := landing.news()) is not None:
        inventory.take(some)
        news += some
    return Outcome(news, inventory, rows(inventory, {}, services.clock()))
