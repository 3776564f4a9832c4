"""There and back, many times over, while real handshakes with every address look on: nobody notices."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from acm_tui.aws import acm, elb
from acm_tui.domain.cutover import CutoverPlan, asked_phrase
from acm_tui.domain.events import CutoverWatched
from acm_tui.domain.listener import LoadBalancer, attachments_of
from acm_tui.domain.monitor import Watched
from acm_tui.domain.served import ServingHost, serving_hosts
from acm_tui.sandbox.aws.elb import seed
from acm_tui.sandbox.world import ACCOUNT, REGION
from acm_tui.settings import Cutover
from acm_tui.workflow import cutover, planning, record
from acm_tui.workflow.monitor import Monitor
from acm_tui.workflow.services import Services
from acm_tui.workflow.swap import swap
from tests.cutover.cell import MIGRATION, Stage
from tests.cutover.held import held_now
from tests.cutover.ledger import Ledger
from tests.cutover.worlds import DOMAIN, NAMES

PATIENCE_S = 30.0

_log = logging.getLogger(__name__)
"""The figures are shown with --log-cli-level=INFO."""


@dataclass
class Street:
    """An ALB with the old certificate in both roles, an NLB and a Classic one with it as the default."""

    stage: Stage

    def __post_init__(self) -> None:
        town = self.stage.town
        town.clear()
        town.sandbox.addresses.forget()
        self.stage.line.mend()
        arns = [
            seed.create_load_balancer(ACCOUNT, REGION, "front", "application"),
            seed.create_load_balancer(ACCOUNT, REGION, "devices", "network"),
            seed.create_classic(ACCOUNT, REGION, "desk", {443: town.old}),
        ]
        seed.create_listener(arns[0], "HTTPS", 443, town.old, [town.old, town.other])
        seed.create_listener(arns[1], "TLS", 443, town.old)
        self.balancers: tuple[LoadBalancer, ...] = elb.load_balancers(self.stage.access, REGION, arns)
        self.listeners = elb.listeners(self.stage.access, REGION, self.balancers)
        chosen = attachments_of(town.old, self.listeners)
        self.story = town.story(self.stage.access, chosen, MIGRATION)

    def begun(self, lanes: int) -> Services:
        """A migration with the listeners chosen, and a journal of its own: a long one takes long to read.

        *lanes* load balancers are changed at the same time.
        """
        ledger = Ledger()
        ledger.tell(MIGRATION, self.story, self.stage.town.sandbox.clock.now(), "ayako@bastion")
        return replace(self.stage.services(ledger), lanes=lanes)

    @property
    def hosts(self) -> tuple[ServingHost, ...]:
        """Every listener, with each name and without."""
        known = {one.arn: one for one in self.balancers}
        pairs = [(known[one.load_balancer_arn], one) for one in self.listeners]
        return serving_hosts(pairs, self.stage.town.old, NAMES)

    def leaf(self, arn: str) -> str:
        return acm.leaf(self.stage.access, REGION, arn).fingerprint


def confirmed(services: Services, *, back: bool) -> CutoverPlan:
    prepare = planning.prepare_rollback if back else planning.prepare
    plan = prepare(services, MIGRATION).plan
    cutover.confirm(services, MIGRATION, plan, asked_phrase(plan, DOMAIN))
    return plan


def seen_of(monitor: Monitor, *, back: bool) -> list[int]:
    return [one.old if back else one.new for one in monitor.figures()]


def wait_until_seen(monitor: Monitor, before: list[int], *, back: bool) -> None:
    """On every listener a client gets the certificate that was just put in place."""
    until = time.monotonic() + PATIENCE_S
    while any(now <= then for now, then in zip(seen_of(monitor, back=back), before, strict=True)):
        assert time.monotonic() < until, "the swap is not seen"
        assert monitor.trouble is None
        time.sleep(0.005)


AS_IT_COMES = Cutover().lanes


@pytest.mark.parametrize(
    ("swaps", "lanes"),
    [
        (12, AS_IT_COMES),
        pytest.param(200, AS_IT_COMES, marks=pytest.mark.long),
        pytest.param(200, 1, marks=pytest.mark.long),
    ],
)
def test_nobody_notices(stage: Stage, swaps: int, lanes: int) -> None:
    street = Street(stage)
    start = held_now()
    begun = time.monotonic()
    put, leaving = street.leaf(stage.town.new), street.leaf(stage.town.old)
    with Monitor(street.stage.services(Ledger()), street.hosts, put, leaving) as monitor:
        for _ in range(swaps // 2):
            services = street.begun(lanes)
            for back in (False, True):
                confirmed(services, back=back)
                before = seen_of(monitor, back=back)
                cutover.apply(services, MIGRATION, lambda _: None)
                wait_until_seen(monitor, before, back=back)
    figures = monitor.figures()
    assert monitor.trouble is None
    assert held_now() == start
    assert [one.listener_arn for one in figures] == [one.arn for one in street.listeners]
    for one in figures:
        assert (one.failed, one.other) == (0, 0)
        assert one.longest_gap_ms is None
        assert (one.unreached, one.unreached_names) == ((), ())
        assert (one.held, one.held_error) == ("held", None)
        # Seen after each swap there and each way back, on this very listener.
        assert one.new >= swaps // 2
        assert one.old >= swaps // 2
    seconds = time.monotonic() - begun
    handshakes = sum(one.seen for one in figures)
    _log.info("%d swaps, %d at once, %d handshakes, %.1f s", swaps, lanes, handshakes, seconds)
    for one in figures:
        _log.info("%s: %d old, %d new, %d flaps", one.load_balancer, one.old, one.new, one.flaps)


def test_there_and_back_by_the_program_itself(stage: Stage) -> None:
    """As the operator does it: watched from before the first call until after the last, and written down."""
    street = Street(stage)
    start = held_now()
    services = street.begun(AS_IT_COMES)
    told: list[tuple[Watched, ...]] = []
    for back in (False, True):
        plan = confirmed(services, back=back)
        migration = swap(
            services, MIGRATION, street.balancers, lambda _: None, told.append, threading.Event()
        )
        watched = migration.watched[-1]
        assert isinstance(watched, CutoverWatched)
        assert watched.put == plan.put
        assert watched.ended - watched.begun > timedelta(0)
        assert {one.listener_arn for one in watched.listeners} == set(plan.involved)
        assert told[-1] == watched.listeners
        for one in watched.listeners:
            assert (one.failed, one.other, one.flaps, one.longest_gap_ms) == (0, 0, 0, None)
            assert one.held == "held"
            assert one.old >= 1
            assert one.new >= 2 * 2
            assert one.first_new_at is not None
    assert record.load(services, MIGRATION).rolled_back
    assert held_now() == start
