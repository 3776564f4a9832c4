"""What is said of a set that is switched in place together, while it is watched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from acm_tui.domain import calendar
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.errors import Trouble
from acm_tui.domain.journey import missed, next_action
from acm_tui.domain.left_behind import left_behind
from acm_tui.domain.migration import Migration
from acm_tui.domain.place import place_of
from acm_tui.domain.propagation import Check, VerdictKind, both_forms
from acm_tui.domain.propagation.wording import verdict_sign
from acm_tui.domain.together_standing import Standing, State, counted_states, first_to_end, to_hand_over
from acm_tui.screens.together_words import name_of
from acm_tui.text import counted, safe
from acm_tui.widgets.say import Part, Row, fields, line, marked, style_of
from acm_tui.workflow.together import Member

Checks = Mapping[ValidationRecord, Check]

_HURRY = timedelta(hours=12)
_LONGEST_CAUSE = 400
_NOT_YET = (State.EXPIRED, State.REFUSED, State.UNSHOWN, State.NOT_SWITCHED, State.UNKNOWN)
"""Nothing comes of waiting there: `a` asks again."""
_PUT_RIGHT = (VerdictKind.WRONG, VerdictKind.MISPLACED)


def ready_of(checks: Checks) -> frozenset[ValidationRecord]:
    """The records that every server was seen to have."""
    return frozenset(one.record for one in checks.values() if one.verdict.kind is VerdictKind.READY)


def _style(state: State) -> str:
    return "" if state.sign == "…" else style_of(state.sign)


def columns(members: Collection[Member], width: int) -> tuple[tuple[str, int], ...]:
    """Titles and widths; the place is one of them where there are several and *width* leaves room."""
    several = len({place_of(one.certificate.arn) for one in members}) > 1
    place = (("Account · region", 30),) if several and width >= 120 else ()
    return (("Certificate", 0), *place, ("Switch", 26), ("DNS", 7), ("ACM", 7), ("Left", 9))


def cells(
    member: Member, stands: Standing, now: datetime, *, asking: bool, placed: bool
) -> tuple[str | tuple[str, str], ...]:
    """One row: right of its records in DNS, validated of them at ACM, and what is left of the 72 hours."""
    state = stands.state
    said = ("… asking ACM", "$accent") if asking else (f"{state.sign} {state.text}", _style(state))
    left: str | tuple[str, str] = ""
    if stands.until is not None:
        left = (calendar.short_left(stands.until, now), "$warning" if stands.until - now < _HURRY else "")
    return (
        name_of(member.certificate),
        *((str(place_of(member.certificate.arn)),) if placed else ()),
        said,
        _share(stands.right, stands.records),
        _share(None if stands.waits is None else stands.records - stands.waits, stands.records)
        if stands.until is not None or stands.state is State.DONE
        else "",
        left,
    )


def _share(there: int | None, of: int) -> str | tuple[str, str]:
    if not of:
        return ""
    if there is None:
        return "…"
    return f"{there}/{of}", "$success" if there == of else ""


def summary(
    members: Collection[Member], stands: Iterable[Standing], now: datetime, next_at: datetime | None
) -> list[Part]:
    """How many stand how, when the first switch expires, and when DNS is looked at next."""
    parts: list[Part] = [counted(len(members), "certificate")]
    for state, count in counted_states(stands):
        parts += ["   ", (f"{state.sign} {state.counted(count)}", _style(state))]
    until = first_to_end(one.migration for one in members if one.migration is not None)
    if until is not None:
        hurry = "$warning" if until - now < _HURRY else "bold"
        parts += ["   ", (calendar.left(until, now), hurry), " left of 72 h for the first"]
    if next_at is not None:
        wait = max(0, round((next_at - now).total_seconds()))
        parts.append((f"   next look in {wait} s", "$secondary"))
    return parts


def detail(member: Member, checks: Checks, unread: Trouble | None) -> Iterator[Row]:
    """The one under the cursor: what went wrong and the way on, what is next, and each of its records."""
    for trouble in (one for one in (member.trouble, unread) if one is not None):
        yield marked("✖", "$error", (trouble.sentence, "bold"))
        for part in (trouble.remedy, safe(trouble.cause, longest=_LONGEST_CAUSE)):
            if part:
                yield marked(" ", "", part)
    pairs: list[tuple[str, Part]] = []
    migration = member.migration
    if migration is not None:
        if (said := missed(migration)) is not None:
            pairs.append(("Switch", (said, "$warning")))
        pairs.append(("Next", next_action(migration)))
        pairs += [("Besides", said) for said in left_behind(migration)]
        if migration.handed_over:
            pairs.append(("Handed", ", ".join(migration.handed_over)))
    pairs.append(("Names", ", ".join(map(both_forms, member.certificate.names))))
    pairs.append(("Where", str(place_of(member.certificate.arn))))
    yield from fields(pairs, width=9)
    if migration is not None and migration.in_place:
        for record in migration.records:
            yield from _record(record, checks.get(record))


def _record(record: ValidationRecord, check: Check | None) -> Iterator[Row]:
    if check is None:
        yield marked("…", "$secondary", (f"{record.name} {record.type} {record.value}", "$secondary"))
        return
    sign = verdict_sign(check.verdict.kind)
    yield Row(
        line((f"{sign} {check.verdict.text}  ", style_of(sign))),
        line(f"{record.name} {record.type} {record.value}"),
    )
    yield from (marked(" ", "", one.message, " ", (one.fix, "$secondary")) for one in check.diagnoses[:1])


def what_is_true(
    members: Sequence[Member], stands: Sequence[Standing], checks: Checks
) -> tuple[bool, tuple[Part, ...]]:
    """Where the set stands and what to press, and whether that is a warning."""
    states = [one.state for one in stands]
    if all(state in (State.DONE, State.OVER) for state in states):
        return False, ("Every one is validated by DNS. ", *_key("Enter", " proves that it renews itself."))
    wrong = tuple(_wrong(states, checks))
    begun = [one.migration for one in members if one.migration is not None]
    waits = tuple(_waits(begun, states))
    if not wrong and not waits:
        return False, ("No record is waited for here. ", *_key("Enter", " opens one."))
    return bool(wrong), (*wrong, *waits)


def _wrong(states: Sequence[State], checks: Checks) -> Iterator[Part]:
    """What does not come right by waiting."""
    if stuck := sum(state in _NOT_YET for state in states):
        yield f"{stuck} not switched, or not known to be: the details say why. "
        yield from _key("a", " asks ACM again. ")
    elif untried := states.count(State.UNTRIED):
        yield f"ACM was not asked for {counted(untried, 'certificate')} yet. "
        yield from _key("a", " asks. ")
    if wrong := sum(one.verdict.kind in _PUT_RIGHT for one in checks.values()):
        yield f"{counted(wrong, 'record')} wrong in DNS: the details say how. "


def _waits(migrations: Iterable[Migration], states: Sequence[State]) -> Iterator[Part]:
    """What is waited for, and who is to be asked."""
    if making := states.count(State.MAKING):
        yield f"ACM is still making the records of {counted(making, 'certificate')}. "
    waiting = to_hand_over(migrations)
    if any(not m.handed_over for m in waiting):
        without = " without those" if making else ""
        yield from _key("m", f" has one message for the DNS team with all records{without}. ")
        yield "You may leave; it is all saved."
    elif waiting:
        yield "The records are handed over. ACM looks for them by itself; you may leave, it is all saved."


def _key(key: str, does: str) -> tuple[Part, Part]:
    return (key, "bold $accent"), does


def stopped(done: int, left: int) -> tuple[Part, ...]:
    """That it was stopped on the way: nothing is half done."""
    said = f"Stopped: {done} gone through, {left} not begun with. "
    return (
        said,
        *_key("Enter", f" goes on with {'it' if left == 1 else 'them'}, "),
        *_key("Esc", " leaves."),
    )
