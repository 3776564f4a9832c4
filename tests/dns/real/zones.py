"""The zones of the tests' world, as text below ``$ORIGIN`` and ``$TTL``."""

from __future__ import annotations

from collections.abc import Mapping

from tests.dns.real.places import CHILD, NS1, NS2, REFUSING, SIGNING, SMALL, TOP

VALUE = "_424c7224.mhbtsbpdnt.acm-validations.aws."
LABEL = "_a79865eb.shop"
NAME = f"{LABEL}.example.com."
RIGHT = f"{LABEL} 60 IN CNAME {VALUE}\n"
"""The validation record as a line of any of the zones."""

_LABELS = ".".join(["x" * 60] * 3)
LONG_NAME = f"_a79865eb.{_LABELS}.{'y' * 40}.long.com."
LONG_VALUE = f"_424c7224.{_LABELS}.{'z' * 20}.acm-validations.aws."
"""Name and value near the longest there are (255 octets, RFC 1035 §2.3.4): together more than 512 octets."""

_DELEGATED: Mapping[str, Mapping[str, str]] = {
    # Names with a final dot lie elsewhere: com knows no address of them.
    "lame": {"ns1.example": NS1, "ns2.example": NS2},
    "upward": {"ns1.example": NS1, "ns": TOP},
    "guarded": {"ns1.example": NS1, "ns.guarded": REFUSING},
    "moved": {"ns1.moved": NS1},
    "long": {"ns.long": SMALL},
    "tcp": {"ns.tcp": SIGNING},
    "bogus": {"ns.bogus": SIGNING},
}


def apex(serial: int, servers: Mapping[str, str], primary: str = "ns1") -> str:
    """SOA and NS of a zone, with the addresses of *servers*: name → address, or nothing for one elsewhere.

    A resolver remembers for 60 s that something is not there.
    """
    lines = [f"@ 60 IN SOA {primary} hostmaster {serial} 60 60 86400 900"]
    for name, address in servers.items():
        lines.append(f"@ 60 IN NS {name}")
        if address:
            lines.append(f"{name} 60 IN A {address}")
    return "\n".join(lines) + "\n"


def root() -> str:
    """The root, which delegates com to the very same server."""
    return apex(1, {"ns.com.": TOP}) + f"com. 60 IN NS ns.com.\nns.com. 60 IN A {TOP}\n"


def com(example: Mapping[str, str]) -> str:
    """Delegates example.com to *example* (``ns1`` → address), and the zones of single stories."""
    lines = [apex(1, {"ns": TOP}, primary="ns")]
    below = {"example": {f"{name}.example": address for name, address in example.items()}, **_DELEGATED}
    glue = {name: address for servers in below.values() for name, address in servers.items() if name != "ns"}
    for zone, servers in below.items():
        lines += [f"{zone} 60 IN NS {name}" for name in servers]
    lines += [f"{name} 60 IN A {address}" for name, address in glue.items()]
    return "\n".join(lines) + "\n"


def delegation_of_shop() -> str:
    """Lines for example.com that make shop.example.com a zone of its own."""
    return f"shop 60 IN NS ns.shop\nns.shop 60 IN A {CHILD}\n"


def beside_example() -> dict[str, dict[str, str]]:
    """What the servers of example.com serve beside it: host → zone → text. Every record in it is the story's.

    ``lame`` is only at ns1. ``moved`` is kept in two places: the delegation leads to the old one, and the
    record was made in the new one.
    """
    both = {"ns1.example.com.": "", "ns2.example.com.": ""}
    moved = apex(7, {"ns2": NS2}, primary="ns2")
    return {
        "ns1": {
            "lame.com.": apex(5, both) + RIGHT,
            "upward.com.": apex(5, {"ns1.example.com.": "", "ns.com.": ""}) + RIGHT,
            "guarded.com.": apex(5, {"ns1.example.com.": "", "ns": REFUSING}) + RIGHT,
            "moved.com.": apex(9, {"ns1": NS1, "ns2": NS2}),
        },
        "ns2": {"moved.com.": moved + RIGHT},
    }
