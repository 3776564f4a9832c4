"""What is wrong with the servers rather than with the record."""

from __future__ import annotations

from collections.abc import Iterator

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import Classification, classify
from acm_tui.domain.propagation.names import plain
from acm_tui.domain.propagation.observation import Observation, Perspective
from acm_tui.domain.propagation.trouble import Diagnosis, DiagnosisCode, Severity
from acm_tui.domain.propagation.verdict import by_server

_LAME = (Classification.LAME, Classification.REFUSED)
_SILENT = (Classification.TIMEOUT, Classification.UNREACHABLE)
_LOOK_AT_THE_NETWORK = (
    "See whether this network lets DNS out (port 53, UDP and TCP), and look again from one that does."
)


def server_troubles(main: tuple[Observation, ...], record: ValidationRecord) -> Iterator[Diagnosis]:
    """One diagnosis a name server and kind of trouble. Nothing when no server at all was heard."""
    if _all_silent(main, record):
        return
    for rows in by_server(main).values():
        server = plain(rows[0].server)
        kinds = {classify(row, record) for row in rows}
        if lame := [row for row in rows if classify(row, record) in _LAME]:
            yield Diagnosis(
                DiagnosisCode.LAME_SERVER,
                Severity.FAULT,
                f"{server} does not serve the zone {plain(rows[0].zone)}: {_what_it_said(lame[0])}.",
                f"Ask the DNS team to set up the zone on {server}, "
                "or to take it out of the zone's name servers.",
                tuple(lame),
                record,
            )
        if failing := [row for row in rows if classify(row, record) is Classification.SERVFAIL]:
            yield Diagnosis(
                DiagnosisCode.SERVER_FAILS,
                Severity.FAULT,
                f"{server} cannot answer: {_what_it_said(failing[0])}.",
                f"Ask the DNS team to look at {server}.",
                tuple(failing),
                record,
            )
        # One dead address of several, IPv6 above all, is no trouble of the record's.
        if kinds <= set(_SILENT):
            yield Diagnosis(
                DiagnosisCode.SERVER_SILENT,
                Severity.WAIT,
                f"{server} did not answer from here: {rows[0].error or 'no answer'}.",
                "That says nothing about the record. If it stays silent, tell the DNS team.",
                tuple(rows),
                record,
            )


def unseen(
    seen: tuple[Observation, ...], main: tuple[Observation, ...], record: ValidationRecord
) -> Iterator[Diagnosis]:
    """Why nothing could be seen: nobody answered, or the way to the zone ended before it."""
    way = tuple(row for row in seen if row.perspective is Perspective.DELEGATION)
    rows = main or way
    if not rows:
        return
    if all(row.rcode is None for row in rows):
        yield Diagnosis(
            DiagnosisCode.NO_SERVER_ANSWERED,
            Severity.WAIT,
            "No DNS server answered from here. That says nothing about the record.",
            _LOOK_AT_THE_NETWORK,
            rows,
            record,
        )
    elif not main and way[-1].aa and way[-1].rcode == "NXDOMAIN":
        yield Diagnosis(
            DiagnosisCode.ZONE_NOT_FOUND,
            Severity.FAULT,
            f"The domain of {plain(record.name)} does not exist: "
            f"the servers of the zone {plain(way[-1].zone)} say so.",
            "See whether the domain is registered, and whether its name is written right.",
            (way[-1],),
            record,
        )
    elif not main:
        yield Diagnosis(
            DiagnosisCode.ZONE_NOT_FOUND,
            Severity.WAIT,
            f"The servers of the zone of {plain(record.name)} were not found: "
            f"{plain(way[-1].server)} was the last to be asked, and did not lead on.",
            _LOOK_AT_THE_NETWORK,
            way,
            record,
        )


def _all_silent(main: tuple[Observation, ...], record: ValidationRecord) -> bool:
    return all(classify(row, record) in _SILENT for row in main)


def _what_it_said(row: Observation) -> str:
    said = "it answers without authority" if row.rcode == "NOERROR" else f"it answers {row.rcode}"
    return f"{said} ({'; '.join(row.ede)})" if row.ede else said
