"""Every switch in place that was ever begun, and what of it may be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from acm_tui.domain.journey import Step, step
from acm_tui.domain.migration import Migration
from tests.machine.town import Town

_TOLD_TO = timedelta(seconds=1)
"""How exactly ACM tells times, at the least."""


@dataclass
class Switches:
    """``begun`` tells of which certificate, and when."""

    town: Town
    begun: list[tuple[str, datetime]] = field(default_factory=list)

    def note(self, certificate: str) -> None:
        """One was begun, by whoever it was."""
        there = self.town.switch_of(certificate)
        assert there is not None
        self.begun.append((certificate, there.requested_at))

    def may_be_asked_for(self, m: Migration) -> None:
        """What must be true of *m* when it asks for one."""
        assert m.in_place, "nothing is switched but on that way"
        assert not m.switched, "what is switched is not switched again"
        pending = m.switch is not None and m.switch.pending and m.switch_unshown_at is None
        assert not pending, "what is pending is not asked for again"

    def stands(self, certificate: str, asked_at: datetime) -> bool:
        """Whether *certificate* is as it would be by a switch that was asked for at that moment."""
        there = self.town.switch_of(certificate)
        return there is not None and (there.status != "FAILED" or there.requested_at >= asked_at)

    def told(self, m: Migration) -> None:
        """What the journal tells of a switch was so, and what is switched never changes back."""
        own = [at for arn, at in self.begun if arn == m.old.arn]
        held = self.town.sandbox.acm.find(m.old.arn)
        if m.switched and held is not None:
            assert held.validation_method == "DNS", "a switch is told that never was"
        if m.switch_waits:
            assert own, "a switch is told that never was"
        if m.switch is not None and (at := m.switch.requested_at) is not None:
            assert any(abs(one - at) < _TOLD_TO for one in own), "a switch is told that never was"
        if m.in_place:
            assert step(m) not in (Step.LISTENERS, Step.CUTOVER), "in place no listener is touched"
