"""Which names a certificate is good for: an asterisk is one whole label, and case does not count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.cutover.coverage import contested, covers, is_exact, matches, uncovered
from tests.domain.strategies import steady

labels = st.sampled_from(["a", "B", "xn--bcher-kva"])
hosts = st.lists(labels, min_size=1, max_size=3).map(lambda given: ".".join([*given, "example", "com"]))
presented = hosts | hosts.map("*.{}".format)


@pytest.mark.parametrize(
    ("pattern", "name", "good"),
    [
        ("shop.example.com", "shop.example.com", True),
        ("Shop.Example.com", "sHOP.example.COM.", True),
        ("shop.example.com.", "shop.example.com", True),
        ("shop.example.com", "www.shop.example.com", False),
        ("*.example.com", "shop.example.com", True),
        ("*.Example.com", "SHOP.example.com", True),
        ("*.example.com", "example.com", False),
        ("*.example.com", ".example.com", False),
        ("*.example.com", "a.b.example.com", False),
        ("*.example.com", "*.example.com", True),
        ("*.example.com", "*.b.example.com", False),
        ("shop.example.com", "*.example.com", False),
        ("*.example.com", "shop.anexample.com", False),
        ("*.com", "com", False),
    ],
)
def test_what_a_name_covers(pattern: str, name: str, good: bool) -> None:
    assert covers(pattern, name) is good
    assert matches(["other.example.org", pattern], name) is good


@steady
@given(presented, labels)
def test_a_name_covers_itself_and_a_wildcard_one_label_more(name: str, label: str) -> None:
    assert covers(name, name.upper())
    bare = name.removeprefix("*.")
    assert covers(f"*.{bare}", f"{label}.{bare}")
    assert not covers(f"*.{bare}", bare)
    assert not covers(f"*.{bare}", f"{label}.{label}.{bare}")


def test_names_that_are_lost_are_told_in_their_order() -> None:
    old = ("example.com", "*.example.com", "*.shop.example.com", "API.example.com")
    assert uncovered(old, ("*.example.com", "shop.example.com")) == ("example.com", "*.shop.example.com")
    assert uncovered(old, reversed(old)) == ()
    assert uncovered(old, ()) == old


def test_only_the_name_itself_is_exact() -> None:
    assert is_exact(("*.example.com", "Shop.example.com"), "shop.example.com")
    assert not is_exact(("*.example.com",), "shop.example.com")


def test_contested_is_the_narrower_of_two_names() -> None:
    assert contested(("*.example.com",), ("shop.example.com", "other.example.org")) == ("shop.example.com",)
    assert contested(("shop.example.com",), ("*.example.com",)) == ("shop.example.com",)
    assert contested(("*.example.com",), ("*.Example.com",)) == ("*.example.com",)
    assert contested(("a.example.com",), ("b.example.com", "*.b.example.com")) == ()
    assert contested(("*.example.com", "shop.example.com"), ("SHOP.example.com",)) == ("SHOP.example.com",)


@steady
@given(st.lists(presented, max_size=3), st.lists(presented, max_size=3))
def test_both_are_good_for_what_is_contested(one: list[str], other: list[str]) -> None:
    found = contested(one, other)
    assert all(matches(one, name) and matches(other, name) for name in found)
    for host in (*one, *other):
        if not host.startswith("*.") and matches(one, host) and matches(other, host):
            assert host.lower() in {name.lower() for name in found}
