"""Step 3: the records to hand over, every server's answer as it lands, ACM's word, and the 72 hours."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from acm_tui.domain import asking_aws
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.errors import Trouble
from acm_tui.domain.journey import LOST_VALIDATION, Step, missed, step
from acm_tui.domain.migration import Migration
from acm_tui.domain.propagation import Check, Observation, VerdictKind, Zone, main_rows
from acm_tui.screens.command import Command
from acm_tui.screens.desk import Desk
from acm_tui.screens.dns_guide import what_is_true
from acm_tui.screens.dns_rows import at_acm, cells, summary
from acm_tui.screens.handoff import HandoffScreen
from acm_tui.screens.hosted_zone import HostedZoneScreen
from acm_tui.screens.step import StepScreen
from acm_tui.text import counted
from acm_tui.widgets.record_detail import answer_rows, diagnosis_rows, record_rows
from acm_tui.widgets.say import BLANK, Row, fields, line
from acm_tui.widgets.servers import server_rows
from acm_tui.workflow import handover, request, route53, switch, validation
from acm_tui.workflow.advice import Adviser
from acm_tui.workflow.propagation import Watch
from acm_tui.workflow.rhythm import Rhythm


class DnsScreen(StepScreen):
    """One row a record; the servers and the diagnosis of the one under the cursor below."""

    HERE = "3 DNS"
    STEP = Step.DNS
    COLUMNS = (("Domain", 0), ("DNS", 14), ("ACM", 12))
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("c", "Copy", "Copy every record as a line of text.", "copy"),
        Command("m", "Message", "The message and the other forms for the DNS team.", "message"),
        Command("w", "Route 53", "Write the records into Route 53, after a preview.", "write"),
        Command("r", "Look now", "Ask every server and ACM at once.", "look"),
        Command(
            "p",
            "Resolvers",
            "Ask public resolvers and this machine's too. They remember a “no” for a while.",
            "resolvers",
            shown=False,
        ),
        Command(
            "enter",
            "Every answer",
            "Show every question and answer behind the diagnosis, or hide them.",
            "evidence",
            shown=False,
            priority=True,
        ),
        Command(
            "a",
            "Again",
            "After a time-out: delete and request again; in place: switch again.",
            "again",
            shown=False,
        ),
    )

    def __init__(self, desk: Desk, migration: Migration) -> None:
        super().__init__(desk, migration)
        self._watch = Watch(desk.lookups)
        self._adviser = Adviser(desk.lookups)
        self._checks: dict[ValidationRecord, Check] = {}
        self._landing: dict[ValidationRecord, list[Observation]] = {}
        self._everything = False
        self._aws = Rhythm(desk.now)
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
        self.work(self._keep_asking_aws, group="aws")
        self.work(self._keep_advising, group="advice")

    async def _keep_watch(self) -> None:
        async for checks in self._watch.looks(lambda: self.migration.records, self._landed, self._told):
            self._checks = {check.record: check for check in checks}
            self._landing.clear()
            self.show()

    async def _keep_asking_aws(self) -> None:
        # By itself: neither waits for the other. Looking goes on where AWS has nothing more to say, for the
        # records must stay for ever.
        async for _ in self._aws.beats(lambda: asking_aws.every(self.migration, self._all_ready)):
            await self._ask_aws()

    async def _keep_advising(self) -> None:
        async for _ in self._adviser.advising(lambda: self.migration.old.names):
            self._show_detail()

    def _landed(self, record: ValidationRecord, row: Observation) -> None:
        self._landing.setdefault(record, []).append(row)
        if record not in self._checks:
            self._show_detail()

    def _told(self, check: Check) -> None:
        """The servers have been heard; why they say so is still being asked."""
        before = self._checks.get(check.record)
        if before is None or (check.verdict.settled and check.verdict.kind is not before.verdict.kind):
            self._checks[check.record] = check
            self.show()

    async def _ask_aws(self) -> None:
        migration_id = self.migration.id
        try:
            seen = await self.desk.read(lambda: validation.look(self.desk.services, migration_id))
            if seen.dns_changes:
                seen = await self.desk.read(lambda: route53.look(self.desk.services, migration_id))
            self._trouble = None
        except Trouble as trouble:
            self._trouble = trouble
            self.show()
            return
        # What has been done meanwhile on this screen it may not know of.
        self.shown(seen if seen.seq >= self.migration.seq else self.migration)

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
            table.put(name, *cells(self.migration, record, self._checks.get(record)))
        self._tick()
        self._show_guide()

    def _tick(self) -> None:
        if self.gone:
            return
        rows = summary(self.migration, self._checks, self.desk.now(), self._watch.next_at)
        self.page("summary").show(line(*parts) for parts in rows)
        self._show_detail()

    def _show_detail(self) -> None:
        records = {record.name: record for record in self.migration.records}
        record = records.get(self.table.at or "") or next(iter(records.values()), None)
        if record is not None and not self.gone:
            self.page("detail").show(self._detail(record))

    def _detail(self, record: ValidationRecord) -> list[Row]:
        check = self._checks.get(record)
        known = fields(at_acm(self.migration, record), width=7)
        rows = [*diagnosis_rows(self._adviser.advice), *record_rows(record), *known, BLANK]
        if check is None:
            landed = tuple(self._landing.get(record, ()))
            return [*rows, *server_rows(main_rows(landed, record), record)]
        rows += diagnosis_rows(check.diagnoses, record)
        return [*rows, *answer_rows(check, self.desk.now(), everything=self._everything)]

    def on_data_table_row_highlighted(self) -> None:
        """Show the record under the cursor."""
        self._show_detail()

    def _show_guide(self) -> None:
        new = self.migration.new
        if self._trouble is not None:
            self.failed(self._trouble)
        elif self.migration.in_place and step(self.migration) > Step.DNS:
            self.guide.say(
                "Every name is validated by DNS. ", ("n", "bold $accent"), " goes on to the last step."
            )
        elif (said := missed(self.migration)) is not None:
            self.guide.warn(f"{said} ", ("a", "bold $accent"), " switches again.")
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
            self.guide.say(*what_is_true(self.migration, self._checks.values()))

    def action_look(self) -> None:
        """Ask everybody now."""
        self._watch.look_now()
        self._aws.want()

    def action_resolvers(self) -> None:
        """Ask the resolvers as well."""
        self._watch.look_now(resolvers=True)

    def action_evidence(self) -> None:
        """Show, or hide, what explains the diagnosis."""
        self._everything = not self._everything
        self._show_detail()
        details = self.query_one("#details", VerticalScroll)
        if self._everything:
            # It stands below what was there: on a small screen it would not be seen, and the arrows move it.
            details.focus()
            self.call_after_refresh(details.scroll_end, animate=False)
        else:
            self.table.focus()
            details.scroll_home(animate=False)

    def action_copy(self) -> None:
        """Copy the records; they also stand on the screen to be selected."""
        try:
            text = handover.plain_text(self.migration)
        except Trouble as trouble:
            self.failed(trouble)
            return
        self.app.copy_to_clipboard(text.rstrip("\n"))
        self._hand_over("record")
        self.guide.say(
            f"{counted(len(self.migration.records), 'record')} copied, if your terminal allows it; "
            "they can be selected above."
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

    def action_write(self) -> None:
        """Preview what Route 53 would be asked for, and write it when that is confirmed."""
        self.app.push_screen(HostedZoneScreen(self.desk, self.migration, self._zones), self._written)

    def _zones(self) -> dict[ValidationRecord, Zone]:
        return {check.record: check.zone for check in self._checks.values() if check.zone is not None}

    def _written(self, migration: Migration | None) -> None:
        if migration is not None:
            self.shown(migration)
            self.action_look()

    def action_again(self) -> None:
        """Delete the lost request and ask anew."""
        new = self.migration.new
        if self.migration.in_place:
            self.work(self._switch_again, group="again")
        elif new is not None and new.status not in LOST_VALIDATION:
            self.guide.say("There is nothing to request again: ACM is still waiting for the record.")
        else:
            self.work(self._again, group="again")

    async def _switch_again(self) -> None:
        migration_id = self.migration.id
        self.shown(
            await self.change(
                "Asking ACM to switch again …", lambda: switch.again(self.desk.services, migration_id)
            )
        )

    async def _again(self) -> None:
        migration_id = self.migration.id
        migration = await self.change(
            "Deleting the lost request and asking again …",
            lambda: request.request_again(self.desk.services, migration_id),
        )
        self.desk.open(migration)
