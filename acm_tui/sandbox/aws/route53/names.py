r"""Names as Route 53 writes them, and what it names itself.

In the API an escape is a backslash and three **octal** digits (Route 53 developer guide, "DNS domain name
format"); in zone files and dnspython it is three **decimal** ones (RFC 1035 §5.1).
"""

import re
import secrets
from collections.abc import Iterator
from hashlib import sha256
from string import ascii_lowercase, ascii_uppercase, digits

_PLAIN = frozenset(ascii_lowercase + digits + "-_")
_OCTAL = re.compile(r"\\([0-7]{3})")
_ESCAPE_LENGTH = 4
_LONGEST_LABEL = 63

PRIVATE_NAME_SERVERS = (
    "ns-0.awsdns-00.com",
    "ns-512.awsdns-00.net",
    "ns-1024.awsdns-00.org",
    "ns-1536.awsdns-00.co.uk",
)
"""Those in the NS record set of every private hosted zone; they are delegated nothing."""

_DOMAINS = ("com", "net", "org", "co.uk")
_SERVERS_A_DOMAIN = 512
_ZONES_A_DOMAIN = 64


class NameProblemError(ValueError):
    """Not a name for Route 53; the text is that of its error."""


def stored(name: str) -> str:
    r"""*name* as Route 53 stores and answers it: lower case, ``\052`` for ``*``, with the final dot.

    Raises:
        NameProblemError: it has a character that must be escaped, an empty label or one that is too long.
    """
    if name in (".", ""):
        raise _problem("DomainLabelEmpty (Domain label is empty)", name)
    labels = ["".join(_stored_character(one) for one in label) for label in _labels(name)]
    return ".".join(labels) + "."


def _labels(name: str) -> Iterator[list[str]]:
    """The characters of each label, escapes resolved."""
    label: list[str] = []
    for character, separates in _characters(name):
        if not separates:
            label.append(character)
            continue
        yield _checked(label, name)
        label = []
    if label:
        yield _checked(label, name)


def _checked(label: list[str], name: str) -> list[str]:
    if not label:
        raise _problem("DomainLabelEmpty (Domain label is empty)", name)
    if len(label) > _LONGEST_LABEL:
        raise _problem("DomainLabelTooLong (Domain label is too long)", name)
    return label


def _characters(name: str) -> Iterator[tuple[str, bool]]:
    """Each character, and whether it is a dot between labels."""
    position = 0
    while position < len(name):
        if escape := _OCTAL.match(name, position):
            yield chr(int(escape[1], 8)), False
            position += _ESCAPE_LENGTH
            continue
        character = name[position]
        if not "!" <= character <= "~":
            raise _problem("UnsupportedCharacter (Value contains unsupported characters)", character)
        yield character, character == "."
        position += 1


def _stored_character(character: str) -> str:
    lower = character.lower() if character.isascii() else character
    return lower if lower in _PLAIN else f"\\{ord(character):03o}"


def _problem(what: str, where: str) -> NameProblemError:
    return NameProblemError(f"FATAL problem: {what} encountered with '{where}'")


def sort_key(name: str) -> str:
    """What Route 53 lists a stored *name* by: its labels reversed, with a final dot, in ASCII order.

    (API reference, ListHostedZonesByName: "note the trailing dot, which can change the sort order".)
    """
    return ".".join(reversed(name.rstrip(".").split("."))) + "."


def as_dns(text: str) -> str:
    """A stored name or value with its escapes as DNS writes them."""
    return _OCTAL.sub(lambda escape: f"\\{int(escape[1], 8) & 0xFF:03d}", text)


def within(name: str, zone: str) -> bool:
    """Whether the stored *name* lies in *zone*."""
    return name == zone or name.endswith("." + zone)


def name_servers(identifier: str) -> tuple[str, ...]:
    """The four name servers of the public hosted zone *identifier*, one a domain, without final dots."""
    found = []
    for index, domain in enumerate(_DOMAINS):
        number = int(sha256(f"{identifier}/{domain}".encode()).hexdigest()[:8], 16)
        server = number % _SERVERS_A_DOMAIN + index * _SERVERS_A_DOMAIN
        found.append(f"ns-{server}.awsdns-{number // _SERVERS_A_DOMAIN % _ZONES_A_DOMAIN:02d}.{domain}")
    return tuple(found)


def zone_id(seed: str) -> str:
    """A hosted zone's id, the same each time for the same *seed*."""
    return "Z" + sha256(seed.encode()).hexdigest()[:20].upper()


def new_zone_id() -> str:
    """An id for a hosted zone."""
    return "Z" + _random()


def new_change_id() -> str:
    """An id for a change."""
    return "C" + _random()


def _random() -> str:
    return "".join(secrets.choice(ascii_uppercase + digits) for _ in range(20))
