"""What clients notice of a swap: many handshakes a second, folded into a line for each listener."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from acm_tui.domain.served import Handshake, ServingHost

HeldState = Literal["held", "cut", "closed early", "not seen"]
"""A connection that is kept open through the swap: it survived; it was cut; the server ended it by a rule of
its own, as it does with every connection; it never came about."""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """One look at the connection that is kept open to a listener. ``error``: how it ended, or why unseen."""

    load_balancer: str
    port: int
    address: str
    state: HeldState
    at: datetime
    error: str | None = None


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """What the monitor saw of one listener, over all its addresses and names.

    ``new`` counts handshakes that showed the certificate that is put in place, ``old`` those with the one
    that leaves: when a swap is undone, these are the other way round as certificates. ``other`` saw a third
    one. ``failed`` counts handshakes without a leaf, but only where the same address and name had been
    reached before or was reached later. ``flaps`` counts how often an address went back from the certificate
    that is put in place to another one.

    ``longest_gap_ms`` is the longest time between two successful handshakes of one address and name with a
    failure in between; ``None`` where none failed. Where a success is missing at one end, the first or the
    last failed handshake bounds it. Handshakes count from when they were begun.

    ``unreached`` are the addresses of which no handshake ever ended with a leaf, and ``unreached_names`` the
    names (``None``: without SNI) for which an address never answered that did for others: nothing is known
    of either. ``held_address`` is where the connection was kept open.
    """

    listener_arn: str
    load_balancer: str
    port: int
    old: int = 0
    new: int = 0
    other: int = 0
    failed: int = 0
    flaps: int = 0
    first_new_at: datetime | None = None
    last_old_at: datetime | None = None
    longest_gap_ms: float | None = None
    held: HeldState = "not seen"
    held_address: str = ""
    held_error: str | None = None
    unreached: tuple[str, ...] = ()
    unreached_names: tuple[tuple[str, str | None], ...] = ()

    @property
    def seen(self) -> int:
        """How many handshakes ended with a leaf."""
        return self.old + self.new + self.other


class Monitoring:
    """Folds handshakes and held connections into one :class:`Watched` a listener, as they land.

    Belongs to one thread. Load balancers are told apart by their names, which are unique in an account and
    region (ELBv2 API reference, CreateLoadBalancer). The handshakes of one address and name come in the
    order in which they were begun; those of different ones in any order.

    Args:
        hosts: the listeners; each gets one line, in this order.
        put: SHA-256 fingerprint of the leaf that is put in place.
        leaving: that of the leaf it replaces, where it is known.
    """

    def __init__(self, hosts: Iterable[ServingHost], put: str, leaving: str | None) -> None:
        self._put = put
        self._leaving = leaving
        self._since: datetime | None = None
        self._lines = {
            (host.load_balancer, host.port): _Line(
                Watched(listener_arn=host.listener_arn, load_balancer=host.load_balancer, port=host.port)
            )
            for host in hosts
        }

    def add(self, seen: Handshake | Held) -> None:
        """Count one more.

        Raises:
            KeyError: it is of a listener that is not watched.
        """
        line = self._lines[seen.load_balancer, seen.port]
        if isinstance(seen, Held):
            line.hold(seen)
        elif seen.fingerprint is None:
            line.fail(seen)
        else:
            line.succeed(seen, self._role(seen.fingerprint), counts=not self._since or seen.at >= self._since)

    def watched(self) -> tuple[Watched, ...]:
        """One line a listener, in the order of the hosts."""
        return tuple(line.told() for line in self._lines.values())

    def settled(self, rounds: int) -> bool:
        """Whether everything that was ever reached showed ``put`` in each of its last *rounds* handshakes.

        Where nothing was reached that is true, and says nothing: ask ``seen`` what was seen.
        """
        return all(
            target.streak >= rounds
            for line in self._lines.values()
            for target in line.targets.values()
            if target.last is not None
        )

    def rounds_from(self, since: datetime) -> None:
        """Let :meth:`settled` count only handshakes that are begun at *since* (aware) or later."""
        self._since = since
        for line in self._lines.values():
            for target in line.targets.values():
                target.streak = 0

    def _role(self, fingerprint: str) -> _Role:
        if fingerprint == self._put:
            return "new"
        return "old" if fingerprint == self._leaving else "other"


_Role = Literal["old", "new", "other"]


class _Target:
    """One address asked with one name: what its next handshake has to be compared with."""

    __slots__ = ("failures", "first_failure", "last", "role", "streak")

    def __init__(self) -> None:
        self.last: datetime | None = None
        """The last success; ``None`` while there was none."""
        self.role: _Role | None = None
        self.streak = 0
        self.failures = 0
        """Since the last success."""
        self.first_failure: datetime | None = None
        """Before the first success."""


class _Line:
    """One listener: counts, and the figures that are shown, made anew only when something landed."""

    def __init__(self, begun: Watched) -> None:
        self.targets: dict[tuple[str, str | None], _Target] = {}
        self._base = begun
        self._told: Watched | None = begun
        self._counts: dict[_Role, int] = {"old": 0, "new": 0, "other": 0}
        self._failed = self._flaps = 0
        self._first_new: datetime | None = None
        self._last_old: datetime | None = None
        self._gap: timedelta | None = None
        self._held: Held | None = None

    def hold(self, held: Held) -> None:
        self._told = None
        self._held = held

    def fail(self, seen: Handshake) -> None:
        self._told = None
        target = self._target(seen)
        target.streak = 0
        target.failures += 1
        if target.last is not None:
            self._failed += 1
            self._lasted(target.last, seen.at)
        elif target.first_failure is None:
            target.first_failure = seen.at

    def succeed(self, seen: Handshake, role: _Role, *, counts: bool) -> None:
        self._told = None
        target = self._target(seen)
        self._counts[role] += 1
        self._flaps += target.role == "new" and role != "new"
        if target.last is None:
            # Reached after all: what failed before was a failure, not a place out of sight.
            self._failed += target.failures
        if target.failures and (begun := target.last or target.first_failure) is not None:
            self._lasted(begun, seen.at)
        if role != "new":
            target.streak = 0
        elif counts:
            target.streak += 1
        target.role, target.last, target.failures = role, seen.at, 0
        if role == "new" and (self._first_new is None or seen.at < self._first_new):
            self._first_new = seen.at
        if role == "old" and (self._last_old is None or seen.at > self._last_old):
            self._last_old = seen.at

    def told(self) -> Watched:
        if self._told is None:
            self._told = self._tell()
        return self._told

    def _tell(self) -> Watched:
        reached = {address for (address, _), target in self.targets.items() if target.last is not None}
        silent = [asked for asked, target in self.targets.items() if target.last is None]
        held = self._held
        return msgspec.structs.replace(
            self._base,
            **self._counts,
            failed=self._failed,
            flaps=self._flaps,
            first_new_at=self._first_new,
            last_old_at=self._last_old,
            longest_gap_ms=None if self._gap is None else self._gap / timedelta(milliseconds=1),
            held="not seen" if held is None else held.state,
            held_address="" if held is None else held.address,
            held_error=None if held is None else held.error,
            unreached=tuple(sorted({address for address, _ in silent} - reached)),
            unreached_names=tuple(sorted((asked for asked in silent if asked[0] in reached), key=_in_order)),
        )

    def _target(self, seen: Handshake) -> _Target:
        asked = seen.address, seen.server_name
        if (known := self.targets.get(asked)) is None:
            known = self.targets[asked] = _Target()
        return known

    def _lasted(self, begun: datetime, ended: datetime) -> None:
        # A clock that is set back in between makes no gap shorter than none.
        gap = max(ended - begun, timedelta(0))
        self._gap = gap if self._gap is None else max(self._gap, gap)


def _in_order(asked: tuple[str, str | None]) -> tuple[str, str]:
    """By address, without SNI first."""
    return asked[0], asked[1] or ""
