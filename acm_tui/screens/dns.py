"""Step 3: the records to hand over, every server's answer as it lands, ACM's word, and the 72 hours."""

from __future__ import annotations

import asyncio
import random
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from acm_tui.domain import calendar
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.errors import Trouble
from acm_tui.domain.journey import LOST_VALIDATION, Step, step, validation_ends
from acm_tui.domain.migration import Migration
from acm_tui.domain.propagation import Check, Observation, Severity, VerdictKind, main_rows, next_look
from acm_tui.screens.command import Command
from acm_tui.screens.desk import Desk
from acm_tui.screens.handoff import HandoffScreen
from acm_tui.screens.step import StepScreen
from acm_tui.text import counted
from acm_tui.widgets.say import BLANK, Part, Row, fields, line, marked
from acm_tui.widgets.servers import server_rows
from acm_tui.workflow import handover, request, validation
from acm_tui.workflow.propagation import Watch

ACM_SOON = timedelta(seconds=2)
"""How often ACM is asked once the records are seen everywhere."""
ACM_PATIENT = timedelta(seconds=30)
"""How often ACM is asked before that; its own validation looks every few minutes at most."""

_STYLES = {
    VerdictKind.READY: ("✔", "$success"),
    VerdictKind.PARTIAL: ("!", "$warning"),
    VerdictKind.WRONG: ("✖", "$error"),
    VerdictKind.MISPLACED: ("✖", "$error"),
    VerdictKind.ABSENT: ("·", ""),
    VerdictKind.CANNOT_SEE: ("?", "$warning"),
}
_SIGNS = {
    Severity.FAULT: ("✖", "$error"),
    Severity.WAIT: ("!", "$warning"),
    Severity.NOTE: ("·", "$secondary"),
}


