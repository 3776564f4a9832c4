"""What was changed, in Markdown: the confirmed plans, each call, and the listeners before and after."""

from __future__ import annotations

from collections.abc import Iterator

from acm_tui.domain.change_record import Call, ChangeRecord, ConfirmedPlan, ListenerChanged
from acm_tui.domain.listener import Listener, load_balancer_of
from acm_tui.domain.mutation import (
    Change,
    DeleteCertificate,
    Mutation,
    RequestCertificate,
    SwitchInPlace,
    UpsertRecords,
)
from acm_tui.domain.window import words
from acm_tui.handoff.change_record.markup import NOTHING, code, fenced, table
from acm_tui.handoff.change_record.words import Names, listener_name, moment, operation

_NETWORK = ":loadbalancer/net/"
"""In the ARN of a Network Load Balancer (ELB user guide, "ARN format")."""


def plans(record: ChangeRecord) -> Iterator[str]:
    """Each plan: who confirmed what, its fingerprint, and how it lay to the maintenance window."""
    if not record.plans:
        nothing = record.migration.chosen == ()
        why = " The old certificate sat on no listener." if nothing else ""
        yield f"No cutover has been confirmed; no listener was changed.{why}"
    for number, one in enumerate(record.plans, 1):
        yield f"### Plan {number}: {one.plan.direction}"
        yield table(("", ""), _plan(one))
        if one.plan.conflicts:
            names = Names(record)
            yield "Left out, because it could not be changed as wanted:"
            yield table(
                ("Listener", "Why"),
                [(code(names.listener(c.listener_arn)), code(c.why)) for c in one.plan.conflicts],
            )


def _plan(one: ConfirmedPlan) -> Iterator[tuple[str, str]]:
    yield "Confirmed", f"{moment(one.at)} by {code(one.by)}"
    yield "Typed", code(one.typed)
    yield "Fingerprint (SHA-256)", code(one.plan.fingerprint)
    yield "Calls", f"{one.made} of {len(one.plan.changes)} made"
    yield "Maintenance window", _window(one)
    if one.override:
        yield "Reason for going on outside it", code(one.override)
    if one.plan.gaps:
        yield "Gaps accepted on", ", ".join(map(code, one.plan.gaps))


def _window(one: ConfirmedPlan) -> str:
    networks = [_NETWORK in load_balancer_of(arn) for arn in one.plan.involved]
    needless = " (a Network Load Balancer needs none)" if networks and all(networks) else ""
    if one.window is None:
        return f"none was set{needless}"
    lay = {
        True: "all calls lay inside it",
        False: "calls were made outside it",
        None: "no call has been made in it or outside it",
    }[one.in_window]
    return f"{code(words(one.window))}: {lay}{needless}"


def calls(record: ChangeRecord) -> Iterator[str]:
    """Each call with its times, its outcome and AWS's request id."""
    if not record.calls:
        yield "AWS has not been asked to change anything yet."
        return
    names = Names(record)
    heading = ("#", "Call", "On", "Intended", "By", "Outcome", "Answered", "Request id")
    yield table(heading, [_call(call, names) for call in record.calls])


def _call(call: Call, names: Names) -> tuple[str, ...]:
    return (
        str(call.seq),
        code(operation(call.mutation)),
        _target(call.mutation, names),
        moment(call.intended_at),
        code(call.intended_by),
        _outcome(call),
        moment(call.answered_at) or NOTHING,
        code(call.request_id),
    )


def _target(mutation: Mutation, names: Names) -> str:
    match mutation:
        case RequestCertificate(request=request):
            return ", ".join(map(code, request.names))
        case DeleteCertificate(arn=arn, why=why):
            return f"{_certificate(arn, names)} ({why})"
        case SwitchInPlace(arn=arn):
            return f"{_certificate(arn, names)} (to DNS validation)"
        case UpsertRecords() as written:
            zone = f"zone {code(written.zone)} ({code(written.zone_id)})"
            return f"{zone}: {', '.join(code(one.name) for one in written.records)}"
        case change:
            return (
                f"{code(names.listener(change.listener_arn))}: {_certificate(change.certificate_arn, names)}"
            )


def _certificate(arn: str, names: Names) -> str:
    return names.certificate(arn) or code(arn)


def _outcome(call: Call) -> str:
    found = ", found by reading AWS" if call.reconciled else ""
    match call.outcome:
        case "done":
            made = f": {code(call.arn)}" if call.arn and not isinstance(call.mutation, Change) else ""
            return f"done{found}{made}"
        case "failed":
            return f"not done{found}: {code(call.code)} {code(call.message)}"
        case _:
            return "**not known**: no answer, and AWS has not been read since"


def listeners(record: ChangeRecord) -> Iterator[str]:
    """Each listener of the confirmed plans: default and certificate list, before and after."""
    if not record.listeners:
        yield "No plan has been confirmed, so none is recorded."
    names = Names(record)
    for one in record.listeners:
        title = f"### {code(listener_name(one.before))} {code(one.before.protocol)}"
        yield f"{title}\n\n{code(one.before.arn)}"
        yield fenced(_difference(one, names), "diff")
        if one.unsure:
            yield "The outcome of a call on this listener is not known: it may hold something else by now."


def _difference(one: ListenerChanged, names: Names) -> Iterator[str]:
    before, after = one.before, one.after
    yield "  default"
    if before.default == after.default:
        yield _held(" ", before.default, names)
    else:
        yield _held("-", before.default, names)
        yield _held("+", after.default, names)
    if not before.sni and not after.sni:
        return
    yield "  certificate list (SNI)"
    for arn in sorted({*before.sni, *after.sni}):
        yield _held(_sign(arn, before, after), arn, names)


def _sign(arn: str, before: Listener, after: Listener) -> str:
    if arn in before.sni and arn in after.sni:
        return " "
    return "-" if arn in before.sni else "+"


def _held(sign: str, arn: str | None, names: Names) -> str:
    known = names.certificate(arn) if arn is not None else None
    return f"{sign}   {arn or 'none'}{f'  ({known})' if known else ''}"
