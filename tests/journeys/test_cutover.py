"""The night of the cutover: windows, colleagues, refusals, the way back, and what is left afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from acm_tui.sandbox.sandbox import Sandbox
from tests.journeys import ways
from tests.journeys.aws import Aws
from tests.journeys.operators import Operator
from tests.workflow.wire import Refusal, Wire

SHOP = "shop.example.com"
DEVICES = "mqtt.example.net"


async def test_it_is_rolled_back_after_the_swap_and_swapped_again(operator: Operator, aws: Aws) -> None:
    shop, corporate = aws.listener("shop-alb", 443), aws.listener("corporate-alb", 443)
    async with operator:
        await operator.arrives()
        await ways.to_cutover(operator, SHOP)
        await operator.cutover.confirm(SHOP)
        await operator.finish.shows("handshakes show the new certificate.")
        await operator.finish.shows("none failed")
        swapped = aws.listener("shop-alb", 443)
        assert swapped != shop

        await operator.finish.roll_back()
        await operator.rollback.says("asks for the name, then restores.")
        await operator.rollback.confirm(SHOP)
        await operator.cutover.says("Rolled back: the old certificate is where it was.")
        assert aws.listener("shop-alb", 443) == shop
        assert aws.listener("corporate-alb", 443) == corporate
        watched = operator.saved(SHOP).watched
        assert [one.put for one in watched] == [watched[0].put, operator.saved(SHOP).old.arn]

        await operator.cutover.confirm(SHOP)
        await operator.finish.shows("handshakes show the new certificate.")
        assert aws.listener("shop-alb", 443) == swapped


async def test_refused_in_the_middle_it_is_rolled_back_from_there(
    operator: Operator, aws: Aws, wire: Wire, one_lane: None
) -> None:
    shop, corporate = aws.listener("shop-alb", 443), aws.listener("corporate-alb", 443)
    async with operator:
        await operator.arrives()
        await ways.to_cutover(operator, SHOP)
        wire.always("ModifyListener", Refusal("AccessDenied", 403))
        await operator.cutover.confirm(SHOP)
        await operator.cutover.says("You may not call elasticloadbalancing:ModifyListener.")
        assert "3 of 5 calls are made already." in operator.cutover.guide
        assert "Enter goes on, u rolls back, Esc leaves: everything is saved." in operator.cutover.guide
        assert operator.cutover.plain.count("✔ add the new one to the list") == 2
        assert aws.listener("corporate-alb", 443) != corporate

        await operator.comes_back()
        await operator.home.lists(SHOP, "5 Cutover", "Finish the cutover: 3 of 5 changes are made")
        await operator.home.take_up(SHOP)
        await operator.cutover.says("3 of 5 calls are made already.")
        await operator.cutover.roll_back()
        await operator.rollback.confirm(SHOP)
        await operator.cutover.says("Rolled back: the old certificate is where it was.")
        assert aws.listener("shop-alb", 443) == shop
        assert aws.listener("corporate-alb", 443) == corporate


@pytest.mark.long
async def test_refused_in_the_middle_it_is_gone_on_with(
    operator: Operator, aws: Aws, wire: Wire, one_lane: None
) -> None:
    async with operator:
        await operator.arrives()
        await ways.to_cutover(operator, SHOP)
        wire.always("ModifyListener", Refusal("AccessDenied", 403))
        await operator.cutover.confirm(SHOP)
        await operator.cutover.says("Enter goes on")
        wire.mend()
        await operator.display.press("enter")
        await operator.cutover.says("2 calls. Enter asks for the name")
        await operator.cutover.confirm("shop-alb")
        await operator.finish.shows("handshakes show the new certificate.")
        (new,) = {one.put for one in operator.saved(SHOP).watched}
    assert aws.listener("shop-alb", 443)[0] == new


async def test_a_colleague_changes_a_listener_while_the_plan_is_read(operator: Operator, aws: Aws) -> None:
    elbv2 = aws.client("elbv2")
    (other,) = aws.certificates(DEVICES)
    async with operator:
        await operator.arrives()
        await ways.to_cutover(operator, SHOP)
        plan = operator.saved(SHOP)
        assert plan.chosen is not None
        listener = plan.chosen[0].listener_arn
        elbv2.add_listener_certificates(ListenerArn=listener, Certificates=[{"CertificateArn": other}])
        before = aws.listener("shop-alb", 443), aws.listener("corporate-alb", 443)

        await operator.cutover.confirm(SHOP)
        await operator.cutover.says(
            "1 listener(s) changed since the plan was made. Nothing more was changed."
        )
        await operator.cutover.shows("is not as the plan saw it.")
        assert f"…{other[-8:]}" in operator.cutover.plain
        assert (aws.listener("shop-alb", 443), aws.listener("corporate-alb", 443)) == before

        await operator.cutover.confirm(SHOP)
        await operator.finish.shows("handshakes show the new certificate.")
    assert other in {*aws.listener("shop-alb", 443)[1], *aws.listener("corporate-alb", 443)[1]}


async def test_outside_the_window_an_alb_wants_a_reason(operator: Operator, aws: Aws) -> None:
    before = aws.listener("shop-alb", 443)
    async with operator:
        await operator.arrives()
        await ways.to_cutover(operator, SHOP)
        assert operator.services is not None
        tomorrow = operator.services.clock().date().toordinal() + 1
        day = operator.services.clock().date().fromordinal(tomorrow).isoformat()
        await operator.cutover.set_the_window(f"{day} 02:00", "+2h", "UTC")
        await operator.cutover.shows(f"Window {day} 02:00-04:00 UTC: opens in")

        await operator.display.press("enter")
        await operator.confirm.fill_in(SHOP)
        await operator.display.press("enter")
        await operator.display.wait_for(
            lambda: "A reason is missing." in operator.display.text, "a reason is asked for"
        )
        assert aws.listener("shop-alb", 443) == before
        await operator.display.press("escape")
        await operator.cutover.confirm(SHOP, reason="the old one expires tonight")
        await operator.finish.shows("handshakes show the new certificate.")
        await operator.finish.open_the_record()
        await operator.change_record.shows("the old one expires tonight")
        await operator.change_record.close()


@pytest.mark.long
async def test_a_network_load_balancer_waits_for_no_window(operator: Operator, aws: Aws) -> None:
    before = aws.listener("devices-nlb", 8883)
    async with operator:
        await operator.arrives()
        await ways.to_cutover(operator, DEVICES)
        assert operator.services is not None
        tomorrow = operator.services.clock().date().toordinal() + 1
        day = operator.services.clock().date().fromordinal(tomorrow).isoformat()
        await operator.cutover.set_the_window(f"{day} 02:00", "+2h", "UTC")
        await operator.cutover.confirm("devices-nlb")
        await operator.finish.shows("handshakes show the new certificate.")
    assert aws.listener("devices-nlb", 8883) != before


async def test_one_load_balancer_tonight_and_the_other_tomorrow(operator: Operator, aws: Aws) -> None:
    shop = aws.listener("shop-alb", 443)
    async with operator:
        await operator.arrives()
        await ways.to_listeners(operator, SHOP)
        await operator.listeners.tick_only("corporate-alb")
        await operator.listeners.choose()
        await operator.cutover.confirm("corporate-alb")
        await operator.finish.shows("handshakes show the new certificate.")
        assert aws.listener("shop-alb", 443) == shop
        await operator.finish.keep_the_old_one_for(0)
        await operator.finish.may_not_delete("shop-alb HTTPS 443 holds it as default + SNI")

        await operator.comes_back()
        await operator.home.lists(SHOP, "6 Finish", "Prove what is served, then remove the old certificate")
        await operator.home.take_up(SHOP)
        await operator.finish.shows("handshakes show the new certificate.")
        await operator.display.press("b", "b")
        await operator.listeners.says("What was chosen is swapped; the old certificate still sits here.")
        await operator.listeners.choose()
        await operator.cutover.confirm("shop-alb")
        await operator.finish.shows("10 of 10 handshakes show the new certificate.")
        await ways.to_the_end(operator, SHOP)
    assert len(aws.certificates(SHOP)) == 1


@pytest.mark.long
async def test_the_soak_is_kept_and_the_deletion_waits_for_acm(
    operator: Operator, aws: Aws, sandbox: Sandbox, wire: Wire
) -> None:
    async with operator:
        await operator.arrives()
        await ways.to_cutover(operator, DEVICES)
        await operator.cutover.confirm("devices-nlb")
        await operator.finish.says("is kept for the way back until")
        await operator.finish.may_not_delete("it is kept for the way back until")
        assert len(aws.certificates(DEVICES)) == 2

        await operator.finish.keep_the_old_one_for(0)
        wire.fails("DeleteCertificate", Refusal("ResourceInUseException"))
        await operator.finish.delete_old(DEVICES)
        await operator.finish.says("Trying again in")
        await operator.display.press("d")
        await operator.finish.says("Not waiting any more; the old certificate is still there.")
        assert len(aws.certificates(DEVICES)) == 2
        await operator.finish.ask_to_delete(DEVICES)
        await operator.finish.says("Done. The CNAME must stay for ever")
    assert len(aws.certificates(DEVICES)) == 1


async def test_a_full_scan_finds_what_acm_does_not_name_yet(
    operator: Operator, aws: Aws, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    elbv2 = aws.client("elbv2")
    (old,) = aws.certificates(DEVICES)
    monkeypatch.setattr(sandbox.usage, "lag", timedelta(hours=1))
    async with operator:
        await operator.arrives()
        await ways.to_listeners(operator, DEVICES)
        (known,) = operator.listeners.ticked
        (corporate,) = elbv2.describe_load_balancers(Names=["corporate-alb"])["LoadBalancers"]
        (listener,) = (
            one["ListenerArn"]
            for one in elbv2.describe_listeners(LoadBalancerArn=corporate["LoadBalancerArn"])["Listeners"]
            if one["Port"] == 443
        )
        elbv2.add_listener_certificates(ListenerArn=listener, Certificates=[{"CertificateArn": old}])
        await operator.display.press("r")
        await operator.listeners.says("1 of 1 attachment ticked.")
        await operator.listeners.scan()
        await operator.listeners.says("2 of 2 attachments ticked; 1 is new.")
        rows = [row[1:] for row in operator.listeners.rows]
    assert sorted(rows) == sorted([known, ("corporate-alb  new", "ALB", "HTTPS 443", "SNI")])


@pytest.mark.long
async def test_what_was_picked_by_hand_outlives_another_look(operator: Operator, wire: Wire) -> None:
    async with operator:
        await operator.arrives()
        await ways.to_listeners(operator, SHOP)
        await operator.listeners.tick_only("corporate-alb")
        picked = operator.listeners.ticked
        await operator.listeners.says("1 of 3 attachments ticked.")
        for key in ("r", "f", "r"):
            wire.calls.clear()
            await operator.display.press(key)
            await operator.display.wait_for(
                lambda: wire.count("DescribeListenerCertificates") > 0, "the listeners are read"
            )
            await operator.listeners.says("1 of 3 attachments ticked.")
            assert operator.listeners.ticked == picked
