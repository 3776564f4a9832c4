"""The program's view of the tests' world."""

from __future__ import annotations

from datetime import UTC, datetime

from acm_tui.dns.check import check
from acm_tui.dns.lookup import Lookup
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Check
from tests.dns.real.places import NS4, TOP
from tests.dns.real.zones import NAME, VALUE


class Eyes:
    """Looks at records as the program does, knowing nothing of any look before."""

    def __init__(self, port: int) -> None:
        self.port = port

    def lookup(self, *, public: str = "", local: str = NS4) -> Lookup:
        """How to ask. *public*, *local*: the resolvers, by address; nobody listens at NS4."""
        settings = DnsSettings(
            port=self.port,
            root_servers=(TOP,),
            public_resolvers=(f"{public}:{self.port}",) if public else (),
            resolver=f"{local}:{self.port}",
            doh="off",
            nobody=NS4,
        )
        return Lookup(settings, lambda: datetime.now(UTC))

    async def look(
        self,
        name: str = NAME,
        value: str = VALUE,
        *,
        public: str = "",
        local: str = NS4,
        resolvers: bool = False,
    ) -> Check:
        """Look for a record, with the resolvers as for :meth:`lookup`."""
        lookup = self.lookup(public=public, local=local)
        try:
            return await check(ValidationRecord(name, "CNAME", value), lookup, resolvers=resolvers)
        finally:
            await lookup.aclose()


def codes(made: Check) -> list[str]:
    """The codes of the diagnoses, in their order."""
    return [diagnosis.code.value for diagnosis in made.diagnoses]
