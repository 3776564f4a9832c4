"""Nothing in a change record is markup of somebody else, and no terminal acts upon it."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from acm_tui.domain.change_record import ChangeRecord
from acm_tui.handoff.change_record.markdown import as_markdown
from acm_tui.handoff.change_record.markup import NOTHING, code, fenced, table
from tests.domain.recorded import recorded
from tests.handoff.record_story import everything
from tests.screens.hostile import CORPUS, HARMFUL, spoiled

_PARSER = MarkdownIt("gfm-like")

MARKDOWN = (
    "a|b\\|c\\\\|d",
    "`tick` ``two`` ```three",
    "<script>alert(1)</script><!-- <details>",
    "![x](https://example.net/x.png) [y](javascript:z) https://example.net www.example.net",
    "@everyone #1 **bold** _em_ ~~s~~ \\ &lt; $x$ :+1:",
    "\n# heading\n\n- list\n\n```\nfence\n~~~\n---\n| a | b |\n",
    "ends with `",
    "``````` ",
)
HOSTILE = {
    **CORPUS,
    "markdown": "".join(MARKDOWN),
    **{f"markdown-{n}": one for n, one in enumerate(MARKDOWN)},
}
HARMLESS = "strange, but harmless"
MARK = "Zq9x"


def parts(record: ChangeRecord) -> list[str]:
    """What the Markdown is made of, without its words."""
    parts = []
    for token in _PARSER.parse(as_markdown(record)):
        # Of words that are not ours only code may hold any.
        parts += [token.type, *(child.type for child in token.children or ())]
    return parts


def only_in_code(record: ChangeRecord) -> bool:
    """Whether what has the mark stands in code, and nowhere else."""
    inside = [child for token in _PARSER.parse(as_markdown(record)) for child in token.children or ()]
    return all(child.type == "code_inline" or MARK not in child.content for child in inside)


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_others_wrote_changes_no_part_of_it(kind: str) -> None:
    # With the comma no command is given for such a name, nor for a hostile one.
    hostile = recorded(*(spoiled(event, f",{HOSTILE[kind]}") for event in everything()))
    harmless = recorded(*(spoiled(event, HARMLESS) for event in everything()))
    assert parts(hostile) == parts(harmless)
    assert not {"html_block", "html_inline", "link_open", "image", "s_open"} & set(parts(hostile))


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_terminal_acts_upon_nothing_in_it(kind: str) -> None:
    text = as_markdown(recorded(*(spoiled(event, HOSTILE[kind]) for event in everything())))
    assert not (HARMFUL - {"\n"}) & set(text)


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_others_wrote_stands_in_code_only(kind: str) -> None:
    assert only_in_code(recorded(*(spoiled(event, MARK + HOSTILE[kind]) for event in everything())))


@pytest.mark.parametrize("text", ["a|b", "`", "``a", "a`", "a\\", "x|`y", " a ", "||", "a b"])
def test_code_in_a_cell_is_read_as_it_was_written(text: str) -> None:
    (inline,) = (
        token
        for token in _PARSER.parse(table(("x", "y"), [(code(text), "z")]))
        if token.type == "inline" and token.children and token.children[0].type == "code_inline"
    )
    assert inline.children is not None
    assert [child.content for child in inline.children] == [text.strip()]


def test_a_pipe_behind_a_backslash_does_not_end_a_cell() -> None:
    shown = table(("x", "y"), [(code("a\\|b"), code("c"))])
    cells = [token.children for token in _PARSER.parse(shown) if token.type == "inline"]
    assert [child.content for cell in cells[2:] for child in cell or ()] == ["a\\⟨U+007C⟩b", "c"]


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_nothing_is_a_dash(text: str) -> None:
    assert code(text) == NOTHING


def test_a_block_is_not_left_by_what_stands_in_it() -> None:
    (only,) = _PARSER.parse(fenced(["a", "```", "  `````", "b\nc"], "diff"))
    assert (only.type, only.info) == ("fence", "diff")
    assert only.content.splitlines() == ["a", "```", "  `````", "b␊c"]


def test_a_very_long_word_is_cut_and_says_so() -> None:
    assert re.search(r"x… \(\+3000\)", code("x" * 5000))
