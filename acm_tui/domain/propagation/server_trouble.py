"""What is wrong with the zone's name servers rather than with the record."""

from __future__ import annotations

from collections.abc import Iterator

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import Classification, classify
from acm_tui.domain.propagation.lists import first_few
from acm_tui.domain.propagation.names import plain
from acm_tui.domain.propagation.observation import Observation
from acm_tui.domain.propagation.trouble import Diagnosis, DiagnosisCode, Severity
from acm_tui.domain.propagation.view import Rows, by_server, out_of_reach

_LAME = (Classification.LAME, Classification.REFUSED, Classification.INTERCEPTED)
_SILENT = (Classification.TIMEOUT, Classification.UNREACHABLE, Classification.NO_NAME)


def server_troubles(direct: Rows, record: ValidationRecord) -> Iterator[Diagnosis]:
    """One diagnosis a name server and kind of trouble. Nothing when no server at all was heard.

    *direct*: what the servers themselves said to the main question.
    """
    if all(classify(row, record) in _SILENT for row in direct):
        return
    away = out_of_reach(direct)
    for server, rows in by_server(direct).items():
        if server in away:
            yield _out_of_reach(tuple(rows), record)
            continue
        kinds = [classify(row, record) for row in rows]
        lame = tuple(row for row, kind in zip(rows, kinds, strict=True) if kind in _LAME)
        failing = tuple(row for row, kind in zip(rows, kinds, strict=True) if kind is Classification.SERVFAIL)
        if lame:
            yield Diagnosis(
                DiagnosisCode.LAME_SERVER,
                Severity.FAULT,
                f"{_named(lame, rows)} does not serve the zone {plain(rows[0].zone)}: "
                f"{_what_it_said(lame[0])}.",
                f"Ask the DNS team to set up the zone on {_named(lame, rows)}, "
                "or to take it out of the zone's name servers.",
                lame,
                record,
            )
        if failing:
            yield Diagnosis(
                DiagnosisCode.SERVER_FAILS,
                Severity.FAULT,
                f"{_named(failing, rows)} cannot answer: {_what_it_said(failing[0])}.",
                f"Ask the DNS team to look at {_named(failing, rows)}.",
                failing,
                record,
            )
        # One dead address of several, IPv6 above all, is no trouble of the record's.
        if all(kind in _SILENT for kind in kinds):
            yield Diagnosis(
                DiagnosisCode.SERVER_SILENT,
                Severity.WAIT,
                f"{plain(rows[0].server)} did not answer from here: {rows[0].error or 'no answer'}.",
                "That says nothing about the record. If it stays silent, tell the DNS team.",
                tuple(rows),
                record,
            )


def _out_of_reach(rows: Rows, record: ValidationRecord) -> Diagnosis:
    kind = "IPv6" if all(":" in row.address for row in rows) else "IPv4"
    return Diagnosis(
        DiagnosisCode.SERVER_SILENT,
        Severity.NOTE,
        f"{plain(rows[0].server)} was not asked: it has {kind} addresses only, and there is no {kind} here.",
        f"It counts neither for the record nor against it. To see it too, look from a network with {kind}.",
        rows,
        record,
    )


def _named(some: Rows, of_server: list[Observation]) -> str:
    """The server; with the address where only some of its addresses are meant."""
    server = plain(some[0].server)
    if len(some) == len(of_server):
        return server
    return f"{server} ({first_few(row.address for row in some)})"


def _what_it_said(row: Observation) -> str:
    said = f"it answers {row.rcode}"
    if row.rcode in ("NOERROR", "NXDOMAIN"):
        said = "it answers for another name" if row.aa else "it answers without authority"
    return f"{said} ({first_few(row.ede, '; ')})" if row.ede else said
