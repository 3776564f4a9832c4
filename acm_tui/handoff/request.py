"""What the DNS team is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

import msgspec

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import canonical, label_in_zone

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_ACCOUNT = re.compile(r"[0-9]{12}")
_NAME = re.compile(rf"(?:\*\.)?(?:{_LABEL}\.)+")


class RequestedRecord(msgspec.Struct, frozen=True):
    """A record, and the zone that it belongs into where that is known (final dot or not)."""

    record: ValidationRecord
    zone: str | None = None

    @property
    def label(self) -> str | None:
        """What is typed into the zone's editor as the name; ``None`` while the zone is not known."""
        return None if self.zone is None else label_in_zone(self.record.name, self.zone)


class Asker(msgspec.Struct, frozen=True):
    """A certificate: its ``names``, the common name first, and the AWS ``account`` that asks for it.

    Raises:
        ValueError: names are missing, or the account is none.
    """

    names: tuple[str, ...]
    account: str

    def __post_init__(self) -> None:
        if not self.names:
            raise ValueError("a request to the DNS team needs a certificate's names and at least one record")
        if not _ACCOUNT.fullmatch(self.account):
            raise ValueError(f"{self.account!r} is not an AWS account id")


class DnsRequest(msgspec.Struct, frozen=True):
    """The records for one certificate, or for several.

    ``names`` are the certificate's, the common name first; ``account`` is the AWS account that asks.
    ``deadline`` is aware and shown in its own time zone; ``None`` when nothing presses. ``others`` are
    further certificates whose records are among ``records``; the deadline is the first of all.

    Raises:
        ValueError: names or records are missing, the account is none, or the deadline has no time zone.
    """

    names: tuple[str, ...]
    account: str
    records: tuple[RequestedRecord, ...]
    deadline: datetime | None = None
    others: tuple[Asker, ...] = ()

    @property
    def askers(self) -> tuple[Asker, ...]:
        """Every certificate that is asked for."""
        return (Asker(self.names, self.account), *self.others)

    def __post_init__(self) -> None:
        if not self.records:
            raise ValueError("a request to the DNS team needs a certificate's names and at least one record")
        Asker(self.names, self.account)
        if self.deadline is not None and self.deadline.tzinfo is None:
            raise ValueError("the deadline has no time zone")


def absolute(name: str) -> str:
    """*name* with its final dot, in lower case, as it may be written into a file that others load.

    Raises:
        ValueError: it is not a host name (RFC 1123 §2.1, underscores allowed): it could carry more lines,
            commands to a terminal, or directives of a zone file.
    """
    written = canonical(name)
    if not _NAME.fullmatch(written):
        raise ValueError(f"{name!r} is not a name that can be handed to the DNS team")
    return written


def checked(records: Iterable[RequestedRecord]) -> tuple[RequestedRecord, ...]:
    """*records*, each once, with every name absolute and proven to be one.

    Raises:
        ValueError: a name is none, the type is not CNAME, a record is not in its zone, or two records of one
            name differ: a name has one CNAME (RFC 1034 §3.6.2).
    """
    by_name: dict[str, RequestedRecord] = {}
    for sure in map(_checked, records):
        if by_name.setdefault(sure.record.name, sure) != sure:
            raise ValueError(f"{sure.record.name} is asked for twice, and not alike")
    return tuple(by_name.values())


def _checked(requested: RequestedRecord) -> RequestedRecord:
    record = requested.record
    if record.type != "CNAME":
        raise ValueError(f"a validation record is a CNAME, not {record.type!r}")
    sure = RequestedRecord(
        ValidationRecord(absolute(record.name), record.type, absolute(record.value)),
        None if requested.zone is None else absolute(requested.zone),
    )
    if sure.zone is not None and sure.zone.startswith("*"):
        raise ValueError(f"{requested.zone!r} is not a zone")
    if sure.label == "@":
        raise ValueError(f"{record.name} is the zone itself: a CNAME cannot stand there")
    return sure
