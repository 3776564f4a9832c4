"""Keys and bodies of a shared journal: any id has a key of its own, and any line comes back byte by byte."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.errors import JournalTrouble
from acm_tui.journal.layout import Layout, body_of, lines_in
from acm_tui.journal.line import line_after
from tests.domain.stories import ACTOR, START, started
from tests.domain.strategies import by_kind, steady, times

LAYOUT = Layout("acm-tui/prod/")

_ids = st.text(st.characters(), min_size=1, max_size=30)
_written = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)
"""Ids that a line can be written of: what is no Unicode is refused before."""
_events = st.sampled_from(list(by_kind)).flatmap(by_kind.__getitem__)


def test_the_keys_are_stable() -> None:
    """Stores of earlier versions are read by later ones."""
    assert LAYOUT.key("5e55a0e1", 7) == "acm-tui/prod/v1/5e55a0e1/0000000007.json"
    assert Layout("").key("5e55a0e1", 12) == "v1/5e55a0e1/0000000012.json"
    assert LAYOUT.line_at("acm-tui/prod/v1/5e55a0e1/0000000007.json") == ("5e55a0e1", 7)


def test_the_body_is_stable() -> None:
    (line,) = lines_in(
        b'{"migration":"m","seq":2,"at":"2026-11-23T09:00:00+00:00","actor":"ann@desk","version":2,'
        b'"event":{ "event":"closed", "note":"\\u00fc" },"digest":"d","nonce":"n","added_later":true}'
    )
    assert line.event == b'{ "event":"closed", "note":"\\u00fc" }'
    assert (line.migration, line.seq, line.actor, line.version, line.digest) == ("m", 2, "ann@desk", 2, "d")


@steady
@given(_ids, st.integers(1, 10**10 - 1))
def test_any_id_has_a_key_of_its_own(migration: str, seq: int) -> None:
    key = LAYOUT.key(migration, seq)
    assert LAYOUT.line_at(key) == (migration, seq)
    assert key.isascii()
    assert key.count("/") == LAYOUT.all.count("/") + 1
    assert not {".", ".."} & set(key.split("/"))


@pytest.mark.parametrize("migration", ["", "x" * 1100, "é" * 400])
def test_an_id_that_no_key_can_hold_is_refused(migration: str) -> None:
    with pytest.raises(JournalTrouble, match="cannot be kept in a shared journal"):
        LAYOUT.key(migration, 1)


@steady
@given(_events, times, st.text(), _written)
def test_any_line_comes_back_byte_by_byte(event: object, at: object, actor: str, migration: str) -> None:
    line = line_after("", migration, 0, at, actor, event)  # type: ignore[arg-type]  # what the strategies give
    body = body_of([line])
    assert lines_in(body) == (line,)
    assert body_of([line]) != body, "each writing is one of its own"


def test_lines_that_were_taken_in_together_are_one_body() -> None:
    lines = [line_after("", "m", after, START, ACTOR, started()) for after in range(3)]
    assert lines_in(body_of(lines)) == tuple(lines)


@pytest.mark.parametrize(
    "event", [b"", b"{}  ", b" {}", b'{"event":', b"\xff", b"[" * 100_000, b'{"a":1}}', b'{"a":\n1}']
)
def test_what_would_not_come_back_is_not_written(event: bytes) -> None:
    line = msgspec.structs.replace(line_after("", "m", 0, START, ACTOR, started()), event=event)
    with pytest.raises(JournalTrouble, match="cannot be written to a shared journal"):
        body_of([line])


@pytest.mark.parametrize("body", [b"", b"null", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"migration":1}'])
def test_what_is_no_line_is_told(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        lines_in(body)
