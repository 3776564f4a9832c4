"""The maintenance window: from what an operator types to two moments, and into the journal."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple

from acm_tui.domain.errors import Refused
from acm_tui.domain.events import WindowSet
from acm_tui.domain.migration import Migration
from acm_tui.domain.window import LONGEST_WINDOW, Window, lasting, words
from acm_tui.workflow.record import load, record
from acm_tui.workflow.services import Services
from acm_tui.workflow.zone import UnknownZone, Zone, machine_zone, zone_named

Field = Literal["begins", "ends", "zone"]

FARTHEST = timedelta(days=366)
"""A date farther away than this is a slip of the finger: no certificate lives that long."""
_MOMENT = re.compile(r"(?:(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T]+)?(\d{1,2}):(\d{2})")
_LENGTH = re.compile(r"\+? *(?=\d)(?:(\d{1,3}) *h)? *(?:(\d{1,4}) *m(?:in)?)?", re.IGNORECASE)


class NotAWindow(Refused):
    """What was typed is no window to agree on. ``field`` is where to correct it."""

    def __init__(self, field: Field, sentence: str, *, cause: str = "", remedy: str = "") -> None:
        super().__init__(sentence, cause=cause, remedy=remedy)
        self.field: Field = field


class Typed(NamedTuple):
    """What an operator types for a window."""

    begins: str = ""
    ends: str = ""
    zone: str = ""
    note: str = ""


class _Clock(NamedTuple):
    """A reading of a clock; without a day it is the next time that the clock shows it."""

    day: date | None
    time: time


def parse(begins: str, ends: str, zone: str, note: str, now: datetime) -> Window:
    """The window that somebody means at *now* (aware).

    *begins* is ``2026-11-25 02:00``, or ``02:00`` for the next one after *now*. *ends* is the same, the next
    one after the begin, or a length: ``+2h``, ``90m``, ``1h30m``. *zone* is an IANA name; empty is the zone
    that this machine is set to.

    Raises:
        NotAWindow: a text that is none of these; a time that the zone's clocks skip or show twice; an end
            that does not come after the begin, or comes more than 24 hours after it; a window that has
            passed; a zone that is not known.
    """
    where = _zone(zone, now)
    first = _clock("begins", begins)
    if first is None:
        raise _unreadable("begins", begins)
    start = _instant("begins", first, where, now)
    end = _end(ends, first, start, where)
    window = Window(
        begins=start,
        ends=end,
        zone=where.name,
        note=" ".join(note.split()),
        begins_offset_min=where.offset_min(start),
        ends_offset_min=where.offset_min(end),
    )
    _check(window, now)
    return window


def as_typed(window: Window | None) -> Typed:
    """The texts that ``parse`` reads as *window*: in its zone, or in UTC where they are not clear there."""
    if window is None:
        return Typed()
    if window.local is not None and _clear(window):
        (begins, ends), zone = window.local, window.zone
    else:
        begins, ends, zone = window.begins.astimezone(UTC), window.ends.astimezone(UTC), "UTC"
    end = f"{ends:%H:%M}" if begins.date() == ends.date() else f"{ends:%Y-%m-%d %H:%M}"
    return Typed(f"{begins:%Y-%m-%d %H:%M}", end, zone, window.note)


def set_window(services: Services, migration_id: str, window: Window | None) -> Migration:
    """Agree on the maintenance window, move it, or take it away (``None``). AWS is not touched.

    Raises:
        Refused: the migration is over, or *window* is none that ``parse`` would give now.
        JournalTrouble: the journal cannot be read or written.
    """
    migration = load(services, migration_id)
    if migration.over:
        raise Refused("This migration is over.", remedy="Begin a new one from the list of certificates.")
    if window == migration.window:
        return migration
    if window is not None:
        _check(window, services.clock())
    return record(services, migration, WindowSet(window))


def _check(window: Window, now: datetime) -> None:
    if window.ends <= window.begins:
        raise NotAWindow(
            "ends",
            "The window does not end after it begins.",
            cause=words(window),
            remedy="Give a later end, or a length such as +2h.",
        )
    if (length := window.ends - window.begins) > LONGEST_WINDOW:
        raise NotAWindow(
            "ends",
            "The window is longer than 24 hours.",
            cause=f"it would last {lasting(length)}",
            remedy="Give an earlier end, or a length such as +2h.",
        )
    if window.ends <= now:
        raise NotAWindow("begins", "This window has passed.", cause=words(window), remedy="Give a later one.")


def _zone(text: str, now: datetime) -> Zone:
    name = _plain(text)
    try:
        return zone_named(name) if name else machine_zone(now)
    except UnknownZone as unknown:
        raise NotAWindow("zone", unknown.sentence, cause=unknown.cause, remedy=unknown.remedy) from unknown


def _plain(text: str) -> str:
    # Japanese input methods leave full-width digits and colons behind.
    return unicodedata.normalize("NFKC", text).strip()


def _end(text: str, first: _Clock, start: datetime, zone: Zone) -> datetime:
    if (length := _LENGTH.fullmatch(_plain(text))) is not None:
        hours, minutes = (int(part or 0) for part in length.groups())
        return start + timedelta(hours=hours, minutes=minutes)
    clock = _clock("ends", text)
    if clock is None:
        raise _unreadable("ends", text)
    if clock.day is None and clock.time == first.time:
        raise NotAWindow(
            "ends", "The window ends when it begins.", remedy="For a whole day, give +24h as its length."
        )
    return _instant("ends", clock, zone, start)


def _clock(field: Field, text: str) -> _Clock | None:
    """What *text* says; ``None`` where it is no reading of a clock at all."""
    found = _MOMENT.fullmatch(_plain(text))
    if found is None:
        return None
    year, month, day, hour, minute = (None if part is None else int(part) for part in found.groups())
    try:
        at = time(hour or 0, minute or 0)
        return _Clock(None if year is None else date(year, month or 0, day or 0), at)
    except ValueError as error:
        raise NotAWindow(
            field,
            f"“{_plain(text)}” does not exist.",
            cause=str(error),
            remedy="Times run from 00:00 to 23:59; a date is year-month-day.",
        ) from error


def _unreadable(field: Field, text: str) -> NotAWindow:
    begin = field == "begins"
    what = "begin" if begin else "end"
    length = "" if begin else ", or a length such as +2h or 90m"
    return NotAWindow(
        field,
        f"“{_plain(text)}” is no {what} of a window." if text.strip() else f"The {what} is missing.",
        remedy=f"Give a time such as 02:00, with a date as 2026-11-25 02:00{length}.",
    )


def _instant(field: Field, clock: _Clock, zone: Zone, after: datetime) -> datetime:
    """The moment at which the clocks of *zone* show *clock*; without a day, the next one after *after*."""
    here = zone.local(after)
    if clock.day is None:
        return _next(field, clock.time, zone, after)
    if abs(clock.day - here.date()) > FARTHEST:
        raise NotAWindow(
            field, f"{clock.day} is more than a year away.", remedy="Give a date within a year from now."
        )
    local = datetime.combine(clock.day, clock.time)
    return _only(field, local, zone, zone.instants(local))


def _next(field: Field, at: time, zone: Zone, after: datetime) -> datetime:
    here = zone.local(after)
    day = here.date()
    while True:
        local = datetime.combine(day, at)
        found = zone.instants(local)
        later = tuple(instant for instant in found if instant > after)
        if later or (not found and local > here):
            return _only(field, local, zone, later)
        day += timedelta(days=1)


def _only(field: Field, local: datetime, zone: Zone, found: tuple[datetime, ...]) -> datetime:
    """The one of *found*; at a change of the clocks a reading may be skipped, or come twice."""
    if not found:
        before, behind = zone.around(local)
        raise NotAWindow(
            field,
            f"There is no {local:%Y-%m-%d %H:%M} in {zone.name}.",
            cause="the clocks are put forward over it",
            remedy=f"Give {before:%Y-%m-%d %H:%M} or {behind:%Y-%m-%d %H:%M}, or the whole window in UTC.",
        )
    if len(found) > 1:
        raise NotAWindow(
            field,
            f"{local:%Y-%m-%d %H:%M} comes twice in {zone.name}.",
            cause=f"the clocks are put back: {' and '.join(f'{one:%Y-%m-%d %H:%M} UTC' for one in found)}",
            remedy="Give the whole window in UTC, with the zone UTC.",
        )
    return found[0]


def _clear(window: Window) -> bool:
    """Whether this machine reads the local begin and end of *window* as the same two moments."""
    try:
        zone = zone_named(window.zone)
    except UnknownZone:
        return False
    moments = (window.begins, window.ends)
    return window.local is not None and all(
        zone.instants(local) == (moment,) for local, moment in zip(window.local, moments, strict=True)
    )
