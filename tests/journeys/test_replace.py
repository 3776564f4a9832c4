"""The whole way of one certificate, from the list to the deletion of the old one."""

from __future__ import annotations

import pytest

from acm_tui.sandbox.sandbox import Sandbox
from tests.journeys import ways
from tests.journeys.aws import Aws
from tests.journeys.operators import Operator

SHOP = "shop.example.com"


async def test_the_shop_is_moved_in_one_night(operator: Operator, aws: Aws) -> None:
    (old,) = aws.certificates(SHOP)
    corporate, on_corporate = aws.listener("corporate-alb", 443)
    _, on_shop = aws.listener("shop-alb", 443)
    async with operator:
        await operator.arrives()
        await operator.home.says("Nothing is saved yet.")
        await operator.home.new()
        await operator.select.pick(SHOP)

        await operator.request.shown()
        assert "www.shop.example.com" in operator.request.plain
        await operator.request.request_it()

        await operator.dns.wait_for_verdict("ABSENT")
        await operator.dns.says("Not registered yet.")
        await operator.other_side.registers_the_records("zone-typed-twice")
        await operator.dns.wait_for_verdict("MISPLACED")
        await operator.dns.shows(f"{SHOP}.example.com")
        await operator.other_side.registers_the_records("one-server")
        await operator.dns.look_now()
        await operator.dns.wait_for_verdict("PARTIAL")
        await operator.dns.says("Some servers have the record, others do not yet.")
        await operator.other_side.registers_the_records()
        await operator.dns.look_now()
        await operator.dns.wait_for_verdict("READY")
        await operator.dns.wait_until_issued()
        await operator.dns.next()

        await operator.listeners.says("3 of 3 attachments ticked.")
        assert operator.listeners.ticked == [
            ("corporate-alb", "ALB", "HTTPS 443", "SNI"),
            ("shop-alb", "ALB", "HTTPS 443", "default"),
            ("shop-alb", "ALB", "HTTPS 443", "SNI"),
        ]
        await operator.listeners.choose()

        await operator.cutover.shows("ALB: a long-lived connection may be cut at the swap.")
        await operator.cutover.confirm(SHOP)

        await operator.finish.shows("handshakes show the new certificate.")
        assert "✖" not in operator.finish.plain
        await operator.finish.says("is kept for the way back until")
        await operator.other_side.time_passes(hours=24)
        await operator.finish.delete_old(SHOP)
        await operator.finish.says("Done. The CNAME must stay for ever")
        await operator.finish.go_home()
        await operator.home.lists(SHOP, "✔ done", "Nothing: done")
        await operator.leaves()

    (new,) = aws.certificates(SHOP)
    assert new != old
    assert old in on_shop, "the console puts the default into the list as well"
    assert aws.listener("shop-alb", 443) == (new, on_shop - {old} | {new})
    assert aws.listener("corporate-alb", 443) == (corporate, on_corporate - {old} | {new})


async def test_the_shop_is_left_and_taken_up_again_at_every_step(operator: Operator, aws: Aws) -> None:
    (old,) = aws.certificates(SHOP)
    async with operator:
        await operator.arrives()
        await ways.to_request(operator, SHOP)

        await operator.comes_back()
        await operator.home.lists(SHOP, "2 Request", "Switch in place or replace it")
        await operator.home.take_up(SHOP)
        await operator.request.request_it()
        await operator.dns.wait_for_verdict("ABSENT")

        await operator.comes_back()
        await operator.home.lists(SHOP, "3 DNS", "Hand the CNAME to the DNS team")
        await operator.home.take_up(SHOP)
        await operator.dns.wait_for_verdict("ABSENT")
        await operator.display.press("m")
        await operator.handoff.shows("acm-validations.aws.")
        await operator.display.press("c", "escape")
        await operator.dns.shown()
        await operator.display.wait_for(lambda: operator.saved(SHOP).handed_over is not None, "it is noted")

        await operator.comes_back()
        await operator.home.lists(SHOP, "3 DNS", "Wait for the record and for ACM")
        await operator.home.take_up(SHOP)
        await ways.until_issued(operator)

        await operator.comes_back()
        await operator.home.lists(SHOP, "4 Listeners", "Choose the listeners")
        await operator.home.take_up(SHOP)
        await operator.listeners.choose()
        await operator.cutover.planned()

        await operator.comes_back()
        await operator.home.lists(SHOP, "5 Cutover", "Review and confirm the cutover")
        await operator.home.take_up(SHOP)
        await operator.cutover.confirm(SHOP)
        await operator.finish.shows("handshakes show the new certificate.")

        await operator.comes_back()
        await operator.home.lists(SHOP, "6 Finish", "Prove what is served, then remove the old certificate")
        await operator.home.take_up(SHOP)
        await ways.to_the_end(operator, SHOP)

        await operator.comes_back()
        await operator.home.lists(SHOP, "✔ done", "Nothing: done")
        await operator.home.says("Every saved migration is done.")
        await operator.leaves()
    (new,) = aws.certificates(SHOP)
    assert new != old


