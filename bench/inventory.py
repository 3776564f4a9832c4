"""What it costs to find every email-validated certificate: calls, throttles, time until it is on the screen.

Run it from the checkout, on a machine that does nothing else:

    .venv/bin/python -m bench.inventory

The wizard runs unchanged in a pseudo-terminal, in a process of its own. It looks through 1,000 certificates,
of which 300 are validated by email and sit on 200 load balancers with three listeners each; every call takes
80 ms, and AWS's documented rates are enforced: whoever asks oftener is throttled. Beside it, at the same AWS,
runs the loop that AWS's own material gives (``inventory_loop.py``): list, then describe each, one after the
other. What was found is compared with what there is, attachment by attachment.

The least that the rates allow is reckoned from the calls that cannot be spared (``inventory_shape.py``): a
page of the search, a description of each match, the listeners of each load balancer that holds one, and the
list of each listener. Tags and AWS Health come on top: they are among the calls that are counted, and not
part of the least.

Then four accounts with nothing in them, each in 17 regions, looked through by the wizard's own use case in
this process, against the slowest of its calls as they are seen there. What ten thousand rows cost is
``bench.inventory_screen``. The exit code is 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from acm_tui import launch, paths, settings
from acm_tui.domain.inventory.inventory import Inventory, Kept
from acm_tui.domain.inventory.news import Looked, NotLooked
from acm_tui.garbage import collect_seldom
from acm_tui.workflow.inventory import look
from acm_tui.workflow.services import Services
from bench.aws_line import Traffic
from bench.buckets import AS_DOCUMENTED
from bench.inventory_aws import DELAY_MS, InventoryAws, inventory_aws
from bench.inventory_loop import Looped, loop
from bench.inventory_shape import REGION, Row, Shape, attachment_calls, least_s
from bench.startup import ACM_TUI, HOME, Figure, plain_environment, print_table
from tests.in_terminal import Terminal

SEARCH, LIST = "SearchCertificates", "ListCertificates"
ACCOUNTS = 4
DONE = " migrates the one here."
"""What the wizard says when it knows everything."""
LIMIT_S = 300


@dataclass(frozen=True)
class Run:
    """One look of the wizard: seconds from the key that opened the list, and what went over the line."""

    rows_s: float
    after_first_page_s: float
    all_s: float
    traffic: Traffic
    least_calls: int
    least_s: float

    @property
    def calls(self) -> int:
        """How many were made; who one is, is asked before."""
        return sum(self.traffic.calls.values()) - self.traffic.calls["GetCallerIdentity"]


def main() -> int:
    """Measure, print the table, and answer the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.inventory", description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1, metavar="N", help="looks of each kind (default: 1)")
    parser.add_argument("--empty", action="store_true", help="only the accounts with nothing in them")
    given = parser.parse_args()
    figures = [] if given.empty else list(against_the_loop(given.runs))
    figures += nothing_there()
    print(f"{AS_DOCUMENTED}\n{DELAY_MS} ms a call")
    print_table(figures)
    return 0 if all(figure.holds for figure in figures) else 1


def against_the_loop(runs: int) -> Iterator[Figure]:
    """The figures of a company's one account."""
    with inventory_aws() as place:
        rows = place.company()
        searched = [looked(place, rows, search=True) for _ in range(runs)]
        place.fill()
        looped = loop()
        assert looped.rows == len(rows)
    yield from with_search(searched, looped)
    with inventory_aws(without=("acm:SearchCertificates",)) as place:
        rows = place.company()
        listed = [looked(place, rows, search=False) for _ in range(runs)]
    yield from without_search(listed, looped)


def with_search(found: list[Run], looped: Looped) -> Iterator[Figure]:
    """Where SearchCertificates answers."""
    yield calls_and_throttles("search", found)
    rows = max(one.rows_s for one in found)
    times = looped.seconds / rows
    yield Figure(
        "300 rows on the screen",
        f"{rows:.2f} s",
        f"loop {looped.seconds:.1f} s",
        f"{times:.0f}x",
        ">= 50x",
        times >= 50,
    )
    page = max(one.after_first_page_s for one in found)
    yield Figure("rows after the first page", f"{page:.2f} s", "-", "-", "< 0.5 s", page < 0.5)
    yield attachments("every attachment, search", found)


def without_search(found: list[Run], looped: Looped) -> Iterator[Figure]:
    """Where it does not."""
    yield calls_and_throttles("list", found)
    yield attachments("every attachment, list", found)
    rows = max(one.rows_s for one in found)
    yield Figure(
        "300 rows, list",
        f"{rows:.1f} s",
        f"loop {looped.seconds:.1f} s",
        f"{looped.seconds / rows:.1f}x",
        "-",
        True,
    )


