"""Which observations decide: those of the zone's own servers, or the public view where those are blind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import classify
from acm_tui.domain.propagation.names import canonical, same_name
from acm_tui.domain.propagation.observation import Failure, Observation, Perspective, Transport

Rows = tuple[Observation, ...]


def is_public_view(observations: Iterable[Observation], record: ValidationRecord) -> bool:
    """Whether nothing but the public view over HTTPS says anything about the record."""
    seen = tuple(observations)
    direct = at_the_servers(seen, record)
    return bool(over_https(seen)) and not any(classify(row, record).conclusive for row in direct)


def over_https(observations: Iterable[Observation]) -> Rows:
    """What public resolvers said over HTTPS; without the repetitions with CD."""
    return tuple(
        row
        for row in observations
        if row.perspective is Perspective.PUBLIC and row.transport is Transport.HTTPS and not row.cd
    )


def deciding(observations: Iterable[Observation], record: ValidationRecord) -> Rows:
    """The observations that the verdict rests on, the probes among them."""
    seen = tuple(observations)
    if is_public_view(seen, record):
        return over_https(seen)
    return tuple(row for row in seen if row.perspective is Perspective.AUTHORITATIVE)


def asked(observations: Iterable[Observation], record: ValidationRecord) -> Rows:
    """Those that put the main question, for the record itself, and decide."""
    return tuple(row for row in deciding(observations, record) if _is_main(row, record))


def probed(observations: Iterable[Observation], record: ValidationRecord) -> Rows:
    """Those that looked for what stands in the record's place, or for the record in another place."""
    return tuple(row for row in deciding(observations, record) if not _is_main(row, record))


def main_rows(observations: Iterable[Observation], record: ValidationRecord) -> Rows:
    """What to show first: the answers to the question itself, or, where it was not put, all there are."""
    seen = tuple(observations)
    return asked(seen, record) or seen


def at_the_servers(observations: Iterable[Observation], record: ValidationRecord) -> Rows:
    """What the zone's own servers said to the main question, whether it decides or not."""
    return tuple(
        row for row in observations if row.perspective is Perspective.AUTHORITATIVE and _is_main(row, record)
    )


def resolver_rows(observations: Iterable[Observation], record: ValidationRecord) -> Rows:
    """What resolvers said about the record itself, in the order given; without the repetitions with CD."""
    return tuple(
        row for row in observations if row.perspective.resolver and not row.cd and _is_main(row, record)
    )


def above_the_zone(observations: Iterable[Observation], record: ValidationRecord) -> Rows:
    """What the servers of the zone above said to the main question."""
    return tuple(
        row for row in observations if row.perspective is Perspective.PARENT and _is_main(row, record)
    )


def has_record_above(observations: Iterable[Observation], record: ValidationRecord) -> Rows:
    """The answers of the servers above the zone that have the record, where nobody looks for it."""
    return tuple(row for row in above_the_zone(observations, record) if classify(row, record).found)


def by_server(observations: Iterable[Observation]) -> Mapping[str, list[Observation]]:
    """The observations by the name of the server, in the order they are given."""
    rows: dict[str, list[Observation]] = {}
    for observation in observations:
        rows.setdefault(canonical(observation.server), []).append(observation)
    return rows


def out_of_reach(observations: Iterable[Observation]) -> frozenset[str]:
    """The servers to which this machine has no way, by their canonical names.

    Each of their addresses is of a kind, IPv4 or IPv6, of which it reached none at all: that is this
    machine's lack, and no failure of theirs. Where it has just reached another address of the same kind, it
    has a way, and something else is wrong.
    """
    rows = tuple(observations)
    reached = {_is_ipv6(row) for row in rows if row.failure is not Failure.NO_ROUTE}
    return frozenset(
        server
        for server, of_one in by_server(rows).items()
        if all(row.failure is Failure.NO_ROUTE and _is_ipv6(row) not in reached for row in of_one)
    )


def _is_ipv6(row: Observation) -> bool:
    return ":" in row.address


def _is_main(row: Observation, record: ValidationRecord) -> bool:
    return row.question.type == record.type and same_name(row.question.name, record.name)
