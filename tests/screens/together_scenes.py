"""A set that is switched in place together: before its number is typed, and in one table afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from acm_tui.domain.certificate import (
    Certificate,
    Configuration,
    Configured,
    Switch,
    ValidationRecord,
)
from acm_tui.domain.events import CertificateSeen, Event, HandedOver, Intended, Succeeded, WayChosen
from acm_tui.domain.mutation import SwitchInPlace
from tests.domain.stories import RECORD, started
from tests.screens.dns_scenes import ZONE, everywhere, found_at
from tests.screens.scenes import of_another
from tests.screens.select_scenes import NEWS, SELECT
from tests.screens.staging import NOW, Answers, Scene

PENDING = "PENDING_DOMAIN_VALIDATION"
BEGUN = NOW - timedelta(hours=3)


def _record(domain: str) -> ValidationRecord:
    return ValidationRecord(f"_a1c0ffee.{domain}.", "CNAME", RECORD.value)


def _as_acm_has_it(domain: str, status: str, begun: datetime) -> Certificate:
    """The certificate of *domain* with its latest switch."""
    by_email = Configuration("EMAIL", "SUCCESS")
    by_dns = Configuration("DNS", "PENDING_VALIDATION", _record(domain))
    done = Configuration("DNS", "SUCCESS", _record(domain))
    ended = {PENDING: begun, "FAILED": begun + timedelta(hours=72)}.get(status, NOW)
    configured = {PENDING: Configured(domain, by_email, by_dns), "SUCCESS": Configured(domain, done)}
    return of_another(
        domain,
        domain.split(".")[0],
        switch=Switch(status, begun, ended),
        configured=(configured.get(status, Configured(domain, by_email)),),
        validation_method="DNS" if status == "SUCCESS" else "EMAIL",
    )


def _switched(domain: str, status: str = PENDING, begun: datetime = BEGUN) -> tuple[Event, ...]:
    plain = of_another(domain, domain.split(".")[0])
    asked: tuple[Event, ...] = (
        started(plain),
        WayChosen("in place"),
        Intended(SwitchInPlace(plain.arn)),
        Succeeded(3, plain.arn),
        CertificateSeen(_as_acm_has_it(domain, PENDING, begun)),
    )
    return asked if status == PENDING else (*asked, CertificateSeen(_as_acm_has_it(domain, status, begun)))


def _told() -> Iterator[tuple[str, tuple[Event, ...]]]:
    yield "a0000001", (*_switched("api.example.com"), HandedOver("message"))
    yield "a0000002", _switched("mqtt.example.com")
    yield "a0000003", _switched("old.example.com", "FAILED", NOW - timedelta(hours=80))
    yield "a0000004", (*_switched("www.example.com", "SUCCESS"), HandedOver("message"))
    plain = of_another("lost.example.com", "lost")
    yield "a0000005", (started(plain), WayChosen("in place"), Intended(SwitchInPlace(plain.arn)))


_HERE = _record("api.example.com")
TOGETHER = replace(SELECT, answers=Answers(inventory=NEWS)).pressing(
    "n", "a", "i", then="asks for the number"
)
TOGETHER_CONFIRM = TOGETHER.pressing("n", "a", "i", "enter", then="to confirm.")
WATCHING = Scene(
    told=dict(_told()),
    until=("5 open.",),
    answers=Answers(
        observations=(
            *everywhere(_HERE.name, **found_at(_HERE.name)),
            *everywhere(_record("www.example.com").name, **found_at(_record("www.example.com").name)),
            *everywhere(_record("mqtt.example.com").name),
        ),
        zone=ZONE,
    ),
).pressing("w", then="next look in 2 s")
HANDOFF_SEVERAL = WATCHING.pressing("w", "m", then="Subject: DNS records for")

TOGETHER_SCENES = {
    "together": TOGETHER,
    "together-confirm": TOGETHER_CONFIRM,
    "watching": WATCHING,
    "handoff-several": HANDOFF_SEVERAL,
}