def calls_and_throttles(what: str, found: list[Run]) -> Figure:
    """How many calls were made against the least possible; none may be throttled."""
    worst = max(found, key=lambda one: one.calls / one.least_calls)
    throttled = sum(one.traffic.throttled for one in found)
    return Figure(
        f"calls, {what}",
        f"{worst.calls}, {throttled} throttled",
        f"least {worst.least_calls}",
        f"{worst.calls / worst.least_calls:.3f}x",
        "<= 1.1x, 0",
        worst.calls <= 1.1 * worst.least_calls and throttled == 0,
    )


def attachments(what: str, found: list[Run]) -> Figure:
    """When everything is known, against what the rates allow."""
    worst = max(found, key=lambda one: one.all_s / one.least_s)
    ratio = worst.all_s / worst.least_s
    return Figure(
        what, f"{worst.all_s:.1f} s", f"rates {worst.least_s:.1f} s", f"{ratio:.3f}x", "<= 1.1x", ratio <= 1.1
    )


def looked(place: InventoryAws, rows: list[Row], *, search: bool) -> Run:
    """One look of the wizard, from a data directory of its own; what it has found must be what there is."""
    with tempfile.TemporaryDirectory() as directory:
        environment = plain_environment(Path(directory)) | place.environment
        with Terminal([ACM_TUI], environment) as terminal:
            terminal.wait_for(HOME)
            terminal.wait_for(REGION)  # where one is, is known: the account was asked for
            place.fill()
            place.traffic()
            terminal.forget()
            begun = time.monotonic()
            terminal.press("n")
            terminal.wait_for(f" {len(rows)} certificates ", LIMIT_S)
            shown = time.monotonic()
            terminal.wait_for(DONE, LIMIT_S)
            done = time.monotonic()
            terminal.press("q")
            terminal.wait_for_end()
        the_same(remembered(Path(directory)), rows)
    traffic = place.traffic()
    least = attachment_calls(Shape(), rows, search=search)
    return Run(
        rows_s=shown - begun,
        after_first_page_s=shown - traffic.last[SEARCH if search else LIST],
        all_s=done - begun,
        traffic=traffic,
        least_calls=sum(least.values()),
        least_s=least_s(least, AS_DOCUMENTED, DELAY_MS / 1000),
    )


def remembered(directory: Path) -> Inventory:
    """What the wizard has found, as it has written it down."""
    [file] = (directory / "data" / "inventories").iterdir()
    return Inventory(msgspec.convert(msgspec.json.decode(file.read_bytes())["inventory"], Kept))


def the_same(found: Inventory, rows: list[Row]) -> None:
    """Names, end and every attachment of every certificate.

    Raises:
        AssertionError: something was not found, or otherwise.
    """
    assert found.items.keys() == {row.arn for row in rows}
    for row in rows:
        item = found.items[row.arn]
        assert item.certificate.names == row.names
        assert item.certificate.not_after == row.not_after
        assert item.in_use
        assert item.certificate.tags
        seen = found.attachments(row.arn)
        assert seen is not None
        assert {(one.listener_arn, one.role) for one in seen} == row.attached


def nothing_there() -> Iterator[Figure]:
    """Four accounts in 17 regions, with sessions and clients that have yet to be made."""
    import boto3  # noqa: F401 - the wizard has it by then: it has asked who it is

    collect_seldom()  # as the program begins with
    with inventory_aws() as place, tempfile.TemporaryDirectory() as directory:
        profiles, regions = place.empty_accounts(Path(directory), ACCOUNTS)
        environment = plain_environment(Path(directory)) | place.environment
        spots = len(profiles) * len(regions)
        found: list[tuple[float, float, float]] = []
        for _ in range(5):
            services = services_of(environment, profiles, regions)
            gc.collect()  # what the look before has left
            begun = time.monotonic()
            news = everything(services)
            took = time.monotonic() - begun
            assert sum(isinstance(one, Looked) for one in news) == spots
            assert not [one for one in news if isinstance(one, NotLooked)]
            slowest = max(one.ms or 0 for one in services.calls.all()) / 1000
            found.append((took / slowest, took, slowest))
        ratio, took, slowest = statistics.median_low(found)
        yield Figure(
            f"{len(profiles)} profiles x {len(regions)} regions, empty",
            f"{took:.2f} s",
            f"slowest call {slowest:.2f} s",
            f"{ratio:.1f}x",
            "< 4x",
            ratio < 4,
        )
        assert place.traffic().throttled == 0


def services_of(environment: Mapping[str, str], profiles: list[str], regions: list[str]) -> Services:
    """What the wizard works with."""
    places = paths.find(environment)
    paths.make_private(places.data)
    chosen = settings.load(places.config, {}, {"aws": {"profiles": profiles, "regions": regions}})
    return launch.services(chosen, places, lambda: datetime.now(UTC))


def everything(services: Services) -> list[object]:
    """All news of one look."""
    landing = look.begin(services)
    news: list[object] = []
    while (some := landing.news()) is not None:
        news += some
    return news


if __name__ == "__main__":
    sys.exit(main())
