"""Step 2: what will be asked for, what is left out and why, and the request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from acm_tui.domain.calendar import NEW_CERTIFICATE_LIFE
from acm_tui.domain.certificate import left_out, request_for, why_not_replace
from acm_tui.domain.journey import Step, step
from acm_tui.domain.migration import Migration
from acm_tui.screens.command import Command
from acm_tui.screens.desk import Desk
from acm_tui.screens.step import StepScreen
from acm_tui.widgets.record_detail import diagnosis_rows
from acm_tui.widgets.say import Part, fields
from acm_tui.workflow import request
from acm_tui.workflow.advice import Adviser


class RequestScreen(StepScreen):
    """A preview of the request."""

    HERE = "2 Request"
    STEP = Step.REQUEST
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command(
            "enter", "Request it", "Ask ACM for the DNS-validated certificate.", "request", priority=True
        ),
    )

    def __init__(self, desk: Desk, migration: Migration) -> None:
        super().__init__(desk, migration)
        self._adviser = Adviser(desk.lookups)

    def body(self) -> ComposeResult:
        """Advice, where there is any, and the preview."""
        with VerticalScroll(id="details"):
            yield self.page("advice")
            yield self.page("preview")

    def begin(self) -> None:
        """Look whether Amazon may issue for the names; nobody has to wait for it."""
        if self.migration.new is None:
            self.work(self._advise, group="advice")

    async def _advise(self) -> None:
        async for advice in self._adviser.advising(lambda: self.migration.old.names):
            if self.gone:
                return
            self.page("advice").show(diagnosis_rows(advice))

    def show(self) -> None:
        """What is asked for, or what was."""
        self.page("preview").show(fields(self._rows()))
        if self.migration.new is not None:
            self.guide.say("It is requested. ", ("n", "bold $accent"), " goes on to the DNS step.")
        elif (why := why_not_replace(self.migration.old)) is not None:
            self.guide.warn(f"This certificate cannot be replaced: {why}.")
        elif self.migration.in_flight:
            self.guide.warn(
                "The answer to an earlier request was lost. ",
                ("Enter", "bold $accent"),
                " looks whether ACM carried it out; nothing is requested twice.",
            )
        else:
            self.guide.say(
                "A new certificate beside the old one; nothing that serves traffic is touched. ",
                ("Enter", "bold $accent"),
                " requests it.",
            )

    def _rows(self) -> Iterator[tuple[str, Part]]:
        old = self.migration.old
        wanted = request_for(old, self.migration.id, token="")
        yield "Way", "replace: a new certificate for the same names, then a swap on the listeners"
        yield "Validation", "DNS (the old one: EMAIL)"
        for name in wanted.names:
            yield "Names", f"{name}  (common name)" if name == wanted.names[0] else name
        yield "Key algorithm", wanted.key_algorithm
        for key, value in sorted(wanted.tags.items()):
            yield "Tags", f"{key} = {value}"
        for one in left_out(old):
            yield "Left out", f"{one.what}: {one.why}"
        yield "Where", str(self.migration.place)
        yield from self._expiry()

    def _expiry(self) -> Iterator[tuple[str, Part]]:
        old = self.migration.old
        expires = self.desk.now() + NEW_CERTIFICATE_LIFE
        yield "Expires", f"about {expires:%Y-%m-%d}, renewed without anybody's help while it is attached"
        if old.not_after is not None:
            sooner = expires < old.not_after
            note = f"{old.not_after:%Y-%m-%d}" + (": later than the new one" if sooner else "")
            yield "Old one expires", (note, "$warning" if sooner else "")

    def action_request(self) -> None:
        """Request it, or go on where it is requested already."""
        if step(self.migration) > Step.REQUEST:
            self.action_next()
        else:
            self.work(self._request, group="request")

    async def _request(self) -> None:
        migration_id = self.migration.id
        migration = await self.change(
            "Asking ACM for the certificate …",
            lambda: request.submit(self.desk.services, migration_id),
        )
        self.desk.open(migration)
