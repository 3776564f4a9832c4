"""What the last step says of a switch in place: whether it renews itself, what is left, what to press."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from acm_tui.domain.journey import skipped
from acm_tui.domain.left_behind import left_behind, stays_in_aws
from acm_tui.domain.migration import Migration
from acm_tui.domain.obstacles import keeps_requested
from acm_tui.domain.renewal import Point, renewal_proof
from acm_tui.domain.ways import CODE_IN_PLACE
from acm_tui.widgets.say import Part, Row, line, marked

_SIGNS: dict[bool | None, tuple[str, str]] = {
    True: ("✔", "$success"),
    False: ("✖", "$error"),
    None: ("·", "dim"),
}
_MUST_STAY = "The records must stay for ever: every renewal needs them."


def facts(m: Migration) -> Iterator[tuple[str, Part]]:
    """The one certificate that there is, what is seen of its renewals, and what is left of the other way."""
    yield "Certificate", (m.old.arn, "bold")
    proof = renewal_proof(m)
    for point in proof.points:
        yield "Renewals", _part(point)
    for note in proof.notes:
        yield "", note
    for one in left_behind(m):
        yield "Left behind", (one, "$warning")
    for one in CODE_IN_PLACE:
        yield "Code", f"{one}."
    for step, why in skipped(m).items():
        yield "Skipped", (f"{step.value} {step.title}: {why}", "dim")


def _part(point: Point) -> Part:
    sign, style = _SIGNS[point.holds]
    return f"{sign} {point.says}", style


def next_key(m: Migration) -> tuple[tuple[Part, ...], bool]:
    """What is true and what to press; and whether it is a danger."""
    if m.abandoned:
        return (" ".join(("Given up.", *stays_in_aws(m))),), False
    if m.over:
        return (f"Done. {_MUST_STAY}",), False
    points = renewal_proof(m).points
    if (against := next((one.says for one in points if one.holds is False), None)) is not None:
        return (
            f"It is switched, but it may not renew itself: {against}. ",
            ("v", "bold $accent"),
            " looks again.",
        ), True
    if (unseen := next((one.says for one in points if one.holds is None), None)) is not None:
        return (
            f"It is switched; that it renews itself is not proven: {unseen}. ",
            ("v", "bold $accent"),
            " looks again.",
        ), False
    if keeps_requested(m) is None:
        return (
            "It is switched, and renews itself. ",
            ("d", "bold $accent"),
            " deletes the certificate that was requested and is not needed.",
        ), False
    return (
        "It is switched, and renews itself: nothing else has to be changed in AWS. ",
        ("x", "bold $accent"),
        " closes the migration.",
    ), False


def closing(m: Migration) -> list[Content | Row]:
    """What stands on the question before the migration is ended."""
    return [
        line("Ends this migration. The certificate goes on as it is: ", (m.old.arn, "bold")),
        *(marked("✖", "$error", one.says) for one in renewal_proof(m).points if one.holds is False),
        *(marked("·", "dim", one.says) for one in renewal_proof(m).points if one.holds is None),
        *(marked("!", "$warning", one) for one in left_behind(m)),
        line(f"Nothing is changed in AWS. {_MUST_STAY}"),
    ]


def deletion(m: Migration) -> list[Content | Row]:
    """What stands on the typed confirmation before the requested certificate is deleted."""
    requested = [line("Deletes ", (m.new.arn, "bold"), f" ({m.new.status})")] if m.new is not None else []
    return [
        *requested,
        line("It was requested to replace the one that is switched now, and nothing is seen to hold it."),
        line("It cannot be brought back. The certificate that is switched stays: ", (m.old.arn, "bold")),
        line("Leave the records where they are: the CNAME of a name is the same for both."),
    ]
