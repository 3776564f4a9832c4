"""Which certificate is chosen for a server name."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from acm_tui.sandbox.tls.selection import Candidate, choose, covers

NOW = datetime(2026, 11, 1, tzinfo=UTC)
PLAIN = Candidate(
    arn="plain",
    names=("shop.example.com",),
    is_ecdsa=False,
    hash_bits=256,
    key_bits=2048,
    not_before=NOW - timedelta(days=1),
    not_after=NOW + timedelta(days=197),
)


@pytest.mark.parametrize(
    ("pattern", "server_name", "expected"),
    [
        ("shop.example.com", "shop.example.com", True),
        ("shop.example.com", "SHOP.Example.com.", True),
        ("shop.example.com", "www.shop.example.com", False),
        ("*.example.com", "shop.example.com", True),
        ("*.EXAMPLE.com", "shop.example.com", True),
        ("*.example.com", "example.com", False),
        ("*.example.com", "a.b.example.com", False),
        ("*.example.com", "shop.example.net", False),
    ],
)
def test_a_wildcard_is_one_label(pattern: str, server_name: str, expected: bool) -> None:
    assert covers(pattern, server_name) is expected


BETTER = [
    replace(PLAIN, arn="longer life", not_after=PLAIN.not_after + timedelta(days=1)),
    replace(PLAIN, arn="longer key", key_bits=3072),
    replace(PLAIN, arn="stronger hash", hash_bits=384),
    PLAIN,
    replace(PLAIN, arn="ecdsa", is_ecdsa=True, key_bits=256),
]
WORSE = [
    PLAIN,
    replace(PLAIN, arn="shorter life", not_after=PLAIN.not_after - timedelta(days=1)),
    replace(PLAIN, arn="older life", not_before=PLAIN.not_before + timedelta(days=1)),
    replace(PLAIN, arn="expired", not_after=NOW, key_bits=4096, hash_bits=512),
    replace(PLAIN, arn="wildcard", names=("*.example.com",), key_bits=4096, hash_bits=512),
]


@pytest.mark.parametrize("better", [one for one in BETTER if one is not PLAIN], ids=lambda one: one.arn)
def test_what_is_better_wins_in_any_order(better: Candidate) -> None:
    assert choose("shop.example.com", [PLAIN, better], NOW) is better
    assert choose("shop.example.com", [better, PLAIN], NOW) is better


@pytest.mark.parametrize("worse", [one for one in WORSE if one is not PLAIN], ids=lambda one: one.arn)
def test_what_is_worse_loses_in_any_order(worse: Candidate) -> None:
    assert choose("shop.example.com", [PLAIN, worse], NOW) is PLAIN
    assert choose("shop.example.com", [worse, PLAIN], NOW) is PLAIN


def test_ecdsa_comes_before_everything_else() -> None:
    wild = replace(PLAIN, arn="ecdsa", is_ecdsa=True, names=("*.example.com",), key_bits=256)
    strong = replace(PLAIN, arn="strong", key_bits=4096, hash_bits=512)
    assert choose("shop.example.com", [strong, wild], NOW) is wild


def test_nothing_matches() -> None:
    assert choose("www.example.com", [PLAIN], NOW) is None
