"""The only way of text onto a screen: nothing a terminal acts on, no markup, nothing lost unsaid."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from acm_tui.text import LONGEST, safe
from acm_tui.widgets.say import cell, fields, line
from tests.domain.strategies import steady
from tests.screens.hostile import HARMFUL, INVISIBLE, MARKUP, SEQUENCES

_pieces = st.sampled_from((*MARKUP, *SEQUENCES, *INVISIBLE, "x" * 5000))
texts = st.lists(_pieces | st.text(), max_size=5).map("".join)


def _harmless(shown: str) -> None:
    assert not HARMFUL & set(shown)
    assert not [one for one in shown if unicodedata.category(one) in ("Cc", "Cf", "Zl", "Zp", "Cs", "Co")]


@steady
@given(texts, texts)
@example("[red]x[/]", "[/]")
@example("\x1b]52;c;cm0gLXJm\x07", "\x9b31m")
def test_a_line_is_its_parts_made_safe_and_nothing_else(one: str, two: str) -> None:
    shown = line(one, (two, "bold"))
    _harmless(shown.plain)
    assert shown.plain == safe(one) + safe(two)
    assert {str(span.style) for span in shown.spans} <= {"bold"}


@steady
@given(texts)
@example("[@click=app.quit]x[/]")
def test_a_cell_is_its_text_made_safe_and_nothing_else(text: str) -> None:
    shown = cell(text, "red")
    _harmless(shown.plain)
    assert shown.plain == safe(text)
    assert not shown.spans
    assert len(shown.plain) <= LONGEST * len("⟨U+10FFFF⟩") + len(f"… (+{len(text)})")


@steady
@given(st.lists(st.tuples(texts, texts), max_size=4))
@example([("Tags", "[red]x[/]"), ("Tags", "\x1b[2J")])
def test_fields_show_every_value_and_each_label_once_in_a_run(pairs: list[tuple[str, str]]) -> None:
    rows = fields(pairs, width=8)
    assert [row.body.plain for row in rows] == [safe(value) for _, value in pairs]
    before = None
    for row, (label, _) in zip(rows, pairs, strict=True):
        _harmless(row.label.plain + row.body.plain)
        assert row.label.plain == safe(f"{'' if label == before else label:<8}")
        before = label


@steady
@given(st.text(alphabet="[]/abc@=\\ ", max_size=30))
def test_markup_stays_as_it_was_typed(text: str) -> None:
    assert line(text).plain == cell(text).plain == text
