"""A migration on the team's journal: without it nothing is changed in AWS, and nothing is done twice."""

from dataclasses import replace
from pathlib import Path

import pytest

from acm_tui.domain.errors import JournalTrouble
from acm_tui.domain.events import Intended
from acm_tui.journal.shared import SharedJournal
from acm_tui.workflow import record, request
from tests.journal.kinds import InMemory
from tests.journal.memory import Fate, MemoryObjects
from tests.workflow.story import API, Clients, Operator, new_of, successors
from tests.workflow.wire import Wire


@pytest.fixture
def kept(tmp_path: Path) -> InMemory:
    return InMemory(tmp_path)


@pytest.fixture
def objects(kept: InMemory) -> MemoryObjects:
    return kept.objects


@pytest.fixture
def team(operator: Operator, kept: InMemory) -> Operator:
    """The operator, with the journal of the team."""
    journal = SharedJournal(kept.objects, kept.STORE, kept.cache(), rest_s=0)
    return replace(operator, services=replace(operator.services, journal=journal))


def test_while_the_journal_cannot_be_reached_nothing_is_requested(
    team: Operator, objects: MemoryObjects, wire: Wire
) -> None:
    begun = team.begun()
    objects.put_out_of_reach()
    assert record.load(team.services, begun.id) == begun, "it can still be looked at"
    with pytest.raises(JournalTrouble):
        request.submit(team.services, begun.id)
    assert wire.mutations == []
    objects.bring_back()
    assert new_of(request.submit(team.services, begun.id)).validation_method == "DNS"


def test_an_intent_of_which_nobody_heard_is_found_and_settled(
    team: Operator, objects: MemoryObjects, wire: Wire, clients: Clients
) -> None:
    """It is in the journal, and the program could not know: so AWS was not asked."""
    begun = team.begun()

    def lose_the_intent(call: str, key: str) -> None:
        if call == "create":
            objects.fate = lambda call: Fate.CUT

    objects.fate = lambda call: Fate.LOST if call == "create" else Fate.ARRIVES
    objects.before = lose_the_intent
    with pytest.raises(JournalTrouble):
        request.submit(team.services, begun.id)
    assert wire.mutations == []
    objects.before = lambda call, key: None
    objects.bring_back()
    requested = request.submit(team.services, begun.id)
    assert successors(clients) == [new_of(requested).arn]
    entries = team.services.journal.read(begun.id)
    assert sum(isinstance(entry.event, Intended) for entry in entries) >= 1


def test_an_outcome_that_could_not_be_written_is_settled_from_another_machine(
    team: Operator, kept: InMemory, objects: MemoryObjects, wire: Wire, clients: Clients
) -> None:
    begun = team.begun()
    wire.watch_once("RequestCertificate", objects.put_out_of_reach)
    with pytest.raises(JournalTrouble):
        request.submit(team.services, begun.id)
    assert wire.count("RequestCertificate") == 1
    objects.bring_back()
    colleague = replace(team, services=replace(team.services, journal=kept.open(), actor="bunji@laptop"))
    requested = request.submit(colleague.services, begun.id)
    assert successors(clients) == [new_of(requested).arn]
    assert record.load(team.services, begun.id) == requested


def test_nothing_is_begun_where_it_cannot_be_seen_whether_somebody_has(
    team: Operator, objects: MemoryObjects
) -> None:
    first = team.begun()
    other = team.certificate(API)
    objects.put_out_of_reach()
    assert team.begun() == first, "what is remembered is taken up"
    reads = objects.fate
    objects.fate = lambda call: Fate.ARRIVES if call == "create" else reads(call)
    with pytest.raises(JournalTrouble, match="Nothing was begun"):
        record.begin(team.services, other)
    objects.bring_back()
    assert record.begin(team.services, other).old == other
