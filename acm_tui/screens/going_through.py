"""Going through a set of certificates: ACM is asked to switch one after the other, and it can be stopped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from acm_tui.domain.errors import Trouble
from acm_tui.domain.together import Prospect, number_to_type, prospect
from acm_tui.screens.command import Command
from acm_tui.screens.confirm import Confirm, Confirmed
from acm_tui.screens.desk import Desk
from acm_tui.screens.frame import LONGEST_CAUSE, FrameScreen
from acm_tui.screens.together_words import facts, title
from acm_tui.screens.watching_words import stopped
from acm_tui.text import counted, safe
from acm_tui.workflow.permission import not_read_only
from acm_tui.workflow.together import Member, Together


@dataclass(frozen=True)
class _Halt:
    """Why going through the set stopped, and what to do about it."""

    trouble: Trouble
    remedy: str


class GoingThrough(FrameScreen):
    """A set with what is left to be done with it. Subclasses show it, and look again after it."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("a", "Again", "Ask ACM again for those that came to nothing.", "again"),
        Command("escape", "Back", "Leave, all is saved; while ACM is asked: stop after this one.", "back"),
    )

    def __init__(self, desk: Desk, members: Iterable[Member], run: Together | None) -> None:
        super().__init__(desk)
        self.members = {one.certificate.arn: one for one in members}
        self.run = run
        self.asking: str | None = None
        """The certificate that ACM is being asked to switch."""
        self._stop = False
        self._halt: _Halt | None = None

    def show(self) -> None:
        """Put the set on the screen as it is now."""
        raise NotImplementedError

    def action_look(self) -> None:
        """Ask everybody now."""
        raise NotImplementedError

    @property
    def busy(self) -> bool:
        """Whether ACM is being asked."""
        return self.asking is not None

    def go_through(self) -> None:
        """Begin, or go on."""
        if self.run is not None:
            self.work(self._go_through, group="run")

    async def _go_through(self) -> None:
        """One after the other. What is under way comes to its end, whoever leaves meanwhile."""
        run, self._stop, self._halt = self.run, False, None
        if run is None:
            return
        number = len(run.left)
        try:
            while run.left and not self._stop and not self.gone:
                certificate = run.left[0].certificate
                self.asking = certificate.arn
                self.show()
                doing = f"{number - len(run.left) + 1} of {number}: {certificate.domain} …"
                self.keep(await self.change(doing, run.go))
        except Trouble as trouble:
            self._halt = _Halt(trouble, self.remedy_of(trouble))
        finally:
            self.asking = None
            if not run.left:
                self.run = None
        self.action_look()
        self.show()

    def keep(self, member: Member) -> None:
        """Know *member* as it is now."""
        self.members[member.certificate.arn] = member

    def say_why_stopped(self) -> bool:
        """Whether the set is not gone through to its end; then the guide says why, and how to go on."""
        if self.run is None or self.busy:
            return self.busy
        left = len(self.run.left)
        if self._halt is None:
            self.guide.say(*stopped(len(self.members) - left, left))
            return True
        trouble = self._halt.trouble
        sentence = f"{trouble.sentence} {counted(left, 'certificate')} left; Enter goes on."
        self.guide.trouble(sentence, safe(trouble.cause, longest=LONGEST_CAUSE), self._halt.remedy)
        return True

    def action_again(self) -> None:
        """Ask for the number of those that came to nothing, and ask ACM again for them."""
        if self.busy:
            return
        asked = self._to_ask()
        if asked:
            self.work(partial(self._confirm, asked), group="again")
        else:
            self.guide.say("There is nothing to ask ACM for again.")

    async def _confirm(self, asked: Sequence[Prospect]) -> None:
        not_read_only(self.desk.services)
        number = number_to_type(asked)

        def answered(confirmed: Confirmed | None) -> None:
            if confirmed is not None:
                self.run = Together(self.desk.services, asked, confirmed.typed)
                self.go_through()

        rows, verb = tuple(facts(asked, self.desk.now())), f"Switch {counted(number, 'certificate')}"
        self.app.push_screen(Confirm(title(asked), rows, str(number), verb), answered)

    def _to_ask(self) -> tuple[Prospect, ...]:
        """Those for which ACM can be asked as they stand now."""
        found = (
            prospect(
                one.certificate if one.migration is None else one.migration.old,
                one.migration,
                self.desk.now(),
            )
            for one in self.members.values()
        )
        return tuple(one for one in found if one.becomes.asks)

    def action_back(self) -> None:
        """Leave; while ACM is being asked, stop after the one under way."""
        if not self.busy:
            self.app.pop_screen()
            return
        self._stop = True
        self.guide.wait("Stopping after this one …")
