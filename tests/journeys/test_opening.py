"""Opening, leaving and looking on: sessions, read-only, a change under way, a terminal that shrinks."""

from __future__ import annotations

import threading

import pytest

from acm_tui.screens.too_small import TooSmall
from tests.journeys import ways
from tests.journeys.aws import Aws
from tests.journeys.operators import Operator
from tests.workflow.wire import Wire

SHOP = "shop.example.com"


async def test_a_session_is_opened_at_once_where_it_is(operator: Operator) -> None:
    async with operator:
        await operator.arrives()
        await ways.to_dns(operator, SHOP)
        session = operator.saved(SHOP).id
        await operator.comes_back(session=session)
        await operator.dns.wait_for_verdict("ABSENT")
        await operator.dns.go_home()
        await operator.home.lists(SHOP, "3 DNS", "Hand the CNAME to the DNS team")


async def test_a_session_that_does_not_exist_is_told(operator: Operator) -> None:
    async with operator:
        await operator.arrives(session="0ddba11")
        await operator.home.says("There is no saved migration 0ddba11.")
        assert "acm-tui sessions" in operator.home.guide


async def test_read_only_shows_everything_and_changes_nothing(
    operator: Operator, aws: Aws, wire: Wire
) -> None:
    async with operator:
        await operator.arrives()
        await ways.to_cutover(operator, SHOP)
        await operator.leaves()
        before = aws.listener("shop-alb", 443)
        wire.calls.clear()

        await operator.arrives(read_only=True)
        assert "READ-ONLY" in operator.display.text
        await operator.home.lists(SHOP, "5 Cutover", "Review and confirm the cutover")
        await operator.home.take_up(SHOP)
        await operator.cutover.confirm(SHOP)
        await operator.cutover.says("the program was started with --read-only")
        await operator.cutover.go_home()
        await operator.home.new()
        await operator.select.pick("mqtt.example.net")
        await operator.request.request_it()
        await operator.request.says("the program was started with --read-only")
        assert operator.saved(SHOP).plan is None
        assert wire.mutations == []
    assert aws.listener("shop-alb", 443) == before
    assert len(aws.certificates("mqtt.example.net")) == 1


async def test_quitting_waits_for_the_change_that_is_under_way(
    operator: Operator, aws: Aws, wire: Wire
) -> None:
    answer = threading.Event()
    wire.watch_once("RequestCertificate", lambda: answer.wait(30))
    async with operator:
        await operator.arrives()
        await ways.to_request(operator, SHOP)
        await operator.request.request_it()
        await operator.display.wait_for(lambda: wire.count("RequestCertificate") == 1, "AWS is asked")
        await operator.asks_to_leave()
        await operator.request.says("A change is under way")
        assert operator.saved(SHOP).in_flight
        answer.set()
        await operator.has_left()

        await operator.arrives()
        await operator.home.lists(SHOP, "3 DNS", "Hand the CNAME to the DNS team")
        assert not operator.saved(SHOP).in_flight
    assert len(aws.certificates(SHOP)) == 2
    assert wire.count("RequestCertificate") == 1


async def test_a_second_enter_requests_nothing_twice(operator: Operator, aws: Aws, wire: Wire) -> None:
    answer = threading.Event()
    wire.watch_once("RequestCertificate", lambda: answer.wait(30))
    async with operator:
        await operator.arrives()
        await ways.to_request(operator, SHOP)
        await operator.request.request_it()
        await operator.display.wait_for(lambda: wire.count("RequestCertificate") == 1, "AWS is asked")
        await operator.display.press("enter")
        answer.set()
        await operator.dns.wait_for_verdict("ABSENT")
    assert wire.count("RequestCertificate") == 1
    assert len(aws.certificates(SHOP)) == 2


async def test_a_terminal_made_too_small_says_so_and_comes_back(operator: Operator) -> None:
    async with operator:
        await operator.arrives()
        await operator.home.says("Nothing is saved yet.")
        await operator.display.resize(79, 24)
        await operator.display.wait_for(
            lambda: isinstance(operator.display.app.screen, TooSmall), "it is too small"
        )
        await operator.display.wait_for(
            lambda: "acm-tui needs 80×24." in operator.display.text, "the size is told"
        )
        await operator.display.resize(80, 24)
        await operator.home.says("Nothing is saved yet.")


@pytest.mark.long
async def test_the_other_side_is_in_the_palette(operator: Operator) -> None:
    async with operator:
        await operator.arrives()
        await ways.to_dns(operator, SHOP)
        await operator.palette.choose("DNS team: registers the records")
        await operator.dns.wait_until_issued()
        await operator.palette.choose("Home")
        await operator.home.lists(SHOP, "4 Listeners", "Choose the listeners")
