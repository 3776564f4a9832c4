"""The end of the old certificate: it is offered only where nothing is against it, and never by a slip."""

from __future__ import annotations

from datetime import timedelta
from threading import Event

import pytest

from acm_tui.sandbox.aws.elb.seed import create_distribution
from acm_tui.sandbox.sandbox import Sandbox
from tests.journeys import ways
from tests.journeys.aws import Aws
from tests.journeys.operators import Operator
from tests.workflow.wire import Refusal, Wire

DEVICES = "mqtt.example.net"
ACCOUNT = "111122223333"
LONGEST_S = 30


async def to_finish(operator: Operator, soak_h: int | None = 0) -> None:
    """From Home, as far as the proof that the new certificate is served."""
    await ways.to_cutover(operator, DEVICES)
    await operator.cutover.confirm("devices-nlb")
    await operator.finish.shows("handshakes show the new certificate.")
    if soak_h is not None:
        await operator.finish.keep_the_old_one_for(soak_h)


async def test_everything_that_is_against_it_is_said_before_anything_is_typed(
    operator: Operator, aws: Aws, sandbox: Sandbox, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox.usage, "lag", timedelta(0))
    (old,) = aws.certificates(DEVICES)
    async with operator:
        await operator.arrives()
        await to_finish(operator, soak_h=None)
        distribution = create_distribution(ACCOUNT, (DEVICES,), old)
        aws.client("elb").set_load_balancer_listener_ssl_certificate(
            LoadBalancerName="order-desk", LoadBalancerPort=443, SSLCertificateId=old
        )
        await operator.finish.may_not_delete("it is kept for the way back until")
        told = operator.finish.guide
        assert "order-desk HTTPS 443 holds it as default" in told
        assert f"CloudFront holds it: {distribution}" in told
        assert "Let that time pass, or choose another. Swap it there too, or leave it." in told
        assert "DeleteCertificate" not in wire.mutations
        assert old in aws.certificates(DEVICES)


@pytest.mark.long
async def test_while_it_is_being_deleted_nobody_is_told_that_it_is_still_there(
    operator: Operator, aws: Aws, wire: Wire
) -> None:
    reached, go_on = Event(), Event()

    def hold() -> None:
        reached.set()
        go_on.wait(LONGEST_S)

    async with operator:
        await operator.arrives()
        await to_finish(operator)
        wire.watch_once("DeleteCertificate", hold)
        try:
            await operator.finish.delete_old(DEVICES)
            await operator.display.wait_for(reached.is_set, "the call is on its way")
            await operator.display.press("d")
            await operator.finish.says("The call is under way and cannot be taken back")
        finally:
            go_on.set()
        await operator.finish.says("Done. The CNAME must stay for ever")
    assert len(aws.certificates(DEVICES)) == 1


@pytest.mark.long
async def test_the_waiting_for_acm_can_be_stopped_and_begun_again(
    operator: Operator, aws: Aws, wire: Wire
) -> None:
    async with operator:
        await operator.arrives()
        await to_finish(operator)
        wire.fails("DeleteCertificate", Refusal("ResourceInUseException"))
        await operator.finish.delete_old(DEVICES)
        await operator.finish.says("Trying again in")
        await operator.display.press("d")
        await operator.finish.says("Not waiting any more; the old certificate is still there.")
        assert len(aws.certificates(DEVICES)) == 2
        await operator.finish.ask_to_delete(DEVICES)
        await operator.finish.says("Done. The CNAME must stay for ever")


async def test_leaving_it_is_asked_about_and_said_what_it_means(operator: Operator, aws: Aws) -> None:
    async with operator:
        await operator.arrives()
        await to_finish(operator)
        await operator.display.press("x")
        await operator.ask.shows("ACM renews it only while something holds it and somebody answers its email")
        await operator.ask.dismiss()
        assert not operator.saved(DEVICES).over, "one key, and Enter on Cancel: nothing is done"

        await operator.finish.leave_old()
        await operator.finish.says("Done. The CNAME must stay for ever")
        assert operator.saved(DEVICES).closed
    assert len(aws.certificates(DEVICES)) == 2
