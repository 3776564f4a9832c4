"""Where the record is looked for when it is not where it should be."""

import pytest

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Question, beside, probes
from tests.domain.propagation.seen import DOMAIN, NAME, RECORD, VALUE, ZONE

CONTROL = f"_probe-x7.{DOMAIN}"


def test_every_place_and_every_type_is_asked_once() -> None:
    assert [(question.name, question.type) for question in probes(RECORD, ZONE, "x7")] == [
        (NAME + ZONE, "CNAME"),
        (NAME + DOMAIN, "CNAME"),
        (NAME[1:], "CNAME"),
        (VALUE + ZONE, "CNAME"),
        (VALUE + DOMAIN, "CNAME"),
        (NAME, "TXT"),
        (NAME, "A"),
        (NAME, "AAAA"),
        (CONTROL, "CNAME"),
        (CONTROL, "TXT"),
        (CONTROL, "A"),
        (CONTROL, "AAAA"),
    ]


def test_no_place_is_asked_twice() -> None:
    questions = probes(ValidationRecord("_x.example.com.", "CNAME", VALUE), ZONE, "x7")
    assert [question.name for question in questions if question.type == "CNAME"] == [
        "_x.example.com.example.com.",
        "x.example.com.",
        VALUE + ZONE,
        "_probe-x7.example.com.",
    ]


def test_a_name_without_underscore_has_not_lost_it() -> None:
    record = ValidationRecord("x.example.com.", "CNAME", VALUE)
    assert {question.name for question in probes(record, ZONE, "x7") if question.type == "CNAME"} == {
        "x.example.com.example.com.",
        VALUE + ZONE,
        "_probe-x7.example.com.",
    }


@pytest.mark.parametrize(("longer", "fits"), [(0, True), (1, False)])
def test_what_is_too_long_to_exist_is_not_asked_for(longer: int, fits: bool) -> None:
    domain = ".".join(["d" * 60] * 3) + "."
    value = f"_v.{'v' * (254 - len(domain) - 4 + longer)}."
    record = ValidationRecord(f"_x.{domain}", "CNAME", value)
    asked = {question.name for question in probes(record, domain, "x7")}
    assert (value + domain in asked) is fits
    assert all(len(name) <= 254 for name in asked)


def test_beside_the_record_text_is_looked_for() -> None:
    assert beside(RECORD) == Question(NAME, "TXT")
