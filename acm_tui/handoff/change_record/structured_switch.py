"""The switch in place as objects for JSON."""

from __future__ import annotations

from acm_tui.domain.change_record import ChangeRecord
from acm_tui.domain.journey import switch_ends
from acm_tui.domain.left_behind import left_behind
from acm_tui.domain.mutation import SwitchInPlace
from acm_tui.domain.renewal import renewal_proof
from acm_tui.domain.ways import CODE_IN_PLACE
from acm_tui.handoff.change_record import document_switch as doc


def ways(record: ChangeRecord) -> list[doc.ToldWay]:
    """Each way that was chosen, in order."""
    return [doc.ToldWay(one.at, one.by, one.way) for one in record.ways]


def switch(record: ChangeRecord) -> doc.ToldSwitch | None:
    """The switch; ``None``: none was asked for, and none was found."""
    told, m = record.switch, record.migration
    if told is None:
        return None
    proof = renewal_proof(m)
    return doc.ToldSwitch(
        calls=[one.seq for one in record.calls if isinstance(one.mutation, SwitchInPlace)],
        found=told.found,
        came_to_nothing=told.came_to_nothing,
        complete_at=told.complete_at,
        pending_until=switch_ends(m),
        names=[doc.ToldName(one.domain, one.record, one.in_dns_at, one.validated_at) for one in told.names],
        renewal=doc.ToldRenewal(proof.proven, [doc.ToldPoint(one.says, one.holds) for one in proof.points]),
        left_behind=left_behind(m),
        infrastructure_code=CODE_IN_PLACE if m.in_place else (),
    )
