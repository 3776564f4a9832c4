"""What was seen during and after the swap, and the way back, in Markdown."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence

from acm_tui.domain.change_record import ChangeRecord
from acm_tui.domain.cutover import CutoverPlan
from acm_tui.domain.events import CutoverWatched
from acm_tui.domain.monitor import HeldState, Watched
from acm_tui.domain.served import Handshake, finding, out_of_sight
from acm_tui.domain.verification import proven
from acm_tui.domain.watchings import direction, sight_until
from acm_tui.domain.way_back import WayBack
from acm_tui.handoff.change_record.commands import command
from acm_tui.handoff.change_record.markup import NOTHING, code, fenced, table
from acm_tui.handoff.change_record.words import Names, moment
from acm_tui.handoff.openssl import elsewhere

_HELD: dict[HeldState, str] = {
    "held": "survived",
    "cut": "**cut**",
    "closed early": "closed by the server's own rule",
    "not seen": "none came about",
    "not known": "not known",
}


def monitor(record: ChangeRecord) -> Iterator[str]:
    """The figures of every watching, a line for each listener."""
    watched = record.migration.watched
    if not watched:
        yield "No watching is recorded."
    for one in watched:
        yield from _watching(one, rollback=direction(one, record.migration.old.arn) == "rollback")


def _watching(one: CutoverWatched, *, rollback: bool) -> Iterator[str]:
    what = "Rollback" if rollback else "Cutover"
    every = f"every {one.interval_ms:.0f} ms or so"
    yield (
        f"{what}, from {moment(one.begun)} to {moment(one.ended)}: a new handshake with each address and "
        f"name, {every}."
    )
    if one.so_far:
        yield (
            "The journal holds no end of it: it was cut off, or still goes on. Nothing is known of what came "
            f"after {moment(one.ended)}."
        )
    if one.trouble:
        yield f"The watching was disturbed: {code(one.trouble)}"
    if (blind_from := sight_until(one)) < one.ended:
        yield f"Nothing was seen any more from {moment(blind_from)} on."
    listeners = _in_order(one)
    yield table(_HEADING, [_watched(listener, rollback=rollback) for listener in listeners])
    places = ((place, listener.port) for listener in listeners if (place := listener.elsewhere) is not None)
    yield from _elsewhere(elsewhere(place.host, port, place.server_name) for place, port in places)


def _elsewhere(commands: Iterable[str]) -> Iterator[str]:
    """How to look from somewhere else at what was not seen from here."""
    if told := tuple(dict.fromkeys(commands)):
        yield "From a place that reaches what was not seen from here, this tells what is served there:"
        yield fenced(told, "sh")


_HEADING = (
    "Listener",
    "Served",
    "Handshakes",
    "Failed",
    "Longest gap",
    "Went back",
    "Open connection",
    "Not seen from here",
)


def _in_order(one: CutoverWatched) -> Sequence[Watched]:
    return sorted(one.listeners, key=lambda listener: (listener.load_balancer, listener.port))


def _watched(one: Watched, *, rollback: bool) -> tuple[str, ...]:
    unseen = [code(address) for address in one.unreached]
    unseen += [f"{code(address)} for {_name(name)}" for address, name in one.unreached_names]
    held = _HELD[one.held]
    at = f" at {code(one.held_address)}" if one.held_address else ""
    why = f": {code(one.held_error)}" if one.held_error else ""
    return (
        code(f"{one.load_balancer}:{one.port}"),
        _sequence(one, *(("new", "old") if rollback else ("old", "new"))),
        str(one.seen),
        str(one.failed),
        NOTHING if one.longest_gap_ms is None else f"{one.longest_gap_ms:.0f} ms",
        str(one.flaps),
        f"{held}{at}{why}",
        ", ".join(unseen) or NOTHING,
    )


def _sequence(one: Watched, leaving: str, put: str) -> str:
    if not one.seen:
        return "not seen"
    said = [f"{leaving} {one.old}", f"{put} {one.new}"]
    if one.other:
        said.append(f"another one {one.other}")
    times = []
    if one.first_new_at is not None:
        times.append(f"{put} first at {moment(one.first_new_at)}")
    if one.last_old_at is not None:
        times.append(f"{leaving} last at {moment(one.last_old_at)}")
    if one.behind:
        times.append(f"at the end another than {put} at {', '.join(map(code, one.behind))}")
    return "; ".join((" ▸ ".join(said), *times))


def handshakes(record: ChangeRecord) -> Iterator[str]:
    """Which leaf each address serves for each name: a table for each listener, a column for each address."""
    seen = record.migration.handshakes
    if seen is None:
        yield "None is recorded."
        return
    is_proven = "It is proven" if proven(seen) else "It is **not** proven"
    yield f"{is_proven} that the new certificate is served, as of {moment(record.handshakes_at)}."
    yield from (f"Contradiction: {code(one)}." for one in seen.contradictions)
    old = code(seen.old) if seen.old is not None else "not known"
    yield f"SHA-256 of the leaves: new {code(seen.new)}, old {old}."
    places = sorted({(one.load_balancer, one.port) for one in seen.handshakes})
    for place in places:
        here = [one for one in seen.handshakes if (one.load_balancer, one.port) == place]
        yield _matrix(f"{place[0]}:{place[1]}", here, seen.new, seen.old)
    unseen = out_of_sight(seen.handshakes)
    yield from _elsewhere(elsewhere(one.address, one.port, one.server_name) for one in unseen)


def _matrix(where: str, here: list[Handshake], new: str, old: str | None) -> str:
    addresses = sorted({one.address for one in here})
    names = sorted({one.server_name for one in here}, key=lambda name: (name is None, name or ""))
    rows = []
    for name in names:
        cells = [_name(name)]
        for address in addresses:
            both = [one for one in here if (one.server_name, one.address) == (name, address)]
            cells.append("; ".join(_leaf(one, new, old) for one in both) or NOTHING)
        rows.append(cells)
    return table((code(where), *map(code, addresses)), rows)


def _name(name: str | None) -> str:
    return "without SNI" if name is None else code(name)


def _leaf(one: Handshake, new: str, old: str | None) -> str:
    if one.fingerprint is None:
        return f"not seen: {code(one.error or 'no reason was given')}"
    known = {old: "old", new: "new"}
    leaf = known.get(one.fingerprint, f"another one, {code(one.fingerprint)}")
    if finding(one, new, old) == "not verified":
        return f"{leaf}, {code(one.error or 'not verified')}"
    if one.verified is None:
        return f"{leaf}{f', {code(one.error)}' if one.error else ''}"
    return f"{leaf}, verified" if one.verified else f"{leaf}, chain or name does **not** verify"


def rollback(record: ChangeRecord) -> Iterator[str]:
    """How to restore the listeners: in the program, and by hand."""
    way = record.way_back
    if way.plan is None:
        yield way.why_not
        return
    if way.deleting:
        yield "**Whether the old certificate is deleted is not known.** If it is, there is no way back."
    if way.expired:
        until = moment(record.migration.old.not_after)
        yield f"**The old certificate expired {until}**: clients would refuse it."
    if way.in_program:
        opened = code(shlex.join(("acm-tui", "--session", record.migration.id)))
        yield (
            f"In the program: {opened}, then roll back. It reads the listeners first, and watches them while "
            "it restores them."
        )
    yield from _by_hand(record, way, way.plan)


def _by_hand(record: ChangeRecord, way: WayBack, plan: CutoverPlan) -> Iterator[str]:
    names = Names(record)
    commands = [command(change, record.migration.place.region) for change in plan.changes]
    told = [one for one in commands if one is not None]
    if len(told) < len(commands):
        # A part of them could leave a listener worse than it is.
        yield "No commands can be given for it: some of the names are none that AWS makes."
    elif told:
        yield (
            "By hand, with credentials of this account, in this order. It restores what is recorded above: "
            "compare that with the listeners first. Run one command at a time; stop at the first that fails."
        )
        yield fenced(told, "sh")
    if way.unsure:
        where = ", ".join(code(names.listener(one.listener_arn)) for one in way.unsure)
        yield (
            f"What became of the last call, on {where}, is not known. "
            "The commands are right in either case; where a removal is refused because the certificate is "
            "not in the list, go on."
        )
    if plan.gaps:
        where = ", ".join(code(names.listener(arn)) for arn in plan.gaps)
        yield f"The lists are full: for a moment neither certificate is in the list of {where}."
    for conflict in plan.conflicts:
        yield f"{code(names.listener(conflict.listener_arn))} cannot be restored: {code(conflict.why)}."
