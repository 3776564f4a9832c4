"""Names in other scripts: as DNS holds them (A-labels, ``xn--…``) and as people read them (RFC 5890)."""

from __future__ import annotations

import re
import unicodedata

from acm_tui.domain.propagation.names import LONGEST_NAME, canonical

_ACE = "xn--"
_TYPED = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
"""A label in ASCII that somebody may type: a host's, or one with the underscore of a service."""


def unicode_name(name: str) -> str | None:
    """*name* with its A-labels as the letters they stand for; ``None`` when it has no other form.

    A label that does not decode, or would not be encoded the same way again, stays as it is. What comes out
    is foreign text: it may hold characters that change the direction of writing or show nothing.
    """
    labels = name.split(".")
    read = [_read(label) for label in labels]
    return ".".join(read) if read != labels else None


def both_forms(name: str) -> str:
    """*name* as people read it, and in parentheses as DNS holds it; only the latter where they are the same.

    It is also alone where the readable form holds anything but letters, marks, digits, hyphens and what
    stood in *name*: a reader must see every character of what is asked for.
    """
    readable = unicode_name(name)
    if readable is None or not all(_plain(character) or character in name for character in readable):
        return name
    return f"{readable} ({name})"


def to_ascii(name: str) -> str:
    """What somebody typed as DNS holds it: lower case, other scripts as A-labels; a final dot is kept.

    Typed forms are mapped as browsers map them (UTS #46): full-width letters, capitals, and ``。`` as a dot.

    Raises:
        ValueError: it is no domain name; the sentence says why.
    """
    import idna

    try:
        mapped = idna.uts46_remap(name, std3_rules=False)
        first, *rest = mapped.removesuffix(".").split(".")
        labels = [first if first == "*" and rest else _written(first), *map(_written, rest)]
    except ValueError as error:
        raise ValueError(f"{name!r} is not a domain name: {_lowered(str(error))}.") from error
    written = ".".join(labels)
    if len(canonical(written)) > LONGEST_NAME:
        raise ValueError(f"{name!r} is not a domain name: it is longer than {LONGEST_NAME - 1} characters.")
    return written + "." if mapped.endswith(".") else written


def _read(label: str) -> str:
    if not label.lower().startswith(_ACE):
        return label
    import idna

    try:
        readable = idna.ulabel(label)
        # Older versions of idna decode other spellings of a name as well: two names would look alike.
        same = idna.alabel(readable).decode() == label.lower()
    except idna.IDNAError:
        return label
    return readable if same else label


def _written(label: str) -> str:
    if not label:
        raise ValueError("A label is empty")
    if not label.isascii():
        import idna

        return idna.alabel(label).decode()
    if not _TYPED.fullmatch(label):
        raise ValueError(f"{label!r} is not a label of up to 63 letters, digits, hyphens and underscores")
    return label


def _lowered(sentence: str) -> str:
    """*sentence* as the second half of another one."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _plain(character: str) -> bool:
    return character == "-" or unicodedata.category(character)[0] in "LM" or character.isdecimal()
