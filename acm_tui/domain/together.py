"""A set of certificates that is switched in place together: what becomes of each, before it does."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from acm_tui.domain.certificate import Certificate, why_not_replace, why_not_switch
from acm_tui.domain.errors import JournalTrouble, SettingsTrouble, SomebodyWasFirst, Trouble, Unreachable
from acm_tui.domain.journey import missed
from acm_tui.domain.left_behind import left_behind
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import SwitchInPlace
from acm_tui.domain.obstacles import may_take
from acm_tui.domain.rates import Rate
from acm_tui.domain.sign_in import mended_by_sign_in
from acm_tui.domain.ways import pending, renewed_by_switch

PACE = Rate(4)
"""Certificates a second: each is described twice and switched once, and ACM takes 10 and 5 a second."""


class Becomes(enum.Enum):
    """What becomes of one certificate of the set."""

    SWITCHED = "switched"
    """ACM is asked to switch it."""
    AGAIN = "switched again"
    """The same, after a switch that came to nothing."""
    WATCHED = "watched"
    """A switch waits for its records already: it is gone on with, and ACM is asked for nothing."""
    DONE = "done"
    """Every name is validated by DNS already."""
    LEFT = "left"
    """Nothing is done with it."""

    @property
    def asks(self) -> bool:
        """Whether ACM is asked to change something."""
        return self in (Becomes.SWITCHED, Becomes.AGAIN)


class Prospect(msgspec.Struct, frozen=True, kw_only=True):
    """One certificate of a set before it is confirmed; ``migration`` is its open one.

    ``why`` says why it is left, or what else is to be known, without its full stop; it may be empty.
    """

    certificate: Certificate
    becomes: Becomes
    migration: Migration | None = None
    why: str = ""


def prospect(certificate: Certificate, migration: Migration | None, now: datetime) -> Prospect:
    """What becomes of *certificate* at *now* (aware), as far as it is known; *migration* is its open one.

    All of it is read anew before ACM is asked for anything.
    """
    if migration is not None and not migration.over:
        becomes, why = _under_way(migration)
    else:
        migration = None
        becomes, why = _not_begun(certificate)
    if becomes.asks and renewed_by_switch(certificate, now):
        why = "; ".join(filter(None, (why, "it is renewed at once")))
    return Prospect(certificate=certificate, becomes=becomes, migration=migration, why=why)


def _not_begun(certificate: Certificate) -> tuple[Becomes, str]:
    if why_not_replace(certificate) is None and pending(certificate):
        return Becomes.WATCHED, "a switch is pending already"
    why = why_not_switch(certificate)
    return (Becomes.SWITCHED, "") if why is None else (Becomes.LEFT, why)


def _under_way(m: Migration) -> tuple[Becomes, str]:
    if m.in_flight:
        if all(isinstance(one.mutation, SwitchInPlace) for one in m.in_flight):
            return Becomes.SWITCHED, "the answer to the last call was lost: ACM is read first"
        return Becomes.LEFT, "the outcome of a call is not known yet"
    if m.in_place and m.switched:
        return Becomes.DONE, "it is switched already"
    if m.in_place and m.switch_waits and not m.old_gone:
        return Becomes.WATCHED, "a switch is pending already"
    if missed(m) is not None and not m.old_gone:
        why = why_not_switch(m.old)
        return (Becomes.AGAIN, "") if why is None else (Becomes.LEFT, why)
    if (why := may_take(m, "in place")) is not None:
        return Becomes.LEFT, why
    if m.way != "replace":
        return Becomes.SWITCHED, ""
    stays = "; the certificate that was requested stays in ACM" if m.new is not None else ""
    return Becomes.WATCHED if m.switch_waits else Becomes.SWITCHED, f"it is not replaced any more{stays}"


def stops_all(trouble: Trouble) -> bool:
    """Whether what went wrong with one certificate would go wrong with every other one as well.

    The journal cannot be written, the credentials are of no use, or AWS cannot be reached. That somebody else
    is at work on one migration says nothing of the others.
    """
    if isinstance(trouble, JournalTrouble):
        return not isinstance(trouble, SomebodyWasFirst)
    return isinstance(trouble, SettingsTrouble | Unreachable) or mended_by_sign_in(trouble) is not None


def number_to_type(prospects: Iterable[Prospect]) -> int:
    """How many certificates ACM is asked to switch: what the operator types."""
    return sum(one.becomes.asks for one in prospects)


def to_go_through(prospects: Iterable[Prospect]) -> tuple[Prospect, ...]:
    """Those with which something is done, or that are watched, in their order."""
    return tuple(one for one in prospects if one.becomes is not Becomes.LEFT)


def remains(prospects: Sequence[Prospect]) -> tuple[str, ...]:
    """What the set leaves in AWS of the other way, each once: known before it is confirmed."""
    return tuple(
        dict.fromkeys(
            said
            for one in prospects
            if one.becomes is not Becomes.LEFT and one.migration is not None
            for said in left_behind(msgspec.structs.replace(one.migration, way="in place"))
        )
    )
