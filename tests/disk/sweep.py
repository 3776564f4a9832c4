"""A program that has every call on the journal's files fail, one after the other, and tells the outcomes.

Its arguments: what to do (``append`` or ``request``) and a directory. On standard input are the sweeps as
JSON, each the calls, the error's name, how many fail (-1: all from then on), every which of them, whether the
journal is ``held`` already or ``new``. It answers a line of JSON for each attempt.
"""

from __future__ import annotations

import errno
import itertools
import json
import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from acm_tui.domain.errors import JournalTrouble, Trouble
from acm_tui.domain.events import HandedOver
from acm_tui.journal.sqlite import SqliteJournal
from tests.disk.failing import Faults
from tests.domain.stories import started
from tests.journal.writing import write

Attempt = Callable[[Path, Callable[[], Any]], dict[str, Any]]


def told(trouble: Trouble) -> dict[str, str]:
    """What an operator sees of it."""
    kind = type(trouble).__name__
    return {"kind": kind, "sentence": trouble.sentence, "cause": trouble.cause, "remedy": trouble.remedy}


def append(directory: Path, failing: Callable[[], Any]) -> dict[str, Any]:
    """Append behind two entries, or to a file that is not there yet."""
    file = directory / "journal.sqlite3"
    journal = SqliteJournal(file)
    known = 0
    if directory.name.endswith("held"):
        known = len(write(journal, "m", started(), HandedOver("x" * 9000)))
    said: dict[str, Any] = {"before": known}
    with failing():
        try:
            said["after"] = SqliteJournal(file).append("m", known, datetime.now(UTC), "a", started()).seq
        except JournalTrouble as trouble:
            said |= told(trouble)
    again = SqliteJournal(file)
    said["held"] = len(again.read("m"))
    said["next"] = again.append("m", said["held"], datetime.now(UTC), "a", HandedOver("CSV")).seq
    said["left"] = sorted(one.name for one in directory.iterdir())
    return said


def request_in_the_sandbox() -> Attempt:
    """Request a certificate; then, as the next start does, once more without faults."""
    import os

    import acm_tui.launch
    from acm_tui import settings
    from acm_tui.domain.seat import Seat
    from acm_tui.paths import Paths
    from acm_tui.sandbox.client import point
    from acm_tui.sandbox.sandbox import Sandbox
    from acm_tui.workflow import request
    from tests.workflow.story import SHOP, Operator
    from tests.workflow.wire import Wire

    sandbox = Sandbox()
    sandbox.start()
    point(sandbox.environment(), os.environ)
    wire = Wire(os.environ["AWS_ENDPOINT_URL"])
    wire.start()
    os.environ["AWS_ENDPOINT_URL"] = wire.url
    chosen = settings.load(Path("/nowhere"), os.environ, {})
    first: list[Any] = []

    def attempt(directory: Path, failing: Callable[[], Any]) -> dict[str, Any]:
        sandbox.reset()
        places = Paths(data=directory, config=directory / "config.toml")
        services = acm_tui.launch.services(chosen, places, sandbox.clock.now)
        # Reading the service models of botocore anew each time is what takes long.
        first.append(services.accesses)
        services = replace(services, accesses=first[0])
        migration = Operator(services, sandbox).begun(SHOP)
        wire.forget()
        said: dict[str, Any] = {}
        with failing():
            try:
                said["after"] = request.submit(services, migration.id).seq
            except Trouble as trouble:
                said |= told(trouble)
        said["sent"] = wire.mutations
        entries = SqliteJournal(places.journal).read(migration.id)
        said["held"] = [type(one.event).__name__ for one in entries]
        services.locks.release()
        later = replace(
            services, seat=Seat(str(directory), services.actor, 1), journal=SqliteJournal(places.journal)
        )
        after = request.submit(later, migration.id)
        said["found"] = [one.done for one in after.found]
        said["successors"] = sum(one.names[0] == SHOP for one in sandbox.acm.all()) - 1
        said["new"] = after.new is not None
        return said

    return attempt


def main() -> None:
    """Carry out every sweep that is told on standard input, each until no call fails any more."""
    what, where = sys.argv[1], Path(sys.argv[2])
    faults = Faults()
    # The sandbox has a directory that goes with the process.
    warnings.simplefilter("ignore", ResourceWarning)
    attempt = request_in_the_sandbox() if what == "request" else append
    for number, (calls, error, count, step, kind) in enumerate(json.load(sys.stdin)):
        for skipped in itertools.count(0, step):
            directory = where / f"{number}-{skipped}-{kind}"
            directory.mkdir()
            failing = partial(faults.failing, directory, calls, getattr(errno, error), skipped, count)
            said = attempt(directory, failing)
            if not faults.failed:
                break
            sys.stdout.write(json.dumps({"sweep": number, "skipped": skipped, **said}) + "\n")


if __name__ == "__main__":
    main()
