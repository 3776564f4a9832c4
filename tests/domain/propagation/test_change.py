"""What makes a look worth another one soon, and what is only noise."""

from collections.abc import Sequence

import pytest

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Answer,
    Check,
    Heard,
    Observation,
    Perspective,
    conclude,
    heard,
    tells_something_new,
)
from tests.domain.propagation.seen import (
    DOMAIN,
    LAST_YEARS,
    NAME,
    NOW,
    NS2,
    RECORD,
    VALUE,
    ZONE,
    cname,
    control,
    https,
    local,
    nxdomain,
    probe,
    public,
    refused,
    saw,
    silent,
)

Look = Sequence[Observation]
TWO = "192.0.2.12"
NO, YES = nxdomain(serial=19), cname(VALUE, serial=20)
ABSENT = [NO, nxdomain(NS2, serial=19, address=TWO)]
READY = [YES, cname(VALUE, NS2, serial=20, address=TWO)]
PARTIAL = [YES, ABSENT[1]]
MUTE = silent(NS2, address=TWO)
TWICE = NAME + ZONE
DOUBLED = probe(TWICE, VALUE)
NOT_DOUBLED = probe(TWICE, rcode="NXDOMAIN")
NODATA = [saw(), saw(NS2, address=TWO)]
ABOVE = cname(VALUE, "a.parent.", perspective=Perspective.PARENT, address="192.0.2.99")


def check(rows: Look, record: ValidationRecord = RECORD) -> Check:
    return conclude(record, None, rows, NOW)


def after(*looks: Look) -> Heard:
    known: Heard = {}
    for look in looks:
        known = {**known, **heard([check(look)])}
    return known


def new(*looks: Look) -> bool:
    """Whether the last of *looks* hears something new after the others."""
    return tells_something_new(after(*looks[:-1]), heard([check(looks[-1])]))


@pytest.mark.parametrize(
    "looks",
    [
        pytest.param([ABSENT], id="the first look"),
        pytest.param([ABSENT, PARTIAL], id="one server has it"),
        pytest.param([PARTIAL, READY], id="the other too"),
        pytest.param([READY, ABSENT], id="it is gone"),
        pytest.param([ABSENT, NODATA], id="something else is there"),
        pytest.param([[cname(LAST_YEARS)], [cname("_b.acm-validations.aws.")]], id="another wrong value"),
        pytest.param([[silent()], [NO]], id="the first answer"),
        pytest.param([[NO], ABSENT], id="one more server"),
        pytest.param([[*ABSENT, NOT_DOUBLED], [*ABSENT, DOUBLED]], id="found at another name"),
        pytest.param([[*ABSENT, DOUBLED], [*ABSENT, NOT_DOUBLED]], id="and gone from there"),
        pytest.param([NODATA, [*NODATA, probe(NAME, "192.0.2.7", type="A")]], id="proxied"),
        pytest.param(
            [
                ABSENT,
                [*ABSENT, cname(VALUE, "a.parent.", perspective=Perspective.PARENT, address="192.0.2.99")],
            ],
            id="found above",
        ),
        pytest.param([[NO], [saw(aa=False, referral=DOMAIN)]], id="delegated away"),
        pytest.param(
            [[silent(), https(nxdomain())], [silent(), https(cname(VALUE))]], id="in the public view"
        ),
    ],
)
def test_what_is_said_of_the_record_counts(looks: list[Look]) -> None:
    assert new(*looks)
    assert not new(*looks, looks[-1]), "and then it is known"


def lasting(ttl: int) -> Observation:
    return saw(answers=(Answer(NAME, "CNAME", ttl, VALUE),))


def several(*values: str) -> Observation:
    return saw(answers=tuple(Answer(NAME, "CNAME", 60, value) for value in values))


@pytest.mark.parametrize(
    "looks",
    [
        pytest.param([READY, READY], id="nothing"),
        pytest.param([ABSENT, [nxdomain(serial=20), nxdomain(NS2, serial=20, address=TWO)]], id="a serial"),
        pytest.param([[lasting(60)], [lasting(59)]], id="a TTL"),
        pytest.param([[several(VALUE, LAST_YEARS)], [several(LAST_YEARS, VALUE.upper())]], id="an order"),
        pytest.param([ABSENT, [NO, MUTE]], id="one is silent"),
        pytest.param([ABSENT, [silent(), MUTE]], id="all are silent"),
        pytest.param([ABSENT, [NO, MUTE], ABSENT], id="and is heard again"),
        pytest.param([READY, [YES, MUTE], READY], id="ready, one silent, ready"),
        pytest.param([ABSENT, [NO, refused(NS2, address=TWO)], ABSENT], id="one refuses for a while"),
        pytest.param(
            [
                [*NODATA, probe(NAME, "192.0.2.7", "192.0.2.8", type="A")],
                [*NODATA, probe(NAME, "192.0.2.9", type="A")],
            ],
            id="a proxy's addresses take turns",
        ),
        pytest.param([[*ABSENT, DOUBLED], [*ABSENT, silent(question=DOUBLED.question)]], id="a lost probe"),
        pytest.param(
            [[*ABSENT, DOUBLED], [*ABSENT, silent(question=DOUBLED.question)], [*ABSENT, DOUBLED]],
            id="that comes again",
        ),
        pytest.param([[*ABSENT, control()], [*ABSENT, control("192.0.2.1", type="A")]], id="a wildcard"),
        pytest.param(
            [READY, [*READY, public(nxdomain(negative_ttl_s=9)), local(cname(VALUE))]], id="resolvers"
        ),
        pytest.param([READY, list(reversed(READY))], id="the order of servers"),
    ],
)
def test_what_differs_from_look_to_look_by_itself_does_not(looks: list[Look]) -> None:
    assert not new(*looks)


def test_each_record_is_heard_of_by_itself() -> None:
    other = ValidationRecord("_b.shop.example.com.", "CNAME", VALUE)
    known = heard([check(ABSENT)])
    assert tells_something_new(known, heard([check(ABSENT), check([], other), check(ABSENT, other)])) is False
    beside = [nxdomain(question=cname(VALUE).question), saw(question=probe(other.name).question)]
    assert tells_something_new(known, heard([check(ABSENT), check(beside, other)]))


def test_what_was_heard_of_a_record_with_another_value_says_nothing() -> None:
    replaced = ValidationRecord(NAME, "CNAME", LAST_YEARS)
    assert tells_something_new(heard([check(ABSENT)]), heard([check(ABSENT, replaced)]))
