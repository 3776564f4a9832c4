"""A set that is switched in place together, while it is watched: how each stands, and who is asked."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import msgspec

from acm_tui.domain.asking_aws import every
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.journey import missed, ran_out, switch_ends
from acm_tui.domain.migration import Migration


class State(enum.Enum):
    """How one certificate of the set stands: a sign that tells it as well, and the words for one and many."""

    UNTRIED = ("·", "not asked yet", "not asked yet")
    NOT_SWITCHED = ("✖", "not switched", "not switched")
    UNKNOWN = ("?", "outcome not known", "outcome not known")
    MAKING = ("…", "records are being made", "records are being made")
    WAITING = ("…", "waits for records", "wait for records")
    LOOKING = ("…", "registered, ACM looks", "registered, ACM looks")
    EXPIRED = ("!", "expired", "expired")
    REFUSED = ("!", "given up by ACM", "given up by ACM")
    UNSHOWN = ("!", "not shown by ACM", "not shown by ACM")
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
    if m.switch_unshown_at is not None:
        return State.UNSHOWN
    if m.switch is not None and missed(m) is not None:
        return State.EXPIRED if ran_out(m.switch) else State.REFUSED
    if not m.switch_waits:
        return State.NOT_SWITCHED if failed else State.UNTRIED
    if not m.records_complete:
        return State.MAKING
    return State.LOOKING if right == len(m.records) else State.WAITING


def waited_for(m: Migration) -> int | None:
    """For how many of its records ACM still waits; ``None`` where it has not told of them."""
    if m.switched:
        return 0
    if not m.in_place or not m.switch_waits or not m.records_complete:
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
