"""Which attachments of the old certificate are ticked to be swapped, from one look to the next."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from acm_tui.domain.listener import Attachment
from acm_tui.domain.migration import Migration


class Ticks(msgspec.Struct, frozen=True):
    """What is ticked of what was ``found``; ``new`` is what the look before did not find."""

    found: frozenset[Attachment]
    ticked: frozenset[Attachment]
    new: frozenset[Attachment] = frozenset()

    def toggled(self, one: Attachment) -> Ticks:
        """The other way round for *one*."""
        return msgspec.structs.replace(self, ticked=self.ticked ^ {one})

    def all_or_none(self) -> Ticks:
        """Everything ticked; nothing, where everything is."""
        return msgspec.structs.replace(self, ticked=frozenset() if self.ticked == self.found else self.found)


def ticks(m: Migration, attachments: Iterable[Attachment], before: Ticks | None) -> Ticks:
    """What is ticked of *attachments*, which were found now, where *before* was ticked.

    What an operator picked by hand stays as it is; only what is new is ticked as well. The first time it is
    the last choice, or everything where there was none or it is swapped already; in the middle of a cutover
    nothing that was not chosen is ticked.
    """
    found = frozenset(attachments)
    if before is not None:
        new = found - before.found
        return Ticks(found, (before.ticked & found) | new, new)
    chosen = frozenset() if m.cutover_done else frozenset(m.chosen or ())
    return Ticks(found, (chosen & found) or (frozenset() if m.half_done else found))
