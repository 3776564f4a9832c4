"""The change record as GitHub-flavoured Markdown, fit to be pasted into a ticket."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from acm_tui.domain.certificate import Certificate
from acm_tui.domain.change_record import ChangeRecord
from acm_tui.domain.left_behind import left_behind
from acm_tui.domain.migration import Migration
from acm_tui.domain.window import words
from acm_tui.handoff.change_record import after, changes, switch
from acm_tui.handoff.change_record.markup import NOTHING, code, table
from acm_tui.handoff.change_record.noticed import sentences
from acm_tui.handoff.change_record.words import moment
from acm_tui.handoff.sessions import session
from acm_tui.text import counted

_Section = tuple[str, Callable[[ChangeRecord], Iterator[str]]]
_CALLS: _Section = ("Calls that change AWS", changes.calls)
_SWAPPED: tuple[_Section, ...] = (
    ("Confirmed plans", changes.plans),
    _CALLS,
    ("Listeners, before and after", changes.listeners),
    ("What the monitor saw", after.monitor),
    ("What is served: the last handshakes", after.handshakes),
)
_SWITCHED: tuple[_Section, ...] = (
    ("The switch in place", switch.how_it_went),
    ("Whether it renews itself", switch.renewals),
    ("What infrastructure code must say", switch.infrastructure),
)
_LEFT: _Section = ("What the other way has left", switch.left)
_BACK: _Section = ("The way back", after.rollback)


def _sections(record: ChangeRecord) -> Iterator[_Section]:
    """What there is to tell: of a switch in place nothing of swaps, unless one was begun before."""
    in_place = record.migration.in_place
    yield from _SWAPPED if record.plans or not in_place else (_CALLS,)
    if in_place:
        yield from _SWITCHED
    elif record.switch is not None:
        yield _SWITCHED[0]
    if len(record.ways) > 1 or left_behind(record.migration):
        yield _LEFT
    yield _BACK


def as_markdown(record: ChangeRecord) -> str:
    """*record* as text that ends with a line break: a summary, then every detail that the journal has."""
    blocks = [
        f"# Change record: {code(record.migration.old.domain)}",
        table(("", ""), _summary(record)),
        "All times are UTC.",
        "## Certificates",
        *_certificates(record),
    ]
    for title, section in _sections(record):
        blocks += [f"## {title}", *section(record)]
    return "\n\n".join((*blocks, "---", _written(record))) + "\n"


def _summary(record: ChangeRecord) -> Iterator[tuple[str, str]]:
    m = record.migration
    shown = session(m)
    yield "Migration", code(m.id)
    yield "Account", f"{code(m.place.account)}, partition {code(m.place.partition)}"
    yield "Region", code(m.place.region)
    yield "Way", code(m.way or "not chosen yet")
    if len(record.ways) > 1:
        for one in record.ways:
            yield "Way chosen", f"{code(one.way)}, {moment(one.at)} by {code(one.by)}"
    yield "Who", ", ".join(map(code, record.actors))
    yield "Begun", moment(m.started_at)
    yield "Last entry", f"{moment(m.updated_at)}, by {code(m.updated_by)}"
    yield "State", shown.state if shown.state != "open" else f"open, at the step {shown.step}"
    if record.closing_note:
        yield "Note", code(record.closing_note)
    yield "Next", shown.next_action
    if shown.deadline is not None:
        yield "Deadline", moment(shown.deadline)
    if m.handed_over:
        yield "DNS records handed over as", ", ".join(map(code, dict.fromkeys(m.handed_over)))
    for noted in record.windows:
        what = "none any more" if noted.window is None else code(words(noted.window))
        note = f", {code(noted.window.note)}" if noted.window is not None and noted.window.note else ""
        yield "Maintenance window", f"{what}{note} (set {moment(noted.at)} by {code(noted.by)})"
    if not record.windows:
        yield "Maintenance window", "none is needed" if m.in_place else "none was set"
    if m.cut_over_at is not None:
        yield "Swapped", moment(m.cut_over_at)
    yield "Interruption", sentences(record, code)
    if m.soaks_until is not None and not m.old_gone:
        yield "Old certificate kept until", f"{moment(m.soaks_until)} at least"


def _certificates(record: ChangeRecord) -> Iterator[str]:
    m = record.migration
    columns = [m.old] if m.new is None else [m.old, m.new]
    rows = [("ARN", *(code(one.arn) for one in columns))]
    for title, value in _PROPERTIES:
        rows.append((title, *(value(one) for one in columns)))
    gone = moment(record.old_gone_at) or NOTHING
    if m.new is not None:
        rows.append(("Requested", NOTHING, moment(m.requested_at) or NOTHING))
        rows.append(("Issued, as first seen", NOTHING, moment(record.seen_issued_at) or "not seen yet"))
        rows.append(("Deleted", gone, NOTHING))
    else:
        rows.append(("Deleted", gone))
    yield table(("", *_titles(m))[: len(columns) + 1], rows)
    if m.in_place:
        done = "was switched" if m.switched else "is switched"
        yield f"The certificate {done} to DNS validation in place: no new one takes its place."
    elif m.new is None:
        yield "There is no new certificate yet." if not m.predecessors else "There is no new certificate now."
    for one in m.predecessors:
        yield f"An earlier new certificate, {code(one.arn)}, is gone. Its last status was {code(one.status)}."


def _titles(m: Migration) -> tuple[str, str]:
    if not m.in_place:
        return "Old", "New"
    return "Switched in place" if m.switched else "To be switched in place", "Requested before"


_PROPERTIES: tuple[tuple[str, Callable[[Certificate], str]], ...] = (
    ("Names", lambda one: ", ".join(map(code, one.names))),
    ("Status", lambda one: code(one.status)),
    ("Validated by", lambda one: code(one.validation_method)),
    ("Key", lambda one: code(one.key_algorithm)),
    ("Valid from", lambda one: moment(one.not_before) or NOTHING),
    ("Valid until", lambda one: moment(one.not_after) or NOTHING),
)


def _written(record: ChangeRecord) -> str:
    program = code(record.program_version)
    said = f"Written {moment(record.written_at)} UTC by acm-tui {program}, from the journal alone."
    if not record.unknown:
        return said
    verb = "is" if record.unknown == 1 else "are"
    return f"{said} {counted(record.unknown, 'event')} of a later version {verb} not shown."
