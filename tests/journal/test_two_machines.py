"""Two machines, one journal in S3, a bad wire to it: nothing is lost, and nothing is there twice."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from acm_tui.domain.events import HandedOver
from tests.aws.s3_wire import Late, S3What, S3Wire, Torn
from tests.journal.machine import journal_at
from tests.workflow.wire import Call, Fate, Refusal

FATES: tuple[tuple[S3What, int], ...] = (
    (Fate.LOST, 4),
    (Fate.CUT, 2),
    (Late("InternalError"), 2),
    (Refusal("InternalError", 500), 2),
    (Refusal("SlowDown", 503), 2),
    (Refusal("ConditionalRequestConflict", 409), 1),
    (Torn(), 1),
    (Torn(reset=True), 1),
)
"""How a call ends, and how many of a hundred do; the others arrive."""
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "nothing secret",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}
STORM_EVERY, STORM_LASTS = 250, 60
"""Calls: now and then S3 asks everybody to slow down for a while."""


@dataclass
class BadWire(S3Wire):
    """Fails calls by the dice."""

    dice: random.Random = field(default_factory=lambda: random.Random(2026))
    ended: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, call: Call) -> Any:
        with self._lock:
            fate = self._fate(call)
            self.ended[f"{call.operation} {fate}"] += 1
            return fate

    def _fate(self, call: Call) -> S3What:
        if sum(self.ended.values()) % STORM_EVERY > STORM_EVERY - STORM_LASTS:
            return Refusal("SlowDown", 503)
        thrown = self.dice.randrange(100)
        for fate, share in FATES:
            thrown -= share
            if thrown < 0:
                reads = call.operation != "PutObject"
                # S3 conflicts only where something is written; and what is torn must have a body.
                suits = not reads if fate == Refusal("ConditionalRequestConflict", 409) else True
                suits = suits and (reads if isinstance(fate, Torn) else True)
                return fate if suits else Fate.ARRIVES
        return Fate.ARRIVES


@pytest.fixture
def bad_wire(s3_endpoint: str) -> Iterator[BadWire]:
    wire = BadWire(s3_endpoint)
    wire.start()
    yield wire
    wire.stop()
    assert not wire.problems


@contextmanager
def machine(wire: BadWire, directory: Path, name: str, count: int) -> Iterator[subprocess.Popen[str]]:
    """A machine that is ready to append; its directory takes what it complains of."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    own = directory / name
    own.mkdir()
    with (
        (own / "stderr").open("w") as complaints,
        subprocess.Popen(
            [sys.executable, "-m", "tests.journal.machine", wire.url, str(own), name, str(count)],
            cwd=Path(__file__).parents[2],
            env=environment | CREDENTIALS,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
            assert process.wait(60) == 0, (own / "stderr").read_text()
        finally:
            process.kill()


def told(process: subprocess.Popen[str]) -> tuple[dict[int, str], Counter[str]]:
    """What a machine says until its end: what was acknowledged, and how it went."""
    assert process.stdout is not None
    rows = process.stdout.read().splitlines()
    acknowledged = {int(seq): how for seq, how in (row.split(" ", 1) for row in rows if row[0] != "{")}
    return acknowledged, sum((Counter(json.loads(row)) for row in rows if row[0] == "{"), Counter[str]())


@pytest.mark.usefixtures("s3")
@pytest.mark.parametrize("appends", [60, pytest.param(2000, marks=pytest.mark.long)])
def test_nothing_is_lost_and_nothing_is_there_twice(
    bad_wire: BadWire, s3_endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, appends: int
) -> None:
    began, each = time.monotonic(), appends // 2
    with machine(bad_wire, tmp_path, "ann", each) as ann, machine(bad_wire, tmp_path, "bob", each) as bob:
        for one in (ann, bob):
            assert one.stdin is not None
            one.stdin.write("\n")
            one.stdin.flush()
        (of_ann, ann_told), (of_bob, bob_told) = told(ann), told(bob)
    acknowledged, how = of_ann | of_bob, ann_told + bob_told

    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    third = journal_at(s3_endpoint, tmp_path / "third")
    held = {one.seq: one.event.how for one in third.read("m") if isinstance(one.event, HandedOver)}
    calls = dict(sorted(bad_wire.ended.items()))
    figures = f"{appends} appends in {time.monotonic() - began:.0f} s: {dict(how)}; calls: {calls}"
    print(figures)  # noqa: T201 - the long form's are kept, run with -s
    assert third.damage() == ()
    assert sorted(held) == list(range(1, appends + 1)), figures
    assert Counter(held.values()) == Counter(
        f"{name} {number}" for name in ("ann", "bob") for number in range(each)
    )
    assert acknowledged.items() <= held.items(), "an acknowledged entry is lost"
    assert len(acknowledged) + how["found"] == appends
    assert how["somebody was first"] > appends // 40, "they hardly met"
    assert sum(count for call, count in calls.items() if "ARRIVES" not in call) > appends // 4, "a good wire"
