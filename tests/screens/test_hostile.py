"""Whatever AWS, DNS and load balancers say: every screen shows it, and the terminal only ever gets text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from acm_tui.text import LONGEST
from tests.hostile.scenes import EVERY, HANDOFF_REFUSED, MORE, other_leaf, strange
from tests.screens import scenes
from tests.screens.hostile import CORPUS, HARMFUL, spoiled_scene
from tests.screens.staging import Scene, Stage, rendered, settle


@pytest.fixture
def unpainted() -> None:
    """Every step on the way is painted: what is strange may break any of them."""


async def _shown(stage: Stage, scene: Scene) -> str:
    async with stage.app(scene).run_test(size=(80, 24)) as pilot:
        await settle(pilot, scene)
        return _harmless(pilot)


def _harmless(pilot: Pilot[None]) -> str:
    """The text on the screen, after a look at every cell of it."""
    width, height = pilot.app.size
    strips = pilot.app.screen._compositor.render_strips()
    assert [strip.cell_length for strip in strips] == [width] * height
    for segment in (segment for strip in strips for segment in strip):
        assert not segment.control
        assert not HARMFUL & set(segment.text), segment.text
        assert segment.style is None or (not segment.style.link and "@click" not in segment.style.meta)
    return "\n".join(rendered(pilot.app))


OVERFLOWING = ("select", "dns-partial", "listeners", "cutover", "confirm", "finish-one-old", *MORE)
"""Where a text that never ends is tried as well: each kind of row, page and dialogue once."""


def tried() -> Iterator[Any]:
    """Every scene with every kind of text; for the short form the kinds take turns over the scenes."""
    for number, name in enumerate(EVERY):
        kinds = [kind for kind in CORPUS if kind != "endless" or name in OVERFLOWING]
        turn = kinds[number % len(kinds)]
        for kind in kinds:
            yield pytest.param(name, kind, marks=[] if kind == turn else [pytest.mark.long])


@pytest.mark.parametrize(("name", "kind"), tried())
async def test_is_shown_and_never_acted_upon(stage: Stage, name: str, kind: str) -> None:
    text = CORPUS[kind]
    scene = spoiled_scene(EVERY[name], text)
    if name.startswith("handoff"):
        scene = replace(scene, then=HANDOFF_REFUSED)
    if name.endswith("-refused") and len(text) > LONGEST:
        shown_first = (text[:70],)
        scene = replace(scene, then=shown_first) if scene.press else replace(scene, until=shown_first)
    shown = await _shown(stage, scene)
    if name not in ("home-empty", "help"):
        assert _trace(text) in shown


def _trace(text: str) -> str:
    """What must be on the screen of *text*: markup as it was typed, the rest made visible."""
    for sign, trace in (("\x1b", "␛]0;"), ("\u202e", "⟨U+202E⟩"), ("[red]", "[red]x[/]")):
        if sign in text:
            return trace
    return text[:5]


@pytest.mark.parametrize("text", CORPUS.values(), ids=CORPUS)
@pytest.mark.parametrize("scene", [strange, other_leaf], ids=["status", "leaf"])
async def test_words_that_nobody_expects_are_shown_too(stage: Stage, scene: object, text: str) -> None:
    assert callable(scene)
    shown = await _shown(stage, scene(text))
    assert _trace(text)[:4] in shown


class _Saying:
    """A move of the other side that answers *text*."""

    name, help = "Move", "Says something."

    def __init__(self, text: str) -> None:
        self._text = text

    def run(self) -> str:
        return self._text


@pytest.mark.parametrize("text", CORPUS.values(), ids=CORPUS)
async def test_what_the_other_side_did_is_said_in_one_harmless_line(stage: Stage, text: str) -> None:
    app = stage.app(scenes.HOME_EMPTY, moves=(_Saying(text),))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot, scenes.HOME_EMPTY)
        (move,) = (one for one in app.get_system_commands(app.screen) if one.title == "Move")
        move.callback()
        await settle(pilot, replace(scenes.HOME_EMPTY, until=(_trace(text)[:4],)))
        _harmless(pilot)
