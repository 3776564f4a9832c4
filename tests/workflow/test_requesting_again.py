"""Step 3 gone wrong: the successor timed out, failed or vanished, and is requested again."""

import pytest

from acm_tui.aws.find import find_requested
from acm_tui.aws.session import Access
from acm_tui.domain.errors import OutcomeUnknown, Refused, ServiceTrouble
from acm_tui.domain.events import Intended
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import DeleteCertificate
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow import record, request, validation
from tests.workflow.conftest import REGION
from tests.workflow.story import SHOP, Clients, Operator, new_of, outcomes, successors
from tests.workflow.wire import Fate, Refusal, Says, Wire


def timed_out(operator: Operator, sandbox: Sandbox) -> Migration:
    migration = operator.requested()
    sandbox.move("advance", {"hours": 73})
    migration = validation.look(operator.services, migration.id)
    assert new_of(migration).status == "VALIDATION_TIMED_OUT"
    return migration


def test_timed_out_it_is_deleted_and_requested_again_with_the_same_records(
    operator: Operator, sandbox: Sandbox, wire: Wire, clients: Clients
) -> None:
    before = timed_out(operator, sandbox)
    wire.forget()
    after = request.request_again(operator.services, before.id)
    assert wire.mutations == ["DeleteCertificate", "RequestCertificate"]
    assert after.same_records_again is None
    assert after.records == before.records  # those of the predecessor, while the new one has none
    after = validation.look(operator.services, before.id)
    assert after.same_records_again is True
    assert after.records == before.records
    assert [one.arn for one in after.predecessors] == [new_of(before).arn]
    assert successors(clients) == [new_of(after).arn] != [new_of(before).arn]
    deleted = [one.mutation for one in operator.events(before.id) if isinstance(one, Intended)][1]
    assert deleted == DeleteCertificate(new_of(before).arn, "timed out")
    operator.register()
    assert new_of(validation.look(operator.services, before.id)).status == "ISSUED"


def test_failed_it_is_deleted_and_requested_again(
    operator: Operator, sandbox: Sandbox, clients: Clients
) -> None:
    before = operator.requested()
    sandbox.move("fail", {"arn": new_of(before).arn, "reason": "CAA_ERROR"})
    validation.look(operator.services, before.id)
    after = request.request_again(operator.services, before.id)
    after = validation.look(operator.services, after.id)
    assert after.same_records_again is True
    assert successors(clients) == [new_of(after).arn]
    deleted = [one.mutation for one in operator.events(before.id) if isinstance(one, Intended)][1]
    assert deleted == DeleteCertificate(new_of(before).arn, "failed")


def test_what_is_pending_or_issued_is_not_requested_again(
    operator: Operator, wire: Wire, clients: Clients
) -> None:
    migration = operator.requested()
    wire.forget()
    with pytest.raises(Refused, match="PENDING_VALIDATION"):
        request.request_again(operator.services, migration.id)
    operator.register()
    migration = validation.look(operator.services, migration.id)
    with pytest.raises(Refused, match="ISSUED"):
        request.request_again(operator.services, migration.id)
    assert wire.mutations == []
    assert successors(clients) == [new_of(migration).arn]


def test_what_was_never_requested_is_not_requested_again(operator: Operator, wire: Wire) -> None:
    begun = operator.begun()
    with pytest.raises(Refused, match="no earlier request"):
        request.request_again(operator.services, begun.id)
    assert wire.mutations == []


@pytest.mark.parametrize("fate", [Fate.LOST, Fate.CUT])
def test_an_unheard_deletion_is_settled_before_it_is_requested_again(
    operator: Operator, sandbox: Sandbox, wire: Wire, clients: Clients, fate: Fate
) -> None:
    before = timed_out(operator, sandbox)
    wire.always("DeleteCertificate", fate)
    with pytest.raises(OutcomeUnknown):
        request.request_again(operator.services, before.id)
    wire.mend()
    after = request.request_again(operator.services, before.id)
    assert successors(clients) == [new_of(after).arn]
    assert [one.arn for one in after.predecessors] == [new_of(before).arn]
    done = [code for code, reconciled in outcomes(operator.events(before.id)) if reconciled]
    assert done == ["done" if fate is Fate.LOST else "NotCarriedOut"]


def test_interrupted_between_deletion_and_request_it_goes_on_with_the_request(
    operator: Operator, sandbox: Sandbox, wire: Wire, clients: Clients
) -> None:
    before = timed_out(operator, sandbox)
    wire.fails("RequestCertificate", Refusal("AccessDeniedException"))
    with pytest.raises(ServiceTrouble):
        request.request_again(operator.services, before.id)
    assert record.load(operator.services, before.id).new is None
    after = request.submit(operator.services, before.id)
    assert successors(clients) == [new_of(after).arn]
    assert wire.count("DeleteCertificate") == 1


def test_a_predecessor_is_not_found_as_its_own_successor(
    operator: Operator, sandbox: Sandbox, wire: Wire, clients: Clients, access: Access
) -> None:
    """Deleting is eventually consistent: the deleted one can be listed for a while."""
    before = timed_out(operator, sandbox)
    listed = clients("acm").list_certificates(Includes={"keyTypes": ["RSA_2048"]}, MaxItems=1000)
    described = clients("acm").describe_certificate(CertificateArn=new_of(before).arn)
    tagged = clients("acm").list_tags_for_certificate(CertificateArn=new_of(before).arn)
    wire.always("RequestCertificate", Fate.CUT)
    with pytest.raises(OutcomeUnknown):
        request.request_again(operator.services, before.id)
    wire.mend()
    only_it = [
        {"CertificateArn": one["CertificateArn"], "DomainName": one["DomainName"]}
        for one in listed["CertificateSummaryList"]
        if one["CertificateArn"] == new_of(before).arn
    ]
    assert len(only_it) == 1
    detail = described["Certificate"]
    wire.fails("ListCertificates", Says({"CertificateSummaryList": only_it}))
    wire.fails("ListTagsForCertificate", Says({"Tags": tagged["Tags"]}), Says({"Tags": tagged["Tags"]}))
    wire.fails(
        "DescribeCertificate",
        Says(
            {"Certificate": {key: detail[key] for key in ("CertificateArn", "DomainName", "Status", "Type")}}
        ),
    )
    after = request.request_again(operator.services, before.id)
    assert new_of(after).arn != new_of(before).arn
    assert successors(clients) == [new_of(after).arn]
    assert find_requested(access, REGION, SHOP, before.id)[0].arn == new_of(after).arn


def test_a_gone_successor_is_requested_anew(operator: Operator, clients: Clients) -> None:
    """Somebody deleted it: the way goes on from the request."""
    before = operator.requested()
    clients("acm").delete_certificate(CertificateArn=new_of(before).arn)
    gone = validation.look(operator.services, before.id)
    assert gone.new is None
    after = request.submit(operator.services, before.id)
    assert successors(clients) == [new_of(after).arn]
