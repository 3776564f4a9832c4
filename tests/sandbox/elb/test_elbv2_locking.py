"""Changes happen one after the other; looking waits for nobody."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from acm_tui.sandbox.aws import usage
from acm_tui.sandbox.aws.elb import ElbSetting, ShelvedCertificate, install, seed
from acm_tui.sandbox.aws.elb.reading import open_port
from acm_tui.sandbox.aws.elb.setting import CHANGES

ACCOUNT, REGION = "111122223333", "ap-northeast-1"


class SlowShelf:
    """Lets a second caller come in beside the first, if anything does."""

    def __init__(self, world: Any) -> None:
        self._world = world
        self._second = threading.Event()
        self._inside = 0
        self.most_at_once = 0

    def find(self, arn: str) -> ShelvedCertificate | None:
        self._inside += 1
        self.most_at_once = max(self.most_at_once, self._inside)
        if self._inside > 1:
            self._second.set()
        self._second.wait(0.2)
        self._inside -= 1
        found: ShelvedCertificate | None = self._world.shelf.find(arn)
        return found


def test_two_changes_never_overlap(elbv2: Any, world: Any) -> None:
    slow = SlowShelf(world)
    install(ElbSetting(clock=world.clock, shelf=slow, certificate_quota=1))
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    listener = seed.create_listener(balancer, "HTTPS", 443, world.shelf.issue("a.example.com"))
    new = [world.shelf.issue(f"{name}.example.com") for name in "bc"]

    def add(arn: str) -> str:
        try:
            elbv2.add_listener_certificates(ListenerArn=listener, Certificates=[{"CertificateArn": arn}])
        except elbv2.exceptions.TooManyCertificatesException:
            return "refused"
        return "added"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, new)) == ["added", "refused"]
    assert slow.most_at_once == 1


def test_looking_does_not_wait_for_a_change(world: Any) -> None:
    certificate = world.shelf.issue("a.example.com")
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    seed.create_listener(balancer, "HTTPS", 443, certificate)
    with ThreadPoolExecutor(1) as pool, CHANGES:
        held = pool.submit(usage.in_use_by, ACCOUNT, REGION, certificate).result(timeout=5)
        port = pool.submit(open_port, balancer, 443).result(timeout=5)
    assert held == (balancer,)
    assert port is not None
    assert port.default == certificate
