"""``acm-tui dns-check``: one look at a validation record, or looks until it is there."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import aclosing
from datetime import UTC, datetime
from typing import NamedTuple

from acm_tui import launch, settings
from acm_tui.domain.propagation import Advice, Check, Observation, VerdictKind, parent, plain
from acm_tui.handoff.dns_check import as_json
from acm_tui.handoff.dns_table import WIDTH, as_table
from acm_tui.headless.pasted import Pasted, pasted
from acm_tui.headless.progress import Progress, Say
from acm_tui.paths import Paths
from acm_tui.workflow.lookups import Lookups
from acm_tui.workflow.propagation import Watch

READY, NOT_YET, PUT_RIGHT = 0, 3, 4
"""Exit codes: there · not yet, or it cannot be seen · wrong, or in another place: a person must act."""

OnObservation = Callable[[Observation], None]


class Looked(NamedTuple):
    """What goes to standard output, and how the program ends."""

    text: str
    exit_code: int


def run(given: argparse.Namespace, places: Paths, say: Say) -> Looked:
    """Look for the record CNAME ``given.name`` → ``given.value``.

    Args:
        given: besides, ``output`` (``table`` or ``json``), ``resolvers``, and ``wait`` in seconds.
        places: where the settings are; only their section ``[dns]`` matters.
        say: takes one line for standard error: notes, and progress while that is a terminal.

    Raises:
        UsageTrouble: name or value is no domain name.
        SettingsTrouble: the settings cannot be used.
    """
    wanted = pasted(given.name, given.value)
    chosen = settings.load(places.config, os.environ, {})
    lookups = Lookups(launch.services(chosen, places, lambda: datetime.now(UTC)))
    for note in wanted.notes:
        say(note)
    show = Progress(wanted.record, say).landed if sys.stderr.isatty() else _nobody_watches
    if given.wait and sys.stderr.isatty():
        say(f"Waiting up to {given.wait} s for {plain(wanted.record.name)}; Ctrl-C ends it.")
    check, advice = asyncio.run(_look(wanted, lookups, show, resolvers=given.resolvers, wait_s=given.wait))
    text = as_json(check, advice) if given.output == "json" else as_table(check, advice, width=_width())
    return Looked(text, exit_code(check))


def exit_code(check: Check) -> int:
    """The verdict as a number for scripts; advice does not count."""
    if check.verdict.kind is VerdictKind.READY:
        return READY
    wrong = check.verdict.kind in (VerdictKind.WRONG, VerdictKind.MISPLACED)
    return PUT_RIGHT if wrong else NOT_YET


async def _look(
    wanted: Pasted, lookups: Lookups, show: OnObservation, *, resolvers: bool, wait_s: int
) -> tuple[Check, Advice | None]:
    """The last look at the record, and the advice for its domain, asked for at the same time."""
    watch = Watch(lookups)
    async with aclosing(lookups):
        if wait_s:
            await _wait_until_ready(watch, wanted, show, wait_s)
        checks, advice = await asyncio.gather(
            watch.look([wanted.record], lambda _, row: show(row), resolvers=resolvers),
            _advice(wanted, lookups, show),
        )
    return checks[0], advice


async def _wait_until_ready(watch: Watch, wanted: Pasted, show: OnObservation, wait_s: int) -> None:
    """Look again and again until the record is there, or *wait_s* seconds are over.

    No resolver is asked for a record that is not there yet: it would remember the “no” beyond its coming.
    """
    try:
        async with asyncio.timeout(wait_s) as patience:
            async for (check,) in watch.looks(lambda: [wanted.record], lambda _, row: show(row)):
                if check.verdict.kind is VerdictKind.READY:
                    return
    except TimeoutError:
        if not patience.expired():
            raise


async def _advice(wanted: Pasted, lookups: Lookups, show: OnObservation) -> Advice | None:
    """Whether Amazon may issue for the record's domain; of no interest where the record is not ACM's."""
    if not wanted.for_acm:
        return None
    lookup = await lookups.ready()
    from acm_tui.dns.advice import advise

    return await advise((plain(parent(wanted.record.name)),), lookup, show)


def _nobody_watches(_: Observation) -> None:
    """Standard error is no terminal: what was seen is in the output."""


def _width() -> int:
    """Columns of the terminal, at most a comfortable line; a file gets what every terminal has."""
    return max(min(shutil.get_terminal_size((WIDTH, 24)).columns, 120), 40)
