"""Whatever AWS, DNS and load balancers say: every screen shows it, and the terminal only ever gets text."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from textual.pilot import Pilot

from acm_tui.domain.errors import ServiceTrouble
from acm_tui.domain.events import CertificateSeen
from acm_tui.domain.inventory import NotLooked
from acm_tui.domain.place import Place
from acm_tui.text import LONGEST
from acm_tui.workflow.place import Whereabouts
from tests.domain.stories import MIGRATION, PLACE, dns_certificate, requested
from tests.screens import dns_scenes, scenes
from tests.screens.hostile import CORPUS, HARMFUL, spoiled_scene
from tests.screens.staging import Scene, Stage, rendered, settle

TROUBLE = ServiceTrouble(
    "AWS refused.", cause="AccessDeniedException: no", remedy="Ask for it.", code="A", operation="B"
)


def _in_trouble(scene: Scene, *until: str) -> Scene:
    return replace(scene, answers=replace(scene.answers, trouble=TROUBLE), until=until)


STRANGE_ANSWER = dns_scenes.observation(
    "ns1.example.com.",
    "192.0.2.11",
    rcode="RCODE",
    ede=("18 Prohibited: go away",),
    error="what a server says",
)
MORE = {
    "select-refused": replace(
        scenes.SELECT,
        answers=replace(scenes.SELECT.answers, inventory=(NotLooked("default", PLACE.region, TROUBLE),) * 2),
        then=("1 more place failed.",),
    ),
    "dns-refused": _in_trouble(dns_scenes.DNS_ABSENT, "AWS refused."),
    "listeners-refused": _in_trouble(scenes.LISTENERS_SCENE, "AWS refused."),
    "dns-failing-server": replace(
        dns_scenes.DNS_ABSENT,
        answers=replace(dns_scenes.DNS_ABSENT.answers, observations=(STRANGE_ANSWER,)),
        until=("Ask the DNS team to look at",),
    ),
    "give-up": scenes.HOME.pressing("down", "g", then="confirm."),
    "delete": scenes.FINISH_NEW.pressing("d", then="confirm."),
    # With nothing to change no name is asked for, which no key could type here.
    "swapping": replace(
        scenes.SWAPPING,
        answers=replace(scenes.SWAPPING.answers, attached=scenes.attached(scenes.SWAPPED), made=0),
        until=("holds the new certificate already.",),
        press=("enter",),
    ),
}
EVERY = scenes.SCENES | MORE
HANDOFF_REFUSED = ("cannot be handed over",)
"""Names that are none never leave the program: the hand-over says so."""


def _strange(text: str) -> Scene:
    """What is not text but a word that AWS or DNS may choose anew: status, response code, fingerprint."""
    answer = msgspec.structs.replace(STRANGE_ANSWER, rcode=text)
    odd = dns_certificate(text, failure_reason=text, type=text, validation_method=text)
    scene = dns_scenes.DNS_ABSENT
    return replace(
        scene,
        told={MIGRATION: (*requested(), CertificateSeen(odd))},
        answers=replace(
            scene.answers,
            observations=(answer,),
            whereabouts=Whereabouts(Place(text, text, text), text, text, 3),
        ),
        until=("the server failed",),
    )


def _other_leaf(text: str) -> Scene:
    scene = scenes.FINISH_ONE_OLD
    seen = tuple(msgspec.structs.replace(one, fingerprint=text) for one in scene.answers.handshakes)
    return replace(scene, answers=replace(scene.answers, handshakes=seen), until=("another one on 7",))


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
TRIED = [(name, kind) for name in EVERY for kind in CORPUS if kind != "endless" or name in OVERFLOWING]


@pytest.mark.parametrize(("name", "kind"), TRIED)
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
@pytest.mark.parametrize("scene", [_strange, _other_leaf], ids=["status", "leaf"])
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
