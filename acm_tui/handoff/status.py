"""How one migration stands, for people and for scripts: lines of text, or JSON as a stable contract."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from acm_tui.domain.certificate import Certificate, Configuration, ValidationRecord
from acm_tui.domain.found import sentences
from acm_tui.domain.journey import deadline, missed, next_action, skipped, step
from acm_tui.domain.left_behind import left_behind
from acm_tui.domain.listener import ROLE_WORDS, Listener, LoadBalancer, called
from acm_tui.domain.migration import Migration
from acm_tui.domain.outlook import Outlook
from acm_tui.domain.propagation import Check, plain
from acm_tui.handoff.dns_check import DnsCheck, document
from acm_tui.handoff.sessions import Session, session
from acm_tui.text import safe

SCHEMA_VERSION = 1


class Status(msgspec.Struct, frozen=True):
    """What is told. ``listeners`` are those around both certificates; ``None``: they could not be read."""

    migration: Migration
    outlook: Outlook
    checks: tuple[Check, ...]
    listeners: tuple[Listener, ...] | None
    load_balancers: tuple[LoadBalancer, ...]
    at: datetime

    @property
    def validated(self) -> Certificate | None:
        """The certificate whose names are to be validated by DNS: itself in place, else the new one."""
        return self.migration.old if self.migration.in_place else self.migration.new


class ToldDomain(msgspec.Struct, frozen=True, kw_only=True):
    """One name: how it is validated, and, while a switch is pending, how it is to be."""

    domain: str
    method: str | None
    status: str | None
    requested_method: str | None
    requested_status: str | None
    record: ValidationRecord | None


class ToldSwitch(msgspec.Struct, frozen=True, kw_only=True):
    """The latest switch in place of the certificate that the migration began with."""

    status: str
    requested_at: datetime | None
    updated_at: datetime | None


class ToldAcm(msgspec.Struct, frozen=True, kw_only=True):
    """What ACM says of the certificate that is to be validated by DNS; all is null where there is none."""

    certificate_arn: str | None
    status: str | None
    switch: ToldSwitch | None
    domains: list[ToldDomain]


class ToldAttachment(msgspec.Struct, frozen=True, kw_only=True):
    """A listener that holds one of the two certificates, and as what."""

    certificate: str
    load_balancer_arn: str
    load_balancer_type: str
    listener_arn: str
    port: int
    role: str


class ToldStatus(Session, frozen=True, kw_only=True):
    """The whole document: a session with what was seen just now; times are RFC 3339, UTC."""

    schema_version: int
    generated_at: datetime
    outlook: str
    acm: ToldAcm
    dns: list[DnsCheck]
    attachments: list[ToldAttachment] | None
    skipped: list[str]
    left_behind: tuple[str, ...]


def as_json(status: Status) -> str:
    """*status* as one document, indented, text raw as AWS and DNS gave it."""
    return msgspec.json.format(msgspec.json.encode(told(status)), indent=2).decode()


def told(status: Status) -> ToldStatus:
    """*status* as scripts see it."""
    m = status.migration
    return ToldStatus(
        **msgspec.structs.asdict(session(m)),
        schema_version=SCHEMA_VERSION,
        generated_at=status.at.astimezone(UTC),
        outlook=status.outlook.value,
        acm=_acm(status),
        dns=[document(check) for check in status.checks],
        attachments=None if status.listeners is None else list(_attachments(status)),
        skipped=[one.title.lower() for one in skipped(m)],
        left_behind=left_behind(m),
    )


def _acm(status: Status) -> ToldAcm:
    m, one = status.migration, status.validated
    switch = m.shown_switch
    return ToldAcm(
        certificate_arn=one.arn if one is not None else None,
        status=one.status if one is not None else None,
        switch=ToldSwitch(
            status=switch.status, requested_at=switch.requested_at, updated_at=switch.updated_at
        )
        if switch is not None
        else None,
        domains=list(_domains(m, one)) if one is not None else [],
    )


def _domains(m: Migration, one: Certificate) -> Iterator[ToldDomain]:
    if not m.in_place:
        for name in one.validations:
            yield _domain(name.domain, Configuration(name.method, name.status, name.record), None)
    for configured in one.configured if m.in_place else ():
        yield _domain(configured.domain, configured.active, configured.requested)


def _domain(name: str, active: Configuration | None, requested: Configuration | None) -> ToldDomain:
    wanted = requested or active
    return ToldDomain(
        domain=name,
        method=active.method if active is not None else None,
        status=active.status if active is not None else None,
        requested_method=requested.method if requested is not None else None,
        requested_status=requested.status if requested is not None else None,
        record=wanted.record if wanted is not None else None,
    )


def _attachments(status: Status) -> Iterator[ToldAttachment]:
    kinds = {one.arn: one.kind for one in status.load_balancers}
    for listener in status.listeners or ():
        for which, role in _held(status.migration, listener):
            yield ToldAttachment(
                certificate=which,
                load_balancer_arn=listener.load_balancer_arn,
                load_balancer_type=kinds[listener.load_balancer_arn],
                listener_arn=listener.arn,
                port=listener.port,
                role=role,
            )


def _held(m: Migration, listener: Listener) -> Iterator[tuple[str, str]]:
    """Which of the two certificates *listener* holds, and in which roles."""
    both = [("old", m.old.arn)] + ([("new", m.new.arn)] if m.new is not None else [])
    for which, arn in both:
        for role in ROLE_WORDS:
            if listener.holds(arn, role):
                yield which, role


_SAYS = {
    Outlook.READY: "done, or ready for the next step",
    Outlook.WAITING: "waiting",
    Outlook.PERSON: "needs a person",
}


def as_text(status: Status) -> str:
    """*status* as lines for a terminal: a word, then what it is."""
    return "\n".join(f"{title:<13}{safe(said)}".rstrip() for title, said in _rows(status))


def _rows(status: Status) -> Iterator[tuple[str, str]]:
    m = status.migration
    at = step(m)
    yield "Migration", f"{m.id}: {_SAYS[status.outlook]}"
    yield "Certificate", f"{m.old.domain}  {m.old.arn}"
    yield "Way", m.way or "not chosen yet"
    yield "Step", f"{at.value} {at.title}"
    yield "Next", next_action(m)
    if (said := missed(m)) is not None:
        yield "", said
    if (until := deadline(m)) is not None:
        yield "Deadline", f"{until.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC: {until.what}"
    for one in () if m.over else sentences(m.found):
        yield "Found out", one
    yield from _acm_rows(status)
    for check in status.checks:
        yield "DNS", f"{plain(check.record.name)}: {check.verdict.text}"
        for diagnosis in check.diagnoses:
            yield "", f"{diagnosis.message} {diagnosis.fix}".strip()
    yield from _listener_rows(status)
    for which, why in skipped(m).items():
        yield "Skipped", f"{which.value} {which.title}: {why}"
    for one in left_behind(m):
        yield "Left behind", one


def _acm_rows(status: Status) -> Iterator[tuple[str, str]]:
    m, one = status.migration, status.validated
    if m.old_gone:
        yield "ACM", "the old certificate is gone" if not m.in_place else "the certificate is gone"
    if one is None:
        yield "ACM", "there is no new certificate"
        return
    switch = f"; the switch: {m.shown_switch.status}" if m.in_place and m.shown_switch is not None else ""
    yield "ACM", f"{one.status}{switch}"
    for name in _domains(m, one):
        wanted = f" ▸ {name.requested_method} {name.requested_status}" if name.requested_method else ""
        yield "", f"{name.domain}: {name.method or 'not told'} {name.status or ''}".rstrip() + wanted


def _listener_rows(status: Status) -> Iterator[tuple[str, str]]:
    if status.listeners is None:
        yield "Listeners", "could not be read"
        return
    alone = status.migration.new is None
    for listener in status.listeners:
        if held := tuple(_held(status.migration, listener)):
            roles = ", ".join(role if alone else f"{which} certificate as {role}" for which, role in held)
            yield "Listeners", f"{called(listener)}: {roles}"
