"""What ten thousand certificates cost on the screen: to open it, to filter as one types, and in memory.

Run it from the checkout, on a machine that does nothing else:

    .venv/bin/python -m bench.inventory_screen

The wizard runs unchanged in a pseudo-terminal, in a process of its own, on a remembered inventory of made-up
certificates; it has no credentials, so it shows those alone. A time is from the moment a key is sent until
the line that says what is shown now has come back through the terminal. The exit code is 1 when a goal is
missed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from acm_tui import launch, paths, settings
from acm_tui.domain.certificate import Certificate, DomainValidation
from acm_tui.domain.inventory.inventory import Inventory, Kept
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.listener import Listener
from acm_tui.domain.place import Place
from acm_tui.workflow.inventory import kept
from bench.startup import ACM_TUI, HOME, Figure, plain_environment, print_table
from tests.in_terminal import Terminal

PLACES = tuple(
    Place("aws", f"{account:012}", region)
    for account in (111122223333, 444455556666, 777788889999)
    for region in ("eu-west-1", "us-east-1", "ap-northeast-1")
)
TEAMS = ("shop", "payments", "search", "identity", "warehouse", "support", "billing")
REFUSED = "There are no complete AWS credentials"
"""What Home says of AWS, and, with the profile before it, what a look ends with."""
TAKE_UP = "Take up"
"""Stands at the foot of Home."""
TYPED = ("shop", "eu pay", "team=search", "n00123", "zzz", "billing 7")
"""What is typed, key by key, and taken away again."""


def main() -> int:
    """Measure, print the table, and answer the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.inventory_screen", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--rows", type=int, default=10_000, metavar="N", help="default: 10000")
    parser.add_argument("--openings", type=int, default=5, metavar="N", help="default: 5")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        environment = plain_environment(Path(directory)) | {"AWS_REGION": PLACES[0].region}
        remember(environment, given.rows)
        figures = list(measured(environment, given.rows, given.openings))
    print(f"{given.rows} rows, 120×30, in a pseudo-terminal")
    print_table(figures)
    return 0 if all(figure.holds for figure in figures) else 1


def remember(environment: Mapping[str, str], count: int) -> None:
    """Write *count* certificates to where the program remembers the last inventory."""
    os.environ |= environment
    places = paths.find(environment)
    paths.make_private(places.data)
    services = launch.services(settings.load(places.config, {}, {}), places, lambda: datetime.now(UTC))
    kept.keep(services, Inventory(made_up(count)))


def made_up(count: int) -> Kept:
    """*count* certificates, five on each load balancer, the load balancers with three listeners each."""
    now = datetime.now(UTC).replace(microsecond=0)
    items = tuple(certificate(number, now) for number in range(count))
    balancers: dict[str, list[str]] = {}
    for one in items:
        for arn in one.certificate.in_use_by:
            balancers.setdefault(arn, []).append(one.arn)
    return Kept(
        items=items,
        listeners={arn: tuple(listeners(arn, held)) for arn, held in balancers.items()},
        looked=tuple((place, now - timedelta(hours=3)) for place in PLACES),
    )


def certificate(number: int, now: datetime) -> Item:
    """One of them: two names, three tags, one holder."""
    place = PLACES[number % len(PLACES)]
    team = TEAMS[number % len(TEAMS)]
    domain = f"n{number:05}.{team}.example.com"
    balancer = number // len(PLACES) // 5
    expires = now + timedelta(days=number * 7 % 395)
    made = Certificate(
        arn=f"arn:aws:acm:{place.region}:{place.account}:certificate/00000000-0000-4000-8000-{number:012}",
        names=(domain, f"*.{domain}"),
        status="ISSUED",
        type="AMAZON_ISSUED",
        key_algorithm="RSA_2048",
        validation_method="EMAIL",
        created_at=expires - timedelta(days=395),
        not_before=expires - timedelta(days=395),
        not_after=expires,
        renewal_status="PENDING_VALIDATION" if number % 97 == 0 else None,
        renewal_eligibility="ELIGIBLE",
        in_use_by=(
            f"arn:aws:elasticloadbalancing:{place.region}:{place.account}:loadbalancer/app/{team}-{balancer}/50dc",
        ),
        validations=(
            DomainValidation(domain, "SUCCESS", "EMAIL", emails=(f"admin@{domain}", f"hostmaster@{domain}")),
        ),
        tags={"team": team, "stage": "prod", "cost-centre": f"{4000 + number % 300}"},
    )
    return Item(certificate=made, in_use=True, described=True, tags_known=True)


def listeners(balancer: str, held: list[str]) -> Iterator[Listener]:
    """Three listeners of *balancer*: the first holds everything, the others one each."""
    arn = balancer.replace(":loadbalancer/", ":listener/")
    for port in (443, 8443, 9443):
        sni = tuple(sorted(held[1:])) if port == 443 else ()
        yield Listener(
            arn=f"{arn}/{port}",
            load_balancer_arn=balancer,
            protocol="HTTPS",
            port=port,
            default=held[0],
            sni=sni,
        )


def measured(environment: Mapping[str, str], count: int, openings: int) -> Iterator[Figure]:
    """The three figures, from one run of the program."""
    with Terminal([ACM_TUI], environment) as terminal:
        terminal.wait_for(HOME)
        terminal.wait_for(REFUSED)
        opened = [opening(terminal, count) for _ in range(openings)]
        typed = [ms for text in TYPED for ms in filtering(terminal, text, count)]
        peak = terminal.peak_mib()
    yield Figure(
        "opening",
        f"{max(opened):.0f} ms at most",
        f"{opened[0]:.0f} ms the first",
        "-",
        "< 1 s",
        max(opened) < 1000,
    )
    p95 = statistics.quantiles(typed, n=20)[-1]
    yield Figure(
        "filter key → frame, p95",
        f"{p95:.0f} ms",
        f"median {statistics.median(typed):.0f}, most {max(typed):.0f} ms, {len(typed)} keys",
        "-",
        "< 50 ms",
        p95 < 50,
    )
    yield Figure("peak memory", f"{peak:.0f} MiB", "-", "-", "< 200 MiB", peak < 200)


def opening(terminal: Terminal, count: int) -> float:
    """From ``n`` on Home until the rows are there, in milliseconds; then Home again."""
    ms = until(terminal, "n", f" {count} certificates ")
    until(terminal, "\x1b", TAKE_UP)
    return ms


def filtering(terminal: Terminal, text: str, count: int) -> Iterator[float]:
    """Milliseconds for each key of *text*, and for each that takes it away."""
    until(terminal, "n", f"default: {REFUSED}")
    until(terminal, "/", "names, tags")
    for end in range(1, len(text) + 1):
        yield until(terminal, text[end - 1], f"“{text[:end]}”")
    for end in range(len(text) - 1, 0, -1):
        yield until(terminal, "\x7f", f"“{text[:end]}”")
    until(terminal, "\x1b", f" {count} certificates ")
    until(terminal, "\x1b", TAKE_UP)


def until(terminal: Terminal, key: str, text: str) -> float:
    """Press *key* and wait for *text*; answers how long that took, in milliseconds."""
    terminal.forget()
    begun = time.perf_counter()
    terminal.press(key)
    terminal.wait_for(text)
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    sys.exit(main())
