"""The DNS step asks AWS and DNS side by side: neither waits for the other."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from acm_tui.domain.events import CertificateSeen
from acm_tui.domain.migration import Migration
from acm_tui.screens.dns import DnsScreen
from acm_tui.workflow import record, validation
from acm_tui.workflow.propagation import Watch
from acm_tui.workflow.services import Services
from tests.domain.stories import RECORD, dns_certificate
from tests.screens.dns_scenes import DNS_ABSENT, everywhere, found_at
from tests.screens.staging import Stage, settle
from tests.screens.test_verdict_at_once import Explaining


class Acm:
    """What ACM says when it is asked; it may be slow, and it may have issued."""

    def __init__(self) -> None:
        self.asked = 0
        self.answers = threading.Event()
        self.answers.set()
        self.issued = False

    def __call__(self, services: Services, migration_id: str) -> Migration:
        migration = record.load(services, migration_id)
        self.asked += 1
        self.answers.wait(10)
        if not self.issued:
            return migration
        return record.record(services, migration, CertificateSeen(dns_certificate("ISSUED")))

    @contextmanager
    def silent(self) -> Iterator[None]:
        self.answers.clear()
        try:
            yield
        finally:
            self.answers.set()


@pytest.fixture
def acm(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Acm:
    made = Acm()
    monkeypatch.setattr(validation, "look", made)
    return made


async def test_looks_go_on_while_acm_does_not_answer(
    stage: Stage, acm: Acm, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acm.silent():
        async with stage.app(DNS_ABSENT).run_test(size=(80, 24)) as pilot:
            await settle(pilot, DNS_ABSENT)
            monkeypatch.setattr(Watch, "look", Explaining(everywhere(**found_at(RECORD.name))).look)
            await pilot.press("r")
            await settle(pilot, replace(DNS_ABSENT, until=("READY",)))
            assert acm.asked == 1


async def test_acm_is_heard_while_a_look_goes_on_without_end(
    stage: Stage, acm: Acm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Watch, "look", Explaining(()).look)
    acm.issued = True
    async with stage.app(DNS_ABSENT).run_test(size=(80, 24)) as pilot:
        await settle(pilot, replace(DNS_ABSENT, until=("ACM has issued the certificate", "ACM: ISSUED")))


async def test_r_asks_both(stage: Stage, acm: Acm) -> None:
    async with stage.app(DNS_ABSENT).run_test(size=(80, 24)) as pilot:
        await settle(pilot, DNS_ABSENT)
        assert acm.asked == 1
        acm.issued = True
        await pilot.press("r")
        # The looks go on after that, and the summary says when.
        await settle(pilot, replace(DNS_ABSENT, until=("ACM has issued the certificate", "next look in 2 s")))
        assert acm.asked == 2


async def test_what_acm_said_before_something_was_done_does_not_undo_it(
    stage: Stage, acm: Acm, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    shown = DnsScreen.shown

    def watched(screen: DnsScreen, migration: Migration) -> None:
        seen.append(migration.seq)
        shown(screen, migration)

    monkeypatch.setattr(DnsScreen, "shown", watched)
    async with stage.app(DNS_ABSENT).run_test(size=(80, 24)) as pilot, asyncio.timeout(20):
        await settle(pilot, DNS_ABSENT)
        with acm.silent():
            await pilot.press("r")
            while acm.asked < 2:
                await pilot.pause(0.01)
            before = max(seen)
            await pilot.press("c")  # notes that the record was handed over
            while max(seen) == before:
                await pilot.pause(0.01)
            many = len(seen)
        while len(seen) == many:
            await pilot.pause(0.01)
    assert seen == sorted(seen)
