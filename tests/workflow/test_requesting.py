"""Step 2: one successor, whatever happens on the way."""

import threading
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from acm_tui.aws import acm
from acm_tui.aws.session import Access
from acm_tui.domain.certificate import MIGRATION_TAG
from acm_tui.domain.errors import OutcomeUnknown, Refused, ServiceTrouble, SomebodyWasFirst
from acm_tui.domain.events import Intended, Succeeded, WayChosen
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import RequestCertificate
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow import record, request, validation
from acm_tui.workflow.reconcile import settle
from tests.workflow.conftest import REGION
from tests.workflow.story import API, SHOP, Clients, Operator, new_of, outcomes, successors
from tests.workflow.wire import Fate, Refusal, Says, Wire

EMPTY_LIST = Says({"CertificateSummaryList": []})


def tokens(wire: Wire) -> list[str]:
    """The tokens of the calls that asked for a certificate."""
    return [c.parameters["IdempotencyToken"] for c in wire.calls if c.operation == "RequestCertificate"]


def lose_the_answer(operator: Operator, wire: Wire, fate: Fate, domain: str = SHOP) -> Migration:
    """Request, and hear nothing."""
    begun = operator.begun(domain)
    wire.always("RequestCertificate", fate)
    with pytest.raises(OutcomeUnknown):
        request.submit(operator.services, begun.id)
    wire.mend()
    return record.load(operator.services, begun.id)


@pytest.mark.parametrize("domain", [SHOP, API])
def test_the_successor_is_as_the_old_one(operator: Operator, access: Access, domain: str) -> None:
    migration = request.submit(operator.services, operator.begun(domain).id)
    assert migration.way == "replace"
    made = acm.describe(access, REGION, new_of(migration).arn)
    old = migration.old
    assert made.names == old.names
    assert made.key_algorithm == old.key_algorithm
    assert made.validation_method == "DNS"
    copied = {key: value for key, value in old.tags.items() if not key.startswith("aws:")}
    assert made.tags == {**copied, MIGRATION_TAG: migration.id}


def test_pressed_twice_it_is_requested_once(operator: Operator, wire: Wire, clients: Clients) -> None:
    begun = operator.begun()
    first = request.submit(operator.services, begun.id)
    assert request.submit(operator.services, begun.id) == first
    assert wire.count("RequestCertificate") == 1
    assert successors(clients) == [new_of(first).arn]


def test_requested_by_two_at_the_same_time_there_is_one(
    operator: Operator, wire: Wire, clients: Clients
) -> None:
    """The second comes while the first one's call is on its way: it settles what it finds and goes on."""
    begun = operator.begun()
    rival = replace(operator.services, actor="bunji@laptop")
    theirs: list[Migration] = []
    wire.watch_once("RequestCertificate", lambda: theirs.append(request.submit(rival, begun.id)))
    ours = request.submit(operator.services, begun.id)
    assert len(successors(clients)) == 1
    assert new_of(ours).arn == new_of(theirs[0]).arn == successors(clients)[0]
    assert not record.load(operator.services, begun.id).in_flight


def test_two_threads_at_once_make_one(operator: Operator, clients: Clients) -> None:
    begun = operator.begun()
    gate = threading.Barrier(2)
    lost: list[int] = []

    def press() -> None:
        gate.wait(10)
        try:
            request.submit(operator.services, begun.id)
        except SomebodyWasFirst:
            lost.append(threading.get_ident())

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(lost) < 2
    assert len(successors(clients)) == 1
    assert new_of(request.submit(operator.services, begun.id)).arn == successors(clients)[0]


def test_what_cannot_be_replaced_is_refused(operator: Operator, wire: Wire) -> None:
    begun = record.begin(
        operator.services, msgspec.structs.replace(operator.certificate(SHOP), validation_method="DNS")
    )
    with pytest.raises(Refused, match=r"shop\.example\.com cannot be replaced: it is not validated by email"):
        request.submit(operator.services, begun.id)
    assert record.load(operator.services, begun.id) == begun
    assert wire.mutations == []


def test_a_lost_answer_is_settled_by_the_tag(operator: Operator, wire: Wire, clients: Clients) -> None:
    open_one = lose_the_answer(operator, wire, Fate.LOST)
    assert open_one.in_flight
    asked = wire.count("RequestCertificate")
    after = request.submit(operator.services, open_one.id)
    assert [new_of(after).arn] == successors(clients)
    outcome = operator.events(open_one.id)[-1]
    assert isinstance(outcome, Succeeded)
    assert (outcome.reconciled, outcome.arn) == (True, new_of(after).arn)
    assert wire.count("RequestCertificate") == asked


def test_an_answer_that_is_lost_once_is_asked_for_again_with_the_same_token(
    operator: Operator, wire: Wire, clients: Clients
) -> None:
    begun = operator.begun()
    wire.fails("RequestCertificate", Fate.LOST)
    after = request.submit(operator.services, begun.id)
    assert len(tokens(wire)) == 2
    assert len(set(tokens(wire))) == 1
    assert successors(clients) == [new_of(after).arn]


def test_another_migrations_certificate_is_not_taken_for_ours(
    operator: Operator, wire: Wire, clients: Clients
) -> None:
    other = request.submit(operator.services, operator.begun().id)
    record.give_up(operator.services, other.id)
    open_one = lose_the_answer(operator, wire, Fate.CUT)
    assert open_one.id != other.id
    after = request.submit(operator.services, open_one.id)
    assert new_of(after).arn != new_of(other).arn
    assert sorted(successors(clients)) == sorted([new_of(after).arn, new_of(other).arn])


