"""Load balancers of the sandbox under the eyes of the monitor, and somebody who swaps their certificates."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from acm_tui.aws import acm
from acm_tui.domain.listener import classic_address
from acm_tui.domain.migration import Migration
from acm_tui.domain.served import ServingHost, serving_hosts
from acm_tui.workflow import attachments
from acm_tui.workflow.monitor import Monitor
from acm_tui.workflow.services import Services
from tests.workflow.story import Clients, Operator, new_of


class Scene:
    """A migration that is ready for its cutover, and somebody who swaps by hand, past the program."""

    def __init__(self, operator: Operator, clients: Clients, domain: str) -> None:
        self.services = operator.services
        self.clients = clients
        self.migration: Migration = operator.issued(domain)
        self.old, self.new = self.migration.old.arn, new_of(self.migration).arn
        self.attached = attachments.find(self.services, self.migration.id)
        self.hosts = serving_hosts(
            (
                (self.attached.load_balancer(one), one)
                for one in self.attached.listeners
                if self._held(one.arn)
            ),
            self.old,
            self.migration.old.names,
        )

    def _held(self, listener: str) -> bool:
        return any(one.listener_arn == listener for one in self.attached.attachments)

    def leaf(self, arn: str) -> str:
        access = self.services.access_for(self.migration.place)
        return acm.leaf(access, self.migration.place.region, arn).fingerprint

    def monitor(
        self,
        hosts: tuple[ServingHost, ...] | None = None,
        services: Services | None = None,
        **options: object,
    ) -> Monitor:
        known = self.hosts if hosts is None else hosts
        put, leaving = self.leaf(self.new), self.leaf(self.old)
        return Monitor(services or self.services, known, put, leaving, **options)  # type: ignore[arg-type]  # a test's

    def swap(self, put: str | None = None, leaving: str | None = None) -> None:
        """Put *put* wherever *leaving* sits."""
        put, leaving = put or self.new, leaving or self.old
        v2, classic = self.clients("elbv2"), self.clients("elb")
        for one in self.attached.attachments:
            if (place := classic_address(one.listener_arn)) is not None:
                classic.set_load_balancer_listener_ssl_certificate(
                    LoadBalancerName=place[0], LoadBalancerPort=place[1], SSLCertificateId=put
                )
                continue
            listed, gone = ([{"CertificateArn": arn}] for arn in (put, leaving))
            if one.role == "sni":
                v2.add_listener_certificates(ListenerArn=one.listener_arn, Certificates=listed)
                v2.remove_listener_certificates(ListenerArn=one.listener_arn, Certificates=gone)
            else:
                v2.modify_listener(ListenerArn=one.listener_arn, Certificates=listed)


def until(condition: Callable[[], bool], longest_s: float = 20) -> None:
    until = time.monotonic() + longest_s
    while not condition():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.01)


@contextmanager
def soon() -> Iterator[None]:
    """What is done here waits for nothing: far below the minute that it might."""
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < 15
