"""What the monitor sees of a listener while its certificate is swapped, in one or two lines."""

from __future__ import annotations

from collections.abc import Iterator

from acm_tui.domain.cutover import Direction
from acm_tui.domain.monitor import HeldState, Watched
from acm_tui.text import counted
from acm_tui.widgets.say import Part, Row, marked, style_of

_HELD: dict[HeldState, str] = {
    "held": "the open connection was held",
    "cut": "the open connection was cut",
    "closed early": "the server closes open connections by itself",
    "not seen": "no connection could be held open",
}


def watched_rows(one: Watched, direction: Direction) -> Iterator[Row]:
    """What is served now and since when, then what clients noticed; *direction* names the certificates."""
    if not one.seen:
        yield marked("   ?", "$warning", "not seen from here: ", _unreached(one) or "no address")
        return
    yield marked(
        f"   {_sign(one)}", style_of(_sign(one)), *_served(one, direction), ("   " + noticed(one), "")
    )
    if unreached := _unreached(one):
        yield marked("   ?", "$warning", "not seen from here: ", unreached)


def in_short(one: Watched, direction: Direction) -> str:
    """The same as one line of text."""
    if not one.seen:
        return f"not seen from here: {_unreached(one) or 'no address'}"
    served = "".join(part if isinstance(part, str) else part[0] for part in _served(one, direction))
    return f"{served} · {noticed(one)}"


def _unreached(one: Watched) -> str:
    names = (f"{address} for {name or '(no SNI)'}" for address, name in one.unreached_names)
    return ", ".join((*one.unreached, *names))


def noticed(one: Watched) -> str:
    """Failures, the longest gap, flaps and the held connection, as one line."""
    said = [counted(one.seen + one.failed, "handshake")]
    if one.failed:
        gap = "" if one.longest_gap_ms is None else f", longest gap {one.longest_gap_ms:.0f} ms"
        said.append(f"{one.failed} failed{gap}")
    else:
        said.append("none failed")
    if one.flaps:
        said.append(f"went back {counted(one.flaps, 'time')}")
    said.append(_HELD[one.held])
    return " · ".join(said)


def _served(one: Watched, direction: Direction) -> list[Part]:
    leaving, put = ("old", "new") if direction == "cutover" else ("new", "old")
    if one.first_new_at is None:
        return [(leaving if one.old else "another one", "bold")]
    since: list[Part] = [
        (" ▸ ", "$accent"),
        (put, "bold"),
        (f" {one.first_new_at:%H:%M:%S} UTC", "$secondary"),
    ]
    others: list[Part] = [(", also another one", "$warning")] if one.other else []
    return [leaving, *since, *others] if one.old else [*since[1:], *others]


def _sign(one: Watched) -> str:
    if one.failed or one.flaps or one.held == "cut":
        return "!"
    if one.first_new_at is None or (one.last_old_at is not None and one.last_old_at > one.first_new_at):
        return "·"
    return "✔"
