"""Which server names a certificate is good for."""

from __future__ import annotations

from collections.abc import Iterable

_WILD = "*."


def covers(presented: str, name: str) -> bool:
    """Whether a certificate's name *presented* serves the server name *name*.

    An asterisk stands for exactly one whole label, the first (RFC 9525, section 6.3, and RFC 6125 before
    it). *name* may be a wildcard itself: it is covered by the same wildcard only, because the names behind
    it are more than any list of names.
    """
    one, other = _canonical(presented), _canonical(name)
    if not one.startswith(_WILD):
        return one == other
    label, dot, parent = other.partition(".")
    return bool(label and dot) and parent == one.removeprefix(_WILD)


def matches(names: Iterable[str], name: str) -> bool:
    """Whether any of a certificate's *names* serves the server name *name*."""
    return any(covers(one, name) for one in names)


def is_exact(names: Iterable[str], name: str) -> bool:
    """Whether *name* itself is among a certificate's *names*, not only a wildcard that covers it."""
    return any(_canonical(one) == _canonical(name) for one in names)


def uncovered(names: Iterable[str], by: Iterable[str]) -> tuple[str, ...]:
    """Those of *names* for which a certificate with the names *by* is no good, in their order."""
    given = tuple(by)
    return tuple(name for name in names if not matches(given, name))


def contested(names: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """The server names for which two certificates are both good, each once.

    Where a name meets a wildcard, it is the name; where the same wildcard stands in both, the wildcard.
    """
    rivals = tuple(others)
    shared: dict[str, str] = {}
    for one in names:
        for other in rivals:
            if covers(other, one):
                shared.setdefault(_canonical(one), one)
            elif covers(one, other):
                shared.setdefault(_canonical(other), other)
    return tuple(shared.values())


def _canonical(name: str) -> str:
    # Without the root's dot; ASCII letters compare without case (RFC 4343). Certificates hold A-labels.
    return name.lower().rstrip(".")
