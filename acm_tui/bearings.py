"""Where the operator is: learnt once AWS answers, and the aliases of other accounts as they are met."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from acm_tui.domain.place import Place
from acm_tui.workflow import place

if TYPE_CHECKING:
    from acm_tui.screens.desk import Desk


class Bearings:
    """Of one running wizard.

    *shown* answers the places that the open screens are about; *learnt* is called whenever more is known.
    """

    def __init__(
        self, desk: Desk, shown: Callable[[], Sequence[Place]], learnt: Callable[[], object]
    ) -> None:
        self._desk = desk
        self._shown = shown
        self._learnt = learnt
        self._found: place.Whereabouts | None = None
        self._asking = False

    def name(self, at: Place | None) -> str:
        """Account, alias and region of *at*, or of the operator, as far as they are known yet."""
        if self._found is not None:
            return self._found.name(at)
        return str(at) if at is not None else "AWS has not answered yet"

    def lose(self) -> None:
        """Other places are looked at from now on."""
        self._found = None
        self._learnt()

    async def locate(self) -> None:
        """Ask AWS, unless that is known or asked already.

        Raises:
            Trouble: AWS cannot be asked.
        """
        if self._found is not None or self._asking:
            return
        self._asking = True
        services = self._desk.services
        try:
            found = await self._desk.read(lambda: place.describe(services))
        finally:
            self._asking = False
        if services is not self._desk.services:  # other places are looked at since then
            return
        self._found = found
        self._learnt()
        for at in self._shown():
            await self.name_account(at)

    async def name_account(self, at: Place) -> None:
        """Learn the alias of the account of *at*, once: it may not be the first profile's."""
        if self._found is None or self._found.names(at):
            return
        self._found = self._found.with_alias(at, None)
        services = self._desk.services
        alias = await self._desk.read(lambda: place.alias(services, at))
        endpoint = await self._desk.read(lambda: place.endpoint(services, at))
        if self._found is not None:
            self._found = self._found.with_alias(at, alias, endpoint)
            self._learnt()
