"""Whatever AWS says: no form of the inventory holds anything of it but text."""

from __future__ import annotations

import csv
import io
import json

import pytest
from markdown_it import MarkdownIt

from acm_tui.handoff.inventory.csv import COLUMNS, as_csv
from acm_tui.handoff.inventory.json import as_json
from acm_tui.handoff.inventory.markdown import as_markdown
from acm_tui.handoff.inventory.report import Report
from acm_tui.handoff.inventory.table import as_table
from acm_tui.text import quiet_json
from tests.handoff.inventory.reported import report
from tests.handoff.test_change_record_hostile import MARKDOWN
from tests.hostile.corpus import PAYLOADS
from tests.hostile.reading import unseen
from tests.screens.hostile import spoiled

HOSTILE = PAYLOADS | {f"Markdown {number}": text for number, text in enumerate(MARKDOWN, 1)}
MARK = "Zq9x"
"""By which text of others is known in what was made of it."""
HARMLESS = f"strange, but harmless{MARK}"
_PARSER = MarkdownIt("gfm-like")


def spoilt(text: str) -> Report:
    """The report with *text* in everything that was not this program's to say."""
    made = spoiled(report(), text)
    assert isinstance(made, Report)
    return made


def _parts(text: str) -> list[str]:
    """What the Markdown *text* is made of, without its words."""
    parts = []
    for token in _PARSER.parse(text):
        # Of words that are not ours only code may hold any.
        parts += [token.type, *(child.type for child in token.children or ())]
        assert all(child.type == "code_inline" or MARK not in child.content for child in token.children or ())
    return parts


PARTS = _parts(as_markdown(spoilt(HARMLESS)))
LINES = as_table(spoilt(HARMLESS)).count("\n")


@pytest.mark.parametrize("kind", HOSTILE)
def test_every_form_is_harmless(kind: str) -> None:
    made = spoilt(f"{HOSTILE[kind]}{MARK}")

    table = as_table(made)
    assert unseen(table) == {"U+000A"}
    assert table.count("\n") == LINES

    text = as_csv(made)
    assert unseen(text) == {"U+000A", "U+000D"}
    cells = [len(line) for line in csv.reader(io.StringIO(text, newline=""))]
    assert cells == [len(COLUMNS)] * (len(made.rows) + 1)

    markdown = as_markdown(made)
    assert unseen(markdown) == {"U+000A"}
    assert _parts(markdown) == PARTS
    assert not {"html_block", "html_inline", "link_open", "image", "s_open"} & set(PARTS)

    printed = quiet_json(as_json(made))
    assert unseen(printed) == {"U+000A"}
    assert json.loads(printed) == json.loads(as_json(made))
