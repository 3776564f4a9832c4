"""What step 2 says of the way that is marked, and before one is taken."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from acm_tui.domain.certificate import Certificate
from acm_tui.domain.events import CertificateSeen, Event, Way, WayChosen
from acm_tui.domain.ways import Hindrance, advice
from acm_tui.screens import ways_words as words
from acm_tui.widgets.say import Beside, Row
from tests.domain.stories import (
    NEW,
    START,
    dns_certificate,
    email_certificate,
    requested,
    started,
    told,
)
from tests.domain.switch_stories import PENDING, asked, seen


def expired() -> Certificate:
    return email_certificate(status="EXPIRED")


def plain(parts: Sequence[str | tuple[str, str]]) -> str:
    return "".join(one if isinstance(one, str) else one[0] for one in parts)


@pytest.mark.parametrize(
    ("story", "mark", "hindrance", "says", "warns"),
    [
        ((started(),), "in place", None, "Enter asks for its name, then switches.", False),
        ((started(),), "replace", None, "Enter requests it.", False),
        ((started(),), "in place", "endpoint", "→ marks the other way; Enter tries this one all", True),
        (
            (started(expired()),),
            "in place",
            None,
            "it is EXPIRED: ACM switches only what is issued. → marks the other way: replace.",
            True,
        ),
        ((started(dns_certificate("ISSUED")),), "replace", None, "it is not validated by email", True),
        (tuple(asked())[:3], "replace", None, "Enter looks whether AWS carried it out", True),
        (tuple(asked()), "in place", None, "The switch is asked for. n goes on to the DNS step.", False),
        (tuple(requested()), "replace", None, "It is requested. n goes on to the DNS step.", False),
        ((*requested(), WayChosen("in place")), "replace", None, "Enter goes on with it, after a q", False),
    ],
)
def test_what_enter_does_with_the_marked_way(
    story: Sequence[Event], mark: Way, hindrance: Hindrance | None, says: str, warns: bool
) -> None:
    m = told(*story)
    parts, danger = words.guide(m, advice(m.old, START, hindrance), mark)
    assert says in plain(parts)
    assert danger is warns


def test_where_neither_way_is_open_no_other_is_pointed_to() -> None:
    m = told(started(dns_certificate("ISSUED")))
    parts, _ = words.guide(m, advice(m.old, START), "in place")
    assert "marks the other way" not in plain(parts)
    (first, *_) = words.both_ways(advice(m.old, START), "in place")
    assert isinstance(first, Row)
    assert "Neither way is open" in first.body.plain


def test_the_marked_way_and_the_recommended_one_are_told_apart() -> None:
    rows = words.both_ways(advice(email_certificate(), START), "replace")
    (titles,) = [one for one in rows if isinstance(one, Beside) and "recommended" in one.left.body.plain]
    assert (titles.left.label.plain, titles.right.label.plain) == ("  ", "▸ ")


def test_what_stays_of_the_other_way_stands_in_the_question_and_in_the_preview() -> None:
    waiting = told(*asked(), seen(PENDING))
    said = "".join(
        one.body.plain for one in words.before_the_other_way(waiting, "replace") if isinstance(one, Row)
    )
    assert "It cannot be withdrawn" in said
    left = told(*requested(), CertificateSeen(dns_certificate()), WayChosen("in place"))
    preview = dict(words.asked_for(left, "in place", START))
    assert NEW in plain([preview["Left behind"]])
    assert words.before_the_other_way(told(started()), "replace")
