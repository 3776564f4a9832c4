"""The way in place: the certificate itself is switched, and nothing that serves traffic is touched."""

from __future__ import annotations

import threading

import pytest

from acm_tui.domain.journey import Step, step
from tests.journeys import ways
from tests.journeys.aws import Aws
from tests.journeys.operators import Operator
from tests.workflow.wire import Refusal, Wire

SHOP = "shop.example.com"


async def test_the_certificate_is_switched_and_keeps_its_place(operator: Operator, aws: Aws) -> None:
    (arn,) = aws.certificates(SHOP)
    served = aws.listener("shop-alb", 443)
    async with operator:
        await operator.arrives()
        await ways.to_request(operator, SHOP)
        await operator.request.shows("Switch in place  recommended")
        await operator.request.shows("there is a new certificate with another ARN")
        await operator.request.switch_in_place(SHOP)

        await operator.dns.wait_for_verdict("ABSENT")
        assert "left of 72 h" in operator.dns.plain
        assert f"{SHOP}  EMAIL in force, DNS asked for: PENDING_VALIDATION" in operator.dns.plain
        await operator.dns.open_the_message()
        await operator.handoff.shows("Please create these 2 records")
        await operator.display.press("escape")
        await ways.until_switched(operator)
        await operator.dns.next()
        await operator.finish.says("nothing else has to be changed")
        await operator.finish.shows("4 Listeners: the certificate keeps its ARN")
    assert operator.saved(SHOP).switched
    assert (aws.certificates(SHOP), aws.listener("shop-alb", 443)) == ([arn], served)


async def test_only_the_name_itself_confirms_the_switch(operator: Operator, wire: Wire) -> None:
    async with operator:
        await operator.arrives()
        await ways.to_request(operator, SHOP)
        await operator.request.ask_to_switch()
        await operator.confirm.shows("There is no way back")
        await operator.confirm.fill_in("shop.example.org")
        await operator.display.press("enter")
        await operator.display.wait_for(
            lambda: f"That is not {SHOP}." in operator.display.text, "the mismatch is told"
        )
        await operator.display.press("escape")
        await operator.request.shown()
    assert wire.count("UpdateCertificateOptions") == 0
    assert operator.saved(SHOP).way is None, "what was only looked at is not decided"


async def test_who_only_looks_is_refused_before_anything_is_typed(operator: Operator, wire: Wire) -> None:
    async with operator:
        await operator.arrives()
        await ways.to_request(operator, SHOP)
        await operator.comes_back(read_only=True)
        await operator.home.lists(SHOP, "2 Request", "Switch in place or replace it")
        await operator.home.take_up(SHOP)
        await operator.request.ask_to_switch()
        await operator.request.says("--read-only")
    assert wire.mutations == []


async def test_what_was_refused_stays_told_when_the_first_look_ends_after_it(
    operator: Operator, wire: Wire
) -> None:
    async with operator:
        await operator.arrives()
        await ways.to_request(operator, SHOP)
        await operator.comes_back(read_only=True)
        await operator.home.lists(SHOP, "2 Request", "Switch in place or replace it")
        looked = threading.Event()
        wire.watch_once("ListCertificateDomainValidations", lambda: looked.wait(30))
        await operator.home.take_up(SHOP)
        await operator.request.ask_to_switch()
        await operator.request.says("--read-only")
        looked.set()
        await operator.request.at_rest("ways")
        assert "--read-only" in operator.request.guide
        await operator.display.press("right")
        await operator.request.says("requests it.")


async def test_three_days_too_late_it_goes_on_working_and_is_switched_again(
    operator: Operator, aws: Aws
) -> None:
    async with operator:
        await operator.arrives()
        await ways.to_dns_in_place(operator, SHOP)
        await operator.leaves()

        await operator.other_side.time_passes(hours=73)
        await operator.comes_back()
        await operator.home.lists(SHOP, "3 DNS", "Hand the CNAME to the DNS team")
        await operator.home.take_up(SHOP)
        await operator.dns.says("the certificate stays validated by email and goes on working")
        await operator.dns.switch_again()
        await operator.dns.says("The CNAME is the same as for the first request.")
        await ways.until_switched(operator)
    assert operator.saved(SHOP).former_switch is not None


