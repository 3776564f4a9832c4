"""What the last step says: the facts of both certificates, what is left to do, what to press."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from textual.content import Content

from acm_tui.domain.calendar import left
from acm_tui.domain.left_behind import left_behind
from acm_tui.domain.listener import ROLE_WORDS, holder_of
from acm_tui.domain.migration import Migration
from acm_tui.domain.obstacles import may_delete_old
from acm_tui.domain.served import Handshake, ServingHost, out_of_sight
from acm_tui.domain.verification import proven
from acm_tui.domain.watchings import of_the_cutover
from acm_tui.handoff.openssl import elsewhere
from acm_tui.widgets.monitor import in_short
from acm_tui.widgets.say import Part, Row, line, marked
from acm_tui.workflow.attachments import Attached


def facts(m: Migration, found: Attached | None, now: datetime) -> Iterator[tuple[str, Part]]:
    """Labels and what they name: the certificates, where they sit, what clients noticed, the soak."""
    if m.new is not None:
        yield "New", (m.new.arn, "bold")
        until = f" until {m.new.not_after:%Y-%m-%d}" if m.new.not_after else ""
        yield "", f"{m.new.status}{until}; renewed by itself while it is attached and the CNAME stays"
    yield "Old", (f"{m.old.arn}  deleted", "dim") if m.old_gone else m.old.arn
    if m.soaks_until is not None and not m.over:
        stays = f"{left(m.soaks_until, now)} h left" if now < m.soaks_until else "passed"
        yield "Kept until", f"{m.soaks_until:%Y-%m-%d %H:%M} UTC, {stays}"
    if found is not None and m.new is not None:
        yield from _roles(found, m.old.arn, m.new.arn)
    yield from _at_the_swap(m)
    for one in left_behind(m):
        yield "Left behind", (one, "$warning")
    if not m.old_gone:
        yield from _holders(m, found)


def _holders(m: Migration, found: Attached | None) -> Iterator[tuple[str, Part]]:
    """Who holds the old certificate by ``InUseBy``, which lags: what the listeners say goes first."""
    for arn in m.old.in_use_by:
        holder = f"{holder_of(arn).service}  {arn.split('/', 1)[-1]}"
        if found is not None and found.has_left(arn):
            yield "ACM still names", (f"{holder}, where no listener holds the old one any more", "dim")
        else:
            yield "Old held by", holder


def _at_the_swap(m: Migration) -> Iterator[tuple[str, Part]]:
    """What clients noticed of the cutover; of one that was interrupted, each part of it."""
    parts = of_the_cutover(m)
    for part in parts:
        if len(parts) > 1:
            yield (
                "At the swap",
                (f"watched {part.begun:%Y-%m-%d %H:%M:%S} - {part.ended:%H:%M:%S} UTC", "dim"),
            )
        for one in part.listeners:
            yield "At the swap", f"{one.load_balancer} port {one.port}  {in_short(one, 'cutover')}"
        if part.trouble:
            yield "At the swap", (f"the watching was disturbed: {part.trouble}", "$warning")
        if part.so_far:
            end = f"{part.ended:%H:%M:%S} UTC"
            cut_off = f"the watching was cut off, or still goes on: nothing is known after {end}"
            yield "At the swap", (cut_off, "$warning")


def _roles(found: Attached, old: str, new: str) -> Iterator[tuple[str, Part]]:
    for listener in found.listeners:
        where = f"{found.load_balancer(listener).name}  {listener.protocol} {listener.port}"
        for role, word in ROLE_WORDS.items():
            if listener.holds(new, role):
                yield "Attached", (f"{where}  {word}: new ✔", "")
            if listener.holds(old, role):
                yield "Attached", (f"{where}  {word}: old !", "$warning")


def elsewhere_rows(handshakes: Sequence[Handshake], hosts: Iterable[ServingHost]) -> list[Row]:
    """How to look from somewhere else, for each listener of which something was not seen from here."""
    names = {(one.load_balancer, one.port): one.host for one in hosts}
    seen = {(one.load_balancer, one.port) for one in handshakes if one.fingerprint is not None}
    rows = []
    for one in out_of_sight(handshakes):
        listener = one.load_balancer, one.port
        # Where an address answers, its host name might lead to that one.
        host = one.address if listener in seen else names.get(listener, one.address)
        shell = elsewhere(host, one.port, one.server_name)
        rows.append(marked("?", "$warning", "From elsewhere: ", (shell, "")))
    return rows


def next_key(m: Migration, now: datetime) -> tuple[tuple[Part, ...], bool]:
    """What is true and what to press; and whether it is a danger."""
    if m.over:
        return ("Done. The CNAME must stay for ever: every renewal needs it.",), False
    if m.chosen and m.handshakes is not None and not proven(m.handshakes):
        return (
            "It is not proven that the new certificate is served. ",
            ("v", "bold $accent"),
            " looks again, ",
            ("u", "bold $accent"),
            " rolls back.",
        ), True
    if m.soaks_until is not None and now < m.soaks_until:
        return (
            f"The old certificate is kept for the way back until {m.soaks_until:%Y-%m-%d %H:%M} UTC. ",
            ("u", "bold $accent"),
            " rolls back, ",
            ("s", "bold $accent"),
            " changes the time.",
        ), False
    if (why := may_delete_old(m, now)) is not None:
        return (
            f"The old certificate stays for now: {why}. ",
            ("v", "bold $accent"),
            " looks again.",
        ), False
    return (("d", "bold $accent"), " deletes the old certificate."), False


def deletion(m: Migration) -> list[Content | Row]:
    """What stands on the typed confirmation before the old certificate is deleted."""
    holders = [f"{holder_of(arn).service}  {arn.split('/', 1)[-1]}" for arn in m.old.in_use_by]
    return [
        line("Deletes ", (m.old.arn, "bold")),
        *(line("Held by ", (one, "$warning")) for one in holders),
        line("It cannot be brought back, and there is no way back to it then."),
        line("Nothing is deleted that something still holds."),
    ]
