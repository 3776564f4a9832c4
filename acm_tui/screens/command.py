"""One definition of a command gives its key, its palette entry and its line in the help."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.binding import Binding
from textual.screen import Screen


@dataclass(frozen=True)
class Command:
    """Something the operator can do.

    ``key`` is Textual's name of the key, ``title`` a word or two for the footer and the palette, ``help`` a
    sentence, ``action`` the name of the method ``action_…``. The footer holds few: ``shown`` picks them.
    """

    key: str
    title: str
    help: str
    action: str
    shown: bool = True
    priority: bool = False

    @property
    def binding(self) -> Binding:
        """The command as a key binding."""
        return Binding(
            self.key, self.action, self.title, show=self.shown, priority=self.priority, tooltip=self.help
        )


class CommandScreen(Screen[None]):
    """A screen whose keys come from its ``COMMANDS``."""

    HERE: ClassVar[str] = ""
    """What the help calls this screen."""
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        """Turn the commands into bindings before Textual reads them: the screen's own come first."""
        cls.BINDINGS = [*(command.binding for command in cls.commands()), *Screen.BINDINGS]
        super().__init_subclass__(inherit_bindings=False, **options)

    def closed(self) -> Collection[str]:
        """The actions of commands that lead to nothing now: footer, help and palette leave them out.

        Whoever changes what it answers calls ``refresh_bindings``.
        """
        return ()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether Textual may run *action*, and show its key."""
        return False if action in self.closed() else super().check_action(action, parameters)

    @property
    def open_commands(self) -> tuple[Command, ...]:
        """Every command that leads to something now."""
        return tuple(one for one in self.commands() if one.action not in self.closed())

    @classmethod
    def commands(cls) -> tuple[Command, ...]:
        """Every command, inherited ones last; a key means what the screen itself says of it."""
        found: dict[str, Command] = {}
        for kind in cls.__mro__:
            for command in kind.__dict__.get("COMMANDS_HERE", ()):
                found.setdefault(command.key, command)
        return tuple(found.values())
