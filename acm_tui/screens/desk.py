"""What the app gives to its screens: the services, a way to work off the event loop, and the ways about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from acm_tui.domain.errors import SignInNeeded
from acm_tui.domain.inventory.inventory import Inventory, Kept
from acm_tui.domain.journey import Step
from acm_tui.domain.migration import Migration
from acm_tui.domain.place import Place
from acm_tui.workflow.lookups import Lookups
from acm_tui.workflow.services import Services

T = TypeVar("T")


class Desk(Protocol):
    """Implemented by the app."""

    services: Services
    lookups: Lookups
    known: Kept | None
    """The inventory as this run has seen it last; ``None`` until it has."""

    @property
    def badge(self) -> str:
        """DEMO, READ-ONLY, as of when a journal elsewhere is shown; or nothing."""
        ...

    def where(self, place: Place | None = None) -> str:
        """Account, alias and region of *place*, or of the operator, as far as they are known yet."""
        ...

    async def locate(self) -> None:
        """Learn where the operator is, if that is not known yet; screens are told."""
        ...

    def remember(self, inventory: Inventory, services: Services, *, keep: bool) -> None:
        """Remember *inventory*, which was found with *services*, for this run; *keep* it for the next too."""
        ...

    def look_at(self, profiles: Sequence[str], regions: Sequence[str], *, all_regions: bool) -> None:
        """Look in these *profiles* and *regions* from now on; none: what the AWS environment names."""
        ...

    def now(self) -> datetime:
        """The present moment, aware; in the demo it is the sandbox's."""
        ...

    async def read(self, call: Callable[[], T]) -> T:
        """Run a call that changes nothing in a thread; abandoned when its caller is cancelled."""
        ...

    async def change(self, call: Callable[[], T]) -> T:
        """Run a call that may change AWS in a thread that belongs to nobody's screen.

        It goes on when the caller is cancelled, and the program does not end before it has.
        """
        ...

    async def sign_in(self, needed: SignInNeeded) -> None:
        """Run the sign-in that *needed* names in this terminal; from then on its credentials are used.

        Raises:
            SettingsTrouble: it cannot be run here, or did not succeed.
        """
        ...

    def open(self, migration: Migration, at: Step | None = None) -> None:
        """Show *migration* at the step the facts say, or at an earlier one."""
        ...

    def leave(self, migration: Migration) -> None:
        """Get up from *migration*, once what is under way has ended, so that a colleague finds it free."""
        ...

    def roll_back(self, migration: Migration) -> None:
        """Show the way back from the cutover of *migration*."""
        ...
