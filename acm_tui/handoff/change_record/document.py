"""The objects of the change record as JSON; what their members mean stands in docs/json.md."""

from __future__ import annotations

from datetime import datetime

import msgspec

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.handoff.change_record.document_switch import ToldSwitch, ToldWay


class ToldMigration(msgspec.Struct, frozen=True, kw_only=True):
    """The migration as a whole. ``soak_h`` is in hours."""

    id: str
    domain: str
    account: str
    partition: str
    region: str
    way: str | None
    state: str
    step: str
    next_action: str
    deadline: datetime | None
    started_at: datetime
    updated_at: datetime
    updated_by: str
    actors: tuple[str, ...]
    handed_over: tuple[str, ...]
    swapped_at: datetime | None
    soak_h: float
    soaks_until: datetime | None
    note: str | None
    unknown_events: int


class ToldCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """One certificate, as ACM described it last."""

    arn: str
    names: tuple[str, ...]
    status: str
    validation_method: str
    key_algorithm: str
    not_before: datetime | None
    not_after: datetime | None
    requested_at: datetime | None
    issued_seen_at: datetime | None
    gone_at: datetime | None


class ToldCertificates(msgspec.Struct, frozen=True):
    """The old one, its successor, and successors that were deleted before."""

    old: ToldCertificate
    new: ToldCertificate | None
    earlier: list[ToldCertificate]


class ToldWindow(msgspec.Struct, frozen=True):
    """A maintenance window."""

    begins: datetime
    ends: datetime
    zone: str
    note: str


class ToldWindowSet(msgspec.Struct, frozen=True):
    """When a window was set, and by whom; ``window`` is ``None`` where it was taken away."""

    at: datetime
    by: str
    window: ToldWindow | None


class ToldChange(msgspec.Struct, frozen=True):
    """A call on a listener that is planned, or that leads back; then with its command."""

    operation: str
    listener_arn: str
    certificate_arn: str
    command: str | None


class ToldConflict(msgspec.Struct, frozen=True):
    """A listener that could not be changed as wanted."""

    listener_arn: str
    why: str


class ToldPlan(msgspec.Struct, frozen=True, kw_only=True):
    """A confirmed plan."""

    number: int
    at: datetime
    by: str
    direction: str
    fingerprint: str
    typed: str
    override: str | None
    window: ToldWindow | None
    in_window: bool | None
    made: int
    calls: list[ToldChange]
    conflicts: list[ToldConflict]
    gaps: tuple[str, ...]


class ToldError(msgspec.Struct, frozen=True):
    """What AWS, or the program, said of a call that was not carried out."""

    code: str
    message: str


class ToldCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call that changes AWS."""

    number: int
    operation: str
    listener_arn: str | None
    certificate_arn: str | None
    names: tuple[str, ...]
    zone_id: str | None
    records: tuple[ValidationRecord, ...]
    plan: int | None
    intended_at: datetime
    intended_by: str
    in_window: bool | None
    outcome: str
    reconciled: bool
    answered_at: datetime | None
    request_id: str | None
    change_id: str | None
    error: ToldError | None


class ToldHolding(msgspec.Struct, frozen=True):
    """What a listener holds: the default, and the certificate list."""

    default: str | None
    list: tuple[str, ...]


class ToldListener(msgspec.Struct, frozen=True, kw_only=True):
    """A listener of the confirmed plans."""

    arn: str
    load_balancer_arn: str
    load_balancer: str
    protocol: str
    port: int
    before: ToldHolding
    after: ToldHolding
    unsure: bool


class ToldUnreached(msgspec.Struct, frozen=True):
    """An address that never answered for a name; ``None``: without SNI."""

    address: str
    server_name: str | None


class ToldWatched(msgspec.Struct, frozen=True, kw_only=True):
    """What the monitor saw of a listener."""

    listener_arn: str
    load_balancer: str
    port: int
    leaving: int
    put: int
    other: int
    failed: int
    flaps: int
    first_put_at: datetime | None
    last_leaving_at: datetime | None
    longest_gap_ms: float | None
    connection: str
    connection_address: str | None
    connection_error: str | None
    unreached: tuple[str, ...]
    unreached_names: list[ToldUnreached]
    elsewhere: str | None
    behind: tuple[str, ...] | None
    blind_from: datetime | None


class ToldWatching(msgspec.Struct, frozen=True, kw_only=True):
    """The monitor, from before the first call until after the last."""

    direction: str
    certificate_arn: str
    begun: datetime
    ended: datetime
    interval_ms: float
    trouble: str | None
    so_far: bool
    listeners: list[ToldWatched]


class ToldInterruption(msgspec.Struct, frozen=True, kw_only=True):
    """What clients noticed, all listeners together."""

    text: str
    watchings: int
    handshakes: int
    failed: int
    other: int
    flaps: int
    longest_gap_ms: float | None
    connections_held: int
    connections_cut: int
    connections_unknown: int
    unwatched_calls: int
    lost_calls: int
    troubles: tuple[str, ...]


class ToldHandshake(msgspec.Struct, frozen=True, kw_only=True):
    """One handshake after the cutover."""

    load_balancer: str
    address: str
    port: int
    server_name: str | None
    leaf: str | None
    fingerprint: str | None
    verified: bool | None
    error: str | None
    rtt_ms: float | None
    at: datetime


class ToldHandshakes(msgspec.Struct, frozen=True, kw_only=True):
    """The last look at what is served."""

    at: datetime | None
    proven: bool
    new: str
    old: str | None
    contradictions: tuple[str, ...]
    seen: list[ToldHandshake]


class ToldRollback(msgspec.Struct, frozen=True, kw_only=True):
    """The way back."""

    possible: bool
    reason: str | None
    in_program: bool
    outcome_unknown: bool
    old_maybe_deleted: bool
    old_expired: bool
    calls: list[ToldChange]
    conflicts: list[ToldConflict]
    gaps: tuple[str, ...]


class ToldRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The whole document."""

    schema_version: int
    generated_at: datetime
    program_version: str
    migration: ToldMigration
    certificates: ToldCertificates
    windows: list[ToldWindowSet]
    plans: list[ToldPlan]
    calls: list[ToldCall]
    listeners: list[ToldListener]
    monitor: list[ToldWatching]
    interruption: ToldInterruption
    handshakes: ToldHandshakes | None
    rollback: ToldRollback
    ways: list[ToldWay]
    switch: ToldSwitch | None
