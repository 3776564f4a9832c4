"""A migration is the fold of its events: what is known, and what has been done."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from acm_tui.domain import events as ev
from acm_tui.domain.certificate import Certificate, CertificateRequest, Switch, ValidationRecord
from acm_tui.domain.cutover import CutoverPlan
from acm_tui.domain.found import Found
from acm_tui.domain.listener import Attachment, Listener
from acm_tui.domain.mutation import Change, Mutation
from acm_tui.domain.place import Place
from acm_tui.domain.record_sight import RecordSight
from acm_tui.domain.seat import Holder
from acm_tui.domain.window import Window

SOAK = timedelta(hours=24)
"""How long the old certificate stays after the cutover, unless another time is chosen."""


class InFlight(msgspec.Struct, frozen=True):
    """An intent without an outcome: whether AWS carried it out is not known.

    ``origin`` is its listener as it was before this migration first changed it, where the way back would
    need that: for a change of a cutover.
    """

    intent: int
    mutation: Mutation
    at: datetime
    origin: Listener | None = None


NOT_CARRIED_OUT = "NotCarriedOut"
"""The code of a call that nobody answered and of which AWS, when it was read, showed no effect."""


class Failure(msgspec.Struct, frozen=True):
    """The last call that AWS did not carry out; ``at`` is when it was intended."""

    mutation: Mutation
    at: datetime
    code: str
    message: str


class DnsChange(msgspec.Struct, frozen=True):
    """Records that were written into a hosted zone ``at`` some moment, and whether its servers have them.

    ``status`` is PENDING, INSYNC, or empty: not known, because the answer that holds ``change_id`` was lost
    or Route 53 has forgotten the change. Then the zone's servers alone can tell.
    """

    zone_id: str
    zone: str
    records: tuple[ValidationRecord, ...]
    change_id: str
    status: str
    at: datetime


class Migration(msgspec.Struct, frozen=True, kw_only=True):
    """One certificate's way from email to DNS validation, as the journal tells it.

    ``seq`` is the last sequence number folded in. ``new`` is the successor while there is one;
    ``predecessors`` are successors that timed out or failed and were deleted. ``dns_changes`` holds the
    latest of each hosted zone, in the order in which they were made. ``origins`` are the listeners that were
    changed and not restored, as they were before; ``cut_over_at`` is when the last change was made. ``soak``
    is how long the old certificate stays after that. ``watched`` tells what the monitor saw, the latest last.
    ``in_flight`` is more than one where several load balancers are changed at the same time. ``presumed`` are
    intents that count as not carried out only because AWS, when it was read, showed nothing of them: an
    answer may still come. ``planned`` is the sequence number of the confirmed plan; ``overtaken`` are
    listeners on which a call of an earlier plan turned out to be carried out after all since then.
    ``holder`` is the program that sits at it. ``foreign``: a later version of this program wrote something
    that is not understood here. ``shortened``: entries were lost; AWS may have more than is known. ``found``
    is what reading AWS told of calls without an outcome; it is kept until something else is asked for.

    ``way`` is "in place" also where a switch was found pending before any way was chosen. ``switch`` is the
    latest switch of ``old``, whoever began it; ``switch_asked_at`` is when this migration asked for it, and
    ``switch_records`` are its CNAMEs, kept when it ends. ``former_switch`` is the one before, and
    ``former_switch_records`` are those of the latest that had any. ``switch_unshown_at`` is when ACM was seen
    to show none, long after it took the one that was asked for. ``switched``: every name was seen to be
    validated by DNS. ``sights`` are the latest looks at each of the records in DNS that were written down.
    """

    id: str
    place: Place
    old: Certificate
    seq: int
    started_at: datetime
    updated_at: datetime
    updated_by: str
    way: ev.Way | None = None
    request: CertificateRequest | None = None
    requested_at: datetime | None = None
    new: Certificate | None = None
    predecessors: tuple[Certificate, ...] = ()
    handed_over: tuple[str, ...] = ()
    dns_changes: tuple[DnsChange, ...] = ()
    chosen: tuple[Attachment, ...] | None = None
    plan: CutoverPlan | None = None
    made: tuple[Change, ...] = ()
    origins: tuple[Listener, ...] = ()
    cut_over_at: datetime | None = None
    window: Window | None = None
    soak: timedelta = SOAK
    watched: tuple[ev.CutoverWatched, ...] = ()
    handshakes: ev.HandshakesSeen | None = None
    old_gone: bool = False
    closed: bool = False
    abandoned: bool = False
    in_flight: tuple[InFlight, ...] = ()
    presumed: tuple[InFlight, ...] = ()
    planned: int = 0
    overtaken: tuple[str, ...] = ()
    failure: Failure | None = None
    holder: Holder | None = None
    foreign: bool = False
    shortened: bool = False
    found: tuple[Found, ...] = ()
    switch: Switch | None = None
    switch_asked_at: datetime | None = None
    switch_unshown_at: datetime | None = None
    switch_records: tuple[ValidationRecord, ...] = ()
    former_switch: Switch | None = None
    former_switch_records: tuple[ValidationRecord, ...] = ()
    switched: bool = False
    sights: tuple[RecordSight, ...] = ()

    @property
    def in_place(self) -> bool:
        """Whether the certificate itself is switched, and none takes its place."""
        return self.way == "in place"

    @property
    def shown_switch(self) -> Switch | None:
        """The latest switch, unless ACM took it and shows none of it: then nothing is known of one."""
        return None if self.switch_unshown_at is not None else self.switch

    @property
    def switch_waits(self) -> bool:
        """Whether a switch is pending, as far as it is known."""
        return self.shown_switch is not None and self.shown_switch.pending

    @property
    def former_records(self) -> tuple[ValidationRecord, ...]:
        """The CNAMEs of the latest predecessor that had any; in place, of the latest switch before this."""
        if self.in_place:
            return self.former_switch_records
        return next((p.records for p in reversed(self.predecessors) if p.records), ())

    @property
    def same_records_again(self) -> bool | None:
        """Whether the new request shows the CNAMEs of the one before it; ``None`` where nothing compares."""
        if self.in_place:
            comparable = self.switch_records and self.former_switch_records
            return {*self.switch_records} == {*self.former_switch_records} if comparable else None
        if self.new is None or not self.new.records or not self.former_records:
            return None
        return set(self.new.records) == set(self.former_records)

    @property
    def records(self) -> tuple[ValidationRecord, ...]:
        """The CNAMEs to register. While a new request has none yet, those of the one before it."""
        if self.in_place:
            return self.switch_records or self.former_switch_records
        return (self.new.records if self.new is not None else ()) or self.former_records

    @property
    def records_complete(self) -> bool:
        """Whether ``records`` are all there are to be: a part of them would look like all."""
        if self.in_place:
            asked = self.switch is not None and self.switch.pending and bool(self.switch_records)
            return bool(self.records) and (not asked or self.old.switch_records_known)
        making = self.new is not None and self.new.records and not self.new.records_known
        return bool(self.records) and not making

    @property
    def dns_change(self) -> DnsChange | None:
        """The latest change in Route 53; ``None`` when nothing was written there for these records."""
        return self.dns_changes[-1] if self.dns_changes else None

    @property
    def writing(self) -> bool:
        """Whether Route 53 is still bringing written records to its servers."""
        return any(change.status == "PENDING" for change in self.dns_changes)

    @property
    def cutover_begun(self) -> bool:
        """Whether at least one change of the confirmed plan has been made."""
        return bool(self.made)

    @property
    def under_way(self) -> bool:
        """Whether the confirmed plan has been begun, and more of it is to be made."""
        return self.cutover_begun and bool(self.changes_left)

    @property
    def changes_left(self) -> tuple[Change, ...]:
        """What the confirmed plan still has to do."""
        return () if self.plan is None else tuple(c for c in self.plan.changes if c not in self.made)

    @property
    def cutover_done(self) -> bool:
        """Whether every change of the confirmed plan has been made, or there was nothing to swap."""
        if self.changes_left:
            # Also where nothing is chosen: a way back may be confirmed.
            return False
        return self.chosen == () or (self.plan is not None and self.plan.direction == "cutover")

    @property
    def half_done(self) -> bool:
        """Whether listeners have been changed, and more are to be, or to be restored."""
        return bool(self.origins) and not self.cutover_done

    @property
    def perhaps_changed(self) -> tuple[Listener, ...]:
        """The listeners that were or may have been changed and not restored, as they were before."""
        known = {one.arn for one in self.origins}
        open_on = {one.origin.arn: one.origin for one in self.in_flight if one.origin is not None}
        return (*self.origins, *(origin for arn, origin in open_on.items() if arn not in known))

    @property
    def turned_back(self) -> bool:
        """Whether the last plan was to restore the listeners, and all its changes are made."""
        return self.plan is not None and self.plan.direction == "rollback" and not self.changes_left

    @property
    def rolled_back(self) -> bool:
        """Whether the last plan restored the listeners, and none is left."""
        return self.turned_back and not self.origins

    @property
    def successor(self) -> Certificate | None:
        """The new certificate; where it is gone, the latest that there was."""
        return self.new or next(reversed(self.predecessors), None)

    @property
    def soaks_until(self) -> datetime | None:
        """Until when the old certificate stays for a way back; ``None`` where nothing was swapped."""
        return None if self.cut_over_at is None else self.cut_over_at + self.soak

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        if self.closed or self.abandoned:
            return True
        return self.old_gone and (self.switched if self.in_place else self.cutover_done)
