"""What Route 53 would be asked to write, before it is; then it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.errors import Trouble
from acm_tui.domain.hosted_zone import NotServed
from acm_tui.domain.migration import Migration
from acm_tui.domain.propagation import Zone, label_in_zone, plain
from acm_tui.domain.record_plan import Action, RecordChange, RecordPlan
from acm_tui.screens.confirm import Confirm, Confirmed
from acm_tui.screens.desk import Desk
from acm_tui.widgets.page import Page
from acm_tui.widgets.say import BLANK, Part, Row, line, marked
from acm_tui.workflow import route53

Zones = Callable[[], Mapping[ValidationRecord, Zone]]

_SIGNS = {
    Action.CREATE: ("+", "$success", "create"),
    Action.THERE: ("✔", "$success", "already there"),
    Action.REPLACE: ("!", "$warning", "replace"),
    Action.REPLACE_VALIDATION: ("!", "$warning", "replace"),
    Action.CONFLICT: ("✖", "$error", "cannot be written"),
}


class HostedZoneScreen(ModalScreen[Migration | None]):
    """A preview, zone by zone. Answers the migration after writing, or ``None`` when nothing was written.

    *zones* tells the zones as they were seen last.
    """

    BINDINGS = [  # noqa: RUF012 - Textual's own form
        ("enter", "write", "Write"),
        ("escape", "close", "Close"),
    ]

    def __init__(self, desk: Desk, migration: Migration, zones: Zones) -> None:
        super().__init__()
        self._desk = desk
        self._migration = migration
        self._zones = zones
        self._plans: tuple[RecordPlan, ...] = ()
        self._busy = False
        self._written: Migration | None = None

    def compose(self) -> ComposeResult:
        """A title, the preview, and the keys."""
        with Vertical(classes="dialogue wide"):
            yield Page(id="title")
            with VerticalScroll():
                yield Page(id="preview")
            yield Page(id="said")

    def on_mount(self) -> None:
        """Ask Route 53 what stands there now."""
        self.query_one("#title", Page).show([line(("Write the records into Route 53", "bold"))])
        self._look()

    def _look(self) -> None:
        self._say("… asking Route 53 what is there now")
        self.run_worker(self._preview(), exclusive=True)

    async def _preview(self) -> None:
        migration_id, zones = self._migration.id, self._zones()
        try:
            found = await self._desk.read(lambda: route53.preview(self._desk.services, migration_id, zones))
        except Trouble as trouble:
            self._failed(trouble)
            return
        self._plans = tuple(one for one in found if isinstance(one, RecordPlan))
        self.query_one("#preview", Page).show(row for one in found for row in _rows(one))
        self._say()

    @property
    def _writable(self) -> tuple[RecordPlan, ...]:
        return tuple(plan for plan in self._plans if plan.can_be_written)

    def action_write(self) -> None:
        """Write; where something is replaced, the zone's name must be typed first."""
        if self._busy or not self._writable:
            return
        replaced = [one for plan in self._writable for one in plan.replaced]
        if not replaced:
            self._go(Confirmed(""))
            return
        facts = [
            line("These records would be gone afterwards:"),
            *(line((f"{one.name} {one.type} {one.value}", "$warning")) for one in replaced),
        ]
        phrase = plain(next(plan for plan in self._writable if plan.replaced).zone.name)
        self.app.push_screen(Confirm("Replace records in Route 53?", facts, phrase, "Replace"), self._go)

    def _go(self, confirmed: Confirmed | None) -> None:
        if confirmed is not None:
            self._busy = True
            self.run_worker(self._write(), exclusive=True)

    async def _write(self) -> None:
        self._say("… writing")
        migration_id, zones = self._migration.id, self._zones()
        try:
            for plan in self._writable:
                self._written = await self._desk.change(
                    lambda plan=plan: route53.write(self._desk.services, migration_id, plan, zones)  # type: ignore[misc]  # a loop's variable, bound at once
                )
        except Trouble as trouble:
            self._failed(trouble)
            return
        finally:
            self._busy = False
        self.dismiss(self._written)

    def _failed(self, trouble: Trouble) -> None:
        self._plans = ()
        rows = [marked("✖", "$error", (trouble.sentence, "bold"))]
        rows += [marked(" ", "", part) for part in (trouble.cause, trouble.remedy) if part]
        if self.is_attached:
            self.query_one("#preview", Page).show(rows)
            self._say()

    def _say(self, doing: str = "") -> None:
        if not self.is_attached:
            return
        keys: list[Part] = [("Esc", "bold $accent"), " close"]
        if doing:
            keys = [(doing, "$secondary")]
        elif self._writable:
            count = sum(len(plan.written) for plan in self._writable)
            what = "the record" if count == 1 else f"{count} records"
            keys = [("Enter", "bold $accent"), f" write {what}   ", *keys]
        self.query_one("#said", Page).show([line(*keys)])

    def action_close(self) -> None:
        """Leave; what was written is in the journal."""
        if not self._busy:
            self.dismiss(self._written)


def _rows(one: RecordPlan | NotServed) -> Iterator[Row]:
    if isinstance(one, NotServed):
        yield marked("·", "$secondary", one.message)
        for record in one.records:
            yield marked(" ", "", (record.name, "$secondary"))
        yield BLANK
        return
    yield Row(line(""), line((plain(one.zone.name), "bold"), (f"   hosted zone {one.zone.id}", "$secondary")))
    for change in one.changes:
        yield from _change(change, one.zone.name)
    yield BLANK


def _change(change: RecordChange, zone: str) -> Iterator[Row]:
    sign, style, words = _SIGNS[change.action]
    yield marked(sign, style, (f"{words}  ", style), label_in_zone(change.record.name, zone))
    yield marked(" ", "", ("CNAME  ", "$secondary"), change.record.value)
    if change.why:
        yield marked(" ", "", (change.why, style))
