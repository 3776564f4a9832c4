"""Many handshakes a second, and connections held open, folded into a line for each listener."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from acm_tui.domain.monitor import Held, HeldState, Watched
from acm_tui.domain.served import Handshake, ServingHost


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
                Watched(
                    listener_arn=host.listener_arn,
                    load_balancer=host.load_balancer,
                    port=host.port,
                    host=host.host,
                    server_name=next(iter(host.server_names), None),
                )
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

    def heard(self) -> bool:
        """Whether every held connection that requests are sent on was used since ``count_from``, or ended."""
        return not any(line.awaited for line in self._lines.values())

    def count_from(self, since: datetime) -> None:
        """The last change is made at *since* (aware): only what is begun at that moment or later counts.

        For :meth:`settled` these are handshakes. A held connection counts as held from now on only once it
        was used again: until then it is not known whether it survived.
        """
        self._since = since
        for line in self._lines.values():
            line.count_from(since)

    def begin(self, interval_ms: float) -> None:
        """Every address and name is asked every *interval_ms* milliseconds."""
        for line in self._lines.values():
            line.note(interval_ms=interval_ms)

    def blind(self, at: datetime) -> None:
        """Nothing is seen any more from *at* (aware) on."""
        for line in self._lines.values():
            line.note(blind_from=at)

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
        self._since: datetime | None = None

    @property
    def awaited(self) -> bool:
        """Whether the connection seems held, and was not used yet since the last change."""
        held = self._held
        if held is None or self._since is None:
            return False
        return held.state == "held" and held.used and held.at < self._since

    def count_from(self, since: datetime) -> None:
        self._told = None
        self._since = since
        for target in self.targets.values():
            target.streak = 0

    def note(self, **changes: object) -> None:
        self._told = None
        self._base = msgspec.structs.replace(self._base, **changes)

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
        behind = {address for (address, _), target in self.targets.items() if target.role in ("old", "other")}
        held = self._held
        return msgspec.structs.replace(
            self._base,
            **self._counts,
            failed=self._failed,
            flaps=self._flaps,
            first_new_at=self._first_new,
            last_old_at=self._last_old,
            longest_gap_ms=None if self._gap is None else self._gap / timedelta(milliseconds=1),
            held=self._held_state(),
            held_address="" if held is None else held.address,
            held_error=None if held is None else held.error,
            unreached=tuple(sorted({address for address, _ in silent} - reached)),
            unreached_names=tuple(sorted((asked for asked in silent if asked[0] in reached), key=_in_order)),
            behind=tuple(sorted(behind)),
        )

    def _held_state(self) -> HeldState:
        if self._held is None:
            return "not seen"
        return "not known" if self.awaited else self._held.state

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
