"""Where to look for a record that is not where it should be, and what was found there."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import classify, record_answers
from acm_tui.domain.propagation.names import (
    LONGEST_NAME,
    appended,
    canonical,
    joined,
    parent,
    plain,
    probe_names,
    same_name,
)
from acm_tui.domain.propagation.observation import Observation, Question
from acm_tui.domain.propagation.values import has_zone_after
from acm_tui.domain.propagation.view import Rows

ADDRESS_TYPES = ("A", "AAAA")
_CONTROL = "_probe-"
_BESIDE = ("TXT", *ADDRESS_TYPES)


def probes(record: ValidationRecord, zone: str, token: str) -> tuple[Question, ...]:
    """Every question of the burst that is put when the record is absent or wrong.

    Args:
        record: what should be there.
        zone: the zone it should be in.
        token: random letters and digits, so that nobody can have registered the control's name.
    """
    names = (*probe_names(record.name, zone), *_elsewhere(record, zone))
    control = f"{_CONTROL}{token}.{parent(record.name)}"
    questions = (
        *(Question(name, record.type) for name in names),
        *(Question(record.name, kind) for kind in _BESIDE),
        *(Question(control, kind) for kind in (record.type, *_BESIDE)),
    )
    return tuple(question for question in questions if len(question.name) <= LONGEST_NAME)


def beside(record: ValidationRecord) -> Question:
    """What is asked beside the main question: a TXT record must not stand where the CNAME does."""
    return Question(record.name, "TXT")


def _elsewhere(record: ValidationRecord, zone: str) -> list[str]:
    names = (without_underscore(record.name), *swapped_names(record, zone))
    return [name for name in names if name is not None]


def without_underscore(name: str) -> str | None:
    """*name* as it is when its leading underscore was lost; ``None`` when it has none."""
    written = canonical(name)
    return written[1:] if written.startswith("_") else None


def swapped_names(record: ValidationRecord, zone: str) -> tuple[str, ...]:
    """Where the record lands when its value is entered as the name."""
    return tuple(dict.fromkeys((joined(record.value, zone), joined(record.value, parent(record.name)))))


def is_control(row: Observation) -> bool:
    """Whether *row* asked for a name that nobody can have registered."""
    return canonical(row.question.name).startswith(_CONTROL)


class Found(msgspec.Struct, frozen=True):
    """What the probes showed; each field holds the observations that show it.

    ``doubled``: the record under its name with the zone typed twice; ``bare``: without the underscore;
    ``swapped``: name and value in each other's place; ``as_text``: the value in a TXT record; ``addresses``:
    addresses at the name itself; ``text``: any TXT record at the name; ``wild``: the control's answers that
    hold something, so that a wildcard answers for every name.
    """

    doubled: Rows = ()
    bare: Rows = ()
    swapped: Rows = ()
    as_text: Rows = ()
    addresses: Rows = ()
    text: Rows = ()
    wild: Rows = ()

    @property
    def misplaced(self) -> Rows:
        """The record under another name."""
        return (*self.doubled, *self.bare, *self.swapped)

    def explains(self, row: Observation) -> bool:
        """Whether a wildcard gives the answer of *row* to every name."""
        given = _data(row)
        return bool(given) and any(
            given <= _data(control) for control in self.wild if control.question.type == row.question.type
        )


def found(rows: Iterable[Observation], record: ValidationRecord) -> Found:
    """Sort out what *rows*, the probes of one look, showed."""
    # Whoever answers without authority, or about something else, shows nothing.
    seen = tuple(row for row in rows if _data(row) and classify(row, record).conclusive)
    at_name = tuple(row for row in seen if same_name(row.question.name, record.name))
    wild = Found(wild=tuple(row for row in seen if is_control(row)))
    elsewhere = [row for row in seen if row not in at_name and not wild.explains(row)]
    text = tuple(row for row in at_name if row.question.type == "TXT")
    return msgspec.structs.replace(
        wild,
        doubled=tuple(row for row in elsewhere if _is_doubled(row, record)),
        bare=tuple(row for row in elsewhere if _is_bare(row, record)),
        swapped=tuple(row for row in elsewhere if _is_swapped(row, record)),
        as_text=tuple(row for row in text if _holds_the_value(row, record)),
        addresses=tuple(row for row in at_name if row.question.type in ADDRESS_TYPES),
        text=text,
    )


def instead(finds: Found) -> Rows:
    """What stands at the record's name itself, of another type and not by a wildcard."""
    return tuple(row for row in (*finds.text, *finds.addresses) if not finds.explains(row))


def values_at_name(row: Observation) -> tuple[str, ...]:
    """The values of the type asked for that stand at the name asked for."""
    return tuple(
        answer.value
        for answer in row.answers
        if answer.type == row.question.type and same_name(answer.name, row.question.name)
    )


def _data(row: Observation) -> frozenset[str]:
    return frozenset(value.lower() for value in values_at_name(row))


def _carries(row: Observation, record: ValidationRecord) -> bool:
    """Whether the record's value stands here, be it with the zone typed after it."""
    return classify(row, record).found or bool(values_with_zone(row, record))


def values_with_zone(row: Observation, record: ValidationRecord) -> tuple[str, ...]:
    """The values of *row* that are the record's with the zone, or the domain, written after it."""
    return tuple(
        answer.value.lower()
        for answer in record_answers(row, record)
        if has_zone_after(answer.value, row, record)
    )


def _is_doubled(row: Observation, record: ValidationRecord) -> bool:
    doubled = probe_names(record.name, row.zone)
    return any(same_name(row.question.name, name) for name in doubled) and _carries(row, record)


def _is_bare(row: Observation, record: ValidationRecord) -> bool:
    bare = without_underscore(record.name)
    return bare is not None and same_name(row.question.name, bare) and _carries(row, record)


def _is_swapped(row: Observation, record: ValidationRecord) -> bool:
    if not any(same_name(row.question.name, name) for name in swapped_names(record, row.zone)):
        return False
    return any(
        same_name(answer.value, record.name)
        or appended(answer.value, record.name, (row.zone, parent(record.name)))
        for answer in record_answers(row, record)
    )


def _holds_the_value(row: Observation, record: ValidationRecord) -> bool:
    bare = plain(canonical(record.value).removeprefix("_"))
    return any(bare in text for text in _data(row))
