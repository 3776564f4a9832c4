"""Step 2 in words: both ways beside one another, what the marked one asks AWS for, and what Enter does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import zip_longest

from textual.content import Content

from acm_tui.domain.calendar import NEW_CERTIFICATE_LIFE
from acm_tui.domain.certificate import left_out, request_for
from acm_tui.domain.events import Way
from acm_tui.domain.left_behind import left_behind
from acm_tui.domain.migration import Migration
from acm_tui.domain.obstacles import may_take
from acm_tui.domain.offer import Offer, offer, would_stay
from acm_tui.domain.ways import Advice, WayAdvice
from acm_tui.widgets.say import BLANK, Beside, Part, Row, fields, line, marked

TITLES: dict[Way, str] = {"in place": "Switch in place", "replace": "Replace"}
_LABEL = 10
"""Cells of the labels beside the two ways."""
_STANDING = {"open": "$success", "under way": "$accent", "closed": "$warning"}


def both_ways(advice: Advice, mark: Way) -> Iterator[Row | Beside]:
    """What is recommended, then the two ways aspect by aspect; *mark* is the one that Enter takes."""
    if advice.recommended is not None:
        yield from fields([("Advice", f"{TITLES[advice.recommended]}, because {advice.reason}.")], _LABEL)
    else:
        yield marked("✖", "$error", f"Neither way is open: {advice.reason}.")
    yield BLANK
    left, right = advice.in_place, advice.replace
    yield Beside(_label(""), *(_title(one.way, mark, advice) for one in (left, right)))
    yield Beside(_label(""), *(_standing(one) for one in (left, right)))
    yield from _aspect("Changes", left.changes, right.changes)
    yield from _aspect("Needs", left.needs, right.needs)
    yield from _aspect("Risks", left.risks, right.risks)
    yield from _aspect("Way back", _some(left.back), _some(right.back))
    yield from _aspect("Code", left.code, right.code)
    yield BLANK


def _label(text: str) -> Content:
    return line((f"{text:<{_LABEL}}", "$secondary"))


def _title(way: Way, mark: Way, advice: Advice) -> Row:
    here = way == mark
    parts: list[Part] = [(TITLES[way], "bold $accent" if here else "bold")]
    if way == advice.recommended:
        parts.append(("  recommended", "$success"))
    return marked("▸" if here else " ", "bold $accent", *parts)


def _standing(way: WayAdvice) -> Row:
    style = _STANDING[way.standing]
    parts: list[Part] = [(way.standing, style)]
    if way.why:
        parts.append(f": {way.why}")
    return marked(" ", "", *parts)


def _aspect(label: str, left: tuple[str, ...], right: tuple[str, ...]) -> Iterator[Row | Beside]:
    if not left and not right:
        return
    yield BLANK
    for number, (here, there) in enumerate(zip_longest(left, right)):
        yield Beside(_label("" if number else label), _point(here), _point(there))


def _point(said: str | None) -> Row:
    return BLANK if said is None else marked("·", "$secondary", said)


def _some(said: str) -> tuple[str, ...]:
    return (said,) if said else ()


def asked_for(m: Migration, way: Way, now: datetime) -> Iterator[tuple[str, Part]]:
    """What *way* asks AWS for, to the last tag."""
    yield from _request(m, now) if way == "replace" else _switch(m)
    for said in left_behind(m):
        yield "Left behind", (said, "$warning")


def _switch(m: Migration) -> Iterator[tuple[str, Part]]:
    yield "Asked for", "the same certificate, validated by DNS (now: EMAIL)"
    yield "Certificate", m.old.arn
    for name in m.old.names:
        yield "Names", name
    yield "Where", str(m.place)


def _request(m: Migration, now: datetime) -> Iterator[tuple[str, Part]]:
    old = m.old
    wanted = request_for(old, m.id, token="")
    yield "Asked for", "a new certificate, validated by DNS (the old one: EMAIL)"
    for name in wanted.names:
        yield "Names", f"{name}  (common name)" if name == wanted.names[0] else name
    yield "Key algorithm", wanted.key_algorithm
    for key, value in sorted(wanted.tags.items()):
        yield "Tags", f"{key} = {value}"
    for one in left_out(old):
        yield "Left out", f"{one.what}: {one.why}"
    yield "Where", str(m.place)
    expires = now + NEW_CERTIFICATE_LIFE
    yield "Expires", f"about {expires:%Y-%m-%d}, renewed without anybody's help while it is attached"
    if old.not_after is not None:
        sooner = expires < old.not_after
        note = f"{old.not_after:%Y-%m-%d}" + (": later than the new one" if sooner else "")
        yield "Old one expires", (note, "$warning" if sooner else "")


def guide(m: Migration, advice: Advice, mark: Way) -> tuple[tuple[Part, ...], bool]:
    """What Enter does with the way that is marked; and whether it is a warning."""
    enter: Part = ("Enter", "bold $accent")
    match offer(m, mark):
        case Offer.LOOK:
            return (
                "The answer to an earlier call was lost. ",
                enter,
                " looks whether AWS carried it out; nothing is asked for twice.",
            ), True
        case Offer.GO_ON:
            what = "It is requested. " if mark == "replace" else "The switch is asked for. "
            return (what, ("n", "bold $accent"), " goes on to the DNS step."), False
        case Offer.CLOSED:
            return _closed(m, mark), True
        case Offer.RETURN:
            what = (
                "A certificate was requested before. " if mark == "replace" else "A switch is there already. "
            )
            return (what, enter, " goes on with it, after a question."), False
        case _:
            return _begin(advice, mark), advice.of(mark).standing == "closed"


def _closed(m: Migration, mark: Way) -> tuple[Part, ...]:
    other = _other(mark)
    said = f"{TITLES[mark]} is not open: {may_take(m, mark)}. "
    if offer(m, other) is Offer.CLOSED:
        return (said,)
    return (said, (_ARROW[other], "bold $accent"), f" marks the other way: {TITLES[other].lower()}.")


def _begin(advice: Advice, mark: Way) -> tuple[Part, ...]:
    enter: Part = ("Enter", "bold $accent")
    hindered = advice.of(mark)
    if hindered.standing == "closed":
        return (
            f"Advised against: {hindered.why}. ",
            (_ARROW[_other(mark)], "bold $accent"),
            " marks the other way; ",
            enter,
            " tries this one all the same.",
        )
    if mark == "in place":
        return ("The same certificate, no listener touched. ", enter, " asks for its name, then switches.")
    return (
        "A new certificate beside the old one; nothing that serves traffic is touched. ",
        enter,
        " requests it.",
    )


def _other(way: Way) -> Way:
    return "in place" if way == "replace" else "replace"


_ARROW: dict[Way, str] = {"in place": "←", "replace": "→"}


def before_the_switch(m: Migration, advice: Advice) -> list[Content | Row]:
    """What stands on the typed confirmation before the certificate is switched."""
    way = advice.in_place
    return [
        line("Switches ", (m.old.arn, "bold")),
        *(marked("·", "$secondary", f"{one}") for one in (*way.changes, *way.needs[:1])),
        marked("!", "$warning", "There is no way back: it cannot be set back to email."),
        *(marked("!", "$warning", one) for one in would_stay(m, "in place")),
    ]


def before_the_other_way(m: Migration, way: Way) -> list[Content | Row]:
    """What stands on the question before another way is taken than the one that was begun."""
    stays = [marked("!", "$warning", one) for one in would_stay(m, way)]
    return (
        [line("Nothing of the other way is taken back:"), *stays]
        if stays
        else [line("Nothing of the other way is left in AWS.")]
    )
