"""Step 1: the email-validated certificates, the most urgent on top, as they are found."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from acm_tui.domain.certificate import Certificate, Urgency, by_urgency, urgency, why_not_replace
from acm_tui.domain.inventory import Found, Looked, NotLooked
from acm_tui.domain.journey import Step, step
from acm_tui.domain.listener import holder_of
from acm_tui.domain.migration import Migration
from acm_tui.domain.place import place_of
from acm_tui.screens.command import Command
from acm_tui.screens.desk import Desk
from acm_tui.screens.frame import FrameScreen
from acm_tui.screens.step import TITLES
from acm_tui.text import counted
from acm_tui.widgets.say import Part, Row, fields
from acm_tui.widgets.stepper import Stepper
from acm_tui.workflow import inventory, record

_SIGNS = {
    Urgency.RENEWAL_WAITS: ("!", "$error"),
    Urgency.FAILED: ("!", "$error"),
    Urgency.EXPIRED: ("✖", "$error"),
    Urgency.SOON: ("!", "$warning"),
    Urgency.IN_USE: ("·", ""),
    Urgency.UNUSED: (" ", "dim"),
}


class SelectScreen(FrameScreen):
    """A table of certificates, and everything known of the one under the cursor."""

    HERE = "1 Select"
    COLUMNS = (("", 1), ("Certificate", 0), ("Expires", 17), ("State", 19))
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command(
            "enter", "Migrate", "Begin, or take up, the migration of this certificate.", "pick", priority=True
        ),
        Command("r", "Look again", "Ask AWS again.", "look"),
        Command("escape", "Home", "Leave without beginning anything.", "home"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: dict[str, Certificate] = {}
        self._under_way: dict[str, Migration] = {}

    def heading(self) -> ComposeResult:
        """The stepper."""
        yield Stepper(TITLES, at=Step.SELECT)

    def body(self) -> ComposeResult:
        """The table and the details."""
        self.divider.name_it("Certificates validated by email")
        yield self.table
        with VerticalScroll(id="details"):
            yield self.page("detail")

    def on_mount(self) -> None:
        """Look at once."""
        self.action_look()

    def action_look(self) -> None:
        """Ask every chosen profile and region."""
        self.work(self._look, group="inventory")

    async def _look(self) -> None:
        self.guide.wait("Looking for certificates that are validated by email …")
        saved = await self.desk.read(lambda: record.saved(self.desk.services.journal))
        self._under_way = {m.old.arn: m for m in saved if not m.over}
        self._found.clear()
        troubles: list[NotLooked] = []
        looked: list[Looked] = []
        results = inventory.find(self.desk.services)
        while (result := await self.desk.read(lambda: _next(results))) is not None:
            match result:
                case Found(certificate):
                    self._found[certificate.arn] = certificate
                    self._show_rows()
                case Looked():
                    looked.append(result)
                case NotLooked():
                    troubles.append(result)
        self._show_rows()
        if looked:
            await self.desk.locate()
        self._summary(looked, troubles)

    def _show_rows(self) -> None:
        now = self.desk.now()
        table = self.table
        at = table.at if table.cursor_row else None  # who has not moved yet stays on the most urgent
        table.clear()
        for certificate in sorted(self._found.values(), key=lambda c: by_urgency(c, now)):
            table.put(certificate.arn, *self._row(certificate))
        if at in self._found:
            table.go_to(at)

    def _row(self, certificate: Certificate) -> tuple[str | tuple[str, str], ...]:
        now = self.desk.now()
        why = urgency(certificate, now)
        sign, style = _SIGNS[why]
        more = f" +{len(certificate.names) - 1}" if len(certificate.names) > 1 else ""
        expires = certificate.not_after
        days = f"{expires:%Y-%m-%d} {(expires - now).days:4} d" if expires else ""
        quiet = "dim" if why is Urgency.UNUSED else ""
        under_way = self._under_way.get(certificate.arn)
        state = f"▸ at step {step(under_way).title}" if under_way else str(why)
        return (
            (sign, style),
            (certificate.domain + more, quiet),
            (days, quiet),
            (state, style),
        )

    def _summary(self, looked: list[Looked], troubles: list[NotLooked]) -> None:
        if troubles:
            first = troubles[0]
            where = f"{first.profile} {first.region}".strip()
            more = f" ({counted(len(troubles) - 1, 'more place')} failed.)" if len(troubles) > 1 else ""
            trouble = first.trouble
            self.guide.trouble(f"{where}: {trouble.sentence}{more}", trouble.cause, self.remedy_of(trouble))
        elif not self._found:
            places = ", ".join(f"{one.profile} · {one.region}" for one in looked)
            self.guide.say(
                f"No certificate in {places} is validated by email: nothing to move here. "
                "Try another --profile or --region."
            )
        else:
            self.guide.say(
                f"{counted(len(self._found), 'certificate')} validated by email. ",
                ("Enter", "bold $accent"),
                " migrates the one here.",
            )

    def on_data_table_row_highlighted(self) -> None:
        """Show everything known of the certificate under the cursor."""
        certificate = self._found.get(self.table.at or "")
        self.page("detail").show(_details(certificate) if certificate else [])

    def action_pick(self) -> None:
        """Begin with the certificate under the cursor, where it can be migrated."""
        certificate = self._found.get(self.table.at or "")
        if certificate is None:
            return
        if (why := why_not_replace(certificate)) is not None:
            self.guide.say(f"{certificate.domain} cannot be migrated: {why}.")
            return
        self.work(partial(self._begin, certificate), group="begin")

    async def _begin(self, certificate: Certificate) -> None:
        migration = await self.change("Beginning …", lambda: record.begin(self.desk.services, certificate))
        self.desk.open(migration)

    def action_home(self) -> None:
        """Back to the migrations."""
        self.app.pop_screen()


def _next(results: Iterator[Found | Looked | NotLooked]) -> Found | Looked | NotLooked | None:
    return next(results, None)


def _details(certificate: Certificate) -> list[Row]:
    return fields(_known(certificate), width=9)


def _known(certificate: Certificate) -> Iterator[tuple[str, Part]]:
    for name in certificate.names:
        yield "Names", name
    for arn in certificate.in_use_by:
        yield "Held by", f"{holder_of(arn).service}  {arn.split('/', 1)[-1]}"
    if not certificate.in_use_by:
        yield "Held by", "nothing"
    for key, value in sorted(certificate.tags.items()):
        yield "Tags", f"{key} = {value}"
    yield "Where", str(place_of(certificate.arn))
    yield "Key", certificate.key_algorithm
    if certificate.renewal_status:
        yield "Renewal", certificate.renewal_status
    yield "ARN", certificate.arn
