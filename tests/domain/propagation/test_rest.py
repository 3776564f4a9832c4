"""How long a public resolver is left alone after what it said."""

from datetime import timedelta

import pytest

from acm_tui.domain.propagation import Answer, Observation, rests_until
from tests.domain.propagation.seen import NOW, VALUE, cname, https, nxdomain, refused, saw, silent


def lasting(*ttls: int) -> Observation:
    return saw(answers=tuple(Answer("_x.", "CNAME", ttl, VALUE) for ttl in ttls))


@pytest.mark.parametrize(
    ("row", "seconds"),
    [
        (nxdomain(negative_ttl_s=900), 900),
        (nxdomain(negative_ttl_s=86400), 86400),
        (nxdomain(negative_ttl_s=3), 30),
        (nxdomain(), 30),
        (saw(negative_ttl_s=120), 120),
        (cname(VALUE), 60),
        (lasting(5), 30),
        (lasting(86400), 300),
        (lasting(200, 100), 100),
        (refused(), 30),
        (saw(rcode="SERVFAIL"), 30),
        (silent(), 5),
    ],
)
def test_it_rests_for_as_long_as_it_would_say_the_same(row: Observation, seconds: int) -> None:
    assert rests_until(https(row)) - NOW == timedelta(seconds=seconds)
