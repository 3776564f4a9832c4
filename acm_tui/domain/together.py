"""A set of certificates that is switched in place together: what becomes of each, and how it then stands."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from acm_tui.domain.asking_aws import every
from acm_tui.domain.certificate import Certificate, ValidationRecord, why_not_replace, why_not_switch
from acm_tui.domain.errors import JournalTrouble, SettingsTrouble, SomebodyWasFirst, Trouble, Unreachable
from acm_tui.domain.journey import left_behind, may_take, missed, ran_out, switch_ends
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import SwitchInPlace
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
    if m.in_place and m.switch is not None and m.switch.pending and not m.old_gone:
        return Becomes.WATCHED, "a switch is pending already"
    if missed(m) is not None and not m.old_gone:
        why = why_not_switch(m.old)
        return (Becomes.AGAIN, "") if why is None else (Becomes.LEFT, why)
    if (why := may_take(m, "in place")) is not None:
        return Becomes.LEFT, why
    if m.way != "replace":
        return Becomes.SWITCHED, ""
    stays = "; the certificate that was requested stays in ACM" if m.new is not None else ""
    waits = m.switch is not None and m.switch.pending
    return Becomes.WATCHED if waits else Becomes.SWITCHED, f"it is not replaced any more{stays}"


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


class State(enum.Enum):
    """How one certificate of the set stands: a sign that tells it as well, and the words for one and many."""

    UNTRIED = ("·", "not asked yet", "not asked yet")
    NOT_SWITCHED = ("✖", "not switched", "not switched")
    UNKNOWN = ("?", "outcome not known", "outcome not known")
    MAKING = ("…", "records are being made", "records are being made")
    WAITING = ("…", "waits for records", "wait for records")
    LOOKING = ("…", "records right, ACM looks", "right, ACM looks")
    EXPIRED = ("!", "expired", "expired")
    REFUSED = ("!", "given up by ACM", "given up by ACM")
    DONE = ("✔", "done", "done")
    GONE = ("✖", "certificate is gone", "certificates are gone")
    OTHER_WAY = ("·", "is being replaced", "are being replaced")
    OVER = ("·", "migration is over", "migrations are over")

    def __init__(self, sign: str, one: str, many: str) -> None:
        self.sign = sign
        self.text = one
        self._many = many

    def counted(self, number: int) -> str:
        """The words for so many."""
        return f"{number} {self.text if number == 1 else self._many}"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How one certificate stands. Of its ``records`` ACM waits for ``waits``, and ``right`` are right in DNS.

    ``waits`` is ``None`` where ACM has not told; ``right`` while nobody has looked. ``until`` is when the
    switch expires, ``None`` where none is pending.
    """

    state: State
    records: int = 0
    waits: int | None = None
    right: int | None = None
    until: datetime | None = None


def standing(
    m: Migration | None,
    ready: Collection[ValidationRecord],
    looked: Collection[ValidationRecord],
    *,
    failed: bool = False,
) -> Standing:
    """How a certificate of the set stands whose migration is *m*; ``None``: it has not been begun.

    Args:
        m: as the journal has it.
        ready: the records that every server was seen to have.
        looked: the records of which a look has ended.
        failed: the last try to switch it came to nothing.
    """
    if m is None:
        return Standing(state=State.NOT_SWITCHED if failed else State.UNTRIED)
    records = m.records if m.in_place else ()
    right = sum(one in ready for one in records) if any(one in looked for one in records) else None
    return Standing(
        state=_state(m, right, failed=failed),
        records=len(records),
        waits=waited_for(m),
        right=right,
        until=switch_ends(m) if m.in_place and not m.over else None,
    )


def _state(m: Migration, right: int | None, *, failed: bool) -> State:
    # From what nothing more can come to what is usual.
    if m.switched:
        return State.DONE
    if m.over:
        return State.OVER
    if m.old_gone:
        return State.GONE
    if m.in_flight:
        return State.UNKNOWN
    if m.way == "replace":
        return State.OTHER_WAY
    if m.switch is not None and missed(m) is not None:
        return State.EXPIRED if ran_out(m.switch) else State.REFUSED
    if m.switch is None or not m.switch.pending:
        return State.NOT_SWITCHED if failed else State.UNTRIED
    if not m.records_complete:
        return State.MAKING
    return State.LOOKING if right == len(m.records) else State.WAITING


def waited_for(m: Migration) -> int | None:
    """For how many of its records ACM still waits; ``None`` where it has not told of them."""
    if m.switched:
        return 0
    if not m.in_place or m.switch is None or not m.switch.pending or not m.records_complete:
        return None
    open_ones = {
        one.requested.record
        for one in m.old.configured
        if one.requested is not None and one.requested.status != "SUCCESS"
    }
    return sum(one in open_ones for one in m.records)


def counted_states(standings: Iterable[Standing]) -> tuple[tuple[State, int], ...]:
    """How many stand how, in the order of the states' definition."""
    counts = Counter(one.state for one in standings)
    return tuple((state, counts[state]) for state in State if counts[state])


def to_hand_over(migrations: Iterable[Migration]) -> tuple[Migration, ...]:
    """Those of which the records have still to be registered and are all known, in their order."""
    return tuple(one for one in migrations if waits_for_records(one) and one.records_complete)


def waits_for_records(m: Migration) -> bool:
    """Whether *m* is switched in place and not done: its records are asked for, or will be again."""
    return m.in_place and not m.over and not m.switched and not m.old_gone and m.switch is not None


def watched_together(migrations: Iterable[Migration]) -> tuple[Migration, ...]:
    """Those of *migrations* that stand in one table: open ones that are switched in place, anybody's.

    The switch that ends first comes first, what is done last.
    """
    found = [m for m in migrations if m.in_place and not m.over]
    return tuple(sorted(found, key=_by_end))


def _by_end(m: Migration) -> tuple[bool, bool, float, str]:
    until = switch_ends(m)
    return m.switched, until is None, until.timestamp() if until is not None else 0.0, m.old.domain


def due(
    migrations: Iterable[Migration],
    asked: Mapping[str, datetime],
    ready: Collection[ValidationRecord],
    now: datetime,
) -> tuple[Migration, ...]:
    """Those of *migrations* about which ACM is to be asked at *now*, those that have waited longest first.

    *asked* says by id when it was asked last; *ready* are the records that every server was seen to have.
    Each is asked about as often as if it stood alone.
    """
    found = []
    for m in migrations:
        wait = every(m, bool(m.records) and all(one in ready for one in m.records))
        if wait is not None and (m.id not in asked or now - asked[m.id] >= wait):
            found.append(m)
    return tuple(sorted(found, key=lambda m: asked[m.id].timestamp() if m.id in asked else 0.0))


def first_to_end(migrations: Iterable[Migration]) -> datetime | None:
    """When the first of the pending switches of *migrations* expires; ``None`` where none is pending."""
    return min((until for m in migrations if (until := switch_ends(m)) is not None), default=None)


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
