"""The reader notices every payload that would reach the terminal as it is."""

from __future__ import annotations

import pytest

from tests.hostile.corpus import PAYLOADS
from tests.hostile.reading import _EPILOGUE, _PROLOGUE, text_of, unseen
from tests.hostile.showing import SHORT

AS_THEY_ARE = ("markup", "combining", "emoji", "script", "long")
"""Kinds that a terminal may be given as they are, where no other sign is among them."""


def painted(text: str) -> str:
    """An app that shows *text*, after and before some of its own."""
    style = "\x1b[1;38;2;1;2;3;48;2;4;5;6m"
    return (
        f"{_PROLOGUE}\x1b[1;1H{style}acm-tui \x1b[0m\r\n\x1b[38;2;1;2;3m{text}\x1b[0m\x1b[3;5H{style}"
        f"shop\x1b[0m{_EPILOGUE}"
    )


def test_there_are_many() -> None:
    assert len(PAYLOADS) >= 400
    assert sum(len(text) <= SHORT for text in PAYLOADS.values()) >= 400


def test_those_that_a_terminal_acts_upon_are_among_them() -> None:
    acted_upon = [name for name, text in PAYLOADS.items() if unseen(text)]
    assert len(acted_upon) >= 300
    as_they_are = {name for name in PAYLOADS if name.startswith(AS_THEY_ARE)}
    assert set(PAYLOADS) - set(acted_upon) <= as_they_are


def test_what_textual_paints_is_read() -> None:
    assert text_of(painted("as it is")) == "acm-tui as it isshop"


@pytest.mark.parametrize(("name", "text"), PAYLOADS.items(), ids=PAYLOADS)
def test_a_payload_that_was_let_through_is_noticed(name: str, text: str) -> None:
    if name.startswith(AS_THEY_ARE) and not unseen(text):
        assert text in text_of(painted(text))
    else:
        with pytest.raises(AssertionError):
            text_of(painted(text))
