"""Changes on their way to Route 53's DNS servers, and what those serve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import RLock
from typing import Any

from acm_tui.sandbox.aws.route53.names import new_change_id
from acm_tui.sandbox.aws.route53.record_sets import RecordSet
from acm_tui.sandbox.clock import SandboxClock

PENDING, INSYNC = "PENDING", "INSYNC"


@dataclass(frozen=True, slots=True)
class Content:
    """What the servers of a public hosted zone are to serve. Names as stored, servers without final dots."""

    zone: str
    name_servers: tuple[str, ...]
    record_sets: tuple[RecordSet, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of *account*. ``published`` says what it does to hosted zones once it is INSYNC.

    That is their content by id, ``None`` for a zone that goes; empty when nothing of it is seen in DNS, and
    afterwards.
    """

    id: str
    account: str
    comment: str | None
    submitted_at: datetime
    in_sync_at: datetime
    published: Mapping[str, Content | None]


@dataclass(frozen=True, slots=True)
class Served:
    """What the servers of a hosted zone have; ``version`` rises when anything that is served changes."""

    version: int
    zone_id: str
    content: Content


class Propagation:
    """The changes of all accounts.

    Nothing runs here: whoever asks what is served learns what is true at that moment.

    Args:
        clock: the sandbox's time.
        delay: how long a change is PENDING.
    """

    def __init__(self, clock: SandboxClock, delay: timedelta) -> None:
        self._clock = clock
        self._delay = delay
        self._lock = RLock()
        self._changes: dict[str, Change] = {}
        self._served: dict[str, Content] = {}
        self._version = 0

    def submit(
        self, account: str, published: Mapping[str, Content | None], comment: str | None = None
    ) -> Change:
        """Send a change on its way. It does not overtake an earlier one of the same hosted zone."""
        with self._lock:
            now = self._clock.now()
            before = [one.in_sync_at for one in self._changes.values() if one.published.keys() & published]
            in_sync_at = max([now + self._delay, *before])
            change = Change(new_change_id(), account, comment, now, in_sync_at, published)
            self._changes[change.id] = change
            return change

    def serve(self, identifier: str, content: Content) -> None:
        """Let the servers have the content of the hosted zone *identifier*, as if it had always been so."""
        with self._lock:
            self._served[identifier] = content
            self._version += 1

    def find(self, account: str, identifier: str) -> Change | None:
        """The change of *account* with this id."""
        with self._lock:
            found = self._changes.get(identifier)
            return found if found is not None and found.account == account else None

    def status(self, change: Change) -> str:
        """PENDING, or INSYNC once every server has it."""
        return INSYNC if change.in_sync_at <= self._clock.now() else PENDING

    def served(self, zone: str, name_servers: Sequence[str]) -> Served | None:
        """What *name_servers* serve now for *zone*, as stored.

        ``None`` when no public hosted zone of that name has exactly these servers.
        """
        with self._lock:
            self._arrive()
            for identifier, content in self._served.items():
                if content.zone == zone and set(content.name_servers) == set(name_servers):
                    return Served(self._version, identifier, content)
            return None

    def forget(self) -> None:
        """Begin with no change and nothing served."""
        with self._lock:
            self._changes.clear()
            self._served.clear()
            self._version += 1

    def dump(self) -> dict[str, Any]:
        """The changes, and what is served of them, as JSON-able data."""
        with self._lock:
            return {
                "changes": [_change_as_data(change) for change in self._changes.values()],
                "served": {name: _content_as_data(one) for name, one in self._served.items()},
            }

    def load(self, saved: Mapping[str, Any]) -> None:
        """Replace everything by what :meth:`dump` gave.

        Raises:
            KeyError, TypeError, ValueError: not what `dump` gave.
        """
        changes = [_change_of(one) for one in saved["changes"]]
        served = {name: _content_of(one) for name, one in saved["served"].items()}
        with self._lock:
            self._changes = {change.id: change for change in changes}
            self._served = served
            self._version += 1

    def _arrive(self) -> None:
        """Let the servers have every change whose time has come, in the order of submission."""
        for change in tuple(self._changes.values()):
            if not change.published or self.status(change) == PENDING:
                continue
            for identifier, content in change.published.items():
                if content is None:
                    self._served.pop(identifier, None)
                else:
                    self._served[identifier] = content
            self._changes[change.id] = replace(change, published={})
            self._version += 1


def _change_as_data(change: Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "account": change.account,
        "comment": change.comment,
        "submitted_at": change.submitted_at.isoformat(),
        "in_sync_at": change.in_sync_at.isoformat(),
        "published": {
            name: None if content is None else _content_as_data(content)
            for name, content in change.published.items()
        },
    }


def _change_of(data: Mapping[str, Any]) -> Change:
    return Change(
        data["id"],
        data["account"],
        data["comment"],
        datetime.fromisoformat(data["submitted_at"]),
        datetime.fromisoformat(data["in_sync_at"]),
        {
            name: None if content is None else _content_of(content)
            for name, content in data["published"].items()
        },
    )


def _content_as_data(content: Content) -> dict[str, Any]:
    return {
        "zone": content.zone,
        "name_servers": list(content.name_servers),
        "record_sets": [dict(one) for one in content.record_sets],
    }


def _content_of(data: Mapping[str, Any]) -> Content:
    return Content(data["zone"], tuple(data["name_servers"]), tuple(dict(one) for one in data["record_sets"]))
