"""A switch in place that somebody else began, from Select to the last step."""

from __future__ import annotations

from acm_tui.domain.journey import Step, step
from tests.journeys.aws import Aws
from tests.journeys.operators import Operator

SHOP = "shop.example.com"


async def test_a_switch_that_was_begun_in_the_console_is_gone_on_with(operator: Operator, aws: Aws) -> None:
    (arn,) = aws.certificates(SHOP)
    aws.client("acm").update_certificate_options(CertificateArn=arn, Options={"ValidationMethod": "DNS"})
    async with operator:
        await operator.arrives()
        await operator.home.new()
        await operator.select.pick(SHOP)
        await operator.dns.wait_for_verdict("ABSENT")
        assert "left of 72 h" in operator.dns.plain

        await operator.other_side.time_passes(hours=73)
        await operator.dns.look_now()
        await operator.dns.says("the certificate stays validated by email and goes on working")
        await operator.display.press("a")
        await operator.dns.wait_for_verdict("ABSENT")
        await operator.dns.says("The CNAME is the same as for the first request.")

        await operator.other_side.registers_the_records()
        await operator.dns.look_now()
        await operator.dns.says("Every name is validated by DNS.")
        await operator.dns.next()
        await operator.finish.says("nothing else has to be changed")
        await operator.finish.shows("4 Listeners: the certificate keeps its ARN")
    assert step(operator.saved(SHOP)) is Step.FINISH
    assert aws.certificates(SHOP) == [arn]
