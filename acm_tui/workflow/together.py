"""A set of certificates switched in place: its number is typed, then one goes after the other."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from acm_tui.aws.refusals import throttled
from acm_tui.domain.certificate import Certificate
from acm_tui.domain.errors import ServiceTrouble, Trouble
from acm_tui.domain.events import HandedOver
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.migration import Migration
from acm_tui.domain.rates import Bucket
from acm_tui.domain.together import PACE, Becomes, Prospect, number_to_type, stops_all, to_go_through
from acm_tui.workflow import switch, take_over, validation, which_way
from acm_tui.workflow.inventory import picking
from acm_tui.workflow.permission import not_read_only
from acm_tui.workflow.record import load, record_behind
from acm_tui.workflow.services import Services
from acm_tui.workflow.typed import require


class Member(NamedTuple):
    """One certificate of a set: its migration, once there is one, and what went wrong at the last try."""

    certificate: Certificate
    migration: Migration | None = None
    trouble: Trouble | None = None


class Together:
    """What is left to be done with a set that was confirmed. One call of ``go`` at a time.

    Args:
        services: what the use cases work with.
        prospects: what becomes of each certificate, as the operator has seen it.
        typed: what the operator typed: how many certificates ACM is asked to switch. Nothing has to be typed
            where that is none.
        pause: lets so many seconds pass.
        beat: the seconds of a clock that only goes on.

    Raises:
        Refused: something else was typed, or the program was started with ``--read-only``.
    """

    def __init__(
        self,
        services: Services,
        prospects: Iterable[Prospect],
        typed: str,
        pause: Callable[[float], object] = time.sleep,
        beat: Callable[[], float] = time.monotonic,
    ) -> None:
        chosen = to_go_through(prospects)
        number = number_to_type(chosen)
        not_read_only(services)
        if number:
            require(typed, str(number))
        self._services = services
        self._left = deque(chosen)
        self._pause, self._beat = pause, beat
        self._bucket = Bucket(PACE, beat())

    @property
    def left(self) -> tuple[Prospect, ...]:
        """Those that are still to come, in their order."""
        return tuple(self._left)

    def go(self) -> Member:
        """Go through the next one: begin with it, or take it up, and ask ACM, if it is to be asked.

        Whatever is known of it is read anew, and everything goes through the journal and the gate. A seat
        that is taken is left: the others of a team may go on with each.

        Raises:
            Trouble: with the others it would go wrong as well; this one is still the next.
        """
        prospect = self._left[0]
        self._pause(self._bucket.wait(self._beat()))
        self._bucket.take(self._beat())
        member = self._gone_through(prospect)
        self._left.popleft()
        return member

    def _gone_through(self, prospect: Prospect) -> Member:
        migration = prospect.migration
        try:
            if migration is None:
                item = Item(certificate=prospect.certificate, in_use=bool(prospect.certificate.in_use_by))
                migration = picking.begin_migration(self._services, item)
            after = self._done(prospect.becomes, migration)
        except Trouble as trouble:
            asked_to_wait = isinstance(trouble, ServiceTrouble) and throttled(trouble)
            if asked_to_wait or stops_all(trouble):
                raise
            known = None if migration is None else load(self._services, migration.id)
            return Member(prospect.certificate, known, trouble)
        return Member(prospect.certificate, after)

    def _done(self, becomes: Becomes, migration: Migration) -> Migration:
        try:
            if becomes is Becomes.AGAIN:
                switch.again(self._services, migration.id)
            elif becomes is Becomes.SWITCHED:
                switch.submit_counted(self._services, migration.id)
            else:
                which_way.take(self._services, migration.id, "in place")
                validation.look(self._services, migration.id)
        finally:
            left = take_over.leave(self._services, migration.id)
        return left


def hand_over(services: Services, migrations: Sequence[Migration], how: str) -> tuple[Migration, ...]:
    """Note in each of *migrations* that its records left the program; *how* is a word for the audit trail.

    Raises:
        JournalTrouble: the journal cannot be written; some may have been noted.
    """
    return tuple(record_behind(services, load(services, one.id), HandedOver(how)) for one in migrations)
