"""What is wrong with the servers rather than with the record."""

from __future__ import annotations

from collections.abc import Iterator

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import Classification, classify
from acm_tui.domain.propagation.names import plain
from acm_tui.domain.propagation.observation import Observation
from acm_tui.domain.propagation.trouble import Diagnosis, DiagnosisCode, Severity
from acm_tui.domain.propagation.view import Rows, by_server

_LAME = (Classification.LAME, Classification.REFUSED, Classification.INTERCEPTED)
_SILENT = (Classification.TIMEOUT, Classification.UNREACHABLE)


def server_troubles(main: Rows, record: ValidationRecord) -> Iterator[Diagnosis]:
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


def _all_silent(main: Rows, record: ValidationRecord) -> bool:
    return all(classify(row, record) in _SILENT for row in main)


def _what_it_said(row: Observation) -> str:
    said = f"it answers {row.rcode}"
    if row.rcode == "NOERROR":
        said = "it answers for another name" if row.aa else "it answers without authority"
    return f"{said} ({'; '.join(row.ede)})" if row.ede else said
