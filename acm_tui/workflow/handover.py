"""Step 3, the hand-over: what leaves the program towards the DNS team."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.errors import Refused
from acm_tui.domain.events import HandedOver
from acm_tui.domain.journey import validation_ends
from acm_tui.domain.merged import merged
from acm_tui.domain.migration import Migration
from acm_tui.handoff import csv, zonefile
from acm_tui.handoff.changebatch import change_batches
from acm_tui.handoff.language import Language
from acm_tui.handoff.message import letter
from acm_tui.handoff.plaintext import record_lines
from acm_tui.handoff.request import Asker, DnsRequest, RequestedRecord
from acm_tui.workflow.record import load, record
from acm_tui.workflow.services import Services

MESSAGES = {Language.ENGLISH: "message", Language.JAPANESE: "message in Japanese"}
PLAIN_TEXT = "plain text"
ZONE_FILE = "zone file"
CSV = "CSV"
CHANGE_BATCH = "Route 53 change batch"


class Document(msgspec.Struct, frozen=True):
    """One form of the records. ``kind`` is a word for the audit trail, ``suffix`` ends a file's name."""

    kind: str
    text: str
    suffix: str


def documents(
    migration: Migration,
    zones: Mapping[ValidationRecord, str],
    language: Language = Language.ENGLISH,
    others: Sequence[Migration] = (),
) -> tuple[Document, ...]:
    """Every form of the records of *migration*: the message, in *language*, is the first.

    With *others* it is one request for all of them: each record once, zone by zone.

    Last come the change batches, one a hosted zone: several where the records lie in several zones, or
    where it is not known in which. *zones* are those that were found; the deadline is given in the time zone
    of this machine.

    Raises:
        Refused: a record is missing yet, or they cannot be written down safely.
    """
    try:
        records = _requested((migration, *others), zones)
        return (
            _message((migration, *others), records, language),
            Document(PLAIN_TEXT, record_lines(records), ".records.txt"),
            Document(ZONE_FILE, zonefile.zone_lines(records), ".zone"),
            Document(CSV, csv.table(records), ".csv"),
            *_change_batches(records),
        )
    except ValueError as error:
        raise _cannot_leave(error) from error


def plain_text(migration: Migration, others: Sequence[Migration] = ()) -> str:
    """The records of *migration* and *others*, one a line and nothing else, as the plain text has them.

    Raises:
        Refused: a record is missing yet, or they cannot be written down safely.
    """
    try:
        return record_lines(_requested((migration, *others), {}))
    except ValueError as error:
        raise _cannot_leave(error) from error


def _requested(
    migrations: tuple[Migration, ...], zones: Mapping[ValidationRecord, str]
) -> tuple[RequestedRecord, ...]:
    for migration in migrations:
        if not migration.records_complete:
            # A part of the records would look like all of them.
            of = f" of {migration.old.domain}" if len(migrations) > 1 else ""
            raise Refused(
                "The records cannot be handed over yet.",
                cause=f"ACM has not made every one of them{of}.",
                remedy="Look again in a moment.",
            )
    if len(migrations) == 1:
        return tuple(RequestedRecord(one, zones.get(one)) for one in migrations[0].records)
    return tuple(
        RequestedRecord(one, zoned.zone) for zoned in merged(migrations, zones) for one in zoned.records
    )


def _message(
    migrations: tuple[Migration, ...], records: tuple[RequestedRecord, ...], language: Language
) -> Document:
    first, *others = migrations
    until = min((end for m in migrations if (end := validation_ends(m)) is not None), default=None)
    request = DnsRequest(
        names=first.old.names,
        account=first.place.account,
        records=records,
        deadline=until.astimezone() if until else None,
        others=tuple(Asker(one.old.names, one.place.account) for one in others),
    )
    suffix = ".txt" if language is Language.ENGLISH else f".{language}.txt"
    return Document(MESSAGES[language], letter(request, language.phrases), suffix)


def _change_batches(records: tuple[RequestedRecord, ...]) -> Iterator[Document]:
    batches = change_batches(records)
    for batch in batches:
        suffix = ".json" if len(batches) == 1 else f".{batch.about}.json"
        yield Document(CHANGE_BATCH, batch.json, suffix)


def _cannot_leave(error: ValueError) -> Refused:
    return Refused(
        "The records cannot be handed over.",
        cause=str(error),
        remedy="Compare them with the ACM console: such a name is not one that AWS makes.",
    )


def save(document: Document, migration: Migration, directory: Path, others: int = 0) -> Path:
    """Write *document* into *directory* under a name that tells the migration; answers the file.

    The name says how many *others* it is for besides.

    Raises:
        Refused: it cannot be written; an existing file is never overwritten.
    """
    and_others = f"-and-{others}-more" if others else ""
    for number in range(1, 100):
        again = "" if number == 1 else f"-{number}"
        file = directory / f"acm-tui-{migration.id}{and_others}{again}{document.suffix}"
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