class DnsScreen(StepScreen):
    """One row a record; the servers and the diagnosis of the one under the cursor below."""

    HERE = "3 DNS"
    STEP = Step.DNS
    COLUMNS = (("Domain", 0), ("DNS", 14), ("ACM", 12))
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("c", "Copy", "Copy every record as a line of text.", "copy"),
        Command("m", "Message", "The message, zone lines and CSV for the DNS team.", "message"),
        Command("r", "Look now", "Ask every server and ACM at once.", "look"),
        Command("a", "Again", "After a time-out: delete and request again.", "again", shown=False),
    )

    def __init__(self, desk: Desk, migration: Migration) -> None:
        super().__init__(desk, migration)
        self._watch = Watch(desk.services)
        self._checks: dict[ValidationRecord, Check] = {}
        self._landing: dict[ValidationRecord, list[Observation]] = {}
        self._wanted = asyncio.Event()
        self._next_at: datetime | None = None
        self._acm_at: datetime | None = None
        self._trouble: Trouble | None = None

    def body(self) -> ComposeResult:
        """The summary, the records and the details of one."""
        yield self.page("summary")
        yield self.table
        with VerticalScroll(id="details"):
            yield self.page("detail")

    def begin(self) -> None:
        """Watch, and let the time pass on the screen."""
        self.set_interval(1, self._tick)
        self.work(self._keep_watch, group="watch")

    async def _keep_watch(self) -> None:
        begun = self.desk.now()
        before: tuple[Check, ...] = ()
        while step(self.migration) is Step.DNS:
            self._wanted.clear()
            checks = await self._watch.look(self.migration.records, self._landed)
            changed = _answers(checks) != _answers(before)
            before = checks
            self._checks = {check.record: check for check in checks}
            self._landing.clear()
            self.show()
            await self._ask_acm()
            if changed:
                begun = self.desk.now()
            pause = next_look(self.desk.now() - begun, changed, random.uniform(-1, 1))
            self._next_at = self.desk.now() + pause
            self._tick()
            try:
                async with asyncio.timeout(pause.total_seconds()):
                    await self._wanted.wait()
            except TimeoutError:
                continue
            begun = self.desk.now()
            self._acm_at = None

    def _landed(self, record: ValidationRecord, row: Observation) -> None:
        self._landing.setdefault(record, []).append(row)
        if record not in self._checks:
            self._show_detail()

    async def _ask_acm(self) -> None:
        now = self.desk.now()
        new = self.migration.new
        soon = self._all_ready or new is None or not new.records_known
        if self._acm_at is not None and now - self._acm_at < (ACM_SOON if soon else ACM_PATIENT):
            return
        self._acm_at = now
        migration_id = self.migration.id
        try:
            seen = await self.desk.read(lambda: validation.look(self.desk.services, migration_id))
            self._trouble = None
        except Trouble as trouble:
            self._trouble = trouble
            self.show()
            return
        self.shown(seen)

    @property
    def _all_ready(self) -> bool:
        return bool(self._checks) and all(c.verdict.kind is VerdictKind.READY for c in self._checks.values())

    def show(self) -> None:
        """Records, details and guide."""
        table = self.table
        rows = {record.name: record for record in self.migration.records}
        if set(rows) != {str(key.value) for key in table.rows}:
            table.clear()
        for name, record in rows.items():
            table.put(name, self._domains(record), self._verdict_cell(record), self._acm_cell(record))
        self._tick()
        self._show_detail()
        self._show_guide()

    def _domains(self, record: ValidationRecord) -> str:
        new = self.migration.new
        named = [v.domain for v in new.validations if v.record == record] if new else []
        return ", ".join(named) or record.name

    def _verdict_cell(self, record: ValidationRecord) -> str | tuple[str, str]:
        check = self._checks.get(record)
        if check is None:
            return "… asking"
        sign, style = _STYLES[check.verdict.kind]
        return f"{sign} {check.verdict.text}", style

    def _acm_cell(self, record: ValidationRecord) -> str | tuple[str, str]:
        new = self.migration.new
        statuses = {v.status for v in new.validations if v.record == record} if new else set()
        if statuses == {"SUCCESS"}:
            return "✔ validated", "$success"
        return ("✖ failed", "$error") if "FAILED" in statuses else "… pending"

    def _tick(self) -> None:
        if self.gone:
            return
        new = self.migration.new
        until = validation_ends(self.migration)
        parts: list[Part] = [f"{counted(len(self.migration.records), 'record')} to register"]
        if until is not None:
            now = self.desk.now()
            hurry = "$warning" if until - now < timedelta(hours=12) else "bold"
            parts += ["   ", (calendar.left(until, now), hurry), " left of 72 h"]
            if self._next_at is not None:
                wait = max(0, round((self._next_at - now).total_seconds()))
                parts.append((f"   next look in {wait} s", "$secondary"))
        elif new is not None:
            parts += ["   ACM: ", (new.status, "bold")]
        self.page("summary").show([line(*parts)])

    def _show_detail(self) -> None:
        records = {record.name: record for record in self.migration.records}
        record = records.get(self.table.at or "") or next(iter(records.values()), None)
        if record is not None:
            self.page("detail").show(self._detail(record))

    def _detail(self, record: ValidationRecord) -> list[Row]:
        pairs = [("Name", record.name), ("Type", record.type), ("Value", record.value)]
        check = self._checks.get(record)
        observations = check.observations if check else tuple(self._landing.get(record, ()))
        rows = [*fields(pairs, width=7), BLANK]
        for diagnosis in check.diagnoses if check else ():
            sign, style = _SIGNS[diagnosis.severity]
            rows += [marked(sign, style, (diagnosis.message, "bold")), marked(" ", "", diagnosis.fix), BLANK]
        return [*rows, *server_rows(main_rows(observations, record), record)]

    def on_data_table_row_highlighted(self) -> None:
        """Show the record under the cursor."""
        self._show_detail()

    def _show_guide(self) -> None:
        new = self.migration.new
        if self._trouble is not None:
            self.failed(self._trouble)
        elif step(self.migration) > Step.DNS:
            self.guide.say(
                "ACM has issued the certificate. ", ("n", "bold $accent"), " goes on to the listeners."
            )
        elif new is not None and new.status in LOST_VALIDATION:
            why = f" ({new.failure_reason})" if new.failure_reason else ""
            self.guide.warn(
                f"ACM gave up: {new.status}{why}. ",
                ("a", "bold $accent"),
                " deletes it and requests again; the same CNAME serves.",
            )
        elif not self.migration.records:
            self.guide.wait("ACM is still making the records; they appear here within seconds.")
        else:
            self.guide.say(*self._what_is_true())

    def _what_is_true(self) -> tuple[Part, ...]:
        again = (
            "The CNAME is the same as for the first request. " if self.migration.same_records_again else ""
        )
        if self._all_ready:
            return (again, "Every authoritative server has the record. ACM looks for it by itself; wait.")
        kinds = {check.verdict.kind for check in self._checks.values()}
        if not kinds:
            return (again, "Asking every authoritative server …")
        if VerdictKind.CANNOT_SEE in kinds:
            return (again, "Not every server can be seen from here; that says nothing about the record.")
        if kinds & {VerdictKind.WRONG, VerdictKind.MISPLACED}:
            return (again, "Something is wrong with a record; see above what to tell the DNS team.")
        if VerdictKind.PARTIAL in kinds:
            return (again, "Some servers have the record, others do not yet.")
        return (
            again,
            "Not registered yet. ",
            ("m", "bold $accent"),
            " shows the message for the DNS team. You may leave; it is all saved.",
        )

    def action_look(self) -> None:
        """Ask everybody now."""
        self._wanted.set()

    def action_copy(self) -> None:
        """Copy the records; they also stand on the screen to be selected."""
        rows = [f"{r.name} {r.type} {r.value}" for r in self.migration.records]
        self.app.copy_to_clipboard("\n".join(rows))
        self._hand_over("record")
        self.guide.say(
            f"{counted(len(rows), 'record')} copied, if your terminal allows it; they can be selected above."
        )

    def action_message(self) -> None:
        """Show what goes to the DNS team."""
        zones = {check.record: check.zone.name for check in self._checks.values() if check.zone is not None}
        self.app.push_screen(HandoffScreen(self.migration, zones), self._hand_over)

    def _hand_over(self, how: str | None) -> None:
        if how:
            self.work(partial(self._handed_over, how), group="handed over")

    async def _handed_over(self, how: str) -> None:
        migration_id = self.migration.id
        self.shown(
            await self.desk.change(lambda: handover.handed_over(self.desk.services, migration_id, how))
        )

    def action_again(self) -> None:
        """Delete the lost request and ask anew."""
        new = self.migration.new
        if new is not None and new.status not in LOST_VALIDATION:
            self.guide.say("There is nothing to request again: ACM is still waiting for the record.")
        else:
            self.work(self._again, group="again")

    async def _again(self) -> None:
        migration_id = self.migration.id
        migration = await self.change(
            "Deleting the lost request and asking again …",
            lambda: request.request_again(self.desk.services, migration_id),
        )
        self.desk.open(migration)


def _answers(checks: tuple[Check, ...]) -> list[tuple[object, ...]]:
    return [
        (row.server, row.address, row.rcode, row.answers, row.serial)
        for check in checks
        for row in check.observations
    ]
