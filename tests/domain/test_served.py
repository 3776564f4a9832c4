"""What handshakes prove: only what was seen, and a failure is never a verdict."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.served import Handshake, Served, ServingHost, served, serving_hosts
from tests.domain.stories import NEW, START, THIRD, listener, listener_arn, load_balancer
from tests.domain.strategies import steady


def handshake(fingerprint: str | None) -> Handshake:
    error = None if fingerprint else "timed out"
    return Handshake(
        load_balancer="shop",
        address="192.0.2.10",
        port=443,
        server_name="shop.example.com",
        at=START,
        fingerprint=fingerprint,
        error=error,
    )


def counted(*fingerprints: str | None, old: str | None = "b2") -> Served:
    return served(map(handshake, fingerprints), "a1", old)


def test_each_handshake_is_counted_as_what_it_saw() -> None:
    assert counted("a1", "b2", "c3", None, "a1") == Served(new=2, old=1, other=1, unseen=1)


def test_without_the_old_fingerprint_the_old_leaf_is_another_one() -> None:
    assert counted("b2", None, old=None) == Served(new=0, old=0, other=1, unseen=1)


@pytest.mark.parametrize(
    ("seen", "proven"),
    [
        ((), False),
        ((None,), False),
        (("a1",), True),
        (("a1", None), True),
        (("a1", "b2"), False),
        (("a1", "c3"), False),
        (("b2",), False),
        (("c3",), False),
    ],
)
def test_proven_is_only_where_all_that_was_seen_is_new(seen: tuple[str | None, ...], proven: bool) -> None:
    assert counted(*seen).proven is proven


@steady
@given(st.lists(st.sampled_from(["a1", "b2", "c3", None])))
def test_every_handshake_is_counted_once(seen: list[str | None]) -> None:
    found = counted(*seen)
    assert found.seen + found.unseen == len(seen)
    assert found.seen == sum(one is not None for one in seen)


def test_handshakes_without_a_name_are_made_only_where_the_certificate_is_the_default() -> None:
    pairs = [
        (load_balancer("shop"), listener("443", default=NEW)),
        (load_balancer("api"), listener("8443", port=8443, default=THIRD, sni=(NEW,))),
    ]
    named = ("example.com", "acm-tui-probe.example.com")
    assert serving_hosts(pairs, NEW, ["example.com", "*.example.com"]) == (
        ServingHost(
            "shop", load_balancer("shop").dns_name, 443, (*named, None), listener_arn("443"), http=True
        ),
        ServingHost("api", load_balancer("api").dns_name, 8443, named, listener_arn("8443"), http=True),
    )
