"""A certificate as far as it is known."""

from __future__ import annotations

from acm_tui.domain.certificate import Switch
from tests.domain.inventory.stock import arn, balancer, described, found

SHOP = balancer("shop")


def test_what_it_is_told_by() -> None:
    assert found("a").arn == arn("a")


def test_no_tags_are_known_tags_too() -> None:
    assert not found("a").tags_known
    assert found("a").tagged({}).tags_known


def test_what_was_only_found_is_no_memory() -> None:
    assert found("a").remembering(found("a")) == found("a")


def test_a_memory_brings_what_a_search_does_not_tell() -> None:
    switch = Switch("PENDING_DOMAIN_VALIDATION")
    before = described("a", SHOP, failure_reason="OTHER", signature_algorithm="SHA256WITHRSA", switch=switch)
    assert found("a").remembering(before) == before
