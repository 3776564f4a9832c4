"""The DNS step as an operator meets it, in the states that matter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from acm_tui.domain.certificate import DomainValidation, ValidationRecord
from acm_tui.domain.events import CertificateSeen, Event, HandedOver
from acm_tui.domain.hosted_zone import HostedZone, NotServed, WhyNot
from acm_tui.domain.propagation import (
    Answer,
    Failure,
    NameServer,
    Observation,
    Perspective,
    Question,
    Transport,
    Zone,
    conclude_advice,
)
from acm_tui.domain.record_plan import RecordSet, plan
from tests.domain.stories import DOMAIN, MIGRATION, RECORD, dns_certificate, requested
from tests.screens.staging import NOW, Answers, Scene

ZONE = Zone(
    "example.com.",
    (NameServer("ns1.example.com.", ("192.0.2.11",)), NameServer("ns2.example.com.", ("2001:db8::12",))),
)


def observation(server: str, address: str, name: str = RECORD.name, **changes: Any) -> Observation:
    """An answer of one of the zone's own servers: no such name, unless *changes* say otherwise."""
    said = Observation(
        perspective=Perspective.AUTHORITATIVE,
        server=server,
        address=address,
        port=53,
        zone=ZONE.name,
        question=Question(name, "CNAME"),
        at=NOW,
        rcode="NXDOMAIN",
        aa=True,
        serial=2026112301,
        negative_ttl_s=900,
        rtt_ms=6.2,
    )
    return msgspec.structs.replace(said, **changes)


def everywhere(name: str = RECORD.name, **changes: Any) -> tuple[Observation, ...]:
    return tuple(
        observation(server.name, address, name, **changes)
        for server in ZONE.servers
        for address in server.addresses
    )


def found_at(name: str) -> dict[str, Any]:
    """What differs in an answer that has the record at *name*."""
    return {"rcode": "NOERROR", "answers": (Answer(name, "CNAME", 300, RECORD.value),)}


TWICE = f"{RECORD.name}example.com."
SILENT = observation(
    "ns2.example.com.",
    "2001:db8::12",
    rcode=None,
    aa=False,
    serial=None,
    negative_ttl_s=None,
    rtt_ms=None,
    failure=Failure.TIMEOUT,
    error="no answer within 3 s",
)


def _dns(
    observations: tuple[Observation, ...],
    *until: str,
    told: tuple[Event, ...] = (CertificateSeen(dns_certificate()),),
) -> Scene:
    return Scene(
        told={MIGRATION: (*requested(), *told)},
        session=MIGRATION,
        until=until,
        answers=Answers(observations=observations, zone=ZONE),
    )


SOON = "next look in 2 s"
SECOND = ValidationRecord("_5d1f.shop.example.net.", "CNAME", "_99aa.acm-validations.aws.")
DNS_ABSENT = _dns(everywhere(), "shows the message for the DNS team", SOON)
DNS_TYPED_TWICE = _dns(
    (*everywhere(), observation("ns1.example.com.", "192.0.2.11", TWICE, **found_at(TWICE))),
    "Something is wrong with the record",
    SOON,
)
DNS_READY = _dns(
    everywhere(**found_at(RECORD.name)),
    "Every authoritative server has the record.",
    SOON,
    told=(
        CertificateSeen(
            dns_certificate(
                names=(DOMAIN, "shop.example.net"),
                validations=(
                    DomainValidation(DOMAIN, "SUCCESS", "DNS", RECORD),
                    DomainValidation("shop.example.net", "PENDING_VALIDATION", "DNS", RECORD),
                ),
            )
        ),
        HandedOver("message"),
    ),
)
DNS_PARTIAL = _dns(
    (observation("ns1.example.com.", "192.0.2.11", **found_at(RECORD.name)), SILENT), "PARTIAL", SOON
)
DNS_TIMED_OUT = _dns(
    everywhere(),
    "ACM gave up",
    "ABSENT",
    told=(CertificateSeen(dns_certificate("VALIDATION_TIMED_OUT")),),
)


def _beside(name: str, kind: str, *answers: Answer, rcode: str = "NOERROR") -> Observation:
    """A probe's answer."""
    return observation(
        "ns1.example.com.",
        "192.0.2.11",
        question=Question(name, kind),
        rcode=rcode,
        answers=answers,
    )


DNS_WRONG_TYPE = _dns(
    (
        *everywhere(rcode="NOERROR"),
        _beside(RECORD.name, "TXT", Answer(RECORD.name, "TXT", 300, f'"{RECORD.value}"')),
        _beside(f"_probe-5eed.{DOMAIN}.", "TXT", rcode="NXDOMAIN"),
    ),
    "Something is wrong with the record",
    SOON,
)


def _resolver(address: str, **changes: Any) -> Observation:
    said = observation(address, address, perspective=Perspective.PUBLIC, aa=False, ra=True)
    return msgspec.structs.replace(said, **changes)


