"""Step 4: where the old certificate sits, and the choice of where to swap."""

from datetime import timedelta

import pytest

from acm_tui.domain.errors import Refused
from acm_tui.domain.events import ListenersChosen
from acm_tui.domain.journey import Step, step
from acm_tui.domain.listener import Attachment
from acm_tui.sandbox.aws.elb.seed import create_distribution
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow import attachments, cutover, record, validation
from tests.workflow.story import (
    DEVICES,
    ORDERS,
    SHOP,
    UNUSED,
    Clients,
    Operator,
    held_now,
    ignore,
    new_of,
)
from tests.workflow.wire import Wire


def test_the_shops_certificate_is_found_in_every_role(operator: Operator, wire: Wire) -> None:
    begun = operator.begun()
    found = attachments.find(operator.services, begun.id)
    by_name = {(found.load_balancer(one).name, one.port): found.roles(one) for one in found.listeners}
    assert by_name == {
        ("shop-alb", 443): ("default", "sni"),
        ("corporate-alb", 443): ("sni",),
        ("corporate-alb", 8443): (),
    }
    assert len(found.attachments) == 3
    assert found.elsewhere == ()
    assert {one.kind for one in found.load_balancers} == {"application"}
    assert wire.mutations == []


@pytest.mark.parametrize(("domain", "kind", "port"), [(DEVICES, "network", 8883), (ORDERS, "classic", 443)])
def test_a_network_and_a_classic_load_balancer(operator: Operator, domain: str, kind: str, port: int) -> None:
    found = attachments.find(operator.services, operator.begun(domain).id)
    (listener,) = found.listeners
    assert found.load_balancer(listener).kind == kind
    assert listener.port == port
    assert found.attachments == (Attachment(listener.arn, "default"),)


def test_one_that_is_attached_to_nothing(operator: Operator) -> None:
    migration = operator.issued(UNUSED)
    found = attachments.find(operator.services, migration.id)
    assert (found.attachments, found.listeners, found.load_balancers) == ((), (), ())
    chosen = attachments.choose(operator.services, migration.id, ())
    assert chosen.chosen == ()
    assert step(chosen) is Step.FINISH


def test_other_holders_are_told_apart(operator: Operator) -> None:
    begun = operator.begun()
    create_distribution("111122223333", (SHOP,), begun.old.arn)
    found = attachments.find(operator.services, begun.id)
    assert [one.service for one in found.elsewhere] == ["CloudFront"]
    assert len(found.load_balancers) == 2


def test_finding_looks_at_acm_first(operator: Operator, clients: Clients) -> None:
    """The holders of days ago are not those of today."""
    begun = operator.begun(UNUSED)
    v2 = clients("elbv2")
    (nlb,) = v2.describe_load_balancers(Names=["devices-nlb"])["LoadBalancers"]
    (listener,) = v2.describe_listeners(LoadBalancerArn=nlb["LoadBalancerArn"])["Listeners"]
    v2.add_listener_certificates(
        ListenerArn=listener["ListenerArn"], Certificates=[{"CertificateArn": begun.old.arn}]
    )
    found = attachments.find(operator.services, begun.id)
    assert found.attachments == (Attachment(listener["ListenerArn"], "sni"),)
    assert record.load(operator.services, begun.id).old.in_use_by == (nlb["LoadBalancerArn"],)


