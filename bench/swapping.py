"""A cutover by the program's own use cases, part by part, as the wizard's steps call them."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event as Flag
from typing import TypeVar

from acm_tui.aws import acm
from acm_tui.aws.session import Access
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.certificate import request_for
from acm_tui.domain.cutover import asked_phrase
from acm_tui.domain.events import CertificateSeen, Event, Intended, Started, Succeeded, WayChosen
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import RequestCertificate
from acm_tui.domain.place import place_of
from acm_tui.domain.seat import Seat
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.seat_lock import SeatLocks
from acm_tui.settings import Cutover
from acm_tui.tls.settings import TlsSettings
from acm_tui.workflow import attachments, cutover, planning, record, swap
from acm_tui.workflow.services import Services
from bench.aws_line import Traffic
from bench.slow_aws import Certificates, SlowAws

ACTOR = "the benchmark"
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Part:
    """A part of a cutover: the seconds that it took, and what went to AWS in it."""

    seconds: float
    traffic: Traffic

    @property
    def calls(self) -> int:
        """How many calls went to AWS."""
        return self.traffic.calls.total()


def part(place: SlowAws, seconds: float) -> Part:
    """The part that has just ended."""
    return Part(seconds, place.traffic())


@dataclass
class Stopwatch:
    """Takes the parts of a cutover, one after the other."""

    place: SlowAws
    parts: dict[str, Part] = field(default_factory=dict)

    def take(self, name: str, doing: Callable[[], Answer]) -> Answer:
        """What *doing* answers; how long it takes is the part *name*."""
        begun = time.perf_counter()
        answer = doing()
        self.parts[name] = part(self.place, time.perf_counter() - begun)
        return answer


def ours(
    place: SlowAws, swapped: Certificates, directory: Path, *, watched: bool, pause_s: float
) -> dict[str, Part]:
    """Find the old certificate, plan, confirm and apply, with nothing known and no connection open before.

    *pause_s*: for so long the operator chooses the listeners, and for so long they read the plan and type the
    name; that is no part of it. *watched*: under the eyes of the monitor, as the wizard does it. Then
    ``settle`` is what comes after the last change: the monitor waits until every address has shown the new
    certificate twice.
    """
    with services(place, directory) as given:
        migration = told(given, swapped)
        place.traffic()
        watch = Stopwatch(place)
        found = watch.take("find", lambda: attachments.find(given, migration.id))
        attachments.choose(given, migration.id, found.attachments)
        time.sleep(pause_s)
        planned = watch.take("plan", lambda: planning.prepare(given, migration.id))
        time.sleep(pause_s)
        _confirmed(watch, given, migration, planned)
        if watched:
            _watched(watch, given, migration, planned)
        else:
            watch.take("apply", lambda: cutover.apply(given, migration.id, lambda _: None))
        assert record.load(given, migration.id).cutover_done
    return watch.parts


def from_the_plan(place: SlowAws, swapped: Certificates, directory: Path) -> dict[str, Part]:
    """Plan, confirm and apply, where the listeners are chosen already; the parts as in :func:`ours`."""
    with services(place, directory) as before:
        migration = told(before, swapped)
        found = attachments.find(before, migration.id)
        attachments.choose(before, migration.id, found.attachments)
    with services(place, directory) as given:
        place.traffic()
        watch = Stopwatch(place)
        planned = watch.take("plan", lambda: planning.prepare(given, migration.id))
        _confirmed(watch, given, migration, planned)
        watch.take("apply", lambda: cutover.apply(given, migration.id, lambda _: None))
    return watch.parts


def _confirmed(watch: Stopwatch, given: Services, migration: Migration, planned: planning.Planned) -> None:
    phrase = asked_phrase(planned.plan, migration.old.domain)
    watch.take("confirm", lambda: cutover.confirm(given, migration.id, planned.plan, phrase))


def _watched(watch: Stopwatch, given: Services, migration: Migration, planned: planning.Planned) -> None:
    begun = time.perf_counter()
    left = len(planned.plan.changes)

    def progress(_: Migration) -> None:
        nonlocal left, begun
        left -= 1
        if left == 0:
            now = time.perf_counter()
            watch.parts["apply"] = part(watch.place, now - begun)
            begun = now

    after = swap.swap(given, migration.id, planned.seen.load_balancers, progress, lambda _: None, Flag())
    watch.parts["settle"] = part(watch.place, time.perf_counter() - begun)
    listeners = after.watched[-1].listeners
    assert all(one.new and not one.failed and not one.other for one in listeners), listeners


@contextmanager
def services(place: SlowAws, directory: Path) -> Iterator[Services]:
    """What the use cases work with. The journal is on the disk, as an operator's is."""
    environment = place.environment
    with closing(Access(None, None)) as access:
        yield Services(
            journal=SqliteJournal(directory / "journal.sqlite"),
            accesses=(access,),
            regions=(),
            dns=DnsSettings(
                port=int(environment["ACM_TUI_DNS_PORT"]),
                root_servers=tuple(environment["ACM_TUI_DNS_ROOT_SERVERS"].split(",")),
                resolver=environment["ACM_TUI_DNS_RESOLVER"],
            ),
            tls=TlsSettings(proxy=environment["ACM_TUI_TLS_PROXY"], ca=Path(environment["ACM_TUI_TLS_CA"])),
            clock=lambda: datetime.now(UTC),
            actor=ACTOR,
            seat=Seat("bench", ACTOR, os.getpid()),
            locks=SeatLocks(directory / "seats"),
            lanes=Cutover().lanes,
        )


def told(given: Services, swapped: Certificates) -> Migration:
    """A migration whose new certificate is issued, as the journal tells it. Not counted or timed."""
    place = place_of(swapped.old)
    with closing(Access(None, None)) as access:
        old, new = (acm.describe(access, place.region, arn) for arn in swapped)
    migration_id = secrets.token_hex(4)
    request = RequestCertificate(request_for(old, migration_id, secrets.token_hex(16)))
    story: tuple[Event, ...] = (
        Started(place, old),
        WayChosen("replace"),
        Intended(request),
        Succeeded(3, new.arn),
        CertificateSeen(new),
    )
    for number, event in enumerate(story):
        given.journal.append(migration_id, number, given.clock(), given.actor, event)
    return record.load(given, migration_id)
