"""What each name server says of a record, one line a server and address."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Classification, Observation, classify, plain
from acm_tui.widgets.say import Part, Row, line

_WORDS: dict[Classification, tuple[str, str, str]] = {
    Classification.MATCH: ("✔", "$success", "record found"),
    Classification.MATCH_NO_UNDERSCORE: ("✔", "$success", "record found, its value without the underscore"),
    Classification.WRONG_VALUE: ("✖", "$error", "another value"),
    Classification.NODATA: ("✖", "$error", "the name exists, but has no such record"),
    Classification.NXDOMAIN: ("✖", "$error", "no such name"),
    Classification.REFERRAL: ("✖", "$error", "delegated further down"),
    Classification.LAME: ("!", "$warning", "does not serve the zone"),
    Classification.INTERCEPTED: ("!", "$warning", "somebody else answers in its place"),
    Classification.REFUSED: ("!", "$warning", "refused"),
    Classification.SERVFAIL: ("!", "$warning", "the server failed"),
    Classification.TIMEOUT: ("?", "$warning", "no answer"),
    Classification.UNREACHABLE: ("?", "$warning", "not reachable from here"),
}


Note = Callable[[Observation], str]


def _nothing(_: Observation) -> str:
    return ""


def server_rows(
    observations: Iterable[Observation], record: ValidationRecord, note: Note = _nothing
) -> list[Row]:
    """The observations as aligned rows, in the order given; *note* says what goes behind each."""
    seen = tuple(observations)
    width = max((len(plain(row.server)) for row in seen), default=0)
    at = max((len(row.address) for row in seen), default=0)
    return [_row(row, record, width, at, note(row)) for row in seen]


def _row(row: Observation, record: ValidationRecord, width: int, at: int, note: str) -> Row:
    sign, style, words = _WORDS[classify(row, record)]
    rtt = f"{row.rtt_ms:5.0f} ms" if row.rtt_ms is not None else " " * 8
    label = line(
        f"  {plain(row.server):<{width}}  ",
        (f"{row.address:<{at}} {rtt}  ", "$secondary"),
        (f"{sign} ", style),
    )
    parts: list[Part] = [words]
    if row.serial is not None:
        parts.append((f", serial {row.serial}", "$secondary"))
    if row.error:
        parts.append((f": {row.error}", "$secondary"))
    if note:
        parts.append((note, "$secondary"))
    return Row(label, line(*parts))
