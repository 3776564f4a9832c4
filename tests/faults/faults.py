"""The faults of the matrix, and how each run varies its own: by a seed, the same on every machine."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import chain, repeat

from acm_tui.domain.events import Way as WayOfMigrating
from tests.faults.faulty_wire import FaultyWire, Gate, Way
from tests.faults.program import SHORT_S, USUAL_S
from tests.faults.town import Stage
from tests.workflow.wire import Fate, Refusal, What

SHOP = "shop.example.com"
ORDERS = "legacy.example.net"
"""Its zone is in Route 53, and it sits on a Classic Load Balancer."""

SWITCH = "UpdateCertificateOptions"

BOTOCORE = 4
"""Attempts of one call, the first included."""


@dataclass(frozen=True)
class Mutation:
    """A change that the program makes: the call, the stage from which it is the next one, what follows.

    ``times`` is how often the call comes in that stretch.
    """

    operation: str
    start: Stage
    goal: str
    times: int = 1
    way: WayOfMigrating = "replace"


MUTATIONS = {
    "RequestCertificate": Mutation("RequestCertificate", Stage(SHOP, "begun"), "requested"),
    "DeleteCertificate (timed out)": Mutation(
        "DeleteCertificate", Stage(SHOP, "requested", hours=73), "requested again"
    ),
    "ChangeResourceRecordSets": Mutation("ChangeResourceRecordSets", Stage(ORDERS, "requested"), "issued"),
    "AddListenerCertificates": Mutation(
        "AddListenerCertificates", Stage(SHOP, "confirmed"), "swapped", times=2
    ),
    "ModifyListener": Mutation("ModifyListener", Stage(SHOP, "confirmed"), "swapped"),
    "RemoveListenerCertificates": Mutation(
        "RemoveListenerCertificates", Stage(SHOP, "confirmed"), "swapped", times=2
    ),
    "SetLoadBalancerListenerSSLCertificate": Mutation(
        "SetLoadBalancerListenerSSLCertificate", Stage(ORDERS, "confirmed"), "swapped"
    ),
    "DeleteCertificate (old)": Mutation("DeleteCertificate", Stage(SHOP, "swapped"), "over"),
    "UpdateCertificateOptions": Mutation(SWITCH, Stage(SHOP, "begun"), "pending", way="in place"),
    "UpdateCertificateOptions (again)": Mutation(
        SWITCH, Stage(SHOP, "pending", hours=73, way="in place"), "pending again", way="in place"
    ),
}
"""Every kind of call by which the program changes AWS, see ``acm_tui/workflow/perform.py``."""

READING = "ListCertificateDomainValidations"
READINGS = {READING: Mutation(READING, Stage(SHOP, "begun"), "pending", way="in place")}
"""What is read in the middle of a change: the switch is pending, and its records are not known yet."""

STRETCHES = MUTATIONS | READINGS

SHOWN_LATE = {"RequestCertificate": "ListCertificates", SWITCH: "DescribeCertificate"}
"""By which reading it is found out what became of a call: it may not show that yet."""


class Fault(Enum):
    THROTTLED = "throttled"
    EXPIRED = "credentials expired"
    DENIED = "denied"
    BROKEN = "500"
    SLOW = "slow"
    CUT = "reset before"
    LOST = "reset after"
    KILLED = "kill -9"


class Lasts(Enum):
    """How long a fault lasts."""

    ONCE = "one attempt"
    TWICE = "two attempts"
    A_CALL = "every attempt of one call"
    LIFE = "until the first program has ended"
    LONGER = "and for one call of the second"


@dataclass
class Trial:
    """What one run does to one call.

    ``stale`` is how often the second program is shown what was before when it looks what became of the call.
    ``after_first`` and ``after_all`` are opened when the first program has ended, and when the second makes
    the same call or has ended.
    """

    way: What
    lasts: Lasts
    skip: int
    patience: int
    lanes: int
    stale: int
    goes_to_the_end: bool
    read_timeout_s: float = USUAL_S
    after_first: list[Gate] = field(default_factory=list)
    after_all: list[Gate] = field(default_factory=list)

    def ways(self) -> Iterator[What]:
        """For the attempts that the first program makes."""
        so_often = {Lasts.ONCE: 1, Lasts.TWICE: 2, Lasts.A_CALL: BOTOCORE}
        times = so_often.get(self.lasts)
        bad: Iterable[What] = repeat(self.way) if times is None else repeat(self.way, times)
        return chain(repeat(Fate.ARRIVES, self.skip), bad)

    def ways_of_the_second(self) -> Iterator[What]:
        return iter([self.way] * BOTOCORE if self.lasts is Lasts.LONGER else [])


def trial(wire: FaultyWire, mutation: Mutation, fault: Fault, seed: int, kill: Callable[[], None]) -> Trial:
    """The *seed*-th way of letting *fault* meet *mutation*; the first one is the plainest."""
    rng = random.Random(f"{mutation} {fault} {seed}")
    plain = seed == 0
    lasts = list(Lasts)
    made = Trial(
        way=Fate.ARRIVES,
        lasts=Lasts.A_CALL if plain else rng.choice(lasts),
        skip=0 if plain else rng.randrange(mutation.times),
        patience=0 if plain else rng.randrange(3),
        lanes=4 if plain else rng.choice((1, 4)),
        stale=0 if plain or mutation.operation not in SHOWN_LATE else rng.randrange(3),
        goes_to_the_end=seed % 5 == 4,
    )
    match fault:
        case Fault.THROTTLED | Fault.EXPIRED | Fault.DENIED:
            made.way = _refusal(mutation.operation, fault)
        case Fault.BROKEN:
            answer = rng.choice((Refusal("InternalFailure", 500), Refusal("ServiceUnavailable", 503)))
            made.way = Way(answer=answer, lost=not plain and rng.random() < 0.5)
        case Fault.SLOW:
            _slow(made, wire, rng, plain=plain)
        case Fault.CUT:
            made.way = Fate.CUT
        case Fault.LOST:
            made.way = Fate.LOST
        case Fault.KILLED:
            made.lasts = Lasts.ONCE
            _killed(made, wire, rng, kill, plain=plain)
    return made


_OF_ACM = ("RequestCertificate", "DeleteCertificate", SWITCH, READING)


def _refusal(operation: str, fault: Fault) -> Refusal:
    """The same in the words of each service: ACM says it in JSON, the others in XML."""
    acm = operation in _OF_ACM
    match fault:
        case Fault.THROTTLED:
            return Refusal("ThrottlingException" if acm else "Throttling")
        case Fault.EXPIRED:
            return Refusal("ExpiredTokenException") if acm else Refusal("ExpiredToken", 403)
        case _:
            return Refusal("AccessDeniedException") if acm else Refusal("AccessDenied", 403)


def _slow(made: Trial, wire: FaultyWire, rng: random.Random, *, plain: bool) -> None:
    kinds = ("answered too late", "too late", "behind the second", "in time")
    kind = kinds[0] if plain else rng.choice(kinds)
    made.lasts = Lasts.ONCE if plain else rng.choice((Lasts.ONCE, Lasts.TWICE, Lasts.A_CALL))
    made.patience = min(made.patience, 1)
    made.read_timeout_s = SHORT_S
    gate = Gate(wire)
    match kind:
        case "answered too late":
            made.way = Way(late=gate)
            made.after_first.append(gate)
        case "too late":
            made.way = Way(gate=gate)
            made.after_first.append(gate)
        case "behind the second":
            made.way = Way(gate=gate)
            made.after_all.append(gate)
        case _:
            made.way = Way(on_arrival=_a_moment)


def _a_moment() -> None:
    time.sleep(0.05)


def _killed(
    made: Trial, wire: FaultyWire, rng: random.Random, kill: Callable[[], None], *, plain: bool
) -> None:
    gate = Gate(wire)
    ways = (
        Way(on_change=kill),
        Way(on_arrival=kill),
        Way(on_arrival=kill, lost=True),
        Way(on_answer=kill),
        Way(on_arrival=kill, gate=gate),
    )
    made.way = ways[0] if plain else rng.choice(ways)
    if made.way is ways[-1]:
        made.after_all.append(gate)