async def test_a_wrong_name_swaps_nothing(operator: Operator, aws: Aws) -> None:
    before = aws.listener("shop-alb", 443)
    async with operator:
        await operator.arrives()
        await ways.to_cutover(operator, SHOP)
        await operator.display.press("enter")
        await operator.confirm.shown()
        await operator.display.wait_for(lambda: operator.confirm.focus == "cancel", "Cancel has the focus")

        await operator.display.press("enter")
        await operator.cutover.shown()
        assert aws.listener("shop-alb", 443) == before

        await operator.display.press("enter")
        await operator.confirm.fill_in("Shop.example.com")
        await operator.display.press("enter")
        await operator.display.wait_for(
            lambda: "That is not shop.example.com." in operator.display.text, "the mismatch is told"
        )
        assert aws.listener("shop-alb", 443) == before

        await operator.confirm.fill_in(SHOP)
        await operator.display.press("enter")
        await operator.finish.shows("handshakes show the new certificate.")
    assert aws.listener("shop-alb", 443) != before


async def test_a_colleague_finishes_it(operator: Operator, aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    async with operator:
        await operator.arrives()
        await ways.to_dns(operator, SHOP)
        begun = operator.saved(SHOP)
        await operator.leaves()

        monkeypatch.setenv("LOGNAME", "mei")
        await operator.arrives()
        await operator.home.lists(SHOP, "3 DNS", "Hand the CNAME to the DNS team")
        await operator.home.take_up(SHOP)
        await ways.until_issued(operator)
        await operator.dns.next()
        await operator.listeners.choose()
        await operator.cutover.confirm(SHOP)
        await ways.to_the_end(operator, SHOP)
        ended = operator.saved(SHOP)
    assert begun.updated_by.startswith("ayako@")
    assert ended.id == begun.id
    assert ended.updated_by.startswith("mei@")
    assert ended.old_gone
    assert len(aws.certificates(SHOP)) == 1


async def test_the_dns_team_needs_longer_than_three_days(
    operator: Operator, aws: Aws, sandbox: Sandbox
) -> None:
    async with operator:
        await operator.arrives()
        await ways.to_dns(operator, SHOP)
        first = operator.saved(SHOP)
        await operator.other_side.time_passes(hours=72)
        await operator.dns.look_now()
        await operator.dns.says("ACM gave up: VALIDATION_TIMED_OUT")
        await operator.dns.go_home()
        await operator.home.lists(SHOP, "3 DNS", "Delete and request again: the same CNAME serves")

        for record in first.records:
            sandbox.dns.set_record(record.name, record.type, record.value)  # too late for the first request
        await operator.home.take_up(SHOP)
        await operator.dns.request_again()
        await operator.dns.wait_until_issued()
        second = operator.saved(SHOP)
    assert first.new is not None
    assert second.new is not None
    assert second.new.arn != first.new.arn
    assert second.records == first.records
    assert second.same_records_again
    assert first.new.arn not in aws.certificates(SHOP)


async def test_a_certificate_that_is_attached_to_nothing_needs_no_swap(operator: Operator, aws: Aws) -> None:
    campaign = "campaign.example.org"
    async with operator:
        await operator.arrives()
        await ways.to_listeners(operator, campaign)
        assert "there is nothing to swap" in operator.listeners.guide
        await operator.listeners.choose()
        await operator.finish.delete_old(campaign)
        await operator.finish.says("Done.")
        assert operator.saved(campaign).plan is None
    assert len(aws.certificates(campaign)) == 1


async def test_a_network_load_balancer_needs_no_window(operator: Operator, aws: Aws) -> None:
    devices = "mqtt.example.net"
    old, _ = aws.listener("devices-nlb", 8883)
    async with operator:
        await operator.arrives()
        await ways.to_cutover(operator, devices)
        await operator.cutover.shows("NLB: no interruption, no window needed.")
        assert "ALB:" not in operator.cutover.plain
        await operator.cutover.confirm("devices-nlb")
        await ways.to_the_end(operator, devices)
    assert aws.certificates(devices) == [aws.listener("devices-nlb", 8883)[0]]
    assert old not in aws.certificates(devices)


async def test_a_classic_load_balancer_is_swapped_as_well(operator: Operator, aws: Aws) -> None:
    desk = "legacy.example.net"
    old = aws.classic("order-desk", 443)
    async with operator:
        await operator.arrives()
        await ways.to_cutover(operator, desk)
        await operator.cutover.shows("Classic: treat it like an ALB, and plan a window.")
        await operator.cutover.confirm("order-desk")
        await ways.to_the_end(operator, desk)
    assert aws.certificates(desk) == [aws.classic("order-desk", 443)]
    assert old != aws.classic("order-desk", 443)