DNS_REMEMBERED = _dns(
    (
        *everywhere(**found_at(RECORD.name)),
        _resolver("1.1.1.1", **found_at(RECORD.name)),
        _resolver("8.8.8.8", negative_ttl_s=412),
        _resolver("this machine's resolver", perspective=Perspective.LOCAL, **found_at(RECORD.name)),
    ),
    "Every authoritative server has the record.",
    SOON,
)


def _over_https(address: str, **changes: Any) -> Observation:
    return _resolver(address, transport=Transport.HTTPS, rtt_ms=31.4, **changes)


DNS_PUBLIC_VIEW = _dns(
    (
        *(
            msgspec.structs.replace(SILENT, server=server.name, address=address)
            for server in ZONE.servers
            for address in server.addresses
        ),
        _over_https("1.1.1.1", **found_at(RECORD.name)),
        _over_https("8.8.8.8", **found_at(RECORD.name)),
    ),
    "public view only",
    SOON,
)

ADVICE = conclude_advice(
    (DOMAIN,),
    (
        _beside(f"{DOMAIN}.", "CAA"),
        _beside("example.com.", "CAA", Answer("example.com.", "CAA", 300, '0 issue "letsencrypt.org"')),
    ),
    NOW,
).diagnoses
DNS_CAA = replace(DNS_ABSENT, answers=replace(DNS_ABSENT.answers, advice=ADVICE))

_MANY = tuple(
    (f"{label}.example.com", ValidationRecord(f"_a{n}c0ffee.{label}.example.com.", "CNAME", RECORD.value))
    for n, label in enumerate(("api", "cdn", "de", "en", "fr", "img", "ja", "login", "pay", "shop", "www"))
)


def _of_many(number: int, record: ValidationRecord) -> tuple[Observation, ...]:
    if number % 3 == 0:
        return everywhere(record.name, **found_at(record.name))
    if number == 4:
        other = Answer(record.name, "CNAME", 300, "_old.acm-validations.aws.")
        return everywhere(record.name, rcode="NOERROR", answers=(other,))
    return everywhere(record.name)


DNS_MANY = _dns(
    tuple(row for n, (_, record) in enumerate(_MANY) for row in _of_many(n, record)),
    "11 records",
    SOON,
    told=(
        CertificateSeen(
            dns_certificate(
                names=tuple(name for name, _ in _MANY),
                validations=tuple(
                    DomainValidation(name, "PENDING_VALIDATION", "DNS", record) for name, record in _MANY
                ),
            )
        ),
    ),
)

_HOSTED = HostedZone("Z0421907QX3EXAMPLE", "example.com.", private=False, name_servers=("ns1.example.com.",))


def _previewed(*present: RecordSet) -> Scene:
    previewed = plan(_HOSTED, [(RECORD, present)])
    return replace(DNS_ABSENT, answers=replace(DNS_ABSENT.answers, preview=(previewed,)))


def _cname(value: str) -> RecordSet:
    return RecordSet(RECORD.name, "CNAME", (value,), 300)


HANDOFF = DNS_ABSENT.pressing("m", then="Subject: DNS record")
ROUTE53 = _previewed().pressing("w", then="write the record")
ROUTE53_REPLACES = _previewed(_cname("_old.acm-validations.aws.")).pressing("w", then="replace")
ROUTE53_CONFLICT = _previewed(RecordSet(RECORD.name, "TXT", ('"x"',), 300)).pressing("w", then="cannot be")
ROUTE53_ELSEWHERE = replace(
    DNS_ABSENT,
    answers=replace(
        DNS_ABSENT.answers,
        preview=(
            NotServed(
                "example.com.",
                WhyNot.PRIVATE,
                "example.com has a hosted zone in this account, but it is private.",
                (RECORD,),
            ),
        ),
    ),
).pressing("w", then="it is private")

DNS_SCENES = {
    "dns-absent": DNS_ABSENT,
    "dns-typed-twice": DNS_TYPED_TWICE,
    "dns-wrong-type": DNS_WRONG_TYPE,
    "dns-every-answer": DNS_WRONG_TYPE.pressing("enter", then="_probe-5eed"),
    "dns-partial": DNS_PARTIAL,
    "dns-ready": DNS_READY,
    "dns-remembered": DNS_REMEMBERED,
    "dns-public-view": DNS_PUBLIC_VIEW,
    "dns-caa": DNS_CAA,
    "dns-many": DNS_MANY,
    "dns-timed-out": DNS_TIMED_OUT,
    "handoff": HANDOFF,
    "handoff-japanese": HANDOFF.pressing("m", "l", then="件名"),
    "route53": ROUTE53,
    "route53-replaces": ROUTE53_REPLACES,
    "route53-conflict": ROUTE53_CONFLICT,
    "route53-elsewhere": ROUTE53_ELSEWHERE,
}
