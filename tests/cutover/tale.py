"""A tale: one migration in a small AWS, an operator, colleagues, and an observer who trusts nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from acm_tui.aws import acm
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.cutover import CutoverPlan, asked_phrase
from acm_tui.domain.errors import Trouble
from acm_tui.domain.events import (
    CertificateSeen,
    Event,
    HandedOver,
    Intended,
    ListenersChosen,
    Started,
    Succeeded,
    WayChosen,
)
from acm_tui.domain.listener import Listener, attachments_of, load_balancer_of
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import Change, RemoveFromList, RequestCertificate
from acm_tui.tls.settings import TlsSettings
from acm_tui.workflow import attachments, cutover, finish, planning, record
from acm_tui.workflow.services import Services
from acm_tui.workflow.validation import look
from tests.cutover.edits import edited, edits
from tests.cutover.ledger import Ledger, refuse
from tests.cutover.line import Fault, Killed
from tests.cutover.observer import Observer
from tests.cutover.small_access import SmallAccess
from tests.cutover.small_aws import ISSUED_AT, SaysNo, SmallAws
from tests.cutover.small_town import DOMAIN, MANY, NEW, OLD, OTHER, STRANGER, town
from tests.domain.seats import NO_LOCKS, SEAT
from tests.domain.stories import MIGRATION, PLACE, certificate_request

BEGAN = ISSUED_AT + timedelta(days=1)


def _begun() -> list[Event]:
    return [
        WayChosen("replace"),
        Intended(RequestCertificate(certificate_request())),
        Succeeded(3, NEW),
    ]


@dataclass
class Mishap:
    """What goes wrong in one step: a call, the journal, or a colleague in the middle of it.

    *at* counts calls; without *reads_too*, those that change something. *everywhere*: all lanes meet the
    fault, and not only the one that it strikes.
    """

    fault: Fault | None = None
    at: int = 0
    everywhere: bool = True
    reads_too: bool = True
    unwritten: type | None = None
    meanwhile: Callable[[Tale], object] | None = None
    after: int = 0


class Tale:
    """What the operator can do, and what can happen to them; what AWS or the program refuses is counted."""

    def __init__(self, *, full: bool, lanes: int = 1) -> None:
        self.now = BEGAN
        places = town(full=full, wide=lanes > 1)
        certificates = {OLD: "EMAIL", NEW: "DNS"} | dict.fromkeys((OTHER, STRANGER, *MANY), "DNS")
        self.aws = SmallAws(places, certificates, (DOMAIN,))
        self.theirs = dict(self.aws.listeners)
        """The listeners as they would be if the program had never touched them."""
        self.ledger = Ledger()
        self.services = Services(
            journal=self.ledger,
            accesses=(SmallAccess(self.aws),),
            regions=(PLACE.region,),
            dns=DnsSettings(),
            tls=TlsSettings(),
            clock=lambda: self.now,
            actor="ayako@bastion",
            seat=SEAT,
            locks=NO_LOCKS,
            lanes=lanes,
        )
        self.observer = Observer(self.aws, self.ledger, (OLD, NEW), lambda: self.now)
        self.aws.observer = self.observer.sees
        self.plans: list[CutoverPlan] = []
        self.read_after: list[int] = []
        """How many interferences came before each of the plans was read."""
        self.ended: Counter[str] = Counter()
        self.interferences = 0
        """How often a colleague has changed a listener."""
        self._every = attachments_of(OLD, places.values())
        self._begin()

    def _begin(self) -> None:
        old = acm.describe(self.services.accesses[0], PLACE.region, OLD)
        self.ledger.tell(MIGRATION, [Started(PLACE, old), *_begun()], self.now, "ayako@bastion")
        look(self.services, MIGRATION)
        wanted = attachments_of(OLD, self.aws.listeners.values())
        self.ledger.tell(MIGRATION, [ListenersChosen(wanted)], self.now, "ayako@bastion")

    @property
    def migration(self) -> Migration:
        return record.load(self.services, MIGRATION)

    def step(self, what: Callable[[], object], mishap: Mishap | None = None) -> None:
        """Do *what*; the program may refuse, AWS may refuse, and the program may end."""
        self.now += timedelta(seconds=7)
        self.observer.begin()
        if mishap is not None and mishap.fault is not None:
            self.aws.fails(mishap.fault, mishap.at, everywhere=mishap.everywhere, reads_too=mishap.reads_too)
        if mishap is not None and mishap.unwritten is not None:
            self.ledger.before = refuse(mishap.unwritten)
        try:
            what()
        except Trouble as trouble:
            self.ended[type(trouble).__name__] += 1
        except Killed:
            self.ended["Killed"] += 1
        else:
            self.ended["done"] += 1
        self.aws.mend()
        self.ledger.mend()
        self.observer.check(self.theirs)

    def choose(self, places: Iterable[int]) -> None:
        chosen = [self._every[place % len(self._every)] for place in places]
        self.step(lambda: attachments.choose(self.services, MIGRATION, chosen))

    def choose_without_conflicts(self) -> None:
        """The plan is read, and those listeners are chosen that nothing stands in the way of."""
        before = len(self.plans)
        self.plan(back=False, remove_first=True)
        if len(self.plans) > before:
            left = {one.listener_arn for one in self.plans[-1].conflicts}
            self.choose(n for n, one in enumerate(self._every) if one.listener_arn not in left)

    def plan(self, *, back: bool, remove_first: bool) -> None:
        def read() -> None:
            prepare = planning.prepare_rollback if back else planning.prepare
            planned = prepare(self.services, MIGRATION)
            assert planned.plan.gaps == (), "no gap that the operator has not accepted"
            if remove_first and planned.crowded:
                planned = prepare(self.services, MIGRATION, planned.crowded)
            self.plans.append(planned.plan)
            self.read_after.append(self.interferences)

        self.step(read)

    def confirm(self, which: int, *, right: bool) -> None:
        """Confirm one of the plans that were read, the latest by -1."""
        if self.plans:
            plan = self.plans[which % -len(self.plans) if which < 0 else which % len(self.plans)]
            typed = asked_phrase(plan, DOMAIN) + ("" if right else "x")
            self.step(lambda: cutover.confirm(self.services, MIGRATION, plan, typed))

    def apply(self, mishap: Mishap) -> None:
        meanwhile = mishap.meanwhile

        def progress(migration: Migration) -> None:
            nonlocal meanwhile
            if meanwhile is not None and len(migration.made) >= mishap.after:
                now, meanwhile = meanwhile, None
                now(self)

        self.step(lambda: cutover.apply(self.services, MIGRATION, progress), mishap)

    def delete(self, mishap: Mishap, *, right: bool) -> None:
        self.observer.typed_right = right
        typed = DOMAIN if right else DOMAIN.upper()
        self.step(lambda: finish.delete_old(self.services, MIGRATION, typed), mishap)

    def give_up(self) -> None:
        self.step(lambda: record.give_up(self.services, MIGRATION))

    def close(self) -> None:
        self.step(lambda: finish.close(self.services, MIGRATION))

    def soak(self, hours: int) -> None:
        self.step(lambda: finish.set_soak(self.services, MIGRATION, hours))

    def wait(self, hours: int) -> None:
        """Hours go by, and ACM hears of who holds what."""
        self.now += timedelta(hours=hours)
        self.aws.unheard.clear()

    def note_of_a_colleague(self) -> None:
        """Another program goes on with the same migration."""
        self.ledger.tell(MIGRATION, [HandedOver("message")], self.now, "ken@laptop")

    def look_of_a_colleague(self) -> None:
        """Another program writes down what ACM says."""
        self.ledger.tell(MIGRATION, [CertificateSeen(self.migration.old)], self.now, "ken@laptop")

    def listener(self, where: int) -> str:
        """The ARN of one of the listeners that there are."""
        arns = sorted(self.aws.listeners)
        return arns[where % len(arns)]

    def drift(self, where: int, kind: str) -> None:
        """A colleague changes a listener, as far as AWS lets them.

        What comes between the program's look and its call cannot be seen: no call of AWS is conditional.
        """
        arn = self.listener(where)
        if self.observer.awaits_its_call(arn):
            return
        if kind not in ("fill", "empty") and self.observer.in_the_middle(arn):
            # Between two calls on one listener the program does not look again: what a colleague makes of the
            # pair in that moment cannot be seen either.
            kind = "fill"
        for edit in edits(self.aws.listeners[arn], kind):
            try:
                self.aws.carry_out(edit)
            except SaysNo:
                self.ended["a colleague was refused"] += 1
            else:
                self.interferences += 1
                self.theirs[arn] = edited(self.theirs[arn], edit)
                self._lags(arn, edit)

    def _lags(self, listener_arn: str, edit: Change) -> None:
        """ACM hears late of what is put back on a load balancer that the migration looks at anyway.

        Of what comes to another one in that moment nobody but ACM itself could know.
        """
        looked_at = {load_balancer_of(one.listener_arn) for one in self.migration.chosen or ()}
        balancer = load_balancer_of(listener_arn)
        if edit.certificate_arn == OLD and not isinstance(edit, RemoveFromList) and balancer in looked_at:
            self.aws.unheard.add(balancer)

    def vanish(self, where: int) -> None:
        """A colleague deletes a listener."""
        arn = self.listener(where)
        if len(self.aws.listeners) == 1 or self.observer.awaits_its_call(arn):
            return
        if not self.observer.in_the_middle(arn):
            self.interferences += 1
            del self.aws.listeners[arn], self.theirs[arn]


def listeners_restored(tale: Tale, origins: Iterable[Listener], left: Iterable[str]) -> bool:
    """Whether each of *origins* holds the old certificate where it did, but for those *left* as they are."""
    stay = set(left)
    return all(
        tale.aws.listeners[one.arn].holds(OLD, role)
        for one in origins
        if one.arn not in stay
        for role in ("default", "sni")
        if one.holds(OLD, role)
    )
