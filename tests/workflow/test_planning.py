"""Step 5, before anything is changed: what a plan leaves alone is told, and what it cannot do."""

from dataclasses import replace

from acm_tui.domain.cutover import Caution, CautionCode
from acm_tui.domain.migration import Migration
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow import attachments, cutover, planning
from acm_tui.workflow.planning import Planned
from tests.workflow.story import DEVICES, ORDERS, Clients, Operator, ignore, new_of
from tests.workflow.wire import Wire


def put_on_all_three(clients: Clients, old: str) -> None:
    """Somebody uses the devices' certificate on an ALB and a Classic Load Balancer too."""
    v2 = clients("elbv2")
    (corporate,) = v2.describe_load_balancers(Names=["corporate-alb"])["LoadBalancers"]
    listener = next(
        one
        for one in v2.describe_listeners(LoadBalancerArn=corporate["LoadBalancerArn"])["Listeners"]
        if one["Port"] == 443
    )
    v2.add_listener_certificates(ListenerArn=listener["ListenerArn"], Certificates=[{"CertificateArn": old}])
    clients("elb").set_load_balancer_listener_ssl_certificate(
        LoadBalancerName="order-desk", LoadBalancerPort=443, SSLCertificateId=old
    )


def only_on(operator: Operator, migration: Migration, balancer: str) -> Migration:
    """Of all attachments, those of *balancer* are chosen."""
    found = attachments.find(operator.services, migration.id)
    wanted = [one for one in found.attachments if f"/{balancer}" in one.listener_arn]
    assert 0 < len(wanted) < len(found.attachments)
    return attachments.choose(operator.services, migration.id, wanted)


def staying(planned: Planned) -> list[Caution]:
    return [one for one in planned.cautions if one.code is CautionCode.OLD_STAYS]


def test_chosen_on_the_nlb_alone_every_other_listener_that_keeps_the_old_one_is_named(
    operator: Operator, clients: Clients
) -> None:
    migration = operator.issued(DEVICES)
    put_on_all_three(clients, migration.old.arn)
    only_on(operator, migration, "devices-nlb")
    planned = planning.prepare(operator.services, migration.id)
    told = {caution.sentence.split(":")[0]: caution.evidence for caution in staying(planned)}
    assert told == {
        "This plan leaves the old certificate on corporate-alb HTTPS 443": "held as SNI",
        "This plan leaves the old certificate on order-desk HTTPS 443": "held as default",
    }
    assert {one.load_balancer_arn for one in planned.plan.before} == {
        one.load_balancer_arn for one in planned.seen.listeners if "devices-nlb" in one.arn
    }, "the plan itself is about what was chosen"


def test_with_everything_chosen_nothing_stays(operator: Operator, wire: Wire) -> None:
    migration = operator.chosen()
    wire.calls.clear()
    planned = planning.prepare(operator.services, migration.id)
    assert staying(planned) == []
    balancers = len({one.load_balancer_arn for one in planned.seen.listeners})
    assert wire.count("DescribeListeners") == balancers == 2, "no call for what is known already"


def test_on_the_way_back_only_what_is_restored_is_read(
    operator: Operator, clients: Clients, wire: Wire
) -> None:
    migration = operator.issued(DEVICES)
    put_on_all_three(clients, migration.old.arn)
    only_on(operator, migration, "devices-nlb")
    operator.confirm(migration.id)
    cutover.apply(operator.services, migration.id, ignore)
    planned = planning.prepare_rollback(operator.services, migration.id)
    assert {one.name for one in planned.seen.load_balancers} == {"devices-nlb"}


def test_a_key_that_the_load_balancer_cannot_use_is_a_conflict_with_its_evidence_and_a_way_on(
    operator: Operator, sandbox: Sandbox
) -> None:
    migration = operator.chosen(ORDERS)
    sandbox.acm.change(new_of(migration).arn, lambda one: replace(one, key_algorithm="EC_prime256v1"))
    plan = planning.prepare(operator.services, migration.id).plan
    (conflict,) = plan.conflicts
    assert conflict.why == (
        "it cannot use the new certificate: a Classic Load Balancer takes no ECDSA keys from ACM, "
        "and this one is EC_prime256v1"
    )
    assert "Leave this listener out" in conflict.remedy
    assert "RSA_2048" in conflict.remedy
    assert plan.changes == ()
