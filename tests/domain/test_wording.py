"""The words for what was seen, which every view shares."""

from datetime import timedelta

import msgspec
import pytest

from acm_tui.domain.propagation import Classification, Severity, VerdictKind
from acm_tui.domain.propagation.wording import (
    forgetting,
    said,
    severity_sign,
    verdict_sign,
    words_of,
    would_remember_s,
)
from tests.handoff.looks import NOW, VALUE, saw, silent, there


def test_every_classification_has_words_of_its_own() -> None:
    words = [words_of(one) for one in Classification]
    assert len({text for _, text in words}) == len(Classification)


@pytest.mark.parametrize("one", Classification)
def test_the_sign_tells_found_from_not_found_from_not_known(one: Classification) -> None:
    sign, _ = words_of(one)
    assert (sign == "✔") is one.found
    if one.conclusive and not one.found:
        assert sign == "✖"


def test_every_severity_and_verdict_has_a_sign() -> None:
    assert len({severity_sign(one) for one in Severity}) == len(Severity)
    assert [kind for kind in VerdictKind if verdict_sign(kind) == "✔"] == [VerdictKind.READY]


@pytest.mark.parametrize(
    ("later", "words"),
    [(0, "forgets it in 900 s"), (899, "forgets it in 1 s"), (900, "may have forgotten it by now")],
)
def test_when_a_resolver_forgets(later: int, words: str) -> None:
    assert forgetting(saw(), NOW + timedelta(seconds=later)) == words


def test_who_gives_no_time_is_not_waited_for() -> None:
    assert forgetting(saw(negative_ttl_s=None), NOW) == ""


def test_a_record_makes_nobody_remember_a_no() -> None:
    assert would_remember_s([there(1), saw(2), saw(1, negative_ttl_s=60)]) == 900
    assert would_remember_s([there(1, negative_ttl_s=900)]) == 0
    assert would_remember_s([silent(1)]) == 0


def test_what_came_back_is_said_as_it_was() -> None:
    assert said(there(1)) == f"CNAME {VALUE}"
    assert said(saw(1)) == "NXDOMAIN"
    assert said(silent(1)) == "no answer within 1.5 s by UDP or TCP"
    assert said(msgspec.structs.replace(silent(1), error=None)) == "no answer"
