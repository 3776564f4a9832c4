"""What one answer says about the record."""

import pytest

from acm_tui.domain.propagation import Answer, Classification, Failure, Observation, Perspective, Question, classify
from tests.domain.propagation.seen import NAME, NS1, RECORD, VALUE, ZONE, cname, https, local, nxdomain, saw, silent


@pytest.mark.parametrize(
    ("observation", "kind"),
    [
        (cname(VALUE), Classification.MATCH),
        (cname(VALUE.upper()), Classification.MATCH),
        (cname(VALUE.rstrip(".")), Classification.MATCH),
        (cname(VALUE, rcode="NXDOMAIN"), Classification.MATCH),
        (cname(VALUE.removeprefix("_")), Classification.MATCH_NO_UNDERSCORE),
        (cname("elsewhere.example.net."), Classification.WRONG_VALUE),
        (cname("_" + VALUE), Classification.WRONG_VALUE),
        (
            saw(answers=(Answer(NAME, "CNAME", 60, VALUE), Answer(NAME, "CNAME", 60, "x.example.net."))),
            Classification.WRONG_VALUE,
        ),
        (saw(answers=(Answer("other.example.com.", "CNAME", 60, VALUE),)), Classification.SERVFAIL),
        (saw(answers=(Answer(NAME, "TXT", 60, VALUE),)), Classification.NODATA),
        (saw(), Classification.NODATA),
        (nxdomain(), Classification.NXDOMAIN),
        (saw(aa=False, referral="shop.example.com."), Classification.REFERRAL),
        (saw(aa=False, referral="."), Classification.LAME),
        (saw(aa=False, referral=ZONE), Classification.LAME),
        (saw(aa=False, referral="other.example.com."), Classification.LAME),
        (saw(aa=False), Classification.LAME),
        (nxdomain(aa=False), Classification.LAME),
        (cname(VALUE, aa=False, ra=True), Classification.INTERCEPTED),
        (cname(VALUE, aa=False, referral="shop.example.com."), Classification.LAME),
        (saw(rcode="REFUSED", aa=False), Classification.REFUSED),
        (saw(rcode="SERVFAIL", aa=False), Classification.SERVFAIL),
        (saw(rcode="FORMERR", aa=False), Classification.SERVFAIL),
        (silent(), Classification.TIMEOUT),
        (silent(failure=Failure.UNREACHABLE), Classification.UNREACHABLE),
    ],
)
def test_one_answer_is_classified(observation: Observation, kind: Classification) -> None:
    assert classify(observation, RECORD) is kind


def test_a_name_is_found_whatever_its_case() -> None:
    row = saw(answers=(Answer(NAME.upper(), "CNAME", 60, VALUE),))
    assert classify(row, RECORD) is Classification.MATCH


