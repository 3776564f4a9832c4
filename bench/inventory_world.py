"""The sandbox in a process of its own, with the certificates of a company.

    python -m bench.inventory_world

Prints ``{"environment": {…}}`` when it serves. Then it takes orders on standard input, one JSON object a
line, and answers each with one; each begins with an empty company:

    {"certificates": 1000, "email": 300, "balancers": 200, "listeners": 3}
        → {"rows": [{"arn", "names", "not_after", "attached": [[listener, role], …]}, …], "built_s": seconds}
          those that are validated by email, in the region of :mod:`bench.inventory_shape`
    {"accounts": 4}
        → {"keys": [[account, access key, secret], …]}: accounts with nothing in any of their regions

Ends with its standard input. :mod:`bench.inventory_aws` is its other side.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

from acm_tui.sandbox.aws.acm.model import IMPORTED, PENDING_VALIDATION, Renewal
from acm_tui.sandbox.aws.acm.seeding import seed_certificate
from acm_tui.sandbox.aws.elb import seed
from acm_tui.sandbox.client import point
from acm_tui.sandbox.identity import open_account
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.sandbox.world import ACCOUNT
from bench.inventory_shape import IMPORTED_EVERY, REGION, Shape

KEY_TYPES = ("RSA_2048", "EC_prime256v1", "RSA_3072", "EC_secp384r1")
"""Of what is validated by email, in turn; an NLB takes all of them."""

FIRST_PORT = 8443
_LIFE = timedelta(days=198)
_FIRST_ACCOUNT = 200000000001
_RENEWING_EVERY = 30
_TWICE_EVERY = 10


class Company:
    """The certificates and load balancers that are put into *sandbox*."""

    def __init__(self, sandbox: Sandbox, shape: Shape) -> None:
        self._sandbox = sandbox
        self._shape = shape
        self._now = sandbox.clock.now().replace(microsecond=0)
        self._attached: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)

    def build(self) -> list[dict[str, Any]]:
        """Make everything; returns what is known of those that are validated by email."""
        email = [self._email(number) for number in range(self._shape.email)]
        others = [self._other(number) for number in range(self._shape.certificates - self._shape.email)]
        self._balancers([arn for arn, _ in email], cycle(others))
        return [{"arn": arn, "attached": self._attached[arn], **facts} for arn, facts in email]

    def _email(self, number: int) -> tuple[str, dict[str, Any]]:
        stem = f"app-{number:04}.example.com"
        names = [stem, f"www.{stem}", f"api.{stem}"][: 1 + number % 3]
        renewing = number % _RENEWING_EVERY == 0
        # Those that renew are inside the last 45 days (ACM user guide, "Renewal for … email").
        not_after = self._now + timedelta(days=5 + number % 40 if renewing else 46 + number % 150)
        renewal = None
        if renewing:
            waiting = dict.fromkeys(names, PENDING_VALIDATION)
            renewal = Renewal(status=PENDING_VALIDATION, updated_at=self._now, validations=waiting)
        arn = self._certificate(
            names,
            number,
            not_after,
            key_algorithm=KEY_TYPES[number % len(KEY_TYPES)],
            renewal=renewal,
        )
        return arn, {"names": names, "not_after": not_after.isoformat()}

    def _other(self, number: int) -> str:
        imported = number % IMPORTED_EVERY == 0
        return self._certificate(
            [f"dns-{number:04}.example.org"],
            number,
            self._now + timedelta(days=30 + number % 150),
            validation_method="DNS",
            **({"certificate_type": IMPORTED, "key_algorithm": "RSA_3072"} if imported else {}),
        )

    def _certificate(self, names: list[str], number: int, not_after: datetime, **details: Any) -> str:
        return seed_certificate(
            self._sandbox.acm,
            account=ACCOUNT,
            region=REGION,
            names=names,
            created_at=not_after - _LIFE,
            not_before=not_after - _LIFE,
            not_after=not_after,
            tags={"Name": names[0], "team": f"team-{number % 12}", "environment": "production"},
            **details,
        )

    def _balancers(self, email: list[str], others: Iterator[str]) -> None:
        """Each load balancer holds at least one of *email*; what is left free goes to *others*."""
        placed: defaultdict[int, list[str]] = defaultdict(list)
        for number, arn in enumerate(email):
            placed[number % self._shape.balancers].append(arn)
            if number % _TWICE_EVERY == 0:  # and on a second load balancer
                placed[(number + self._shape.balancers // 2) % self._shape.balancers].append(arn)
        for number in range(self._shape.balancers):
            kind = "network" if number % 3 == 2 else "application"
            balancer = seed.create_load_balancer(ACCOUNT, REGION, f"app-{number:03}", kind)
            for port in range(self._shape.listeners):
                here = placed[number][port :: self._shape.listeners]
                by_default = bool(here) and (number + port) % 2 == 0
                default, *listed = here if by_default else [next(others), *here]
                listener = seed.create_listener(
                    balancer, "TLS" if kind == "network" else "HTTPS", FIRST_PORT + port, default, listed
                )
                for arn in here:
                    role = "default" if by_default and arn == default else "sni"
                    self._attached[arn].append((listener, role))


def main() -> None:
    """Serve until standard input ends."""
    point({}, os.environ)
    with Sandbox() as sandbox:
        _say({"environment": sandbox.environment() | _in(REGION)})
        for line in sys.stdin:
            order: dict[str, Any] = json.loads(line)
            sandbox.reset()
            if "accounts" in order:
                numbers = range(_FIRST_ACCOUNT, _FIRST_ACCOUNT + order["accounts"])
                opened = {str(one): open_account(str(one), f"company-{one}", REGION) for one in numbers}
                _say({"keys": [[account, *keys] for account, keys in opened.items()]})
            else:
                begun = time.perf_counter()
                rows = Company(sandbox, Shape(**order)).build()
                _say({"rows": rows, "built_s": time.perf_counter() - begun})


def _in(region: str) -> dict[str, str]:
    return {"AWS_REGION": region, "AWS_DEFAULT_REGION": region, "ACM_TUI_AWS_REGIONS": region}


def _say(answer: object) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
