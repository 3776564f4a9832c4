"""One definition of a command gives its key, its palette entry and its line in the help, on every screen."""

from __future__ import annotations

from collections import Counter

import pytest
from textual.screen import ModalScreen
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

from acm_tui.app import AcmTuiApp
from acm_tui.screens.certificate import CertificateScreen
from acm_tui.screens.command import Command, CommandScreen
from acm_tui.screens.confirm import Confirm
from acm_tui.screens.cutover import CutoverScreen
from acm_tui.screens.dns import DnsScreen
from acm_tui.screens.finish import FinishScreen
from acm_tui.screens.frame import FrameScreen
from acm_tui.screens.handoff import HandoffScreen
from acm_tui.screens.help import HelpScreen
from acm_tui.screens.home import HomeScreen
from acm_tui.screens.listeners import ListenersScreen
from acm_tui.screens.places import PlacesScreen
from acm_tui.screens.request import RequestScreen
from acm_tui.screens.rollback import RollbackScreen
from acm_tui.screens.select import SelectScreen
from acm_tui.screens.step import StepScreen
from acm_tui.screens.switched import SwitchedScreen
from acm_tui.screens.together import TogetherScreen
from acm_tui.screens.watching import WatchingScreen
from acm_tui.widgets.page import Page
from tests.screens import dns_scenes, in_place_scenes, scenes, select_scenes, together_scenes
from tests.screens.staging import Scene, Stage, rendered, settle

MET = {
    HomeScreen: scenes.HOME,
    SelectScreen: select_scenes.SELECT,
    CertificateScreen: select_scenes.CERTIFICATE,
    PlacesScreen: select_scenes.PLACES,
    RequestScreen: scenes.REQUEST,
    DnsScreen: dns_scenes.DNS_ABSENT,
    ListenersScreen: scenes.LISTENERS_SCENE,
    CutoverScreen: scenes.CUTOVER,
    RollbackScreen: scenes.ROLLBACK,
    FinishScreen: scenes.FINISH_NEW,
    SwitchedScreen: in_place_scenes.LEFT_BEHIND,
    TogetherScreen: together_scenes.TOGETHER,
    WatchingScreen: together_scenes.WATCHING,
}
EVERY = pytest.mark.parametrize("scene", MET.values(), ids=[kind.__name__ for kind in MET])


def _concrete(kind: type[CommandScreen]) -> set[type[CommandScreen]]:
    below = {found for one in kind.__subclasses__() for found in _concrete(one)}
    return below or {kind}


def test_every_screen_with_commands_is_looked_at() -> None:
    assert _concrete(CommandScreen) == set(MET)
    assert not {FrameScreen, StepScreen} & set(MET)


@pytest.mark.parametrize("kind", MET)
def test_a_key_means_one_thing(kind: type[CommandScreen]) -> None:
    keys = Counter(key for command in kind.commands() for key in command.key.split(","))
    keys.update(key for key, *_ in map(_parts, AcmTuiApp.BINDINGS))
    assert [key for key, count in keys.items() if count > 1] == []


def _parts(binding: object) -> tuple[str]:
    return (binding.key if hasattr(binding, "key") else binding[0],)  # type: ignore[index] # Textual's two forms


@pytest.mark.parametrize("kind", [Confirm, HelpScreen, HandoffScreen])
def test_a_key_of_a_dialogue_means_one_thing(kind: type[ModalScreen[None]]) -> None:
    own = [key for binding in kind.BINDINGS for key in _parts(binding)[0].split(",")]
    assert own
    assert len(own) == len(set(own))


@pytest.mark.parametrize("kind", MET)
def test_what_a_command_says_is_a_sentence_and_what_it_does_exists(kind: type[CommandScreen]) -> None:
    for command in kind.commands():
        assert command.help.endswith(".")
        assert command.title
        assert callable(getattr(kind, f"action_{command.action}"))


def test_an_own_command_takes_the_key_of_an_inherited_one() -> None:
    help_of = {command.key: command.help for command in RollbackScreen.commands()}
    assert help_of["b"].startswith("Leave the rollback")
    assert [command.key for command in DnsScreen.commands() if command.action == "next"] == ["n"]


@EVERY
async def test_the_palette_has_every_command_and_runs_it_on_this_screen(stage: Stage, scene: Scene) -> None:
    app = stage.app(scene)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, scene)
        entries = {(one.title, one.help): one.callback for one in app.get_system_commands(app.screen)}
        for command in _commands(app):
            run = entries[command.title, command.help]
            assert run == getattr(app.screen, f"action_{command.action}")


@EVERY
async def test_the_keys_reach_their_commands(stage: Stage, scene: Scene) -> None:
    app = stage.app(scene)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, scene)
        active = {key: one.binding.action for key, one in app.screen.active_bindings.items()}
        assert {command.key: command.action for command in _commands(app)}.items() <= active.items()


@EVERY
async def test_the_help_has_a_line_for_every_command(stage: Stage, scene: Scene) -> None:
    app = stage.app(scene)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, scene)
        commands = _commands(app)
        await settle(pilot, Scene(until=(), press=("question_mark",), then=("Leave the program",)))
        shown = [row.split(maxsplit=1)[-1] for row in app.screen.query_one("#keys", Page).plain.splitlines()]
        assert {command.help for command in commands} <= set(shown)


@EVERY
async def test_the_footer_holds_what_it_shows_in_80_columns(stage: Stage, scene: Scene) -> None:
    app = stage.app(scene)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, scene)
        footer = app.screen.query_one(Footer)
        keys = list(footer.query(FooterKey))
        wanted = {command.title for command in _commands(app) if command.shown} | {"Help", "Quit"}
        assert {key.description for key in keys} == wanted
        assert footer.max_scroll_x == 0
        assert all(footer.region.contains_region(key.region) for key in keys)
        assert all(title in rendered(app)[-1] for title in wanted)


def _commands(app: AcmTuiApp) -> tuple[Command, ...]:
    assert isinstance(app.screen, CommandScreen)
    return app.screen.open_commands
