"""The columns of the inventory, for the room and the places there are, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import NamedTuple

from acm_tui.domain.inventory.choosing import Column
from acm_tui.domain.inventory.row import Row, Sight
from acm_tui.domain.inventory.urgency import Urgency
from acm_tui.domain.journey import step
from acm_tui.domain.listener import ROLE_WORDS, load_balancer_name
from acm_tui.domain.migration import Migration
from acm_tui.domain.place import Place
from acm_tui.domain.seat import Seat, somebody_else
from acm_tui.widgets.say import Part
from acm_tui.widgets.table_line import GAP

WIDE = 100
"""Columns of the terminal from which on it is shown what holds a certificate."""
WIDEST = 130
"""From which on account and region are shown in full, also where there is only one."""
_ROLES = 20
"""Cells from which on it is shown in which role a listener holds a certificate."""
NOTICED = "⚑"
"""AWS Health has something to say about the certificate."""
HELD = "Held by"

SIGNS: dict[Urgency, tuple[str, str]] = {
    Urgency.EXPIRED: ("✖", "$error"),
    Urgency.FAILED: ("!", "$error"),
    Urgency.NO_MORE_MAIL: ("!", "$error"),
    Urgency.RENEWAL_WAITS: ("!", "$error"),
    Urgency.SOON: ("!", "$warning"),
    Urgency.IN_USE: ("·", ""),
    Urgency.UNUSED: (" ", "dim"),
}


class View(NamedTuple):
    """When is looked, and by which program."""

    now: datetime
    seat: Seat


class Shown(NamedTuple):
    """A column: title, width (0: what is left), what ordering by it is called, and the text of a cell."""

    title: str
    width: int
    by: Column | None
    text: Callable[[Row, View], str]


def columns(width: int, places: Collection[Place]) -> tuple[Shown, ...]:
    """The columns for a terminal of *width*, given the *places* that there are rows of."""
    several = len(places) > 1
    if width < WIDE:
        return (_SIGN, _NAME, _LEFT, _STATE, _short(places)) if several else (_SIGN, _NAME, _EXPIRES, _STATE)
    place = (_PLACE,) if width >= WIDEST else (_short(places),) if several else ()
    others = (_SIGN, _EXPIRES, _STATE, *place)
    room = width - sum(one.width + GAP for one in others) - 6
    held = room * 2 // 5
    text = _held if held >= _ROLES else _held_in_short
    held_by = Shown(HELD, held, Column.BALANCER, text)
    return (_SIGN, _NAME, _EXPIRES, _STATE, held_by, *place)


def cells(row: Row, shown: Collection[Shown], view: View) -> tuple[Part, ...]:
    """What stands in the columns *shown* of *row*. What is only remembered, or unused, is quiet."""
    _, colour = SIGNS[row.urgency]
    quiet = "dim" if not row.fresh or row.urgency is Urgency.UNUSED else ""
    loud = colour if not quiet or colour == "dim" else f"dim {colour}".strip()
    styles = {_SIGN.title: loud, _STATE.title: loud, HELD: quiet or ("" if row.sights_fresh else "dim")}
    return tuple((one.text(row, view), styles.get(one.title, quiet)) for one in shown)


def _sign(row: Row, _: View) -> str:
    return SIGNS[row.urgency][0] + (NOTICED if row.notices else "")


def _name(row: Row, _: View) -> str:
    more = len(row.certificate.names) - 1
    return row.name + (f" +{more}" if more > 0 else "")


def _days(row: Row, view: View) -> str:
    expires = row.certificate.not_after
    return "" if expires is None else f"{(expires - view.now).days} d"


def _expires(row: Row, view: View) -> str:
    expires = row.certificate.not_after
    return "" if expires is None else f"{expires:%Y-%m-%d}{_days(row, view):>7}"


def _state(row: Row, view: View) -> str:
    return str(row.urgency) if row.under_way is None else under_way(row.under_way, view.seat)


def under_way(migration: Migration, seat: Seat) -> str:
    """Where *migration* stands; and who is at work on it, where that is somebody else than *seat*."""
    at = step(migration).title
    holder = somebody_else(migration.holder, seat)
    return f"▸ at step {at}" if holder is None else f"▸ {at} {holder.seat.actor}"


def _held(row: Row, _: View) -> str:
    return _first_of(row, seen_on)


def _held_in_short(row: Row, _: View) -> str:
    return _first_of(row, lambda sight: seen_on(sight).rpartition(" ")[0])


def _first_of(row: Row, words: Callable[[Sight], str]) -> str:
    """The first holder, a listener in *words*, and how many more there are."""
    if row.sights is None:
        return f"{row.balancers[0]} …" if row.balancers else "…"
    first, more = "", len(row.sights) + len(row.services) - 1
    if row.sights:
        first = words(row.sights[0])
    elif row.services:
        first = row.services[0]
    elif row.balancers:  # InUseBy lags: it names a load balancer whose listeners hold it no more
        first, more = row.balancers[0], len(row.balancers) - 1
    return f"{first} +{more}" if more > 0 else first


def seen_on(sight: Sight) -> str:
    """Load balancer, port and role in a few cells."""
    listener = sight.listener
    name = load_balancer_name(listener.load_balancer_arn)
    return f"{name} {listener.port} {ROLE_WORDS[sight.attachment.role]}"


def _left(row: Row, view: View) -> str:
    return f"{_days(row, view):>6}"


def _short(places: Collection[Place]) -> Shown:
    accounts = {(one.partition, one.account) for one in places}
    if len(accounts) > 1:
        return Shown(
            "Account · region",
            20,
            Column.PLACE,
            lambda row, _: f"…{row.place.account[-4:]} {row.place.region}",
        )
    return Shown("Region", 15, Column.PLACE, lambda row, _: row.place.region)


def _place(row: Row, _: View) -> str:
    return f"{row.place.account} {row.place.region}"


_SIGN = Shown("", 2, None, _sign)
_NAME = Shown("Certificate", 0, Column.NAME, _name)
_EXPIRES = Shown("Expires", 17, Column.EXPIRES, _expires)
_LEFT = Shown("  Left", 7, Column.EXPIRES, _left)
_STATE = Shown("State", 20, Column.URGENCY, _state)
_PLACE = Shown("Account · region", 28, Column.PLACE, _place)
