"""Names as DNS compares them: ASCII case does not count, nor does the final dot (RFC 4343, RFC 1034 §3.1)."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST_NAME = 254
"""Characters of the longest name with its final dot (RFC 1035 §2.3.4 allows 255 octets in a message)."""


def canonical(name: str) -> str:
    """*name* in lower case with its final dot; the root is ``.``."""
    return name.lower().rstrip(".") + "."


def same_name(one: str, other: str) -> bool:
    """Whether both are the same name to DNS."""
    return canonical(one) == canonical(other)


def plain(name: str) -> str:
    """*name* as it stands in a sentence: without its final dot."""
    return name.rstrip(".") or "."


def names_in_words(names: Iterable[str], most: int | None = None) -> str:
    """*names*, each once and without final dot, as a list in a sentence; empty for none.

    Of more than *most* the others are counted.
    """
    each = list(dict.fromkeys(plain(name) for name in names))
    if most is not None and len(each) > most:
        each = [*each[:most], f"{len(each) - most} more"]
    return each[0] if len(each) == 1 else f"{', '.join(each[:-1])} and {each[-1]}" if each else ""


def within(name: str, zone: str) -> bool:
    """Whether *name* is *zone* itself or below it."""
    wanted, top = canonical(name), canonical(zone)
    return top == "." or wanted == top or wanted.endswith("." + top)


def parent(name: str) -> str:
    """*name* without its first label, with a final dot; the root's parent is the root."""
    _, _, rest = canonical(name).partition(".")
    return rest or "."


def joined(name: str, suffix: str) -> str:
    """*name* with *suffix* written after it, as a zone editor does with what is typed into it."""
    return canonical(name) if canonical(suffix) == "." else canonical(name) + canonical(suffix)


def appended(written: str, name: str, suffixes: Iterable[str]) -> bool:
    """Whether *written* is *name* with one of *suffixes*, other than the root, after it."""
    return any(canonical(suffix) != "." and same_name(written, joined(name, suffix)) for suffix in suffixes)


def label_in_zone(name: str, zone: str) -> str:
    """What to type into the editor of *zone* to get *name*: its part before the zone; ``@`` for the zone.

    Raises:
        ValueError: *name* is not in *zone*.
    """
    if not within(name, zone):
        raise ValueError(f"{name} is not in the zone {zone}")
    if same_name(name, zone):
        return "@"
    top = canonical(zone)
    return canonical(name)[:-1] if top == "." else canonical(name).removesuffix("." + top)


def probe_names(name: str, zone: str) -> tuple[str, ...]:
    """Where the record *name* lands when the zone, or the domain, is typed after it once too often.

    Names that would be too long to exist are left out.
    """
    doubled = (joined(name, zone), joined(name, parent(name)))
    return tuple(
        dict.fromkeys(probe for probe in doubled if not same_name(probe, name) and len(probe) <= LONGEST_NAME)
    )
