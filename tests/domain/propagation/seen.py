"""Builders of what was seen: single answers, about the record of an example.com with two name servers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Answer,
    DiagnosisCode,
    Failure,
    Observation,
    Perspective,
    Question,
    Transport,
    Zone,
    diagnoses,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ZONE = "example.com."
DOMAIN = "shop.example.com."
LABEL = "_a79865eb.shop"
NAME = f"{LABEL}.{ZONE}"
VALUE = "_424c7224.mhbtsbpdnt.acm-validations.aws."
LAST_YEARS = "_old.xxxxxxxxxx.acm-validations.aws."
RECORD = ValidationRecord(NAME, "CNAME", VALUE)
NS1, NS2, NS3 = "ns1.example.com.", "ns2.example.com.", "ns3.example.com."


def saw(server: str = NS1, **given: Any) -> Observation:
    """An authoritative answer to the main question with nothing in it, changed by *given*."""
    fields: dict[str, Any] = {
        "perspective": Perspective.AUTHORITATIVE,
        "server": server,
        "address": "192.0.2.11",
        "port": 53,
        "zone": ZONE,
        "question": Question(NAME, "CNAME"),
        "at": NOW,
        "rcode": "NOERROR",
        "aa": True,
        "rtt_ms": 6.0,
    }
    return Observation(**(fields | given))


def cname(target: str, server: str = NS1, **given: Any) -> Observation:
    """The record with *target* as its value."""
    return saw(server, answers=(Answer(NAME, "CNAME", 60, target),), **given)


def silent(server: str = NS1, failure: Failure = Failure.TIMEOUT, **given: Any) -> Observation:
    """No answer."""
    return saw(
        server, rcode=None, aa=False, rtt_ms=None, failure=failure, error="no answer within 1.5 s", **given
    )


def nxdomain(server: str = NS1, **given: Any) -> Observation:
    """No such name."""
    return saw(server, rcode="NXDOMAIN", **given)


def refused(server: str = NS1, **given: Any) -> Observation:
    """A server that does not serve the zone."""
    return saw(server, rcode="REFUSED", aa=False, **given)


def probe(name: str, *values: str, type: str = "CNAME", **given: Any) -> Observation:  # noqa: A002 - the field's name
    """What stands at *name*."""
    answers = tuple(Answer(name, type, 60, value) for value in values)
    return saw(question=Question(name, type), answers=answers, **given)


def control(*values: str, type: str = "CNAME", **given: Any) -> Observation:  # noqa: A002 - the field's name
    """What stands at a name beside the record's that nobody has registered."""
    return probe(f"_probe-x7.{DOMAIN}", *values, type=type, **given)


def nobody(rcode: str | None = "NXDOMAIN") -> Observation:
    """The answer of an address at which there is no server; ``None``: there was none, as there should."""
    given: dict[str, Any] = {"perspective": Perspective.CONTROL, "address": "192.0.2.1", "zone": "."}
    return silent("192.0.2.1", **given) if rcode is None else saw("192.0.2.1", rcode=rcode, ra=True, **given)


def way(**given: Any) -> Observation:
    """A question on the way from the roots to the zone."""
    fields: dict[str, Any] = {
        "perspective": Perspective.DELEGATION,
        "question": Question(DOMAIN, "SOA"),
        "zone": "com.",
        "aa": False,
    }
    return saw("a.gtld-servers.net.", **(fields | given))


def https(row: Observation, server: str = "dns.google") -> Observation:
    """*row* as a public resolver says it over HTTPS."""
    return _by_resolver(row, Perspective.PUBLIC, server, Transport.HTTPS)


def public(row: Observation, server: str = "1.1.1.1") -> Observation:
    """*row* as a public resolver says it over UDP."""
    return _by_resolver(row, Perspective.PUBLIC, server, Transport.UDP)


def local(row: Observation) -> Observation:
    """*row* as this machine's resolver says it."""
    return _by_resolver(row, Perspective.LOCAL, "this machine's resolver", Transport.UDP)


def _by_resolver(
    row: Observation, perspective: Perspective, server: str, transport: Transport
) -> Observation:
    heard = row.rcode is not None
    fields = {name: getattr(row, name) for name in row.__struct_fields__}
    own = {"perspective": perspective, "server": server, "address": server, "transport": transport}
    return Observation(**(fields | own | {"aa": False, "ra": heard}))


def codes(
    rows: Iterable[Observation], zone: Zone | None = None, record: ValidationRecord = RECORD
) -> list[DiagnosisCode]:
    """The codes of the diagnoses, in their order."""
    return [diagnosis.code for diagnosis in diagnoses(rows, record, zone)]
