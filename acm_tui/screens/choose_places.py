"""Which profiles and regions are looked in."""

from __future__ import annotations

from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from acm_tui.widgets.long_table import LongTable
from acm_tui.widgets.page import Page
from acm_tui.widgets.say import Part, line
from acm_tui.widgets.table_line import Column
from acm_tui.workflow.choices import Choices

_PROFILE, _REGION = "profile", "region"
_ALL = "all that are enabled"


class Option(NamedTuple):
    """Something to tick: a profile, a region, or all regions."""

    kind: str
    name: str


class Chosen(NamedTuple):
    """Where to look; none: what the AWS environment names."""

    profiles: tuple[str, ...]
    regions: tuple[str, ...]
    all_regions: bool


class ChoosePlaces(ModalScreen[Chosen | None]):
    """A list to tick. Answers what is ticked, or ``None`` when cancelled."""

    BINDINGS = [  # noqa: RUF012 - Textual's own form
        ("space", "tick", "Tick"),
        ("enter", "look", "Look there"),
        ("escape", "cancel", "Cancel"),
    ]

    def __init__(self, offered: Choices) -> None:
        super().__init__()
        self._options = {
            f"{one.kind} {one.name}": one
            for one in (
                *(Option(_PROFILE, name) for name in offered.profiles),
                Option(_REGION, _ALL),
                *(Option(_REGION, name) for name in offered.regions),
            )
        }
        ticked = (
            *(Option(_PROFILE, name) for name in offered.profiles_now),
            *((Option(_REGION, _ALL),) if offered.all_regions else ()),
            *(Option(_REGION, name) for name in offered.regions_now),
        )
        self._ticked = [f"{one.kind} {one.name}" for one in ticked]
        self._table: LongTable[Option] = LongTable(lambda one: f"{one.kind} {one.name}", _cells)

    def compose(self) -> ComposeResult:
        """What the ticks mean, the list, and the keys."""
        with Vertical(classes="dialogue wide"):
            yield Page(id="title")
            yield self._table
            yield Page(id="said")

    def on_mount(self) -> None:
        """Show what there is, with what is in force ticked."""
        self.query_one("#title", Page).show([line(("Where to look", "bold"))])
        self._table.lay_out((Column("", 8), Column("Looked in, where ticked", 0)))
        self._table.show(list(self._options.values()))
        self._table.mark(self._ticked)
        self._table.focus()
        self._say()

    def on_long_table_moved(self) -> None:
        """Other ones are ticked, perhaps."""
        self._say()

    @property
    def _chosen(self) -> Chosen:
        ticked = [self._options[key] for key in self._options if key in self._table.marked]
        regions = [one.name for one in ticked if one.kind == _REGION]
        everywhere = _ALL in regions
        return Chosen(
            profiles=tuple(one.name for one in ticked if one.kind == _PROFILE),
            regions=() if everywhere else tuple(regions),
            all_regions=everywhere,
        )

    def _say(self) -> None:
        chosen = self._chosen
        profiles = ", ".join(chosen.profiles) or "the profile that the environment names"
        regions = ", ".join(chosen.regions) or "the profile's own region"
        if chosen.all_regions:
            regions = "every region that is enabled"
        keys: list[Part] = []
        for key, does in (("Space", "tick"), ("Enter", "look there"), ("Esc", "cancel")):
            keys += [(key, "bold $accent"), f" {does}   "]
        self.query_one("#said", Page).show([line((f"{profiles} · {regions}", "$secondary")), line(*keys)])

    def action_tick(self) -> None:
        """Tick what is under the cursor, or take the tick away."""
        self._table.toggle()

    def action_look(self) -> None:
        """Look in what is ticked."""
        self.dismiss(self._chosen)

    def action_cancel(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)


def _cells(option: Option) -> tuple[Part, ...]:
    return ((option.kind, "dim"), option.name)
