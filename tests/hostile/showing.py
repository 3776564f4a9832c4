"""A program that shows scenes one after the other in the terminal it is started in.

It takes two files: the cases as JSON, and where to write a line of JSON for each that was shown.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import tempfile
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

import pytest
from textual.pilot import Pilot

from acm_tui.app import AcmTuiApp
from acm_tui.text import safe
from tests.hostile.corpus import PAYLOADS, is_whole
from tests.hostile.scenes import EVERY, HANDOFF_REFUSED, other_leaf, strange
from tests.screens.hostile import spoiled, spoiled_scene
from tests.screens.staging import Scene, Stage, settle

NAMES = tuple(PAYLOADS)
WORDS = {"a-strange-word": strange, "another-leaf": other_leaf}
"""Scenes in which *text* stands by itself, in place of a word."""
SCENES = (*EVERY, *WORDS)
SHORT = 1000
"""What is longer than this as it is shown pushes other things out of sight."""
NAMES_COUNT = ("dns-typed-twice",)
"""Scenes in which what is shown hangs on a name: with too long a text in it, it is none (RFC 1035, 2.3.4)."""
LONGEST_IN_A_NAME = 190
"""Bytes of a text that leave room for the name, and for its zone once more."""


class Case(TypedDict):
    """A scene by its name, the payloads that are put into it by their numbers, and columns and rows."""

    scene: str
    payloads: list[int]
    size: tuple[int, int]


class Shown(TypedDict):
    """The classes of the screens that were shown, and what went wrong; empty where nothing did."""

    screens: list[str]
    failed: str


def is_long(payload: int) -> bool:
    """Whether a payload has to be shown by itself."""
    return len(safe(PAYLOADS[NAMES[payload]])) > SHORT


def text_of(payloads: list[int]) -> str:
    """The payloads, each behind its number, so that it can be told on the screen."""
    return "".join(f"#{number:03}{PAYLOADS[NAMES[number]]}" for number in payloads)


def scene_of(case: Case) -> Scene:
    """The scene of *case*, with its payloads wherever AWS, DNS or the journal say something."""
    text = text_of(case["payloads"])
    long = any(map(is_long, case["payloads"]))
    if case["scene"] in WORDS:
        return replace(WORDS[case["scene"]](text), until=() if long else (text[:4],))
    scene = EVERY[case["scene"]]
    if is_whole(text):
        scene = spoiled_scene(scene, text)
    else:
        # Half a character cannot be in a journal. What AWS and DNS say is about other names and ARNs than it
        # has then: where the scene leads is another matter, and it has only to be shown.
        first = (text[:4],) if scene.answers.observations else ()
        scene = replace(scene, answers=spoiled(scene.answers, text), until=first, then=())
    if case["scene"].startswith("handoff") and is_whole(text):
        scene = replace(scene, then=HANDOFF_REFUSED)
    no_name = case["scene"] in NAMES_COUNT and len(text.encode(errors="replace")) > LONGEST_IN_A_NAME
    if long or no_name:
        first = (text[:4],)
        scene = replace(scene, until=first if scene.until else (), then=first if scene.press else ())
    return scene


def show(case: Case) -> Shown:
    """Show it, wait until it has settled, and leave."""
    shown = Shown(screens=[], failed="")
    with _stage() as stage:
        scene = scene_of(case)
        app = stage.app(scene)

        async def look(pilot: Pilot[None]) -> None:
            try:
                await settle(pilot, scene)
            except TimeoutError as error:
                shown["failed"] = str(error)
            shown["screens"] = [type(one).__name__ for one in app.screen_stack]
            app.exit()

        app.run(auto_pilot=look)  # type: ignore[arg-type]  # invariant in what the app answers
        _look_for_a_crash(app, shown)
    return shown


def _look_for_a_crash(app: AcmTuiApp, shown: Shown) -> None:
    if app.return_code or app._exception is not None:
        shown["failed"] = f"crashed: {app._exception!r}"


@contextmanager
def _stage() -> Iterator[Stage]:
    patch = pytest.MonkeyPatch()
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(dir=memory) as directory:
        try:
            yield Stage(patch, Path(directory))
        finally:
            patch.undo()


def _resize(columns: int, rows: int) -> None:
    """Make the terminal as large; no app runs that would have to be told."""
    if os.get_terminal_size() != (columns, rows):
        signal.signal(signal.SIGWINCH, signal.SIG_IGN)
        termios.tcsetwinsize(sys.stdout.fileno(), (rows, columns))


def main() -> None:
    """Show every case."""
    cases, results = map(Path, sys.argv[1:])
    gc.freeze()  # what was imported stays: to look for garbage among it, again and again, takes long
    for case in json.loads(cases.read_text()):
        _resize(*case["size"])
        shown = show(case)
        with results.open("a") as file:
            file.write(json.dumps(shown) + "\n")


if __name__ == "__main__":
    main()
