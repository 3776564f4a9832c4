"""A process that has imported everything and forks a program for each run: as a fresh start, but at once.

It reads orders from standard input, a line each, and answers on standard output. To stop it, close its input.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import botocore.loaders
import botocore.session
import msgspec

from acm_tui.aws import patience
from acm_tui.aws.session import Access
from acm_tui.domain.redact import redact
from acm_tui.sandbox.world import REGION
from tests.faults import program

SERVICES = ("acm", "elb", "elbv2", "route53", "sts")


WARM: dict[float, Access] = {}
"""Accesses with their clients, by how long they wait for an answer; no connection stands yet."""


def _ready() -> None:
    """Make what every program would make at its start, once; and let nobody wait before a retry."""
    loader = botocore.loaders.create_loader()
    botocore.session.create_loader = lambda *_: loader
    from botocore.retries.standard import ExponentialBackoff

    ExponentialBackoff.delay_amount = lambda *_: 0  # type: ignore[method-assign]
    patience.PAUSES_S = (0.0, 0.0, 0.0)
    redact("")  # its patterns are compiled at the first use
    for read_timeout_s in program.TIMEOUTS_S:
        access = WARM[read_timeout_s] = Access(None, None, read_timeout_s=read_timeout_s)
        for service in SERVICES:
            access.client(service, REGION)
    # What is there stays: to look for garbage among it would only copy memory that is shared.
    gc.collect()
    gc.freeze()


def _fork(orders: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 0)
        os.dup2(nowhere, 1)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        program.run(WARM, msgspec.convert(orders, program.Orders, dec_hook=lambda kind, value: kind(value)))
        code = 0
    finally:
        os._exit(code)


def main() -> None:
    """Serve until the input ends; whoever is left then is killed."""
    _ready()
    left: set[int] = set()
    print(json.dumps({"ready": os.getpid()}), flush=True)  # noqa: T201 - it is the answer
    for line in sys.stdin:
        asked = json.loads(line)
        if (pid := asked.get("wait")) is not None:
            _, status = os.waitpid(pid, 0)
            left.discard(pid)
            answer = {"status": os.waitstatus_to_exitcode(status)}
        else:
            pid = _fork(asked["orders"])
            left.add(pid)
            answer = {"pid": pid}
        print(json.dumps(answer), flush=True)  # noqa: T201 - it is the answer
    for pid in left:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main()
