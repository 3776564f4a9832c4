"""What handshakes saw: one line an address and name, and a summary that claims no more than was seen."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from acm_tui.domain.served import Finding, Handshake, Served, finding, served
from acm_tui.text import counted
from acm_tui.widgets.say import BLANK, Part, Row, line, style_of


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
        show = "show" if seen.new > 1 else "shows"
        return f"{counted(seen.new, 'handshake')} {show} the new certificate, but {_lacking(seen)}.{unseen} "
    wrong = f"the old one on {seen.old}" if seen.old else f"another one on {seen.other}"
    return f"Only {seen.new} of {seen.seen} handshakes show the new certificate, {wrong}.{unseen} "


def _lacking(seen: Served) -> str:
    """What keeps it from being proven where every leaf that was seen is the new one."""
    said = [
        words.format(count)
        for count, words in (
            (seen.unverified, "chain or name does not verify on {}"),
            (seen.unchecked, "that could not be verified on {}"),
            (seen.silent, "{} failed at an address where others succeeded"),
        )
        if count
    ]
    return ", ".join(said) or "none with a name, so nothing is verified"


def _row(one: Handshake, new: str, old: str | None, widths: tuple[int, int, int]) -> Row:
    balancer, where, name = widths
    label = line(
        f"  {one.load_balancer:<{balancer}}  ",
        (f"{_where(one):<{where}}  ", "$secondary"),
        f"{_name(one):<{name}}  ",
    )
    return Row(label, line(*_result(one, new, old)))


_FOUND: dict[Finding, tuple[str, str]] = {
    "verified": ("✔", "new"),
    "without a name": ("✔", "new"),
    "not verified": ("?", "new, "),
    "does not verify": ("✖", "new, chain or name does not verify"),
    "old": ("✖", "old"),
    "another one": ("✖", "another one"),
    "not seen": ("?", "not seen: "),
}


def _result(one: Handshake, new: str, old: str | None) -> list[Part]:
    found = finding(one, new, old)
    sign, words = _FOUND[found]
    shown: list[Part] = [(f"{sign} ", style_of(sign)), words]
    match found:
        case "verified":
            shown.append((", verified", "$secondary"))
        case "not verified":
            shown.append((one.error or "not verified: no reason given", "$warning"))
        case "not seen":
            shown.append(one.error or "no reason given")
        case "another one":
            shown.append(f", {(one.fingerprint or '')[:16]}…")
    if found in ("old", "another one"):
        shown += _verified(one)
    return shown


def _verified(one: Handshake) -> list[Part]:
    if one.verified is None:
        return []
    return [(", verified", "$secondary") if one.verified else (", chain or name does not verify", "$warning")]


def _where(one: Handshake) -> str:
    return f"[{one.address}]:{one.port}" if ":" in one.address else f"{one.address}:{one.port}"


def _name(one: Handshake) -> str:
    return one.server_name or "(no SNI)"
