"""One public hosted zone in the hands of somebody who is not an API client."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from acm_tui.sandbox.aws.route53.batch import DELETE, UPSERT, Change
from acm_tui.sandbox.aws.route53.changing import backend_of, change_as_ever, change_record_sets
from acm_tui.sandbox.aws.route53.names import stored
from acm_tui.sandbox.aws.route53.record_sets import RecordSet, in_zone, plain
from acm_tui.sandbox.aws.route53.setting import CHANGES, in_force

USUAL_TTL_S = 300
"""What the console proposes."""


class NoSuchZoneError(LookupError):
    """The hosted zone is gone."""


class Console:
    """Whoever may edit the hosted zone *zone* of *account* that has *name_servers*.

    Changes go the way of every other: they are checked, listed at once, and seen in DNS when they are INSYNC.
    *as_ever*: they are in DNS already, as if made long ago.

    Args:
        account: the owner.
        zone: its name.
        name_servers: the servers that the registrar delegates it to.
        as_ever: for seeding.
    """

    def __init__(
        self, account: str, zone: str, name_servers: Sequence[str], *, as_ever: bool = False
    ) -> None:
        self._account = account
        self._zone = stored(zone)
        self._name_servers = [server.rstrip(".") for server in name_servers]
        self._as_ever = as_ever

    def set_record(self, name: str, kind: str, values: Sequence[str], ttl: int = USUAL_TTL_S) -> None:
        """Give *name* exactly these *values*; *ttl* in seconds.

        Raises:
            NoSuchZoneError: the hosted zone is gone.
            Refusal: Route 53 does not take it, with the sentence of the API.
        """
        self._change(UPSERT, plain(stored(name), kind, ttl, values))

    def delete_record(self, name: str, kind: str) -> None:
        """Take what *name* has of *kind* away; nothing happens where there is none.

        Raises:
            NoSuchZoneError: the hosted zone is gone.
        """
        with CHANGES:
            for one in self.record_sets():
                if (one["Name"], one["Type"]) == (stored(name), kind):
                    self._change(DELETE, one)

    def record_sets(self) -> Iterator[RecordSet]:
        """What stands in the hosted zone.

        Raises:
            NoSuchZoneError: the hosted zone is gone.
        """
        yield from in_zone(backend_of(self._account).get_hosted_zone(self._zone_id()))

    def _change(self, action: str, record_set: RecordSet) -> None:
        changes: list[Change] = [{"Action": action, "ResourceRecordSet": record_set}]
        if self._as_ever:
            change_as_ever(self._account, self._zone_id(), changes)
        else:
            change_record_sets(self._account, self._zone_id(), changes, "by hand in the console")

    def _zone_id(self) -> str:
        served = in_force().served(self._zone, self._name_servers)
        if served is None or served.zone_id not in backend_of(self._account).zones:
            raise NoSuchZoneError(f"there is no hosted zone {self._zone} with the delegated servers any more")
        return served.zone_id
