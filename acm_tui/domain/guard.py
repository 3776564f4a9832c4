"""What a migration may change in AWS at all: nothing that its own journal does not name."""

from __future__ import annotations

from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import (
    AddToList,
    DeleteCertificate,
    Mutation,
    RemoveFromList,
    SetDefault,
)


def forbidden(m: Migration, mutation: Mutation) -> str | None:
    """Why *m* must not make *mutation*, or ``None`` when it is its own to make.

    A listener is changed only as the confirmed plan says, in its order; a certificate is deleted only when
    it is the successor that was never issued, or this migration's old one after the cutover.
    """
    match mutation:
        case DeleteCertificate(arn=arn, why="replaced"):
            if arn != m.old.arn:
                return f"{arn} is not the old certificate of this migration"
            return None if m.cutover_done else "the cutover is not complete"
        case DeleteCertificate(arn=arn):
            if m.new is None or arn != m.new.arn:
                return f"{arn} is not the new certificate of this migration"
            return "it is issued" if m.new.status == "ISSUED" else None
        case AddToList() | SetDefault() | RemoveFromList():
            if mutation not in m.changes_left[:1]:
                return "it is not the next call of the confirmed plan"
            return None
        case _:
            return None