async def test_a_pending_switch_is_left_for_a_replacement_and_come_back_to(
    operator: Operator, aws: Aws
) -> None:
    (arn,) = aws.certificates(SHOP)
    async with operator:
        await operator.arrives()
        await ways.to_dns_in_place(operator, SHOP)

        await operator.dns.back()
        await operator.request.replace_after_all("It cannot be withdrawn")
        await operator.dns.wait_for_verdict("ABSENT")
        (new,) = {*aws.certificates(SHOP)} - {arn}
        assert operator.saved(SHOP).way == "replace"
        await operator.dns.shows("A switch of the old certificate is pending until")

        await operator.dns.back()
        await operator.request.return_to_the_switch(f"stays in ACM (PENDING_VALIDATION): {new}")
        await operator.dns.wait_for_verdict("ABSENT")
        assert operator.saved(SHOP).in_place

        await ways.until_switched(operator)
        await operator.dns.next()
        await operator.finish.shows("The certificate that was requested stays in ACM")


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("ValidationException", "ACM does not take the switch of this certificate."),
        pytest.param(
            "InvalidStateException",
            "ACM does not switch the certificate in the state in which it is.",
            marks=pytest.mark.long,
        ),
        pytest.param(
            "LimitExceededException",
            "ACM allows no further switch now: a quota is reached.",
            marks=pytest.mark.long,
        ),
        ("ConflictException", "A change of this certificate is pending already."),
        ("AccessDeniedException", "You may not call acm:UpdateCertificateOptions."),
    ],
)
async def test_what_acm_refuses_is_told_and_the_other_way_is_there(
    operator: Operator, wire: Wire, code: str, says: str
) -> None:
    wire.always("UpdateCertificateOptions", Refusal(code))
    async with operator:
        await operator.arrives()
        await ways.to_request(operator, SHOP)
        await operator.request.switch_in_place(SHOP)
        await operator.request.says(says)
        await operator.request.request_it()
        await operator.dns.wait_for_verdict("ABSENT")
    assert operator.saved(SHOP).way == "replace"


async def test_an_endpoint_that_does_not_know_the_switch_is_advised_against(
    operator: Operator, wire: Wire
) -> None:
    wire.always("ListCertificateDomainValidations", Refusal("UnknownOperationException"))
    async with operator:
        await operator.arrives()
        await ways.to_request(operator, SHOP)
        await operator.request.shows("closed: ACM does not offer the call at this endpoint")
        await operator.request.shows("Replace  recommended")


async def test_a_certificate_that_was_deleted_meanwhile_is_told_before_anything_is_typed(
    operator: Operator, aws: Aws
) -> None:
    (arn,) = aws.certificates("legacy.example.net")
    async with operator:
        await operator.arrives()
        await ways.to_request(operator, "legacy.example.net")
        await operator.request.says("asks for its name")
        elb = aws.client("elb")
        for one in elb.describe_load_balancers()["LoadBalancerDescriptions"]:
            elb.delete_load_balancer(LoadBalancerName=one["LoadBalancerName"])
        await operator.other_side.time_passes(hours=1)
        aws.client("acm").delete_certificate(CertificateArn=arn)
        await operator.request.switch_in_place("legacy.example.net")
        await operator.request.says("it is gone")


async def test_a_switch_that_was_begun_in_the_console_is_gone_on_with(operator: Operator, aws: Aws) -> None:
    async with operator:
        await operator.arrives()
        arn = await ways.to_dns_adopting(operator, aws, SHOP)
        assert "left of 72 h" in operator.dns.plain

        await operator.other_side.time_passes(hours=73)
        await operator.dns.look_now()
        await operator.dns.says("the certificate stays validated by email and goes on working")
        await operator.dns.switch_again()
        await operator.dns.wait_for_verdict("ABSENT")
        await operator.dns.says("The CNAME is the same as for the first request.")

        await ways.until_switched(operator)
        await operator.dns.next()
        await operator.finish.says("nothing else has to be changed")
        await operator.finish.shows("4 Listeners: the certificate keeps its ARN")
    assert step(operator.saved(SHOP)) is Step.FINISH
    assert aws.certificates(SHOP) == [arn]