def test_a_full_scan_finds_what_in_use_by_does_not_name_yet(
    operator: Operator, clients: Clients, sandbox: Sandbox, wire: Wire
) -> None:
    begun = operator.begun()
    v2, classic = clients("elbv2"), clients("elb")
    sandbox.usage.lag = timedelta(minutes=30)
    try:
        (nlb,) = v2.describe_load_balancers(Names=["devices-nlb"])["LoadBalancers"]
        (listener,) = v2.describe_listeners(LoadBalancerArn=nlb["LoadBalancerArn"])["Listeners"]
        v2.add_listener_certificates(
            ListenerArn=listener["ListenerArn"], Certificates=[{"CertificateArn": begun.old.arn}]
        )
        classic.set_load_balancer_listener_ssl_certificate(
            LoadBalancerName="order-desk", LoadBalancerPort=443, SSLCertificateId=begun.old.arn
        )
        named = attachments.find(operator.services, begun.id)
        assert {one.name for one in named.load_balancers} == {"shop-alb", "corporate-alb"}
        found = attachments.find(operator.services, begun.id, everywhere=True)
    finally:
        sandbox.usage.lag = timedelta(0)
    assert [one.name for one in found.load_balancers] == [
        "shop-alb",
        "corporate-alb",
        "devices-nlb",
        "order-desk",
    ]
    roles = {found.load_balancer(one).name: found.roles(one) for one in found.listeners if found.roles(one)}
    assert roles == {
        "shop-alb": ("default", "sni"),
        "corporate-alb": ("sni",),
        "devices-nlb": ("sni",),
        "order-desk": ("default",),
    }
    # The listeners around it too: how full the lists are depends on them.
    ports = sorted((found.load_balancer(one).name, one.port) for one in found.listeners)
    assert ports == [
        ("corporate-alb", 443),
        ("corporate-alb", 8443),
        ("devices-nlb", 8883),
        ("order-desk", 443),
        ("shop-alb", 443),
    ]
    assert wire.mutations == []


def test_a_full_scan_tells_other_holders_apart(operator: Operator) -> None:
    begun = operator.begun()
    create_distribution("111122223333", (SHOP,), begun.old.arn)
    assert attachments.find(operator.services, begun.id, everywhere=True).elsewhere == (
        attachments.find(operator.services, begun.id).elsewhere
    )


def test_a_full_scan_without_a_find_is_what_in_use_by_says(operator: Operator) -> None:
    migration = operator.issued(UNUSED)
    found = attachments.find(operator.services, migration.id, everywhere=True)
    assert (found.attachments, found.listeners, found.load_balancers) == ((), (), ())


def test_choosing_is_written_once_and_in_a_stable_order(operator: Operator) -> None:
    migration = operator.issued()
    found = attachments.find(operator.services, migration.id).attachments
    chosen = attachments.choose(operator.services, migration.id, [*reversed(found), found[0]])
    assert chosen.chosen == found
    assert step(chosen) is Step.CUTOVER
    assert attachments.choose(operator.services, migration.id, found) == chosen
    fewer = attachments.choose(operator.services, migration.id, found[:1])
    assert fewer.chosen == found[:1]
    assert operator.events(migration.id).count(ListenersChosen(found)) == 1


def test_nothing_is_chosen_before_the_successor_is_issued(operator: Operator) -> None:
    migration = operator.requested()
    found = attachments.find(operator.services, migration.id).attachments
    before = operator.events(migration.id)
    with pytest.raises(Refused, match="not issued"):
        attachments.choose(operator.services, migration.id, found)
    assert operator.events(migration.id) == before


def test_after_a_cutover_other_listeners_can_be_chosen(operator: Operator) -> None:
    migration = operator.issued()
    found = attachments.find(operator.services, migration.id).attachments
    corporate = tuple(one for one in found if "corporate" in one.listener_arn)
    attachments.choose(operator.services, migration.id, corporate)
    operator.confirm(migration.id)
    cutover.apply(operator.services, migration.id, ignore)
    left = attachments.find(operator.services, migration.id).attachments
    assert left == tuple(one for one in found if one not in corporate)
    again = attachments.choose(operator.services, migration.id, left)
    assert step(again) is Step.CUTOVER
    operator.confirm(migration.id)
    done = cutover.apply(operator.services, migration.id, ignore)
    assert step(done) is Step.FINISH
    assert attachments.find(operator.services, migration.id).attachments == ()


def test_the_chosen_listeners_are_read_with_all_that_they_hold(operator: Operator) -> None:
    migration = operator.swapped()
    assert validation.look(operator.services, migration.id).old.in_use_by == ()
    now = held_now(operator.services, migration.id)
    assert now.attachments == ()
    assert {one.name for one in now.load_balancers} == {"shop-alb", "corporate-alb"}
    assert any(one.default == new_of(migration).arn for one in now.listeners)
