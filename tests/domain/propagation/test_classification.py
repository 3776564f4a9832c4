"""What one answer says about the record."""

from typing import Any

import pytest

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Answer,
    Classification,
    Failure,
    Observation,
    Perspective,
    Question,
    classify,
)
from tests.domain.propagation.seen import (
    DOMAIN,
    NAME,
    RECORD,
    VALUE,
    ZONE,
    cname,
    https,
    local,
    nxdomain,
    public,
    saw,
    silent,
)

TWO = "x.example.net."


def answers(*given: tuple[str, str, str], **fields: Any) -> Observation:
    return saw(answers=tuple(Answer(name, kind, 60, value) for name, kind, value in given), **fields)


@pytest.mark.parametrize(
    ("observation", "kind"),
    [
        (cname(VALUE), Classification.MATCH),
        (cname(VALUE.upper()), Classification.MATCH),
        (cname(VALUE.rstrip(".")), Classification.MATCH),
        (cname(VALUE, rcode="NXDOMAIN"), Classification.MATCH),
        (answers((NAME, "CNAME", VALUE), (VALUE, "CNAME", TWO)), Classification.MATCH),
        (answers((DOMAIN, "DNAME", TWO), (NAME, "CNAME", VALUE)), Classification.MATCH),
        (cname(VALUE.removeprefix("_")), Classification.MATCH_NO_UNDERSCORE),
        (answers((NAME, "CNAME", VALUE), (NAME, "CNAME", VALUE[1:])), Classification.MATCH_NO_UNDERSCORE),
        (cname("elsewhere.example.net."), Classification.WRONG_VALUE),
        (cname("_" + VALUE), Classification.WRONG_VALUE),
        (answers((NAME, "CNAME", VALUE), (NAME, "CNAME", TWO)), Classification.WRONG_VALUE),
        (answers((NAME, "CNAME", VALUE[1:]), (NAME, "CNAME", TWO)), Classification.WRONG_VALUE),
        (answers((DOMAIN, "DNAME", TWO), (NAME, "CNAME", TWO)), Classification.WRONG_VALUE),
        (answers(("other.example.com.", "CNAME", VALUE)), Classification.SERVFAIL),
        (answers(("other.example.com.", "DNAME", VALUE)), Classification.SERVFAIL),
        (answers((ZONE, "A", "192.0.2.1")), Classification.SERVFAIL),
        (answers((DOMAIN, "DNAME", TWO)), Classification.NODATA),
        (answers((DOMAIN, "DNAME", TWO), rcode="NXDOMAIN"), Classification.NXDOMAIN),
        (answers((NAME, "TXT", VALUE)), Classification.NODATA),
        (answers((NAME, "A", "192.0.2.1"), (TWO, "A", "192.0.2.1")), Classification.NODATA),
        (saw(), Classification.NODATA),
        (nxdomain(), Classification.NXDOMAIN),
        (saw(aa=False, referral="shop.example.com."), Classification.REFERRAL),
        (saw(aa=False, ra=True, referral="shop.example.com."), Classification.REFERRAL),
        (saw(aa=False, referral=NAME), Classification.DELEGATED),
        (saw(aa=False, referral=NAME.upper()), Classification.DELEGATED),
        (saw(aa=True, referral="shop.example.com."), Classification.NODATA),
        (saw(aa=False, referral="."), Classification.LAME),
        (saw(aa=False, referral=ZONE), Classification.LAME),
        (saw(aa=False, referral="other.example.com."), Classification.LAME),
        (saw(aa=False), Classification.LAME),
        (nxdomain(aa=False), Classification.LAME),
        (cname(VALUE, aa=False), Classification.LAME),
        (cname(VALUE, aa=False, ra=True), Classification.INTERCEPTED),
        (nxdomain(aa=False, ra=True), Classification.INTERCEPTED),
        (cname(VALUE, aa=True, ra=True), Classification.MATCH),
        (cname(VALUE, aa=False, referral="shop.example.com."), Classification.LAME),
        (saw(rcode="REFUSED", aa=False), Classification.REFUSED),
        (cname(VALUE, rcode="REFUSED"), Classification.REFUSED),
        (saw(rcode="SERVFAIL", aa=False), Classification.SERVFAIL),
        (saw(rcode="FORMERR", aa=False), Classification.SERVFAIL),
        (silent(), Classification.TIMEOUT),
        (saw(rcode=None), Classification.TIMEOUT),
        (silent(failure=Failure.UNREACHABLE), Classification.UNREACHABLE),
    ],
)
def test_one_answer_is_classified(observation: Observation, kind: Classification) -> None:
    assert classify(observation, RECORD) is kind


@pytest.mark.parametrize("resolver", [https, public, local])
@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (cname(VALUE), Classification.MATCH),
        (cname(VALUE[1:]), Classification.MATCH_NO_UNDERSCORE),
        (cname(TWO), Classification.WRONG_VALUE),
        (nxdomain(), Classification.NXDOMAIN),
        (saw(), Classification.NODATA),
        (saw(referral=ZONE), Classification.NODATA),
        (saw(rcode="SERVFAIL"), Classification.SERVFAIL),
        (saw(rcode="REFUSED"), Classification.REFUSED),
        (silent(), Classification.TIMEOUT),
    ],
)
def test_a_resolver_needs_no_authority(resolver: object, row: Observation, kind: Classification) -> None:
    assert callable(resolver)
    assert classify(resolver(row), RECORD) is kind


def test_a_resolver_that_does_not_search_says_nothing() -> None:
    row = saw(perspective=Perspective.LOCAL, aa=False, referral="com.")
    assert classify(row, RECORD) is Classification.LAME


def test_a_name_is_found_whatever_its_case() -> None:
    assert classify(answers((NAME.upper(), "CNAME", VALUE)), RECORD) is Classification.MATCH


def test_the_name_is_the_one_that_was_asked_for() -> None:
    name = NAME + ZONE
    row = saw(question=Question(name, "CNAME"), answers=(Answer(name, "CNAME", 60, VALUE),))
    assert classify(row, RECORD) is Classification.MATCH


def test_the_type_is_the_records() -> None:
    record = ValidationRecord(NAME, "TXT", VALUE)
    assert classify(answers((NAME, "TXT", VALUE)), record) is Classification.MATCH
    assert classify(answers((NAME, "CNAME", VALUE)), record) is Classification.NODATA


@pytest.mark.parametrize(
    ("kind", "found", "conclusive"),
    [
        (Classification.MATCH, True, True),
        (Classification.MATCH_NO_UNDERSCORE, True, True),
        (Classification.WRONG_VALUE, False, True),
        (Classification.NODATA, False, True),
        (Classification.NXDOMAIN, False, True),
        (Classification.REFERRAL, False, False),
        (Classification.DELEGATED, False, True),
        (Classification.LAME, False, False),
        (Classification.INTERCEPTED, False, False),
        (Classification.REFUSED, False, False),
        (Classification.SERVFAIL, False, False),
        (Classification.TIMEOUT, False, False),
        (Classification.UNREACHABLE, False, False),
    ],
)
def test_what_says_something_about_the_record(kind: Classification, found: bool, conclusive: bool) -> None:
    assert (kind.found, kind.conclusive) == (found, conclusive)
