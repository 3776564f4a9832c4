"""What the check of a validation record costs, on a network on which every answer takes 20 ms.

Run it from the checkout, on a machine that does nothing else; it wants nsd, and dig for the comparison:

    .venv/bin/python -m bench.dns

Real name servers (NSD) on loopback, four for the zone and one above it, each behind a line with a fixed delay
that also counts the questions. The two of a pair take turns on one machine; the table shows medians. The exit
code is 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path

import dns.asyncquery
import dns.message

from acm_tui.dns.check import check
from acm_tui.dns.lookup import Lookup
from acm_tui.dns.serials import Serials
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Check, VerdictKind
from bench.slow_world import SERVERS, SlowWorld, slow_world
from bench.startup import Figure, compared, print_table, spread
from bench.watching import DIG, after_edits
from tests.dns.real.nsd import NSD

DELAY_MS = 20
VALUE = "_424c7224.mhbtsbpdnt.acm-validations.aws."
RECORD = ValidationRecord("_a79865eb.shop.example.com.", "CNAME", VALUE)
LINE = f"{RECORD.name} CNAME {VALUE}\n"
MANY = [ValidationRecord(f"_a79865eb.shop{n}.example.com.", "CNAME", VALUE) for n in range(100)]
CERTBOT_S = 10
"""What certbot's plugin for Cloudflare waits by default (``--dns-cloudflare-propagation-seconds``)."""


def main() -> int:
    """Measure, print the table, and answer the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.dns", description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15, metavar="N", help="runs of each (default: 15)")
    parser.add_argument("--edits", type=int, default=12, metavar="N", help="edits to watch for (default: 12)")
    options = parser.parse_args()
    if NSD is None:
        parser.exit(2, "nsd is not installed\n")
    with (
        tempfile.TemporaryDirectory() as directory,
        slow_world(Path(directory), DELAY_MS) as place,
    ):
        figures = asyncio.run(measure(place, options.runs, options.edits))
    print_table(figures)
    return 0 if all(figure.holds for figure in figures) else 1


async def measure(place: SlowWorld, runs: int, edits: int) -> list[Figure]:
    """Every row of the table."""
    place.world.publish(LINE)
    figures = await one_name(place, runs)
    place.world.publish("".join(f"{one.name} CNAME {VALUE}\n" for one in MANY))
    figures += await many_names(place, VerdictKind.READY)
    place.world.publish()
    figures += await many_names(place, VerdictKind.ABSENT)
    return figures + await watched(place, edits)


async def one_name(place: SlowWorld, runs: int) -> list[Figure]:
    """Time to the verdict on one name, against the slowest of its servers asked alone."""
    warm = place.lookup()
    await verdict(warm)
    alone, known, cold = [], [], []
    for _ in range(runs):
        alone.append(max([await seconds(single(address, place.port)) for address in SERVERS.values()]))
        known.append(await seconds(verdict(warm)))
        cold.append(await seconds(verdict(place.lookup())))
    await ended()  # what follows counts questions under way, and these are somebody else's
    against = "the slowest of 4 answers, alone"
    return [
        compared("1 name at 4 addresses, servers known", known, against, alone, most=1.5),
        compared("1 name at 4 addresses, cold", cold, against, alone, most=5),
    ]


async def single(address: str, port: int) -> None:
    """One question to one server, by dnspython's own means."""
    await dns.asyncquery.udp(dns.message.make_query(RECORD.name, "CNAME", flags=0), address, port=port)


async def verdict(lookup: Lookup) -> None:
    """A look, up to the verdict."""
    reached = asyncio.Event()

    def on_verdict(made: Check) -> None:
        assert made.verdict.kind is VerdictKind.READY, made.verdict.text
        reached.set()

    look = asyncio.create_task(check(RECORD, lookup, on_verdict=on_verdict))
    await asyncio.wait({look, waiting := asyncio.create_task(reached.wait())}, return_when="FIRST_COMPLETED")
    assert waiting.done()
    _rest.add(look)
    look.add_done_callback(_rest.discard)


_rest: set[asyncio.Task[Check]] = set()
"""What explains the verdict goes on after it."""


async def ended() -> None:
    """Wait until nothing of an earlier look goes on."""
    await asyncio.gather(*_rest)


async def seconds(doing: Awaitable[None]) -> float:
    """How long *doing* takes. Nothing of an earlier look goes on meanwhile."""
    await ended()
    began = time.perf_counter()
    await doing
    return time.perf_counter() - began


async def many_names(
    place: SlowWorld, kind: VerdictKind, most_s: float = 3, most_at_once: int = 4
) -> list[Figure]:
    """A hundred names in one zone, nothing known before: the last verdict, and the last explanation."""
    place.traffic()
    verdicts: list[float] = []
    began = time.perf_counter()

    def on_verdict(made: Check) -> None:
        assert made.verdict.kind is kind, made.verdict.text
        verdicts.append(time.perf_counter() - began)

    lookup = place.lookup()
    serials = Serials(lookup.asker)
    await asyncio.gather(*(check(record, lookup, on_verdict=on_verdict, serials=serials) for record in MANY))
    whole = time.perf_counter() - began
    traffic = place.traffic()
    busiest = max(figures["most_at_once"] for figures in traffic.values())
    questions = sum(figures["questions"] for figures in traffic.values())
    lost = sum(figures["lost"] for figures in traffic.values())
    name = f"{len(MANY)} names, all {kind.name}"
    assert len(verdicts) == len(MANY)
    return [
        Figure(
            f"{name}: last verdict",
            f"{max(verdicts):.2f} s",
            "-",
            "-",
            f"< {most_s:g} s",
            max(verdicts) < most_s,
        ),
        Figure(
            f"{name}: all explained", f"{whole:.2f} s", f"{questions} questions, {lost} lost", "-", "-", True
        ),
        Figure(
            f"{name}: under way at one server",
            f"{busiest} at most",
            "-",
            "-",
            f"≤ {most_at_once}",
            busiest <= most_at_once,
        ),
    ]


async def watched(place: SlowWorld, edits: int) -> list[Figure]:
    """From the edit of the zone to READY, against what people do by hand, and against waiting blindly."""
    mine, *others = await after_edits(place, RECORD, LINE, edits)
    what = f"from edit to READY, {edits} edits"
    blind = f"{CERTBOT_S} s always  certbot, which does not look"
    rows = [Figure(what, spread(mine), blind, "-", "first", statistics.median(mine) < CERTBOT_S)]
    for other in others:
        ratio = statistics.median(mine) / statistics.median(other)
        beside = f"{spread(other)}  dig, sleep 2"
        rows.append(Figure(what, spread(mine), beside, f"{ratio:.2f} ×", "first", ratio < 1))
    if DIG is None:
        print("dig is not installed: nothing is watched beside the program", file=sys.stderr)
    return rows


if __name__ == "__main__":
    sys.exit(main())
