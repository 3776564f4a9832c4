"""A switch in place in the change record: who asked, what came of it, what is left; only what was seen."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from acm_tui.domain.events import Closed, Event, Failed, RecordsSeen, Succeeded, WayChosen
from acm_tui.domain.migration import Migration
from acm_tui.domain.redact import REDACTED
from acm_tui.handoff.change_record.markdown import as_markdown
from acm_tui.handoff.change_record.structured import as_json
from tests.domain.credentials import SENTENCES
from tests.domain.recorded import recorded
from tests.domain.stories import ACTOR, DOMAIN, NEW, OLD, RECORD, started, told
from tests.domain.switch_stories import PENDING, asked, seen
from tests.handoff.switch_story import SIGHT, asked_again, changed_twice, found_pending, in_place
from tests.handoff.test_change_record_hostile import HARMLESS, HOSTILE, MARK, only_in_code, parts
from tests.screens.hostile import HARMFUL, spoiled

STORIES = {
    "in-place": in_place(),
    "changed-twice": changed_twice(),
    "asked-again": asked_again(),
    "found-pending": found_pending(),
}
NAME = RECORD.name.rstrip(".")


def markdown(*events: Event) -> str:
    return as_markdown(recorded(*events))


def sections(*events: Event) -> dict[str, str]:
    """The text below each heading."""
    found = {}
    for part in markdown(*events).split("\n## ")[1:]:
        title, _, text = part.partition("\n")
        found[title] = text
    return found


def document(*events: Event) -> dict[str, Any]:
    found = json.loads(as_json(recorded(*events)))
    assert isinstance(found, dict)
    return found


def test_it_tells_who_asked_when_and_when_each_name_was_seen_right() -> None:
    told_of = sections(*in_place())["The switch in place"]
    assert f"- Asked for 2026-11-23 11:00:00 by `{ACTOR}`: done, request id `request-3`.\n" in told_of
    assert "- Complete, as first seen 2026-11-23 15:00:00: every name is validated by DNS.\n" in told_of
    assert (
        f"| `{DOMAIN}` | `{RECORD.name}` | `{RECORD.value}` | 2026-11-23 16:00:00 | 2026-11-23 15:00:00 |"
        in told_of
    )


def test_nothing_is_told_of_swaps_that_there_were_none_of() -> None:
    assert list(sections(*in_place())) == [
        "Certificates",
        "Calls that change AWS",
        "The switch in place",
        "Whether it renews itself",
        "What infrastructure code must say",
        "The way back",
    ]
    assert "| Maintenance window | none is needed |" in markdown(*in_place())


def test_the_proof_of_the_renewals_and_that_the_records_must_stay() -> None:
    proof = sections(*in_place())["Whether it renews itself"]
    assert proof.startswith("\nThat it renews itself is proven.\n")
    assert f"| ✔ | `{NAME} is there, at every name server that could be asked: ns1.example.com, " in proof
    assert "The records must stay for ever: ACM renews by them." in proof
    unseen = sections(*in_place()[:-2])["Whether it renews itself"]
    assert "is **not** proven" in unseen
    assert f"| not seen | `{NAME} has not been looked for" in unseen


def test_there_is_no_way_back_and_code_must_be_changed() -> None:
    found = sections(*in_place())
    assert "There is none: a certificate that is validated by DNS cannot be set back" in found["The way back"]
    assert "validation_method of aws_acm_certificate" in found["What infrastructure code must say"]
    begun = sections(*tuple(asked())[:2])["The way back"]
    assert "Nothing has been switched, as far as it is known" in begun


def test_a_mind_that_was_changed_both_ways_is_told_with_all_that_was_asked_and_left() -> None:
    text = markdown(*changed_twice())
    ways = [row for row in text.splitlines() if row.startswith("| Way chosen |")]
    assert ways == [
        f"| Way chosen | `in place`, 2026-11-23 10:00:00 by `{ACTOR}` |",
        f"| Way chosen | `replace`, 2026-11-23 15:00:00 by `{ACTOR}` |",
        f"| Way chosen | `in place`, 2026-11-23 19:00:00 by `{ACTOR}` |",
    ]
    for operation in ("UpdateCertificateOptions", "RequestCertificate", "DeleteCertificate"):
        assert text.count(f"`acm:{operation}`") == 1
    assert "(not needed)" in text
    left = "What the other way has left"
    assert "Nothing, as far as the journal knows." in sections(*changed_twice())[left]
    before = sections(*changed_twice()[:12])
    assert f"The certificate that was requested stays in ACM (PENDING_VALIDATION): {NEW}" in before[left]
    assert "|  | Switched in place | Requested before |" in before["Certificates"]
    assert f"An earlier new certificate, `{NEW}`, is gone." in sections(*changed_twice())["Certificates"]


def test_in_the_middle_of_the_other_way_the_pending_switch_is_told() -> None:
    found = sections(*changed_twice()[:10])
    assert (
        "- Pending until 2026-11-26 11:00:01, as far as the journal knows.\n" in found["The switch in place"]
    )
    assert "It cannot be withdrawn" in found["What the other way has left"]
    assert "Confirmed plans" in found
    assert "What infrastructure code must say" not in found


def test_what_was_refused_missed_and_asked_for_again() -> None:
    text = sections(*asked_again())["The switch in place"]
    assert f"- Asked for 2026-11-23 11:00:00 by `{ACTOR}`: not done, `AccessDenied`.\n" in text
    assert "no answer came, and it was found done by reading ACM.\n" in text
    assert "- It had come to nothing by 2026-11-23 15:00:00: the certificate went on working" in text
    assert f"- Asked for 2026-11-23 16:00:00 by `{ACTOR}`: done, request id `request-8`.\n" in text
    assert "- Pending until 2026-11-26 17:00:00, as far as the journal knows." in text
    assert "| not seen | not seen |" in text


def test_what_somebody_else_began_is_told_as_found() -> None:
    text = sections(*found_pending())["The switch in place"]
    assert (
        "- It was found pending on 2026-11-23 10:00:00, begun by somebody else as far as the journal" in text
    )
    assert "Asked for" not in text


def test_what_was_asked_for_is_not_told_as_found_though_its_answer_was_lost() -> None:
    lost = (*in_place()[:3], seen(PENDING), Succeeded(3, OLD, reconciled=True), seen(PENDING))
    assert document(*lost)["switch"]["found"] == []


def test_without_a_switch_nothing_is_told_of_one() -> None:
    found = document(started(), WayChosen("replace"))
    assert (found["switch"], [one["way"] for one in found["ways"]]) == (None, ["replace"])
    assert "The switch in place" not in sections(started(), WayChosen("replace"))


def test_the_same_for_scripts() -> None:
    switch = document(*in_place())["switch"]
    assert {name: switch[name] for name in ("calls", "found", "came_to_nothing", "left_behind")} == {
        "calls": [3],
        "found": [],
        "came_to_nothing": [],
        "left_behind": [],
    }
    assert (switch["complete_at"], switch["pending_until"]) == ("2026-11-23T15:00:00Z", None)
    assert switch["names"] == [
        {
            "domain": DOMAIN,
            "record": {"name": RECORD.name, "type": "CNAME", "value": RECORD.value},
            "in_dns_at": "2026-11-23T16:00:00Z",
            "validated_at": "2026-11-23T15:00:00Z",
        }
    ]
    assert switch["renewal"]["proven"] is True
    assert [one["holds"] for one in switch["renewal"]["points"]] == [True, True, True]
    assert len(switch["infrastructure_code"]) == 2
    again = document(*asked_again())["switch"]
    assert (again["calls"], again["came_to_nothing"]) == ([3, 5, 8], ["2026-11-23T15:00:00Z"])
    assert (again["complete_at"], again["pending_until"]) == (None, "2026-11-26T17:00:00Z")
    assert document(*found_pending())["switch"]["found"] == ["2026-11-23T10:00:00Z"]
    middle = document(*changed_twice()[:10])["switch"]
    assert middle["infrastructure_code"] == []
    assert len(middle["left_behind"]) == 1
    assert [one["way"] for one in document(*changed_twice())["ways"]] == ["in place", "replace", "in place"]


def test_it_says_no_more_than_the_fold_knows() -> None:
    for story in STORIES.values():
        for length in range(1, len(story) + 1):
            m: Migration = told(*story[:length])
            switch = document(*story[:length])["switch"]
            assert (switch is not None and switch["complete_at"] is not None) == m.switched
            assert switch is not None or (m.switch is None and not m.in_place)


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("kind", HOSTILE)
def test_what_others_wrote_is_no_markup_and_nothing_that_a_terminal_acts_upon(kind: str, story: str) -> None:
    hostile = recorded(*(spoiled(event, f"{MARK},{HOSTILE[kind]}") for event in STORIES[story]))
    harmless = recorded(*(spoiled(event, HARMLESS) for event in STORIES[story]))
    assert parts(hostile) == parts(harmless)
    assert only_in_code(hostile)
    assert not (HARMFUL - {"\n"}) & set(as_markdown(hostile))


@pytest.mark.parametrize(("sentence", "secrets"), SENTENCES.values(), ids=SENTENCES)
def test_no_form_of_it_holds_a_secret(sentence: str, secrets: tuple[str, ...]) -> None:
    sight = msgspec.structs.replace(SIGHT, servers=(sentence,))
    record = recorded(
        *asked_again()[:3],
        Failed(3, sentence, sentence),
        *asked_again()[4:],
        RecordsSeen((sight,)),
        Closed(sentence),
    )
    for text in (as_markdown(record), as_json(record)):
        assert text.count(REDACTED) >= 4
        for secret in secrets:
            assert secret not in text
