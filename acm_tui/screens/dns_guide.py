"""What the guide says on the DNS step while ACM waits for the records."""

from __future__ import annotations

from collections.abc import Iterable

from acm_tui.domain.migration import Migration
from acm_tui.domain.propagation import Check, Severity, VerdictKind, parent, plain
from acm_tui.widgets.say import Part


def what_is_true(migration: Migration, checks: Iterable[Check]) -> tuple[Part, ...]:
    """One sentence on where the records stand, and what to press."""
    seen = tuple(checks)
    kinds = {check.verdict.kind for check in seen}
    again = "The CNAME is the same as for the first request. " if migration.same_records_again else ""
    if migration.writing:
        return (again, f"Route 53 is carrying the change out ({_states(migration)}).")
    if not kinds:
        return (again, "Asking every authoritative server …")
    if kinds == {VerdictKind.READY}:
        return (again, f"{_who_has_it(seen)} the record. ACM looks for it by itself; wait.")
    wrong = [check for check in seen if check.verdict.kind in (VerdictKind.WRONG, VerdictKind.MISPLACED)]
    if wrong:
        where = "" if len(seen) == 1 else f" of {plain(parent(wrong[0].record.name))}"
        return (
            again,
            f"Something is wrong with the record{where}: see above. ",
            ("m", "bold $accent"),
            " has the message with what is right.",
        )
    if VerdictKind.CANNOT_SEE in kinds:
        return (again, "Not every server can be seen from here; that says nothing about the record.")
    if VerdictKind.PARTIAL in kinds:
        return (again, _partly(seen))
    return (
        again,
        "Not registered yet. ",
        ("m", "bold $accent"),
        " shows the message for the DNS team, ",
        ("w", "bold $accent"),
        " writes it where Route 53 is yours. You may leave; it is all saved.",
    )


def _who_has_it(checks: tuple[Check, ...]) -> str:
    if any(check.verdict.public_view for check in checks):
        return "Public resolvers have"
    beyond = any(check.verdict.out_of_reach for check in checks)
    return f"Every authoritative server{' that can be asked from here' if beyond else ''} has"


def _partly(checks: tuple[Check, ...]) -> str:
    partial = [check for check in checks if check.verdict.kind is VerdictKind.PARTIAL]
    contradicted = any(check.contradicted for check in partial)
    others = ", others do not yet." if contradicted else "; the others said nothing about it."
    nothing = all(one.severity is not Severity.FAULT for check in checks for one in check.diagnoses)
    ask = "ask the DNS team for." if contradicted else "tell the DNS team yet."
    return f"Some servers have the record{others}{f' Nothing to {ask}' if nothing else ''}"


def _states(migration: Migration) -> str:
    return ", ".join(dict.fromkeys(change.status for change in migration.dns_changes))
