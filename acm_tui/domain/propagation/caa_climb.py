"""Which CAA records decide for a name: the climb towards the root, and where aliases lead (RFC 8659 §3)."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from acm_tui.domain.propagation.lists import first_few
from acm_tui.domain.propagation.names import (
    LONGEST_NAME,
    canonical,
    joined,
    label_in_zone,
    parent,
    plain,
    same_name,
    within,
)
from acm_tui.domain.propagation.observation import Answer, Observation, Perspective, Question
from acm_tui.domain.propagation.view import Rows

CAA = "CAA"
_LONGEST_CHAIN = 8
_HEARD = ("NOERROR", "NXDOMAIN")
_WHO_COUNTS = (Perspective.AUTHORITATIVE, Perspective.PUBLIC)
"""In this order. This machine's resolver is not among them: it may know another world."""


class CaaSet(msgspec.Struct, frozen=True):
    """The records that decide and the name where they stand; none, at the root: anybody may issue.

    ``asked`` is the name at which the climb ended; where that is an alias, the set stands at ``name``.
    ``evidence`` is every answer that led here.
    """

    name: str
    asked: str
    answers: tuple[Answer, ...]
    evidence: Rows


class Unheard(msgspec.Struct, frozen=True):
    """The climb cannot go on: what stands at *name* is not known. ``why`` is a part of a sentence."""

    name: str
    why: str
    evidence: Rows


class Unasked(msgspec.Struct, frozen=True):
    """The climb goes on with the answer to *question*, which has not been put."""

    question: Question


def base_name(name: str) -> str:
    """The name at which the climb for *name*, one of a certificate, begins: ``*.`` does not count."""
    return canonical(name).removeprefix("*.")


def climb(observations: Iterable[Observation], name: str) -> CaaSet | Unheard | Unasked:
    """The CAA records that decide for *name*, as far as *observations* tell. The root itself is not asked.

    The zone's own servers count before public resolvers, whose caches may be old.
    """
    seen = tuple(observations)
    evidence: Rows = ()
    at = base_name(name)
    while at != ".":
        found = _at(at, seen)
        if not isinstance(found, CaaSet):
            return found
        evidence = (*evidence, *found.evidence)
        if found.answers:
            return msgspec.structs.replace(found, evidence=evidence)
        at = parent(at)
    return CaaSet(".", ".", (), evidence)


def caa_questions(observations: Iterable[Observation], names: Iterable[str]) -> tuple[Question, ...]:
    """What must be asked next, each question once, to know the sets that decide for *names*."""
    seen = tuple(observations)
    ends = [climb(seen, name) for name in names]
    return tuple(dict.fromkeys(end.question for end in ends if isinstance(end, Unasked)))


def tells_caa(row: Observation) -> bool:
    """Whether *row* says what CAA records stand at the name it asked for, be it none, or where it leads."""
    name = row.question.name
    if row.question.type != CAA or row.rcode not in _HEARD or row.cd:
        return False
    if not row.aa and not row.perspective.resolver:
        return False
    # A resolver that does not search refers to others, and knows nothing itself.
    if not row.answers and not row.aa and row.referral is not None:
        return False
    return not row.answers or bool(_answers(row, name)) or _alias(row, name) is not None


def _at(name: str, seen: Rows) -> CaaSet | Unheard | Unasked:
    """What stands at *name*, or where its aliases lead; from there nothing climbs."""
    evidence: Rows = ()
    at = name
    for _ in range(_LONGEST_CHAIN):
        rows = [row for who in _WHO_COUNTS for row in seen if row.perspective is who and _asks(row, at)]
        if not rows:
            return Unasked(Question(at, CAA))
        row = next((row for row in rows if tells_caa(row)), None)
        if row is None:
            return Unheard(at, _what_came_instead(rows[-1]), tuple(rows))
        evidence = (*evidence, row)
        target = _alias(row, at)
        if target is None:
            return CaaSet(at, name, _answers(row, at), evidence)
        if len(target) > LONGEST_NAME:
            break
        at = target
    return Unheard(name, "its aliases lead in a circle, or too far", evidence)


def _asks(row: Observation, name: str) -> bool:
    return row.question.type == CAA and same_name(row.question.name, name)


def _answers(row: Observation, name: str) -> tuple[Answer, ...]:
    return tuple(answer for answer in row.answers if answer.type == CAA and same_name(answer.name, name))


def _alias(row: Observation, name: str) -> str | None:
    """Where *name* leads as an alias, or by one above it that stands for everything below.

    What the same answer says of the target is left aside: that may be another's zone.
    """
    for answer in row.answers:
        if answer.type == "CNAME" and same_name(answer.name, name):
            return canonical(answer.value)
    for answer in row.answers:
        # The CNAME that a DNAME means is sent with it (RFC 6672 §3.1), but not by every server.
        if answer.type == "DNAME" and within(name, answer.name) and not same_name(name, answer.name):
            return joined(label_in_zone(name, answer.name), answer.value)
    return None


def _what_came_instead(row: Observation) -> str:
    if row.rcode is None:
        return f"{plain(row.server)}: {row.error or 'no answer'}"
    about = " about something else, or without authority" if row.rcode in _HEARD else ""
    said = f"{plain(row.server)} answers {row.rcode}{about}"
    return f"{said} ({first_few(row.ede, '; ')})" if row.ede else said
