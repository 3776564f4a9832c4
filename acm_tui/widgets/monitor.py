"""What the monitor sees of a listener while its certificate is swapped, in a few lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from acm_tui.domain.cutover import Direction
from acm_tui.domain.monitor import HeldState, Watched
from acm_tui.text import counted
from acm_tui.widgets.say import Part, Row, marked, style_of

Elsewhere = Callable[[str, int, str | None], str]
"""A line for a shell somewhere else, from host, port and SNI: what is served there."""

_HELD: dict[HeldState, str] = {
    "held": "the open connection was held",
    "cut": "the open connection was cut",
    "closed early": "the server closes open connections by itself",
    "not seen": "no connection could be held open",
    "not known": "whether the open connection was held is not known",
}


def watched_rows(one: Watched, direction: Direction, elsewhere: Elsewhere) -> Iterator[Row]:
    """What is served now and since when, then what clients noticed; *direction* names the certificates.

    What cannot be seen from here is named, with the line that tells it from *elsewhere*.
    """
    if one.seen:
        sign = _sign(one)
        yield marked(f"   {sign}", style_of(sign), *_served(one, direction), ("   " + noticed(one), ""))
    if one.seen and (behind := _behind(one)):
        yield marked("   ·", "$secondary", behind)
    unreached = _unreached(one)
    if unreached or not one.seen:
        yield marked("   ?", "$warning", "not seen from here: ", unreached or "no address")
    if (place := one.elsewhere) is not None:
        line = elsewhere(place.host, one.port, place.server_name)
        yield marked("   ?", "$warning", "from elsewhere: ", line)
    if one.blind_from is not None:
        yield marked("   !", "$warning", (_blind(one), "$warning"))


def in_short(one: Watched, direction: Direction) -> str:
    """The same as one line of text, without the way to look from elsewhere."""
    unreached = _unreached(one)
    said = [
        *(["".join(map(_text, _served(one, direction))), noticed(one)] if one.seen else []),
        _behind(one),
        f"not seen from here: {unreached or 'no address'}" if unreached or not one.seen else "",
        _blind(one),
    ]
    return " · ".join(filter(None, said))


def _text(part: Part) -> str:
    return part if isinstance(part, str) else part[0]


def _unreached(one: Watched) -> str:
    names = (f"{address} for {name or '(no SNI)'}" for address, name in one.unreached_names)
    return ", ".join((*one.unreached, *names))


def _behind(one: Watched) -> str:
    """The addresses that stay behind once others show what is put in place."""
    if one.first_new_at is None or not one.behind:
        return ""
    return f"{', '.join(one.behind)} showed another one last"


def _blind(one: Watched) -> str:
    return "" if one.blind_from is None else f"nothing is seen any more since {one.blind_from:%H:%M:%S} UTC"


def noticed(one: Watched) -> str:
    """Failures, the longest gap, flaps and the held connection, as one line."""
    said = [counted(one.seen + one.failed, "handshake")]
    if one.slow:
        said[0] += f", each address every {one.interval_ms:.0f} ms"
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
    if one.noticed:
        return "!"
    return "✔" if one.in_place else "·"
