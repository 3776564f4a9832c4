"""Whatever AWS, DNS and the journal say, on every screen: read back from a real terminal, to the byte."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen

from acm_tui import screens
from acm_tui.screens.too_small import TooSmall
from tests.hostile.reading import apps, text_of
from tests.hostile.showing import NAMES, SCENES, Case, Shown, is_long
from tests.in_terminal import Terminal

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are POSIX's")

EACH_ONCE = (
    "home",
    "select",
    "select-several",
    "certificate",
    "export",
    "places",
    "places-choose",
    "together",
    "watching",
    "request-caa",
    "dns-absent",
    "dns-every-answer",
    "dns-failing-server",
    "route53-replaces",
    "handoff",
    "listeners",
    "cutover",
    "cutover-window",
    "confirm",
    "rollback",
    "finish-watched",
    "finish-one-old",
    "finish-soak",
    "finish-leave",
    "finish-in-place",
    "change-record",
    "calls",
    "code",
    "help",
    "a-strange-word",
)
"""Every screen, dialogue and kind of row at least once."""
LONG = [number for number in range(len(NAMES)) if is_long(number)]
HALF = [number for number, name in enumerate(NAMES) if name.startswith("half")]
USUAL = [number for number in range(len(NAMES)) if number not in LONG and number not in HALF]
SCRIPTS = [number for number, name in enumerate(NAMES) if name.startswith("script")]
NARROW, WIDE = (80, 24), (320, 30)
TOGETHER = 24
"""Payloads in one text in the long form. In a wide terminal there is room for more of them in each field than
for six in a narrow one, and showing it takes hardly longer."""
FEWER = {
    "request": 8,
    "request-replace": 8,
    "home": 8,
    "home-empty": 8,
    "calls-none": 8,
    "listeners": 8,
    "dns-typed-twice": 6,
    "another-leaf": 1,
}
"""Where there is no room for so many, or where what is shown hangs on names that are none with so many."""
CROWDED = 48
"""The same in a narrow terminal, where texts are wrapped and cut: only the first have room in a table."""


def in_a_terminal(directory: Path, cases: Sequence[Case], limit_s: float) -> list[tuple[Case, Shown, str]]:
    """Show *cases* one after the other, and answer with each what became of it and what was painted."""
    given, results = directory / "cases.json", directory / "results"
    given.write_text(json.dumps(cases))
    results.touch()
    command = [sys.executable, "-P", "-m", "tests.hostile.showing", str(given), str(results)]
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    with Terminal(command, environment | {"PYTHONPATH": str(Path.cwd())}, NARROW) as terminal:
        code = terminal.wait_for_end(limit_s)
    shown = [json.loads(line) for line in results.read_text().splitlines()]
    assert code == 0, terminal.painted[-2000:]
    return list(zip(cases, shown, apps(terminal.painted), strict=True))


def told(cases: Sequence[tuple[Case, Shown, str]]) -> str:
    """The text of all of them.

    Raises:
        AssertionError: one crashed, or did not settle, or something came through.
    """
    wrong, texts = [], []
    for case, shown, painted in cases:
        try:
            assert not shown["failed"], shown["failed"]
            texts.append(text_of(painted))
        except AssertionError as error:
            wrong.append(f"{case['scene']} with {[NAMES[n] for n in case['payloads']]}: {error}")
    assert not wrong, "\n\n".join(wrong)
    return "".join(texts)


def every_screen() -> set[str]:
    """The classes of all screens and dialogues of the program."""
    for module in pkgutil.iter_modules(screens.__path__, f"{screens.__name__}."):
        importlib.import_module(module.name)
    return {kind.__name__ for kind in _concrete(Screen) if kind.__module__.startswith(screens.__name__)}


def _concrete(kind: type[Screen[Any]]) -> set[type[Screen[Any]]]:
    below = {found for one in kind.__subclasses__() for found in _concrete(one)}
    return below or {kind}


@pytest.mark.long  # it takes half a minute
def test_every_screen_once_and_every_payload_once(tmp_path: Path) -> None:
    number = len(EACH_ONCE)
    # Each on three screens: where one has no room for it, another has.
    shares = [
        [one for shift in (0, 8, 13) for one in USUAL[(place + shift) % number :: number]]
        for place in range(number)
    ]
    cases = [
        Case(scene=name, payloads=share, size=NARROW) for name, share in zip(EACH_ONCE, shares, strict=True)
    ]
    # Signs two cells wide are wrapped sooner: these have a screen to themselves.
    cases += [Case(scene="select", payloads=pack, size=NARROW) for pack in (HALF, SCRIPTS)]
    shown = in_a_terminal(tmp_path, cases, 300)
    text = "".join(told(shown).split())
    missing = [NAMES[number] for number in (*USUAL, *HALF) if f"#{number:03}" not in text]
    assert not missing, "not to be seen anywhere"
    seen = {name for _, one, _ in shown for name in one["screens"]}
    assert every_screen() - {TooSmall.__name__} <= seen


@pytest.mark.long
@pytest.mark.parametrize("scene", SCENES)
def test_every_payload_on_every_screen(tmp_path: Path, scene: str) -> None:
    """Thousands of screens, one process for each scene, twice: where there is much room, and where little."""
    together = FEWER.get(scene, TOGETHER)
    packs = [USUAL[at : at + together] for at in range(0, len(USUAL), together)]
    cases = [Case(scene=scene, payloads=pack, size=WIDE) for pack in (*packs, *([one] for one in HALF))]
    crowds = len(USUAL) // CROWDED + 1
    packs = [USUAL[place::crowds] for place in range(crowds)]
    cases += [Case(scene=scene, payloads=pack, size=NARROW) for pack in (*packs, *([one] for one in LONG))]
    shown = in_a_terminal(tmp_path, cases, 3600)
    text = "".join(told(shown).split())
    missing = [NAMES[number] for number in (*USUAL, *LONG) if f"#{number:03}" not in text]
    assert not missing, "not to be seen there"
