"""What somebody who waits is told: what is new, and nothing twice."""

from typing import Any

import msgspec
import pytest

from acm_tui.domain.propagation import Answer, Observation, Perspective, Question
from acm_tui.headless.progress import Progress
from tests.handoff.looks import NAME, RECORD, VALUE, saw, silent, there

PROBE: Any = Question("_probe-1.shop.example.com.", "CNAME")


def told(*rows: Observation) -> list[str]:
    said: list[str] = []
    progress = Progress(RECORD, said.append)
    for row in rows:
        progress.landed(row)
    return said


def test_every_server_as_it_lands() -> None:
    assert told(saw(2), there(1)) == [
        "  ✖ ns2.example.com 192.0.2.12  no such name, serial 19",
        "  ✔ ns1.example.com 192.0.2.11  record found, serial 20",
    ]


def test_only_what_has_changed_is_repeated() -> None:
    assert told(saw(1), saw(1, rtt_ms=9.0), there(1), there(1), saw(1)) == [
        "  ✖ ns1.example.com 192.0.2.11  no such name, serial 19",
        "  ✔ ns1.example.com 192.0.2.11  record found, serial 20",
        "  ✖ ns1.example.com 192.0.2.11  no such name, serial 19",
    ]


def test_what_explains_the_rest_is_told_when_it_brings_something() -> None:
    found = there(
        question=Question(f"{NAME}example.com.", "CNAME"), answers=(Answer("x.", "CNAME", 1, VALUE),)
    )
    assert told(saw(question=PROBE), found) == [
        f"  · ns1.example.com 192.0.2.11  {NAME}example.com CNAME → CNAME {VALUE}"
    ]
    assert told(saw(1, question=Question("shop.example.com.", "CAA"), rcode="NOERROR")) == []


def test_the_way_that_led_nowhere_is_told() -> None:
    lost = msgspec.structs.replace(silent(1), question=Question("shop.example.com.", "SOA"))
    (line,) = told(lost)
    assert line == (
        "  ? ns1.example.com 192.0.2.11  shop.example.com SOA → no answer within 1.5 s by UDP or TCP"
    )


def test_a_resolver_that_is_asked_twice_is_told_twice() -> None:
    resolver: dict[str, Any] = {"perspective": Perspective.PUBLIC, "server": "1.1.1.1", "address": "1.1.1.1"}
    assert told(saw(**resolver, rcode="SERVFAIL", cd=False), there(**resolver, cd=True)) == [
        "  ! 1.1.1.1  the server failed, forgets it in 900 s",
        "  ✔ 1.1.1.1  record found, asked not to validate",
    ]


@pytest.mark.parametrize(("rcode", "lines"), [(None, 0), ("REFUSED", 1)])
def test_nobody_where_there_is_nobody_is_no_news(rcode: str | None, lines: int) -> None:
    assert len(told(saw(perspective=Perspective.CONTROL, rcode=rcode, aa=False))) == lines


def test_it_is_harmless() -> None:
    assert told(there(1, server="\x1b[2J."))[0].startswith("  ✔ ␛[2J 192.0.2.11")
