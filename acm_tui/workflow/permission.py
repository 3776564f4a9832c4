"""Whether anything may be changed for a migration at all, and with whose credentials."""

from __future__ import annotations

from collections.abc import Set

from acm_tui.aws.session import Access
from acm_tui.domain.errors import Refused
from acm_tui.domain.migration import Migration
from acm_tui.domain.obstacles import may_roll_back
from acm_tui.workflow.services import Services


def not_read_only(services: Services) -> None:
    """Refuse what only looking must not do.

    Raises:
        Refused: the program was started with ``--read-only``.
    """
    if services.read_only:
        raise Refused(
            "Nothing is changed: the program was started with --read-only.",
            remedy="Leave and start it again without --read-only.",
        )


def permitted(
    services: Services, migration: Migration, own: Set[int] = frozenset(), *, restores: bool = False
) -> Access:
    """The access to change AWS with for *migration*, after every rule that holds for all changes.

    *own* are open intents whose outcome the caller itself will write. *restores*: it is for the plan of a
    rollback, which takes up again what was ended.

    Raises:
        Refused: one of the rules says no.
    """
    not_read_only(services)
    if migration.foreign:
        raise Refused(
            "A newer acm-tui has gone on with this migration; it can only be looked at here.",
            cause="its journal says something that this version does not understand",
            remedy="Go on with the newer program.",
        )
    if migration.over and not (restores and may_roll_back(migration) is None):
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
