"""Which certificate of a list is served: what the user guides decide is decided, the rest is left open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from acm_tui.domain.certificate import Certificate
from acm_tui.domain.cutover.coverage import is_exact, matches
from acm_tui.domain.cutover.keys import is_ecdsa, key_bits
from acm_tui.domain.cutover.selection import preference, winner
from acm_tui.domain.listener import Kind
from acm_tui.sandbox.tls.selection import Candidate, choose
from tests.domain.stories import DOMAIN, NEW, OLD, START, THIRD, certificate_arn, email_certificate
from tests.domain.strategies import steady

NOW = START
LIVES = timedelta(days=200)
BOTH: tuple[Kind, ...] = ("application", "network")


def made(arn: str = NEW, **changes: Any) -> Certificate:
    """An unexpired RSA_2048 certificate, signed with SHA-256."""
    usual = {
        "arn": arn,
        "names": (DOMAIN,),
        "key_algorithm": "RSA_2048",
        "signature_algorithm": "SHA256WITHRSA",
        "not_before": NOW - LIVES,
        "not_after": NOW + LIVES,
    }
    return email_certificate(**(usual | changes))


PLAIN = made(OLD)
EXPIRED: dict[str, Any] = {"not_after": NOW}
WILD = {"names": ("*.example.com",)}
EC = {"key_algorithm": "EC_prime256v1", "signature_algorithm": "SHA256WITHECDSA"}


def decided(one: Certificate, other: Certificate, kind: Kind) -> Certificate | None:
    """Who wins, asked in either order."""
    found = winner(DOMAIN, [one, other], NOW, kind)
    assert winner(DOMAIN, [other, one], NOW, kind) == found
    assert (preference(one, other, DOMAIN, NOW, kind) is not None) is (found is one)
    assert (preference(other, one, DOMAIN, NOW, kind) is not None) is (found is other)
    return found


@pytest.mark.parametrize(
    ("better", "than", "kinds"),
    [
        (EC, {}, BOTH),
        (EC, {"key_algorithm": "RSA_4096", "signature_algorithm": "SHA512WITHRSA"}, BOTH),
        (EC | EXPIRED, {}, BOTH),
        ({"signature_algorithm": "MD5WITHRSA"}, EXPIRED, ("application",)),
        ({}, EXPIRED, ("application",)),
        ({}, EXPIRED | {"key_algorithm": "RSA_4096"}, ("application",)),
        ({}, {"signature_algorithm": "MD5WITHRSA", "key_algorithm": "RSA_4096"}, BOTH),
        ({"signature_algorithm": "SHA1WITHRSA"}, {"signature_algorithm": "MD5WITHRSA"}, BOTH),
        ({"signature_algorithm": "SHA384WITHRSA"}, {"key_algorithm": "RSA_4096"}, ("application",)),
        ({}, {"signature_algorithm": "SHA1WITHRSA"}, ("application",)),
        ({"signature_algorithm": "SHA384WITHRSA"}, {}, ("application",)),
        ({"signature_algorithm": "SHA384WITHRSA", "key_algorithm": "RSA_3072"}, {}, BOTH),
        ({"key_algorithm": "RSA_3072"}, {}, BOTH),
        ({"key_algorithm": "RSA_3072"}, EXPIRED, BOTH),
        (EC | {"key_algorithm": "EC_secp384r1", "signature_algorithm": "SHA384WITHECDSA"}, EC, BOTH),
        (EC, WILD, BOTH),
    ],
)
def test_what_the_guides_decide(
    better: dict[str, Any], than: dict[str, Any], kinds: tuple[Kind, ...]
) -> None:
    for kind in BOTH:
        found = decided(made(**better), made(OLD, **than), kind)
        assert (found is not None and found.arn) == (NEW if kind in kinds else False), kind


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {}),
        ({"not_before": NOW - 2 * LIVES}, {}),
        ({"not_after": NOW + 2 * LIVES}, {}),
        ({}, WILD),
        (WILD | EC, {}),
        (WILD | {"key_algorithm": "RSA_3072"}, {}),
        ({"key_algorithm": ""}, {}),
        ({"not_after": None}, {"key_algorithm": "RSA_3072"}),
        ({"signature_algorithm": ""}, {"key_algorithm": "RSA_3072"}),
        ({"signature_algorithm": "RSASSA-PSS"}, {"key_algorithm": "RSA_3072"}),
    ],
)
def test_what_the_guides_leave_open(one: dict[str, Any], other: dict[str, Any]) -> None:
    for kind in BOTH:
        assert decided(made(**one), made(OLD, **other), kind) is None


def test_what_is_not_known_does_not_matter_behind_a_criterion_that_decides() -> None:
    assert decided(made(**EC, not_before=None), made(OLD, signature_algorithm=""), "application") is not None
    assert decided(made(**(EC | {"signature_algorithm": ""})), made(OLD), "application") is not None


def test_on_an_nlb_expiry_may_count_and_may_not() -> None:
    longer = made(key_algorithm="RSA_3072", **EXPIRED)
    assert decided(longer, PLAIN, "network") is None
    assert decided(longer, PLAIN, "application") is PLAIN


def test_one_that_matches_alone_is_served_even_when_it_has_expired() -> None:
    alone = made(**EXPIRED)
    stranger = made(OLD, names=("other.example.com",), **EC)
    assert winner(DOMAIN, [stranger, alone], NOW) is alone
    assert winner("nobody.example.org", [stranger, alone], NOW) is None
    assert winner(DOMAIN, [], NOW) is None


def test_of_several_the_one_wins_that_goes_before_each_other() -> None:
    best, second, third = made(**EC), made(OLD, key_algorithm="RSA_3072"), made(THIRD)
    assert winner(DOMAIN, [third, second, best], NOW) is best
    assert winner(DOMAIN, [third, made(OLD)], NOW) is None
    assert winner(DOMAIN, [third, made(OLD), best], NOW) is best, "who comes second does not matter"


def test_the_reason_names_the_first_criterion_that_differs() -> None:
    assert preference(made(**EC), PLAIN, DOMAIN, NOW) == "its key is ECDSA, and ECDSA goes before RSA"
    assert preference(PLAIN, made(**EXPIRED), DOMAIN, NOW) == "the other one has expired"
    weak = made(signature_algorithm="SHA1WITHRSA", key_algorithm="RSA_4096")
    assert preference(PLAIN, weak, DOMAIN, NOW) == "it is signed with a stronger hash"
    md5 = made(signature_algorithm="MD5WITHRSA")
    assert preference(PLAIN, md5, DOMAIN, NOW, "network") == "it is signed with SHA, the other one with MD5"
    assert preference(made(key_algorithm="RSA_3072"), PLAIN, DOMAIN, NOW) == "its key is longer"


# -- beside the sandbox, which decides everything ----------------------------------------------------------

names = st.lists(
    st.sampled_from([DOMAIN, "*.example.com", "other.example.com"]), min_size=1, max_size=2, unique=True
).map(tuple)
moments = st.sampled_from([NOW - timedelta(days=1), NOW, NOW + timedelta(days=1), NOW + LIVES])
keys = st.sampled_from(["RSA_2048", "RSA_3072", "EC_prime256v1", "EC_secp384r1"])
hashes = st.sampled_from([256, 384])


@st.composite
def lists(draw: st.DrawFn) -> list[Certificate]:
    """Certificates of one list, every criterion of each known."""
    return [
        made(
            certificate_arn(str(number)),
            names=draw(names),
            key_algorithm=(key := draw(keys)),
            signature_algorithm=f"SHA{draw(hashes)}WITH{'ECDSA' if key.startswith('EC') else 'RSA'}",
            not_after=draw(moments),
        )
        for number in range(draw(st.integers(1, 4)))
    ]


def candidate(one: Certificate) -> Candidate:
    assert one.not_before is not None
    assert one.not_after is not None
    return Candidate(
        arn=one.arn,
        names=one.names,
        is_ecdsa=bool(is_ecdsa(one.key_algorithm)),
        hash_bits=int(one.signature_algorithm[3:6]),
        key_bits=key_bits(one.key_algorithm) or 0,
        not_before=one.not_before,
        not_after=one.not_after,
    )


@steady
@given(lists())
def test_what_is_decided_here_the_sandbox_serves(held: list[Certificate]) -> None:
    served = choose(DOMAIN, [candidate(one) for one in held], NOW)
    found = winner(DOMAIN, held, NOW)
    assert (served is None) is (not any(matches(one.names, DOMAIN) for one in held))
    assert found is None or (served is not None and served.arn == found.arn)


def documented(one: Certificate, now: datetime) -> tuple[object, ...]:
    assert one.not_after is not None
    return (
        is_ecdsa(one.key_algorithm),
        now < one.not_after,
        one.signature_algorithm[3:6],
        key_bits(one.key_algorithm),
    )


@steady
@given(lists())
def test_where_the_documented_criteria_suffice_it_is_decided_here(held: list[Certificate]) -> None:
    able = [one for one in held if matches(one.names, DOMAIN)]
    assume(able)
    assume(len({is_exact(one.names, DOMAIN) for one in able}) == 1)
    ranks = [documented(one, NOW) for one in able]
    assume(len(set(ranks)) == len(ranks))
    served = choose(DOMAIN, [candidate(one) for one in held], NOW)
    found = winner(DOMAIN, held, NOW)
    assert served is not None
    assert found is not None
    assert found.arn == served.arn
