"""The one way to DNS that the whole program shares."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING

from acm_tui.domain.propagation import is_public_suffix
from acm_tui.workflow.services import Services

if TYPE_CHECKING:
    from acm_tui.dns.lookup import Lookup


class Lookups:
    """Opens the lookup when it is first needed. Belongs to one event loop; close it with that."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._lookup: Lookup | None = None

    async def ready(self) -> Lookup:
        """The lookup, with what it remembers of the zones of every certificate."""
        if self._lookup is None:
            await asyncio.to_thread(_prepare)
            from acm_tui.dns.lookup import Lookup

            if self._lookup is None:  # nobody else has opened it meanwhile
                self._lookup = Lookup(self.services.dns, self.services.clock, aside=asyncio.to_thread)
        return self._lookup

    async def aclose(self) -> None:
        """Close the connections that are kept."""
        if self._lookup is not None:
            await self._lookup.aclose()
            self._lookup = None


def _prepare() -> None:
    """What takes so long that the screen would notice, were it not done in a thread."""
    import_module("acm_tui.dns.check")  # dnspython, some 60 ms
    is_public_suffix("com.")  # reads the list, some 60 ms more
