"""The switch in place in Markdown: how it went, whether it renews itself, and what code must say now."""

from __future__ import annotations

from collections.abc import Iterator

from acm_tui.domain.change_record import Call, ChangeRecord
from acm_tui.domain.journey import switch_ends
from acm_tui.domain.left_behind import left_behind
from acm_tui.domain.mutation import SwitchInPlace
from acm_tui.domain.renewal import renewal_proof
from acm_tui.domain.switch_record import NameSwitched, SwitchRecord
from acm_tui.domain.ways import CODE_IN_PLACE
from acm_tui.handoff.change_record.markup import NOTHING, code, table
from acm_tui.handoff.change_record.words import moment

_SIGNS = {True: "✔", False: "✖", None: "not seen"}


def how_it_went(record: ChangeRecord) -> Iterator[str]:
    """Who asked when, what came of it, and each name with its record."""
    told = record.switch
    if told is None:
        yield "None was asked for, and none was found."
        return
    lines = [*_asked(record, told), *_outcome(record, told)]
    yield "\n".join(f"- {one}" for one in lines)
    heading = ("Name", "CNAME", "Value", "Right in DNS, as first seen", "Validated by DNS, as first seen")
    yield table(heading, map(_name, told.names))


def _asked(record: ChangeRecord, told: SwitchRecord) -> Iterator[str]:
    for at in told.found:
        yield f"It was found pending on {moment(at)}, begun by somebody else as far as the journal knows."
    for call in record.calls:
        if isinstance(call.mutation, SwitchInPlace):
            yield f"Asked for {moment(call.intended_at)} by {code(call.intended_by)}: {_answer(call)}."


def _answer(call: Call) -> str:
    match call.outcome:
        case "done" if call.reconciled:
            return "no answer came, and it was found done by reading ACM"
        case "done":
            return f"done, request id {code(call.request_id)}"
        case "failed":
            return f"not done, {code(call.code)}"
        case _:
            return "what became of it is **not known**"


def _outcome(record: ChangeRecord, told: SwitchRecord) -> Iterator[str]:
    for at in told.came_to_nothing:
        yield f"It had come to nothing by {moment(at)}: the certificate went on working, validated by email."
    if told.complete_at is not None:
        yield f"Complete, as first seen {moment(told.complete_at)}: every name is validated by DNS."
    elif (until := switch_ends(record.migration)) is not None:
        yield f"Pending until {moment(until)}, as far as the journal knows."
    else:
        yield "It is **not** complete, and none is pending, as far as the journal knows."


def _name(one: NameSwitched) -> tuple[str, ...]:
    return (
        code(one.domain),
        code(one.record.name) if one.record is not None else NOTHING,
        code(one.record.value) if one.record is not None else NOTHING,
        moment(one.in_dns_at) or "not seen",
        moment(one.validated_at) or "not seen",
    )


def renewals(record: ChangeRecord) -> Iterator[str]:
    """What was seen of each thing that renewing takes."""
    proof = renewal_proof(record.migration)
    yield f"That it renews itself is {'' if proof.proven else '**not** '}proven."
    yield table(("Holds", "What was seen"), [(_SIGNS[one.holds], code(one.says)) for one in proof.points])
    yield " ".join(proof.notes)


def left(record: ChangeRecord) -> Iterator[str]:
    """What the way that is not taken has left in AWS."""
    said = left_behind(record.migration)
    yield "\n".join(f"- {code(one)}" for one in said) if said else "Nothing, as far as the journal knows."


def infrastructure(_: ChangeRecord) -> Iterator[str]:
    """What infrastructure code must say, or it undoes or repeats the switch."""
    yield "\n".join(f"- {one}." for one in CODE_IN_PLACE)
