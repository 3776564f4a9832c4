"""The journal's vocabulary: everything that can be said about a migration, as a tagged union.

Events are facts of the past. They are appended, never changed; fields may be added with a default, never
renamed or given another meaning.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from acm_tui.domain.certificate import Certificate
from acm_tui.domain.cutover import CutoverPlan
from acm_tui.domain.listener import Attachment
from acm_tui.domain.monitor import Watched
from acm_tui.domain.mutation import Mutation
from acm_tui.domain.place import Place
from acm_tui.domain.record_sight import RecordSight
from acm_tui.domain.seat import Seat
from acm_tui.domain.served import Handshake
from acm_tui.domain.window import Window

VOCABULARY = 4
"""Version of the vocabulary, written with every event.

Version 1 knew no seats, 2 no switch in place, 3 nothing of what was seen in DNS.
"""

LONGEST_SOAK_H = 365 * 24
"""Hours that the old certificate is kept at most: longer than any certificate lives."""

Way = Literal["replace", "in place"]


class Started(msgspec.Struct, frozen=True, tag="started", tag_field="event"):
    """The operator picked a certificate; the migration is pinned to its place."""

    place: Place
    certificate: Certificate


class WayChosen(msgspec.Struct, frozen=True, tag="way_chosen", tag_field="event"):
    """How it will be migrated."""

    way: Way


class Intended(msgspec.Struct, frozen=True, tag="intended", tag_field="event"):
    """AWS is about to be asked to change something. Committed before the call is made."""

    mutation: Mutation


class Succeeded(msgspec.Struct, frozen=True, tag="succeeded", tag_field="event"):
    """The call was carried out. ``intent`` is the sequence number of its intent.

    ``arn`` is what was created, if anything. For records written into Route 53 it is the change id: no ARN,
    but the only name that AWS gives to what was made, and what GetChange is asked by. ``reconciled``: not
    answered, but found done when AWS was read; then a change id is not known.
    """

    intent: int
    arn: str = ""
    request_id: str = ""
    reconciled: bool = False


class Failed(msgspec.Struct, frozen=True, tag="failed", tag_field="event"):
    """The call was certainly not carried out. ``code`` is the service's error code."""

    intent: int
    code: str
    message: str
    reconciled: bool = False


class CertificateSeen(msgspec.Struct, frozen=True, tag="certificate_seen", tag_field="event"):
    """ACM described the old or the new certificate, and it differs from what was known."""

    certificate: Certificate


class CertificateGone(msgspec.Struct, frozen=True, tag="certificate_gone", tag_field="event"):
    """ACM does not know the certificate any more, and it was not this migration that deleted it."""

    arn: str


class HandedOver(msgspec.Struct, frozen=True, tag="handed_over", tag_field="event"):
    """The records left the program: ``how`` is message, zone file, CSV, record (copied) or Route 53."""

    how: str


class RecordsChangeSeen(msgspec.Struct, frozen=True, tag="records_change_seen", tag_field="event"):
    """GetChange told something new of a change in Route 53.

    ``status`` is PENDING or INSYNC (Route 53 API reference, ChangeInfo); empty when the change is not known
    there any more.
    """

    change_id: str
    status: str


class RecordsSeen(msgspec.Struct, frozen=True, tag="records_seen", tag_field="event"):
    """The validation records were looked for in DNS after the switch in place."""

    sights: tuple[RecordSight, ...]


class ListenersChosen(msgspec.Struct, frozen=True, tag="listeners_chosen", tag_field="event"):
    """Where to swap; empty when the certificate is attached to nothing here."""

    attachments: tuple[Attachment, ...]


class PlanConfirmed(msgspec.Struct, frozen=True, tag="plan_confirmed", tag_field="event"):
    """The operator read the plan and typed the name asked for.

    ``override`` is the reason that was given for going on outside the maintenance window.
    """

    plan: CutoverPlan
    typed: str
    override: str = ""


class WindowSet(msgspec.Struct, frozen=True, tag="window_set", tag_field="event"):
    """The maintenance window was agreed, moved, or taken away (``None``)."""

    window: Window | None


class CutoverWatched(msgspec.Struct, frozen=True, tag="cutover_watched", tag_field="event"):
    """What the monitor saw from before the first call until after the last, listener by listener.

    ``put`` is the certificate (an ARN) that was put in place; ``begun`` and ``ended`` bound the watching, and
    each address and name was asked every ``interval_ms`` milliseconds or so. ``trouble`` says why the
    watching broke off or could not see, empty where it did not. While it lasts, what was seen ``so_far`` is
    written down too, and replaced by what comes later of the same watching: where nothing came, the program
    was cut off.
    """

    put: str
    begun: datetime
    ended: datetime
    interval_ms: float
    listeners: tuple[Watched, ...]
    trouble: str = ""
    so_far: bool = False


class SoakSet(msgspec.Struct, frozen=True, tag="soak_set", tag_field="event"):
    """How long the old certificate stays after the cutover, in hours."""

    hours: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_SOAK_H)]


class HandshakesSeen(msgspec.Struct, frozen=True, tag="handshakes_seen", tag_field="event"):
    """What is served, measured after the cutover, with the fingerprints it was compared with.

    ``contradictions`` are sentences: where the listeners, as they were described, hold something else.
    """

    handshakes: tuple[Handshake, ...]
    new: str
    old: str | None
    contradictions: tuple[str, ...] = ()


class Closed(msgspec.Struct, frozen=True, tag="closed", tag_field="event"):
    """The operator ended the migration and left the old certificate where it is."""

    note: str = ""


class Abandoned(msgspec.Struct, frozen=True, tag="abandoned", tag_field="event"):
    """The operator gave the migration up."""

    note: str = ""


class SeatTaken(msgspec.Struct, frozen=True, tag="seat_taken", tag_field="event"):
    """A program sat down to this migration; from now on it alone changes AWS for it.

    ``over`` is the id of the seat that was taken over; empty where it was free. ``said_gone``: the operator
    said that the other program is gone; otherwise it was seen to be, or had nothing under way.
    """

    seat: Seat
    over: str = ""
    said_gone: bool = False


class SeatLeft(msgspec.Struct, frozen=True, tag="seat_left", tag_field="event"):
    """The program with the seat of this id got up."""

    seat: str


class Shortened(msgspec.Struct, frozen=True, tag="shortened", tag_field="event"):
    """The journal was damaged: what was written behind this point is lost. ``why`` says what was seen."""

    why: str


class Unknown(msgspec.Struct, frozen=True, tag="unknown", tag_field="event"):
    """An event of a later version of this program, kept as it was read."""

    kind: str
    body: dict[str, Any]


Event = (
    Started
    | WayChosen
    | Intended
    | Succeeded
    | Failed
    | CertificateSeen
    | CertificateGone
    | HandedOver
    | RecordsChangeSeen
    | RecordsSeen
    | ListenersChosen
    | PlanConfirmed
    | WindowSet
    | CutoverWatched
    | SoakSet
    | HandshakesSeen
    | Closed
    | Abandoned
    | SeatTaken
    | SeatLeft
    | Shortened
    | Unknown
)


DECISIONS = (WayChosen, ListenersChosen, PlanConfirmed, WindowSet, SoakSet, Closed, Abandoned)
"""What an operator decides, as against what was seen, begun, handed over or done."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the journal. ``seq`` counts from 1 within a migration; ``at`` is aware, UTC."""

    migration: str
    seq: int
    at: datetime
    actor: str
    event: Event
