"""The door for untrusted text: nothing that a terminal acts on or an eye misses gets through."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.text import LONGEST, quiet_json, safe
from tests.domain.strategies import steady

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
BLANK = set(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b\u180e\u200b\u200c\u200d\u2060\u3164\ufe0f\ufeff\uffa0"
)

HOSTILE = {
    "clear screen": "\x1b[2J\x1b[H",
    "title": "\x1b]0;pwned\x07",
    "clipboard": "\x1b]52;c;cm0gLXJm\x1b\\",
    "link": "\x1b]8;;http://evil.example\x1b\\shop\x1b]8;;\x1b\\",
    "C1 CSI": "\x9b31mred",
    "C1 OSC": "\x9d0;pwned\x9c",
    "DCS": "\x90q#0;2;0;0;0\x9c",
    "overwrite": "denied\rgranted",
    "backspace": "bad\b\b\bok!",
    "line break": "one\ntwo\r\nthree\x0bfour\x0cfive\u2028six\u2029seven\x85eight",
    "null": "a\x00b",
    "delete": "a\x7fb",
    "right to left": "invoice\u202ecod.exe",
    "isolate": "\u2066admin\u2069",
    "zero width": "pay\u200bpal\u200d\ufeff",
    "tag characters": "x\U000e0041\U000e007f",
    "variation selector": "x\ufe0f\U000e0100",
    "filler": "\u3164\u115f\uffa0",
    "joiner": "a\u034fb",
    "soft hyphen": "shop\u00adexample",
    "private use": "\ue000\U0010fffd",
    "half a pair": "\ud83d!",
    "noncharacter": "\ufffe\U0010ffff",
}


def survives(shown: str) -> set[str]:
    """The characters of *shown* that should not be there."""
    return {one for one in shown if unicodedata.category(one) in HIDDEN or one in BIDI or one in BLANK}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_becomes_harmless_and_visible(text: str) -> None:
    shown = safe(text)
    assert survives(shown) == set()
    assert shown != text
    assert len(shown) >= len(text), "nothing is dropped"


@steady
@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_no_text_gets_anything_through(text: str) -> None:
    assert survives(safe(text)) == set()


BLANK_NAMES = ("VARIATION SELECTOR", "GRAPHEME JOINER", "VOWEL INHERENT")


def shows_nothing(character: str) -> bool:
    """Whether a letter or mark is invisible, by its name in the Unicode Character Database."""
    name = unicodedata.name(character, "")
    return any(part in name for part in BLANK_NAMES) or ("HANGUL" in name and "FILLER" in name)


def test_of_every_character_there_is_the_hidden_become_visible_and_the_others_stay() -> None:
    """The planes left out hold private-use and unassigned characters only: their edges stand for them."""
    codes = (*range(0x34000), *range(0xE0000, 0xE1000), 0xF0000, sys.maxunicode)
    everything = [chr(code) for code in codes]
    hidden = {one for one in everything if unicodedata.category(one) in HIDDEN or shows_nothing(one)}
    shown = safe("".join(everything), longest=len(everything))
    assert hidden.isdisjoint(shown)
    visible = "".join(one for one in everything if one not in hidden)
    assert safe(visible, longest=len(visible)) == visible


@steady
@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_what_is_safe_stays_as_it_is(text: str) -> None:
    shown = safe(text)
    assert safe(shown, longest=len(shown)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "shop.example.com",
        "日本語のロードバランサー（本番）",
        "Gänsefüßchen café",
        "cafe\u0301",
        "が (か\u3099)",
        "Ελληνικά кириллица עברית العربية ไทย हिन्दी 한국어",
        "[bold]not markup[/bold] \\[x]",
        "'\"<>&;$(id)`",
        "a b\u3000c\u00a0d",
        "→ ✔ ✖ · … ␛ ⟨U+202E⟩",
        "😀🎉",
        "",
    ],
)
def test_printable_text_is_untouched(text: str) -> None:
    assert safe(text) == text


@steady
@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"], max_codepoint=0x10FF)))
def test_letters_digits_and_signs_are_untouched(text: str) -> None:
    assert safe(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "␛[2J"),
        ("\x00\t\n\r\x1f", "␀␉␊␍␟"),
        ("\x7f", "␡"),
        ("\x9b", "⟨U+009B⟩"),
        ("\u202e", "⟨U+202E⟩"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("\ufe0f", "⟨U+FE0F⟩"),
        ("\ud83d", "⟨U+D83D⟩"),
    ],
)
def test_each_is_shown_as_what_it_is(text: str, shown: str) -> None:
    assert safe(text) == shown


@pytest.mark.parametrize(
    ("text", "longest", "shown"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "abc… (+1)"),
        ("\x1b" * 5, 3, "␛␛␛… (+2)"),
        ("日本語日本語", 2, "日本… (+4)"),
        ("a", 0, "… (+1)"),
        ("", 0, ""),
    ],
)
def test_longer_text_is_cut_and_says_how_much(text: str, longest: int, shown: str) -> None:
    assert safe(text, longest=longest) == shown


def test_by_itself_it_cuts_at_its_own_length() -> None:
    assert safe("a" * LONGEST) == "a" * LONGEST
    assert safe("a" * (LONGEST + 7)) == "a" * LONGEST + "… (+7)"


@steady
@given(st.text(alphabet=st.characters(exclude_categories=[])), st.integers(min_value=0, max_value=50))
def test_what_is_shown_has_a_bound(text: str, longest: int) -> None:
    widest = len("⟨U+10FFFF⟩")
    assert len(safe(text, longest=longest)) <= widest * longest + len(f"… (+{len(text)})")
    assert safe(text, longest=longest).startswith(safe(text[:longest], longest=longest))


@given(st.text())
def test_json_that_is_quiet_says_the_same_and_moves_nothing(text: str) -> None:
    document = json.dumps({"said": text}, ensure_ascii=False, indent=2)
    quiet = quiet_json(document)
    assert json.loads(quiet) == {"said": text}
    assert all(safe(one) == one for one in quiet.replace("\n", ""))


def test_what_json_may_hold_as_it_is_is_escaped_where_a_terminal_acts_on_it() -> None:
    assert quiet_json('"\x9b2J \u202eok \U000e0041 日本"') == r'"\u009b2J \u202eok \udb40\udc41 日本"'
