"""What handshakes saw: one line an address and name, and a summary that claims no more than was seen."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from acm_tui.domain.served import Handshake, Served, served
from acm_tui.widgets.say import BLANK, Part, Row, line


def handshake_rows(handshakes: Sequence[Handshake], new: str, old: str | None) -> list[Row]:
    """The handshakes with load balancer, address, port and name, in a stable order."""
    ordered = sorted(handshakes, key=lambda h: (h.load_balancer, h.address, h.port, h.server_name or ""))
    widths = (
        max((len(h.load_balancer) for h in ordered), default=0),
        max((len(_where(h)) for h in ordered), default=0),
        max((len(_name(h)) for h in ordered), default=0),
    )
    said = Row(Content(""), line((summary(served(ordered, new, old)), "bold")))
    return [said, *(_row(one, new, old, widths) for one in ordered), BLANK]


def summary(seen: Served) -> str:
    """One sentence over all handshakes."""
    unseen = f" {seen.unseen} could not be seen from here." if seen.unseen else ""
    if not seen.seen:
        return f"Nothing that is served could be seen from here.{unseen} "
    if seen.proven:
        return f"{seen.new} of {seen.seen} handshakes show the new certificate.{unseen} "
    if seen.new == seen.seen:
        return (
            f"{seen.new} handshakes show the new certificate, but {seen.unverified} do not verify.{unseen} "
        )
    wrong = f"the old one on {seen.old}" if seen.old else f"another one on {seen.other}"
    return f"Only {seen.new} of {seen.seen} handshakes show the new certificate, {wrong}.{unseen} "


def _row(one: Handshake, new: str, old: str | None, widths: tuple[int, int, int]) -> Row:
    balancer, where, name = widths
    label = line(
        f"  {one.load_balancer:<{balancer}}  ",
        (f"{_where(one):<{where}}  ", "$secondary"),
        f"{_name(one):<{name}}  ",
    )
    return Row(label, line(*_result(one, new, old)))


def _result(one: Handshake, new: str, old: str | None) -> list[Part]:
    if one.fingerprint is None:
        return [("? ", "$warning"), f"not seen: {one.error or 'no reason given'}"]
    if one.fingerprint == new:
        shown: list[Part] = [("✔ ", "$success"), "new"]
    elif one.fingerprint == old:
        shown = [("✖ ", "$error"), "old"]
    else:
        shown = [("✖ ", "$error"), f"another one, {one.fingerprint[:16]}…"]
    if one.verified is False:
        shown.append((", chain or name does not verify", "$warning"))
    elif one.verified:
        shown.append((", verified", "$secondary"))
    return shown


def _where(one: Handshake) -> str:
    return f"[{one.address}]:{one.port}" if ":" in one.address else f"{one.address}:{one.port}"


def _name(one: Handshake) -> str:
    return one.server_name or "(no SNI)"
