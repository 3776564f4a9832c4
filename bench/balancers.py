"""The sandbox in a process of its own, with the load balancers that a benchmark wants.

    python -m bench.balancers

Prints ``{"environment": {…}}`` when it serves. Then it takes orders on standard input, one JSON object a
line, and answers each with one:

    {"kinds": ["application"], "where": "both", "balancers": 20, "listeners": 3}
        → {"old": ARN, "new": ARN}: all load balancers are made anew, and hold the old certificate
    {} → all that the sandbox knows of its load balancers now

Ends with its standard input.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from moto.elb.models import elb_backends
from moto.elbv2.models import elbv2_backends

from acm_tui.sandbox.aws.acm.seeding import seed_certificate
from acm_tui.sandbox.aws.elb import seed
from acm_tui.sandbox.aws.elb import state as elb_state
from acm_tui.sandbox.client import point
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.sandbox.world import ACCOUNT, REGION

NAMES = ("shop.example.com", "www.shop.example.com")
FIRST_PORT = 8443


class Balancers:
    """The load balancers of *sandbox*, and the certificates on them."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        now = sandbox.clock.now()
        self.old = self._certificate(*NAMES, created_at=now - timedelta(days=100))
        self.new = self._certificate(*NAMES, validation_method="DNS")
        self._other = self._certificate("other.example.com")

    def _certificate(self, *names: str, **details: Any) -> str:
        return seed_certificate(self._sandbox.acm, account=ACCOUNT, region=REGION, names=names, **details)

    def build(self, kinds: Sequence[str], where: str, balancers: int, listeners: int) -> None:
        """Make them anew, *kinds* in turn; *where* the old certificate sits: default, list or both."""
        for backends in (elbv2_backends, elb_backends):
            backends[ACCOUNT][REGION].reset()
        self._sandbox.addresses.forget()
        for number in range(balancers):
            kind = kinds[number % len(kinds)]
            ports = range(FIRST_PORT, FIRST_PORT + listeners)
            if kind == "classic":
                seed.create_classic(ACCOUNT, REGION, f"shop-{number}", dict.fromkeys(ports, self.old))
            else:
                self._put(f"shop-{number}", kind, where, ports)

    def _put(self, name: str, kind: str, where: str, ports: range) -> None:
        """One Application or Network Load Balancer, with another certificate beside the old one."""
        balancer = seed.create_load_balancer(ACCOUNT, REGION, name, kind)
        protocol = "TLS" if kind == "network" else "HTTPS"
        default = self._other if where == "list" else self.old
        in_list = [self._other] if where == "default" else [self.old, self._other]
        for port in ports:
            seed.create_listener(balancer, protocol, port, default, in_list)


def main() -> None:
    """Serve until standard input ends."""
    point({}, os.environ)
    with Sandbox() as sandbox:
        balancers = Balancers(sandbox)
        _say({"environment": sandbox.environment()})
        for line in sys.stdin:
            order: dict[str, Any] = json.loads(line)
            if order:
                balancers.build(**order)
                _say({"old": balancers.old, "new": balancers.new})
            else:
                _say(elb_state.dump())


def _say(answer: object) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
