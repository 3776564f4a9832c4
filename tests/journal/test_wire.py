"""Events as JSON: each comes back as it was, later ones are kept, damage is said."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.errors import JournalTrouble
from acm_tui.domain.events import Closed, Event, HandshakesSeen, Intended, RecordsChangeSeen, Unknown
from acm_tui.domain.mutation import SetDefault, UpsertRecords
from acm_tui.domain.served import Handshake
from acm_tui.journal.wire import decode, encode
from tests.domain.stories import START
from tests.domain.strategies import by_kind, steady

KINDS = get_args(Event)


def test_every_kind_of_event_is_tried_here() -> None:
    assert set(by_kind) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_an_event_comes_back_as_it_was(kind: type[Event]) -> None:
    @steady
    @given(by_kind[kind])
    def round_trip(event: Event) -> None:
        assert type(event) is kind
        assert decode(encode(event)) == event

    round_trip()


@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_of_an_event_is_written_with_it(kind: type[Event]) -> None:
    @steady
    @given(by_kind[kind])
    def names_itself(event: Event) -> None:
        written = msgspec.json.decode(encode(event))
        tag = event.kind if isinstance(event, Unknown) else kind.__struct_config__.tag
        assert written["event"] == tag

    names_itself()


def test_the_written_form_is_stable() -> None:
    """Files of earlier versions are read by later ones: these bytes may not change their meaning."""
    assert decode(
        b'{"event":"intended","mutation":{"call":"set_default","listener_arn":"l","certificate_arn":"c"}}'
    ) == Intended(SetDefault("l", "c"))
    assert decode(
        b'{"event":"intended","mutation":{"call":"upsert_records","zone_id":"Z1","zone":"example.com.",'
        b'"records":[{"name":"_a.example.com.","type":"CNAME","value":"_b.aws."}],"ttl_s":300}}'
    ) == Intended(
        UpsertRecords("Z1", "example.com.", (ValidationRecord("_a.example.com.", "CNAME", "_b.aws."),), 300)
    )
    assert decode(b'{"event":"records_change_seen","change_id":"C1","status":"INSYNC"}') == RecordsChangeSeen(
        "C1", "INSYNC"
    )
    seen = (
        b'{"event":"handshakes_seen","handshakes":[{"load_balancer":"shop","address":"192.0.2.1","port":443,'
        b'"server_name":null,"at":"2026-11-23T09:00:00Z","fingerprint":"a1"}],"new":"a1","old":null}'
    )
    assert decode(seen) == HandshakesSeen(
        (
            Handshake(
                load_balancer="shop",
                address="192.0.2.1",
                port=443,
                server_name=None,
                at=START,
                fingerprint="a1",
            ),
        ),
        "a1",
        None,
    )


@steady
@given(st.data())
def test_an_unknown_event_is_written_back_as_it_was_read(data: st.DataObject) -> None:
    event = data.draw(by_kind[Unknown])
    assert isinstance(event, Unknown)
    read = decode(msgspec.json.encode(event.body))
    assert read == event
    assert msgspec.json.decode(encode(read)) == event.body


def test_numbers_and_nesting_of_an_unknown_event_survive_byte_by_byte() -> None:
    body = b'{"n":123456789012345678901234567890,"event":"later","deep":[{"a":null,"b":[1.5,"\xc3\xa9"]}]}'
    assert encode(decode(body)) == body


def test_a_field_that_a_later_version_added_does_not_hinder() -> None:
    assert decode(b'{"event":"closed","note":"x","by_the_way":1}') == Closed("x")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"closed"',
        b"{}",
        b'{"event":1}',
        b'{"event":"closed"',
        b'{"event":"closed","note":1}',
        b'{"event":"closed","note":"\xff"}',
        b'{"event":"way_chosen","way":"sideways"}',
        b'{"event":"intended"}',
        b'{"event":"later", broken}',
        b'{"event":"later","text":"\xff"}',
        b'{"event":"later","deep":' + b"[" * 100_000,
        b"\x00\x01\x02",
    ],
    ids=lambda body: repr(body[:30]),
)
def test_damage_is_said_and_has_a_cause_and_a_remedy(body: bytes) -> None:
    with pytest.raises(JournalTrouble, match=r"^An entry of the journal cannot be read") as caught:
        decode(body)
    assert caught.value.cause
    assert "damaged" in caught.value.remedy


@steady
@given(
    st.binary(max_size=60) | st.sampled_from(list(by_kind)).flatmap(by_kind.__getitem__).map(encode),
    st.data(),
)
def test_whatever_the_bytes_are_there_is_an_event_or_a_trouble(body: bytes, data: st.DataObject) -> None:
    cut = body[: data.draw(st.integers(0, len(body)))]
    try:
        event = decode(cut)
    except JournalTrouble:
        assert cut != body or not body.startswith(b'{"event":"')
    else:
        assert isinstance(event, KINDS)


def test_text_that_is_not_unicode_is_a_trouble_that_names_it() -> None:
    with pytest.raises(JournalTrouble) as caught:
        encode(Closed("\ud800"))
    assert "surrogates not allowed" in caught.value.cause


def test_a_record_is_kept_as_it_was_read() -> None:
    """The journal keeps the raw text; only what is shown is made harmless."""
    hostile = ValidationRecord("\x1b]0;x\x07", "CNAME", "‮evil")
    closed = Closed(hostile.name + hostile.value)
    assert decode(encode(closed)) == closed
