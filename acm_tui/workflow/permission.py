"""Whether anything may be changed for a migration at all, and with whose credentials."""

from __future__ import annotations

from collections.abc import Set

from acm_tui.aws.session import Access
from acm_tui.domain.errors import Refused
from acm_tui.domain.migration import Migration
from acm_tui.workflow.services import Services


def permitted(services: Services, migration: Migration, own: Set[int] = frozenset()) -> Access:
    """The access to change AWS with for *migration*, after every rule that holds for all changes.

    *own* are open intents whose outcome the caller itself will write.

    Raises:
        Refused: one of the rules says no.
    """
    if services.read_only:
        raise Refused(
            "Nothing is changed: the program was started with --read-only.",
            remedy="Leave and start it again without --read-only.",
        )
    if migration.over:
        raise Refused(
            "This migration is over; nothing is changed for it any more.",
            remedy="Begin a new one from the list of certificates.",
        )
    if any(one.intent not in own for one in migration.in_flight):
        raise Refused(
            "The outcome of an earlier call is not known yet; nothing else is changed before it is.",
            remedy="Look what became of it first.",
        )
    return services.access_for(migration.place)