def unheard(operator: Operator, wire: Wire) -> Migration:
    """The program ends between the intent and the call: nothing reaches AWS."""
    return lose_the_answer(operator, wire, Fate.CUT)


def tagged_meanwhile(operator: Operator, clients: Clients, migration: Migration) -> None:
    """The old certificate gets another tag, and that is seen: a request made now would be another one."""
    clients("acm").add_tags_to_certificate(
        CertificateArn=migration.old.arn, Tags=[{"Key": "late", "Value": "addition"}]
    )
    assert "late" in validation.look(operator.services, migration.id).old.tags


def test_within_the_hour_an_unheard_request_is_repeated_word_for_word(
    operator: Operator, wire: Wire, clients: Clients, sandbox: Sandbox
) -> None:
    open_one = unheard(operator, wire)
    settle(operator.services, open_one)
    sandbox.clock.advance(timedelta(minutes=59))
    tagged_meanwhile(operator, clients, open_one)
    after = request.submit(operator.services, open_one.id)
    assert outcomes(operator.events(open_one.id)) == [("NotCarriedOut", True), ("done", False)]
    assert len(set(tokens(wire))) == 1
    intents = [one.mutation for one in operator.events(open_one.id) if isinstance(one, Intended)]
    assert intents[0] == intents[1]
    assert successors(clients) == [new_of(after).arn]


def test_what_is_listed_late_is_answered_by_the_token(
    operator: Operator, wire: Wire, clients: Clients
) -> None:
    """It was carried out and could not be seen yet: the same request again makes no second certificate."""
    open_one = lose_the_answer(operator, wire, Fate.LOST)
    (made,) = successors(clients)
    wire.fails("ListCertificates", EMPTY_LIST)
    settle(operator.services, open_one)
    tagged_meanwhile(operator, clients, open_one)
    after = request.submit(operator.services, open_one.id)
    assert outcomes(operator.events(open_one.id)) == [("NotCarriedOut", True), ("done", False)]
    assert successors(clients) == [made] == [new_of(after).arn]


def test_after_the_hour_there_is_a_new_token(
    operator: Operator, wire: Wire, clients: Clients, sandbox: Sandbox
) -> None:
    open_one = unheard(operator, wire)
    sandbox.clock.advance(timedelta(hours=1))
    after = request.submit(operator.services, open_one.id)
    assert len(set(tokens(wire))) == 2
    assert successors(clients) == [new_of(after).arn]
    assert outcomes(operator.events(open_one.id)) == [("NotCarriedOut", True), ("done", False)]


def test_repeating_does_not_prolong_the_tokens_life(
    operator: Operator, wire: Wire, clients: Clients, sandbox: Sandbox
) -> None:
    open_one = unheard(operator, wire)
    sandbox.clock.advance(timedelta(minutes=50))
    wire.always("RequestCertificate", Fate.CUT)
    with pytest.raises(OutcomeUnknown):
        request.submit(operator.services, open_one.id)
    wire.mend()
    assert len(set(tokens(wire))) == 1
    sandbox.clock.advance(timedelta(minutes=50))
    after = request.submit(operator.services, open_one.id)
    assert len(set(tokens(wire))) == 2
    assert successors(clients) == [new_of(after).arn]


def test_after_the_hour_what_was_listed_late_is_found_before_it_is_requested_again(
    operator: Operator, wire: Wire, clients: Clients, sandbox: Sandbox
) -> None:
    """Settled too early, left for hours, and the token protects no more: the tag still does."""
    open_one = lose_the_answer(operator, wire, Fate.LOST)
    (made,) = successors(clients)
    wire.fails("ListCertificates", EMPTY_LIST)
    settle(operator.services, open_one)
    sandbox.clock.advance(timedelta(hours=2))
    asked = wire.count("RequestCertificate")
    after = request.submit(operator.services, open_one.id)
    assert new_of(after).arn == made
    assert successors(clients) == [made]
    assert wire.count("RequestCertificate") == asked
    outcome = operator.events(open_one.id)[-1]
    assert isinstance(outcome, Succeeded)
    assert outcome.reconciled


def test_after_a_refusal_the_request_is_made_anew(
    operator: Operator, wire: Wire, clients: Clients, sandbox: Sandbox
) -> None:
    """What AWS refused was not carried out: the operator may have corrected what it was refused for."""
    begun = operator.begun()
    wire.fails("RequestCertificate", Refusal("TagPolicyException"))
    with pytest.raises(ServiceTrouble):
        request.submit(operator.services, begun.id)
    clients("acm").remove_tags_from_certificate(CertificateArn=begun.old.arn, Tags=[{"Key": "team"}])
    validation.look(operator.services, begun.id)
    after = request.submit(operator.services, begun.id)
    assert "team" not in new_of(after).tags
    assert successors(clients) == [new_of(after).arn]
    assert operator.events(begun.id).count(WayChosen("replace")) == 1


def test_the_request_in_the_journal_is_the_one_that_was_sent(operator: Operator, wire: Wire) -> None:
    migration = request.submit(operator.services, operator.begun().id)
    (sent,) = [call.parameters for call in wire.calls if call.operation == "RequestCertificate"]
    intent = next(one for one in operator.events(migration.id) if isinstance(one, Intended))
    assert isinstance(intent.mutation, RequestCertificate)
    wanted = intent.mutation.request
    assert sent["IdempotencyToken"] == wanted.token
    assert sent["SubjectAlternativeNames"] == list(wanted.names)
    assert sent["KeyAlgorithm"] == wanted.key_algorithm
    assert sent["ValidationMethod"] == "DNS"
    assert "DomainValidationOptions" not in sent
