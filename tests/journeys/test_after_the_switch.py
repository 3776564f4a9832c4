"""After a switch in place, in front of ACM and DNS: what renews it, and what the other way has left."""

from __future__ import annotations

from acm_tui.aws import acm
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.left_behind import left_behind
from acm_tui.sandbox.world import REGION
from acm_tui.workflow import request, switch
from acm_tui.workflow.inventory.picking import begin_migration
from tests.journeys import ways
from tests.journeys.aws import Aws
from tests.journeys.operators import Operator

SHOP = "shop.example.com"


async def test_it_is_proven_to_renew_itself_only_while_its_records_are_there(
    operator: Operator, aws: Aws
) -> None:
    async with operator:
        await operator.arrives()
        arn = await ways.to_dns_adopting(operator, aws, SHOP)
        await ways.until_switched(operator)
        await operator.dns.next()
        await operator.finish.says("nothing else has to be changed")
        await operator.finish.shows("is there, at every name server that could be asked: ns")

        await operator.finish.open_the_record()
        await operator.change_record.shows("That it renews itself is proven.")
        await operator.change_record.shows("It was found pending on")
        await operator.change_record.close()

        await operator.other_side.removes_the_records()
        await operator.finish.verify()
        await operator.finish.says("it may not renew itself")
        await operator.finish.shows("is not in DNS")
        await operator.finish.close()
        await operator.finish.says("Done. The records must stay for ever")
    assert operator.saved(SHOP).over
    assert aws.certificates(SHOP) == [arn]


def begun_both_ways(operator: Operator, arn: str) -> str:
    """Replacing is requested, then the mind is changed: the id of the migration, which waits for records."""
    services = operator.services
    assert services is not None
    access = services.accesses[0]
    certificate = acm.describe(access, REGION, arn)
    migration = begin_migration(services, Item(certificate=certificate, in_use=True))
    request.submit(services, migration.id)
    return switch.submit(services, migration.id, SHOP).id


async def test_what_was_requested_before_is_deleted_by_name_once_nothing_holds_it(
    operator: Operator, aws: Aws
) -> None:
    (arn,) = aws.certificates(SHOP)
    async with operator:
        await operator.arrives()
        begun = begun_both_ways(operator, arn)
        await operator.other_side.registers_the_records()
        await operator.comes_back(session=begun)
        await operator.dns.says("Every name is validated by DNS.")
        await operator.dns.next()

        requested = next(one for one in aws.certificates(SHOP) if one != arn)
        (balancer, *_) = aws.client("elbv2").describe_load_balancers()["LoadBalancers"]
        listeners = aws.client("elbv2").describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])
        where = next(one["ListenerArn"] for one in listeners["Listeners"] if one["Port"] == 443)
        listed = {"ListenerArn": where, "Certificates": [{"CertificateArn": requested}]}
        aws.client("elbv2").add_listener_certificates(**listed)
        await operator.finish.says("deletes the certificate that was requested")
        await operator.display.press("d")
        await operator.finish.says("The requested certificate stays; it was not deleted.")

        aws.client("elbv2").remove_listener_certificates(**listed)
        await operator.finish.verify()
        await operator.finish.delete_requested(SHOP)
        await operator.finish.says("nothing else has to be changed")
    assert aws.certificates(SHOP) == [arn]
    assert left_behind(operator.saved(SHOP)) == ()
