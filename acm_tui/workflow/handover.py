"""Step 3, the hand-over: what leaves the program towards the DNS team."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.errors import Refused
from acm_tui.domain.events import HandedOver
from acm_tui.domain.journey import validation_ends
from acm_tui.domain.migration import Migration
from acm_tui.handoff import csv, zonefile
from acm_tui.handoff.message import message
from acm_tui.handoff.request import DnsRequest, RequestedRecord
from acm_tui.workflow.record import load, record
from acm_tui.workflow.services import Services


class Document(msgspec.Struct, frozen=True):
    """One form of the records. ``kind`` is a word for the audit trail, ``suffix`` ends a file's name."""

    kind: str
    text: str
    suffix: str


def documents(migration: Migration, zones: Mapping[ValidationRecord, str]) -> tuple[Document, ...]:
    """The message, the zone lines and the CSV for the records of *migration*.

    *zones* are those that were found; the deadline is given in the time zone of this machine.

    Raises:
        Refused: there are no records yet, or they cannot be written down safely.
    """
    records = tuple(RequestedRecord(one, zones.get(one)) for one in migration.records)
    until = validation_ends(migration)
    try:
        request = DnsRequest(
            names=migration.old.names,
            account=migration.place.account,
            records=records,
            deadline=until.astimezone() if until else None,
        )
        written = message(request)
        return (
            Document("message", f"Subject: {written.subject}\n\n{written.body}", ".txt"),
            Document("zone file", zonefile.zone_lines(records), ".zone"),
            Document("CSV", csv.table(records), ".csv"),
        )
    except ValueError as error:
        raise Refused(
            "The records cannot be handed over yet.", cause=str(error), remedy="Look again in a moment."
        ) from error


def save(document: Document, migration: Migration, directory: Path) -> Path:
    """Write *document* into *directory* under a name that tells the migration; answers the file.

    Raises:
        Refused: it cannot be written; an existing file is never overwritten.
    """
    for number in range(1, 100):
        again = "" if number == 1 else f"-{number}"
        file = directory / f"acm-tui-{migration.id}{again}{document.suffix}"
        try:
            with file.open("x", encoding="utf-8", newline="") as out:
                out.write(document.text)
        except FileExistsError:
            continue
        except OSError as error:
            raise Refused(
                f"{file} cannot be written.", cause=str(error), remedy="Copy it instead."
            ) from error
        return file
    raise Refused(f"{directory} is full of earlier files of this migration.", remedy="Remove some.")


def handed_over(services: Services, migration_id: str, how: str) -> Migration:
    """Note that the records left the program; *how* is a word for the audit trail.

    Raises:
        JournalTrouble: the journal cannot be written.
    """
    return record(services, load(services, migration_id), HandedOver(how))
