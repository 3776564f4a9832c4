"""What Finish says of the handshakes: a tick only for what is new and verified."""

from __future__ import annotations

import pytest

from acm_tui.domain.served import Handshake, ServingHost
from acm_tui.screens.finish_words import elsewhere_rows
from acm_tui.widgets.handshakes import handshake_rows
from tests.domain.stories import DOMAIN
from tests.domain.test_served import BARE, GOOD, TIMED_OUT, handshake

WWW = "www.example.com"


def said(*handshakes: Handshake) -> tuple[str, list[str]]:
    """The sentence over all, and what stands behind each."""
    sentence, *rows, _ = handshake_rows(handshakes, "a1", "b2")
    return sentence.body.plain.strip(), [row.body.plain for row in rows]


@pytest.mark.parametrize(
    ("one", "row"),
    [
        (GOOD, "✔ new, verified"),
        (BARE, "✔ new"),
        (handshake("a1"), f"? new, {TIMED_OUT}"),
        (handshake("a1", False), "✖ new, chain or name does not verify"),
        (handshake("b2"), "✖ old"),
        (handshake("b2", True), "✖ old, verified"),
        (
            handshake("c3c3c3c3c3c3c3c3c3", False),
            "✖ another one, c3c3c3c3c3c3c3c3…, chain or name does not verify",
        ),
        (handshake(None), "? not seen: timed out"),
    ],
)
def test_what_stands_behind_a_handshake(one: Handshake, row: str) -> None:
    assert said(one)[1] == [row]


@pytest.mark.parametrize(
    ("seen", "sentence"),
    [
        ([GOOD, BARE], "2 of 2 handshakes show the new certificate."),
        (
            [GOOD, handshake("a1", name=WWW)],
            "2 handshakes show the new certificate, but that could not be verified on 1.",
        ),
        (
            [GOOD, handshake("a1", False, WWW), handshake("a1", name="api.example.com")],
            "3 handshakes show the new certificate, but chain or name does not verify on 1, "
            "that could not be verified on 1.",
        ),
        (
            [handshake(None), BARE],
            "1 handshake shows the new certificate, but 1 failed at an address where others succeeded."
            " 1 could not be seen from here.",
        ),
        ([BARE], "1 handshake shows the new certificate, but none with a name, so nothing is verified."),
        (
            [GOOD, handshake(None, address="192.0.2.11")],
            "1 of 1 handshakes show the new certificate. 1 could not be seen from here.",
        ),
        (
            [GOOD, handshake("b2", name=WWW)],
            "Only 1 of 2 handshakes show the new certificate, the old one on 1.",
        ),
    ],
)
def test_the_sentence_over_all_claims_no_more_than_was_seen(seen: list[Handshake], sentence: str) -> None:
    assert said(*seen)[0] == sentence


def test_what_was_not_seen_is_looked_at_from_elsewhere_with_the_name_that_failed() -> None:
    hosts = [
        ServingHost("shop", "shop.elb.example.net", 443, (DOMAIN, None)),
        ServingHost("api", "api.elb.example.net", 443, (DOMAIN, None)),
    ]
    away = handshake(None, load_balancer="api")
    rows = [
        row.body.plain for row in elsewhere_rows([GOOD, handshake(None, name=WWW), BARE, away, away], hosts)
    ]
    assert [row.partition(" </dev")[0] for row in rows] == [
        f"From elsewhere: openssl s_client -connect 192.0.2.10:443 -servername {WWW}",
        f"From elsewhere: openssl s_client -connect api.elb.example.net:443 -servername {DOMAIN}",
    ]
