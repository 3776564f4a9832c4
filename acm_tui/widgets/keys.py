"""The keys at the foot of a screen."""

from __future__ import annotations

from typing import NamedTuple

from textual.app import ComposeResult
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Footer
from textual.widgets._footer import FooterKey


class Shown(NamedTuple):
    """What the footer tells of one key."""

    key: str
    display: str
    title: str
    action: str
    enabled: bool
    help: str


class Key(FooterKey):
    """One key. Textual's begins in its narrow form and is styled anew for the common one."""

    compact = reactive(False)


class Keys(Footer):
    """The keys that do something now.

    Textual's own makes all of them anew whenever the focus moves or a screen asks whether something may be
    done; here that happens only if other keys are to be shown. It is most of what it costs to open a screen.
    """

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)
        self._shown: tuple[Shown, ...] = ()

    def compose(self) -> ComposeResult:
        """Make them, each in its place."""
        for one in self._shown:
            yield Key(one.key, one.display, one.title, one.action, disabled=not one.enabled, tooltip=one.help)

    def bindings_changed(self, screen: Screen[object]) -> None:
        """Show the keys of *screen* as they are by now."""
        if not (screen.app.app_focus and self.is_attached and screen is self.screen):
            return
        if (now := self._now(screen)) != self._shown:
            self._shown = now
            self.call_after_refresh(self.recompose)

    def _now(self, screen: Screen[object]) -> tuple[Shown, ...]:
        """The first key of each action."""
        found: dict[str, Shown] = {}
        for _, binding, enabled, tooltip in screen.active_bindings.values():
            if binding.show:
                display = self.app.get_key_display(binding)
                one = Shown(binding.key, display, binding.description, binding.action, enabled, tooltip)
                found.setdefault(binding.action, one)
        return tuple(found.values())
