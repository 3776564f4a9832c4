"""Why nothing could be seen: the network between here and the servers."""

from __future__ import annotations

from collections.abc import Iterator

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import Classification, classify
from acm_tui.domain.propagation.interception import somebody_between
from acm_tui.domain.propagation.names import plain, within
from acm_tui.domain.propagation.observation import Failure, Observation, Perspective
from acm_tui.domain.propagation.trouble import Diagnosis, DiagnosisCode, Severity, names_of, verb_for
from acm_tui.domain.propagation.view import Rows, at_the_servers, over_https

_CANNOT_BE_SEEN = "What the zone's own servers say cannot be seen from here."
_ANOTHER_NETWORK = "and look again from one that does."


def unseen(seen: Rows, record: ValidationRecord) -> Iterator[Diagnosis]:
    """Nobody was heard, somebody else answered, or the way to the zone ended before it. At most one."""
    direct = at_the_servers(seen, record)
    way = tuple(row for row in seen if row.perspective is Perspective.DELEGATION)
    https = over_https(seen)
    rows = direct or way
    if rows and all(row.failure is Failure.NO_NAME for row in rows):
        yield _no_name(rows, record)
    elif intercepting := somebody_between(seen) or _only_resolvers(way if not direct else (), record):
        yield Diagnosis(
            DiagnosisCode.INTERCEPTED,
            Severity.WAIT,
            f"This network answers DNS itself: {_who(intercepting[0])}. {_CANNOT_BE_SEEN}",
            _what_to_do(https),
            intercepting,
            record,
        )
    elif resolvers := _only_resolvers(direct, record):
        yield Diagnosis(
            DiagnosisCode.INTERCEPTED,
            Severity.WAIT,
            f"{names_of(resolvers)} {verb_for(resolvers, 'answer', 'answers')} as a resolver does, without "
            f"authority: this network seems to answer in the place of servers. {_CANNOT_BE_SEEN}",
            f"{_what_to_do(https)} If it is so from another network too, ask the DNS team to set up the zone "
            f"on {names_of(resolvers)}.",
            resolvers,
            record,
        )
    elif rows and all(row.rcode is None for row in rows):
        yield _nobody("No DNS server answered from here.", rows, https, record)
    elif not rows and https and all(row.rcode is None for row in https):
        yield _nobody("No public resolver answered over HTTPS from here.", rows, https, record)
    elif way and not direct:
        yield _zone_not_found(way, https, record)


def needs_another_way(seen: Rows, record: ValidationRecord) -> bool:
    """Whether nothing was heard that could be believed, so that it is worth looking over HTTPS."""
    direct = at_the_servers(seen, record)
    kinds = {classify(row, record) for row in direct}
    if direct:
        silent = all(row.rcode is None for row in direct)
        return silent or (Classification.INTERCEPTED in kinds and not any(kind.conclusive for kind in kinds))
    return not any(_denies(row, record) for row in seen)


def intercepted(seen: Rows, record: ValidationRecord) -> bool:
    """Whether somebody in between answers in the servers' place."""
    return any(one.code is DiagnosisCode.INTERCEPTED for one in unseen(seen, record))


def _only_resolvers(rows: Rows, record: ValidationRecord) -> Rows:
    """Those of *rows* that were heard, where each of them offers to search instead of saying its own word."""
    heard = tuple(row for row in rows if row.rcode is not None)
    return heard if all(classify(row, record) is Classification.INTERCEPTED for row in heard) else ()


def _who(row: Observation) -> str:
    if row.perspective is Perspective.CONTROL:
        return f"{row.address}, where there is no server, answered"
    return f"a resolver answers in the place of {plain(row.server)}"


def _nobody(sentence: str, rows: Rows, https: Rows, record: ValidationRecord) -> Diagnosis:
    return Diagnosis(
        DiagnosisCode.NO_SERVER_ANSWERED,
        Severity.WAIT,
        f"{sentence} That says nothing about the record.",
        _what_to_do(https),
        rows or https,
        record,
    )


def _no_name(rows: Rows, record: ValidationRecord) -> Diagnosis:
    return Diagnosis(
        DiagnosisCode.NO_NAME,
        Severity.FAULT,
        f"Nobody can be asked for this record: {rows[0].error or 'its name is none'}.",
        "Compare it with what ACM shows for the certificate.",
        rows,
        record,
    )


def _zone_not_found(way: Rows, https: Rows, record: ValidationRecord) -> Diagnosis:
    denials = tuple(row for row in way if _denies(row, record))
    if denials:
        return Diagnosis(
            DiagnosisCode.ZONE_NOT_FOUND,
            Severity.FAULT,
            f"The domain of {plain(record.name)} does not exist: "
            f"the servers of the zone {plain(denials[0].zone)} say so.",
            "See whether the domain is registered, and whether its name is written right.",
            denials,
            record,
        )
    return Diagnosis(
        DiagnosisCode.ZONE_NOT_FOUND,
        Severity.WAIT,
        f"The servers of the zone of {plain(record.name)} were not found: "
        f"{plain(way[-1].server)} was the last to be asked, and did not lead on.",
        _what_to_do(https),
        way,
        record,
    )


def _denies(row: Observation, record: ValidationRecord) -> bool:
    """Whether *row*, on the way to the zone, says with authority that there is nothing below."""
    return (
        row.perspective is Perspective.DELEGATION
        and row.aa
        # Who offers to search says no on his own account, and not for the zone.
        and not row.ra
        and not row.intercepted
        and row.rcode == "NXDOMAIN"
        # With an alias in the answer, it is the alias's target that is not there (RFC 2308 §2.1).
        and not row.answers
        and within(record.name, row.question.name)
    )


def _what_to_do(https: Rows) -> str:
    if not https:
        return f"See whether this network lets DNS out (port 53, UDP and TCP), {_ANOTHER_NETWORK}"
    if all(row.rcode is None for row in https):
        return (
            f"See whether this network lets DNS out (port 53, UDP and TCP), or HTTPS to {names_of(https)}, "
            f"{_ANOTHER_NETWORK}"
        )
    old = max((row.negative_ttl_s for row in https if row.negative_ttl_s is not None), default=None)
    late = f": what was made just now may not show for {old} s" if old is not None else ""
    return f"The record is looked up over HTTPS instead: the public view only, caches included{late}."
