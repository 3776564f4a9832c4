"""A zone is built once for all that serve the same of it."""

from __future__ import annotations

from collections.abc import Mapping

import dns.zone
import pytest

from acm_tui.sandbox.dns.building import build

ZONE = "example.com."
RECORD = ("www.example.com.", "TXT")
AT = {"ns1.example.com.": "127.0.0.1"}
SERVERS = {ZONE: ("ns1.example.com.",)}


def built(
    serial: int = 1,
    value: str = '"one"',
    servers: Mapping[str, tuple[str, ...]] = SERVERS,
    hosts: Mapping[str, str] = AT,
) -> dns.zone.Zone:
    return build(ZONE, serial, {RECORD: [value]}, servers, hosts)


def test_the_same_is_built_once() -> None:
    assert built() is built()


@pytest.mark.parametrize(
    "other",
    [
        {"serial": 2},
        {"value": '"two"'},
        {"servers": SERVERS | {"shop.example.com.": ("ns1.example.com.",)}},
        {"hosts": {"ns1.example.com.": "127.0.0.2"}},
    ],
    ids=["serial", "record", "delegation", "host"],
)
def test_whatever_is_other_makes_it_another(other: dict[str, object]) -> None:
    changed = built(**other)  # type: ignore[arg-type]
    assert changed is not built()
    assert changed.to_text() != built().to_text()
