"""What was seen during and after the swap, as objects for JSON."""

from __future__ import annotations

from acm_tui.domain.change_record import ChangeRecord
from acm_tui.domain.events import CutoverWatched, HandshakesSeen
from acm_tui.domain.monitor import Watched
from acm_tui.domain.served import Handshake
from acm_tui.domain.verification import proven
from acm_tui.domain.watchings import direction
from acm_tui.handoff.change_record import document as doc
from acm_tui.handoff.change_record.noticed import figures, sentences
from acm_tui.handoff.openssl import elsewhere


def watching(one: CutoverWatched, old: str) -> doc.ToldWatching:
    """One watching; *old* is the old certificate (an ARN), which is put in place by a rollback."""
    return doc.ToldWatching(
        direction=direction(one, old),
        certificate_arn=one.put,
        begun=one.begun,
        ended=one.ended,
        interval_ms=one.interval_ms,
        trouble=one.trouble or None,
        so_far=one.so_far,
        listeners=[_watched(listener) for listener in one.listeners],
    )


def _watched(one: Watched) -> doc.ToldWatched:
    place = one.elsewhere
    return doc.ToldWatched(
        listener_arn=one.listener_arn,
        load_balancer=one.load_balancer,
        port=one.port,
        leaving=one.old,
        put=one.new,
        other=one.other,
        failed=one.failed,
        flaps=one.flaps,
        first_put_at=one.first_new_at,
        last_leaving_at=one.last_old_at,
        longest_gap_ms=one.longest_gap_ms,
        connection=one.held.replace(" ", "_"),
        connection_address=one.held_address or None,
        connection_error=one.held_error,
        unreached=one.unreached,
        unreached_names=[doc.ToldUnreached(address, name) for address, name in one.unreached_names],
        elsewhere=None if place is None else elsewhere(place.host, one.port, place.server_name),
        behind=one.behind,
        blind_from=one.blind_from,
    )


def interrupted(record: ChangeRecord) -> doc.ToldInterruption:
    """What clients noticed of all swaps together."""
    seen = figures(record)
    return doc.ToldInterruption(
        text=sentences(record),
        watchings=seen.watchings,
        handshakes=seen.handshakes + seen.failed,
        failed=seen.failed,
        other=seen.other,
        flaps=seen.flaps,
        longest_gap_ms=seen.longest_gap_ms,
        connections_held=seen.held,
        connections_cut=len(seen.cut),
        connections_unknown=seen.held_unknown,
        unwatched_calls=seen.unwatched_calls,
        lost_calls=seen.lost_calls,
        troubles=seen.troubles,
    )


def handshakes(record: ChangeRecord) -> doc.ToldHandshakes | None:
    """The last look at what is served; ``None``: nobody has looked since the last plan."""
    seen = record.migration.handshakes
    if seen is None:
        return None
    return doc.ToldHandshakes(
        at=record.handshakes_at,
        proven=proven(seen),
        new=seen.new,
        old=seen.old,
        contradictions=seen.contradictions,
        seen=[_handshake(one, seen) for one in seen.handshakes],
    )


def _handshake(one: Handshake, compared: HandshakesSeen) -> doc.ToldHandshake:
    return doc.ToldHandshake(
        load_balancer=one.load_balancer,
        address=one.address,
        port=one.port,
        server_name=one.server_name,
        leaf=_leaf(one.fingerprint, compared),
        fingerprint=one.fingerprint,
        verified=one.verified,
        error=one.error,
        rtt_ms=one.rtt_ms,
        at=one.at,
    )


def _leaf(fingerprint: str | None, compared: HandshakesSeen) -> str | None:
    if fingerprint is None:
        return None
    if fingerprint == compared.new:
        return "new"
    return "old" if fingerprint == compared.old else "other"
