"""Why nothing could be seen: the network between here and the servers."""

from __future__ import annotations

from collections.abc import Iterator

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import Classification, classify
from acm_tui.domain.propagation.names import plain
from acm_tui.domain.propagation.observation import Observation, Perspective
from acm_tui.domain.propagation.trouble import Diagnosis, DiagnosisCode, Severity
from acm_tui.domain.propagation.view import Rows, over_https

_LOOK_AT_THE_NETWORK = (
    "See whether this network lets DNS out (port 53, UDP and TCP), and look again from one that does."
)
_BY_HTTPS = "The record is looked up over HTTPS instead: that is the public view only, caches included."


def unseen(seen: Rows, record: ValidationRecord) -> Iterator[Diagnosis]:
    """Nobody was heard, somebody else answered, or the way to the zone ended before it. At most one."""
    direct = tuple(row for row in seen if row.perspective is Perspective.AUTHORITATIVE)
    way = tuple(row for row in seen if row.perspective is Perspective.DELEGATION)
    rows = direct or way
    fix = _BY_HTTPS if over_https(seen) else _LOOK_AT_THE_NETWORK
    if intercepting := _intercepting(seen, direct, way, record):
        yield Diagnosis(
            DiagnosisCode.INTERCEPTED,
            Severity.WAIT,
            f"This network answers DNS itself: {_who(intercepting[0])}. "
            "What the zone's own servers say cannot be seen from here.",
            fix,
            intercepting,
            record,
        )
    elif rows and all(row.rcode is None for row in rows):
        yield Diagnosis(
            DiagnosisCode.NO_SERVER_ANSWERED,
            Severity.WAIT,
            "No DNS server answered from here. That says nothing about the record.",
            fix,
            rows,
            record,
        )
    elif way and not direct:
        yield _zone_not_found(way, fix, record)


def needs_another_way(seen: Rows, record: ValidationRecord) -> bool:
    """Whether nothing was heard that could be believed, so that it is worth looking over HTTPS."""
    direct = tuple(row for row in seen if row.perspective is Perspective.AUTHORITATIVE)
    kinds = {classify(row, record) for row in direct}
    if direct:
        silent = all(row.rcode is None for row in direct)
        return silent or (Classification.INTERCEPTED in kinds and not any(kind.conclusive for kind in kinds))
    way = tuple(row for row in seen if row.perspective is Perspective.DELEGATION)
    return not (way and way[-1].aa and way[-1].rcode == "NXDOMAIN")


def intercepted(seen: Rows, record: ValidationRecord) -> bool:
    """Whether somebody in between answers in the servers' place."""
    return any(one.code is DiagnosisCode.INTERCEPTED for one in unseen(seen, record))


def _intercepting(seen: Rows, direct: Rows, way: Rows, record: ValidationRecord) -> Rows:
    answered = tuple(row for row in seen if row.perspective is Perspective.CONTROL and row.rcode is not None)
    if answered:
        return answered
    heard = tuple(row for row in way if row.rcode is not None)
    if direct or any(classify(row, record) is not Classification.INTERCEPTED for row in heard):
        return ()
    return heard


def _who(row: Observation) -> str:
    if row.perspective is Perspective.CONTROL:
        return f"{row.address}, where there is no server, answered"
    return f"a resolver answers in the place of {plain(row.server)}"


def _zone_not_found(way: Rows, fix: str, record: ValidationRecord) -> Diagnosis:
    last = way[-1]
    if last.aa and last.rcode == "NXDOMAIN":
        return Diagnosis(
            DiagnosisCode.ZONE_NOT_FOUND,
            Severity.FAULT,
            f"The domain of {plain(record.name)} does not exist: "
            f"the servers of the zone {plain(last.zone)} say so.",
            "See whether the domain is registered, and whether its name is written right.",
            (last,),
            record,
        )
    return Diagnosis(
        DiagnosisCode.ZONE_NOT_FOUND,
        Severity.WAIT,
        f"The servers of the zone of {plain(record.name)} were not found: "
        f"{plain(last.server)} was the last to be asked, and did not lead on.",
        fix,
        way,
        record,
    )
