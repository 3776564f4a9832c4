"""A cutover that cannot go on, or must not: what is done is told, and there is always a key that leads on."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from tests.journeys import ways
from tests.journeys.aws import Aws
from tests.journeys.operators import Operator
from tests.workflow.wire import Fate, Refusal, Wire

SHOP = "shop.example.com"
DEVICES = "mqtt.example.net"
DENIED = Refusal("AccessDenied", 403)
LONGEST_S = 30


def held_up(wire: Wire, operation: str) -> Callable[[], None]:
    """The next such call waits on its way, until what comes back here is called."""
    go_on = threading.Event()
    wire.watch_once(operation, lambda: go_on.wait(LONGEST_S))
    return go_on.set


def both(aws: Aws) -> tuple[object, object]:
    return aws.listener("shop-alb", 443), aws.listener("corporate-alb", 443)


async def test_it_is_stopped_while_calls_are_made_and_rolled_back(
    operator: Operator, aws: Aws, wire: Wire, one_lane: None
) -> None:
    start = both(aws)
    async with operator:
        await operator.arrives()
        await ways.to_cutover(operator, SHOP)
        wire.calls.clear()
        go_on = held_up(wire, "ModifyListener")
        await operator.cutover.confirm(SHOP)
        await operator.cutover.says("u stops it")
        await operator.display.wait_for(lambda: wire.count("ModifyListener") == 1, "AWS is asked")
        await operator.cutover.roll_back()
        await operator.cutover.says("those under way come to their end")
        go_on()
        await operator.rollback.says("4 calls. Enter asks for the name, then restores.")
        assert wire.mutations == [
            "AddListenerCertificates",
            "RemoveListenerCertificates",
            "AddListenerCertificates",
            "ModifyListener",
        ]
        assert operator.saved(SHOP).in_flight == ()
        await operator.rollback.confirm(SHOP)
        await operator.cutover.says("Rolled back: the old certificate is where it was.")
    assert both(aws) == start


@pytest.mark.long
async def test_it_is_stopped_before_the_first_call(operator: Operator, aws: Aws, wire: Wire) -> None:
    start = both(aws)
    async with operator:
        await operator.arrives()
        await ways.to_cutover(operator, SHOP)
        wire.calls.clear()
        go_on = held_up(wire, "GetCertificate")
        await operator.cutover.confirm(SHOP)
        await operator.cutover.says("u stops it")
        await operator.display.wait_for(lambda: wire.count("GetCertificate") == 1, "the watching begins")
        await operator.cutover.roll_back()
        go_on()
        await operator.cutover.says("Stopped before the first call: nothing was changed. 5 calls. Enter asks")
        assert wire.mutations == []
        await operator.cutover.confirm(SHOP)
        await operator.finish.shows("handshakes show the new certificate.")
    assert both(aws) != start


@pytest.mark.long
async def test_it_is_stopped_while_it_is_only_watched(
    operator: Operator, aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = both(aws)
    monkeypatch.setattr("acm_tui.workflow.monitor.ROUNDS", 10**6)
    async with operator:
        await operator.arrives()
        await ways.to_cutover(operator, SHOP)
        await operator.cutover.confirm(SHOP)
        await operator.cutover.says("n goes on, u rolls back")
        await operator.cutover.roll_back()
        await operator.rollback.says("asks for the name, then restores.")
        assert operator.saved(SHOP).cutover_done
        await operator.rollback.confirm(SHOP)
        await operator.rollback.says("n goes on")
        await operator.display.press("n")
        await operator.cutover.says("Rolled back: the old certificate is where it was.")
    assert both(aws) == start


@pytest.mark.long
async def test_who_left_and_came_back_can_stop_it_too(
    operator: Operator, aws: Aws, wire: Wire, one_lane: None
) -> None:
    start = both(aws)
    async with operator:
        await operator.arrives()
        await ways.to_cutover(operator, SHOP)
        wire.calls.clear()
        go_on = held_up(wire, "AddListenerCertificates")
        await operator.cutover.confirm(SHOP)
        await operator.display.wait_for(lambda: wire.count("AddListenerCertificates") == 1, "AWS is asked")
        await operator.cutover.go_home()
        await operator.home.lists(SHOP, "5 Cutover", "Look what became of the last call")
        await operator.home.take_up(SHOP)
        await operator.cutover.says("Calls are still under way; u stops them.")
        await operator.cutover.roll_back()
        await operator.cutover.says("those under way come to their end")
        go_on()
        await operator.rollback.says("1 call. Enter asks for the name, then restores.")
        assert wire.mutations == ["AddListenerCertificates"]
        await operator.rollback.confirm("corporate-alb")
        await operator.cutover.says("Rolled back: the old certificate is where it was.")
    assert both(aws) == start


async def test_a_first_call_that_nobody_answered_is_rolled_back(
    operator: Operator, aws: Aws, wire: Wire, one_lane: None
) -> None:
    start = both(aws)
    async with operator:
        await operator.arrives()
        await ways.to_cutover(operator, SHOP)
        wire.always("AddListenerCertificates", Fate.LOST)
        await operator.cutover.confirm(SHOP)
        await operator.cutover.says("u rolls back, Esc leaves: everything is saved.")
        assert "The answer to 1 call was lost; what became of it is read first." in operator.cutover.guide
        wire.mend()
        await operator.cutover.roll_back()
        await operator.rollback.says("The answer to 1 call was lost; the listeners have told")
        await operator.rollback.confirm("corporate-alb")
        await operator.cutover.says("Rolled back: the old certificate is where it was.")
    assert both(aws) == start


async def test_a_listener_that_is_denied_is_left_out(
    operator: Operator, aws: Aws, wire: Wire, one_lane: None
) -> None:
    start = both(aws)
    async with operator:
        await operator.arrives()
        await ways.to_cutover(operator, SHOP)
        wire.fails("AddListenerCertificates", Fate.ARRIVES, *[DENIED] * 50)
        await operator.cutover.confirm(SHOP)
        await operator.cutover.says("You may not call elasticloadbalancing:AddListenerCertificates.")
        assert "2 of 5 calls are made already." in operator.cutover.guide
        assert "l leaves shop-alb port 443 out, u rolls back, Esc leaves" in operator.cutover.guide

        await operator.comes_back()
        await operator.home.lists(SHOP, "5 Cutover", "Finish the cutover: 2 of 5 changes are made")
        await operator.home.take_up(SHOP)
        await operator.cutover.says("The last call was refused on shop-alb port 443: l leaves it out.")
        await operator.cutover.leave_out()
        await operator.cutover.says("1 listener changed already.")
        await operator.cutover.says("Every chosen listener holds the new certificate already. Enter goes on.")
        await operator.display.press("enter")
        await operator.finish.shows("handshakes show the new certificate.")
    assert aws.listener("shop-alb", 443) == start[0]
    assert aws.listener("corporate-alb", 443) != start[1]


@pytest.mark.long
async def test_a_listener_that_is_deleted_meanwhile_is_unticked_by_going_back(
    operator: Operator, aws: Aws, wire: Wire, one_lane: None
) -> None:
    async with operator:
        await operator.arrives()
        await ways.to_cutover(operator, SHOP)
        wire.fails("AddListenerCertificates", Fate.ARRIVES, DENIED)
        await operator.cutover.confirm(SHOP)
        await operator.cutover.says("l leaves shop-alb port 443 out")
        chosen = operator.saved(SHOP).chosen or ()
        (shop,) = {one.listener_arn for one in chosen if "/shop-alb/" in one.listener_arn}
        aws.client("elbv2").delete_listener(ListenerArn=shop)
        await operator.display.press("r")
        await operator.cutover.says("shop-alb port 443 cannot be swapped as chosen; nothing more is changed.")
        await operator.display.press("b")
        await operator.listeners.says("Enter")
        await operator.display.press("enter")
        await operator.cutover.says("Every chosen listener holds the new certificate already. Enter goes on.")
        await operator.display.press("enter")
        await operator.finish.shows("handshakes show the new certificate.")


async def test_what_somebody_else_has_taken_is_named_and_nothing_is_claimed(
    operator: Operator, aws: Aws
) -> None:
    elbv2 = aws.client("elbv2")
    (other,) = aws.certificates(SHOP)
    async with operator:
        await operator.arrives()
        await ways.to_cutover(operator, DEVICES)
        await operator.cutover.confirm("devices-nlb")
        await operator.finish.shows("handshakes show the new certificate.")
        (origin,) = operator.saved(DEVICES).origins
        elbv2.modify_listener(ListenerArn=origin.arn, Certificates=[{"CertificateArn": other}])
        await operator.finish.roll_back()
        await operator.rollback.says("devices-nlb port 8883 stays as it is. Nothing can be restored now.")
        await operator.display.press("enter")
        await operator.finish.shown()
        assert operator.saved(DEVICES).cutover_done, "nothing was confirmed"


async def test_after_the_end_the_old_certificate_still_leads_back(operator: Operator, aws: Aws) -> None:
    start = aws.listener("devices-nlb", 8883)
    async with operator:
        await operator.arrives()
        await ways.to_cutover(operator, DEVICES)
        await operator.cutover.confirm("devices-nlb")
        await operator.finish.shows("handshakes show the new certificate.")
        await operator.finish.leave_old()
        await operator.finish.says("Done.")

        await operator.comes_back()
        await operator.home.lists(DEVICES, "✔ done", "Nothing: done, the old certificate was left")
        await operator.home.take_up(DEVICES)
        await operator.finish.roll_back()
        await operator.rollback.confirm("devices-nlb")
        await operator.cutover.says("Rolled back: the old certificate is where it was.")
    assert aws.listener("devices-nlb", 8883) == start


@pytest.mark.long
async def test_a_drift_is_shown_also_where_no_new_plan_can_be_made(
    operator: Operator, aws: Aws, wire: Wire
) -> None:
    elbv2 = aws.client("elbv2")
    async with operator:
        await operator.arrives()
        await ways.to_cutover(operator, SHOP)
        chosen = operator.saved(SHOP).chosen or ()
        (shop,) = {one.listener_arn for one in chosen if "/shop-alb/" in one.listener_arn}
        elbv2.modify_listener(ListenerArn=shop, Port=4443)
        wire.always("DescribeLoadBalancers", DENIED)
        await operator.cutover.confirm(SHOP)
        await operator.cutover.says("1 listener(s) changed since the plan was made.")
        assert "no new plan: You may not call elasticloadbalancing:DescribeLoadBalancers" in (
            operator.cutover.guide
        )
        assert "Enter plans anew, Esc leaves: everything is saved." in operator.cutover.guide
        assert "listens  HTTPS 443 ▸ HTTPS 4443" in operator.cutover.plain
        wire.mend()
        await operator.display.press("enter")
        await operator.cutover.says("5 calls. Enter asks for the name")
