"""Step 3, the DNS side: looks at the validation records at every authoritative server. Changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Check, Observation
from acm_tui.workflow.services import Services

if TYPE_CHECKING:
    from acm_tui.dns.delegation import Delegations

OnRow = Callable[[ValidationRecord, Observation], None]


class Watch:
    """Looks again and again; what is known of the delegations is kept from look to look.

    Belongs to one event loop.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._delegations: Delegations | None = None

    async def look(self, records: Iterable[ValidationRecord], on_row: OnRow) -> tuple[Check, ...]:
        """Look at every record at once; *on_row* is called with each answer as it lands.

        Failures of the network are observations, never exceptions.
        """
        delegations = await self._ready()
        from acm_tui.dns.check import check

        return tuple(
            await asyncio.gather(*(check(record, delegations, partial(on_row, record)) for record in records))
        )

    async def _ready(self) -> Delegations:
        if self._delegations is None:
            # dnspython takes some 60 ms to import: in a thread, so that the screen stays alive.
            await asyncio.to_thread(import_module, "acm_tui.dns.check")
            from acm_tui.dns.asking import Asker
            from acm_tui.dns.delegation import Delegations

            self._delegations = Delegations(Asker(self._services.dns, self._services.clock))
        return self._delegations
