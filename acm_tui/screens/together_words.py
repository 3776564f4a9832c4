"""What is said of a set before it is switched in place together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from textual.content import Content

from acm_tui.domain.certificate import Certificate
from acm_tui.domain.place import place_of
from acm_tui.domain.propagation import both_forms
from acm_tui.domain.together import Becomes, Prospect, number_to_type, remains
from acm_tui.domain.ways import advice
from acm_tui.text import counted
from acm_tui.widgets.say import BLANK, Part, Row, fields, line, marked, style_of

_MOST_NAMED = 12
"""Certificates that are named one by one in the confirmation."""
_MOST_ZONES = 6
_WORDS = {
    Becomes.SWITCHED: ("→", "$accent", "is switched"),
    Becomes.AGAIN: ("→", "$accent", "is switched again"),
    Becomes.WATCHED: ("·", "$secondary", "is gone on with"),
    Becomes.DONE: ("✔", "$success", "nothing to do"),
    Becomes.LEFT: ("!", "$warning", "stays as it is"),
}


def name_of(certificate: Certificate) -> str:
    """What people call it: its first name, and how many more it has; its id where no name was told."""
    more = len(certificate.names) - 1
    return (certificate.domain or certificate.arn.rpartition("/")[2]) + (f" +{more}" if more > 0 else "")


def cells(one: Prospect) -> tuple[str | tuple[str, str], ...]:
    """The certificate, what happens with it or why nothing does, and when it expires."""
    sign, style, words = _WORDS[one.becomes]
    end = one.certificate.not_after
    said = f"{sign} {words}" + (f": {one.why}" if one.why else "")
    return name_of(one.certificate), (said, style), "" if end is None else f"{end:%Y-%m-%d}"


def detail(one: Prospect) -> list[Row]:
    """The one under the cursor in full."""
    _, style, words = _WORDS[one.becomes]
    pairs: list[tuple[str, Part]] = [
        ("Here", (words + (f": {one.why}" if one.why else ""), style)),
        ("Names", ", ".join(map(both_forms, one.certificate.names))),
        ("Where", str(place_of(one.certificate.arn))),
    ]
    return fields(pairs, width=9)


def total(prospects: Sequence[Prospect]) -> list[Part]:
    """How many there are of each kind."""
    parts: list[Part] = [counted(len(prospects), "certificate")]
    for becomes, (sign, style, words) in _WORDS.items():
        if count := sum(one.becomes is becomes for one in prospects):
            said = words if count == 1 else words.replace("is ", "are ").replace("stays as it is", "stay")
            parts += ["   ", (f"{sign} {count} {said}", style)]
    return parts


def meaning(prospects: Sequence[Prospect], zones: Sequence[str], now: datetime) -> Iterator[Row | Content]:
    """What the switch means for all of them, where their names lie, and what code must say."""
    asked = next((one.certificate for one in prospects if one.becomes.asks), None)
    if zones:
        more = len(zones) - _MOST_ZONES
        named = ", ".join(map(both_forms, zones[:_MOST_ZONES])) + (f" and {more} more" if more > 0 else "")
        yield from fields([("Domains", named)], width=9)
    if asked is None:
        return
    way = advice(asked, now).in_place
    pairs: list[tuple[str, Part]] = [
        ("Stays", "every ARN, every listener and every other holder; no maintenance window is needed"),
        *(("Risk", said) for said in way.risks),
        ("Back", (way.back, "$warning")),
        *(("Code", said) for said in way.code),
    ]
    yield from fields(pairs, width=9)
    yield from (marked("!", style_of("!"), said) for said in remains(prospects))


def facts(prospects: Sequence[Prospect], now: datetime) -> Iterator[Row | Content]:
    """What is confirmed by typing the number: who is switched, who is not, and that there is no way back."""
    asked = [one for one in prospects if one.becomes.asks]
    yield line(
        "ACM is asked to switch ",
        (counted(len(asked), "certificate"), "bold"),
        " to DNS validation, one after the other.",
    )
    # Before the names: these may be many, and scroll.
    if asked:
        yield line(
            ("Way back: ", "$secondary"), (advice(asked[0].certificate, now).in_place.back, "$warning")
        )
    yield BLANK
    yield from _named(asked, "→", "$accent")
    watched = [one for one in prospects if one.becomes is Becomes.WATCHED]
    yield from _named(watched, "·", "$secondary", "gone on with: ")
    yield from _named([one for one in prospects if one.becomes is Becomes.LEFT], "!", "$warning", "not ")
    yield from (marked("!", style_of("!"), said) for said in remains(prospects))


def _named(found: Sequence[Prospect], sign: str, style: str, before: str = "") -> Iterator[Row]:
    for one in found[:_MOST_NAMED]:
        yield marked(sign, style, before, name_of(one.certificate), f": {one.why}" if one.why else "")
    if (more := len(found) - _MOST_NAMED) > 0:
        yield marked(sign, style, before, f"{more} more")


def title(prospects: Sequence[Prospect]) -> str:
    """Of the confirmation."""
    return f"Switch {counted(number_to_type(prospects), 'certificate')} in place"
