"""The other certificates in a listener's list, and which of them is served for a name after the plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from acm_tui.domain.certificate import Certificate
from acm_tui.domain.cutover.caution import Caution, CautionCode, Surroundings, words_for
from acm_tui.domain.cutover.coverage import contested, matches
from acm_tui.domain.cutover.plan import CutoverPlan, changed
from acm_tui.domain.cutover.selection import preference
from acm_tui.domain.listener import Kind, Listener, called, kind_of

LIST_FIRST = "the list goes before the default"
"""The default serves only names that nothing in the list matches (ALB and NLB user guides, "Default")."""

_UNDECIDED = "which one goes first is not documented, or not known"


def rival_cautions(plan: CutoverPlan, seen: Surroundings, now: datetime) -> Iterator[Caution]:
    """What the other certificates in the lists of the listeners that *plan* changes mean for it at *now*."""
    known = {one.arn: one for one in (*seen.others, seen.old, seen.new)}
    for before in plan.before:
        if before.arn not in plan.involved:
            continue
        duel = _Duel(plan, seen, before, now)
        for arn in duel.others():
            if (other := known.get(arn)) is None:
                yield duel.not_described(arn)
            else:
                yield from duel.against(other)


class _Duel:
    """The certificate that is put in place on one listener, against each other one in its list."""

    def __init__(self, plan: CutoverPlan, seen: Surroundings, before: Listener, now: datetime) -> None:
        self._put, self._replaced = seen.put(plan), seen.replaced(plan)
        self._word = words_for(plan)[0]
        self._before, self._after = before, changed(before, plan.changes)
        self._kind: Kind = kind_of(before.load_balancer_arn)
        self._now = now
        self._cutover = plan.direction == "cutover"

    def others(self) -> Iterator[str]:
        """The others in the list. That the old one stays there in a cutover is another caution's matter."""
        own = {self._put.arn, *((self._replaced.arn,) if self._cutover else ())}
        yield from (arn for arn in self._after.sni if arn not in own)

    def not_described(self, arn: str) -> Caution:
        """Nothing is known of the certificate *arn*."""
        return Caution(
            CautionCode.NOT_DESCRIBED,
            f"The list of {called(self._before)} holds a certificate of which ACM told nothing: whether it "
            f"is served in place of the {self._word} one cannot be said.",
            arn,
            self._before.arn,
        )

    def against(self, other: Certificate) -> Iterator[Caution]:
        """What follows for the names that *other* covers too."""
        grouped: dict[tuple[CautionCode, str, bool], list[str]] = {}
        for name in contested(self._put.names, other.names):
            if (outcome := self._outcome(other, name)) is not None:
                grouped.setdefault((*outcome, self._serves_today(other, name)), []).append(name)
        for (code, why, today), names in grouped.items():
            yield Caution(code, self._sentence(code, names, why, today), other.arn, self._before.arn)

    def _outcome(self, other: Certificate, name: str) -> tuple[CautionCode, str] | None:
        """Who is served for *name* after the plan; ``None`` where there is nothing to say."""
        if self._put.arn not in self._after.sni:
            return CautionCode.RIVAL, LIST_FIRST
        if (why := self._preference(other, self._put, name)) is not None:
            return CautionCode.RIVAL, why
        if (why := self._preference(self._put, other, name)) is None:
            return CautionCode.RIVAL_UNDECIDED, _UNDECIDED
        begun = self._put.arn in self._before.sni
        return None if begun or not self._serves_today(other, name) else (CautionCode.TAKES_OVER, why)

    def _serves_today(self, other: Certificate, name: str) -> bool:
        """Whether *other*, which is in the list, is served for *name* rather than the one taken away."""
        alone = self._replaced.arn not in self._before.sni or not matches(self._replaced.names, name)
        if alone or other.arn == self._replaced.arn:
            return True
        return self._preference(other, self._replaced, name) is not None

    def _preference(self, one: Certificate, other: Certificate, name: str) -> str | None:
        return preference(one, other, name, self._now, self._kind)

    def _sentence(self, code: CautionCode, names: list[str], why: str, today: bool) -> str:
        where, listed = called(self._before), ", ".join(names)
        if code is CautionCode.TAKES_OVER:
            return (
                f"On {where} the {self._word} certificate will be served for {listed} in place of another "
                f"one that is served today: {why}."
            )
        if code is CautionCode.RIVAL_UNDECIDED:
            return (
                f"The list of {where} holds another certificate for {listed}, and whether that or the "
                f"{self._word} one is served cannot be said: {why}."
            )
        as_today = ", as it is today" if today else ""
        return (
            f"On {where} another certificate will be served for {listed}, not the {self._word} one"
            f"{as_today}: {why}."
        )
