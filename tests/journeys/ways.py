"""The straight way to each step, for stories that begin there."""

from __future__ import annotations

from tests.journeys.aws import Aws
from tests.journeys.operators import Operator


async def to_request(operator: Operator, domain: str) -> None:
    """From Home, pick *domain*."""
    await operator.home.new()
    await operator.select.pick(domain)
    await operator.request.shown()


async def to_dns(operator: Operator, domain: str) -> None:
    """From Home, request a successor for *domain*."""
    await to_request(operator, domain)
    await operator.request.request_it()
    await operator.dns.wait_for_verdict("ABSENT")


async def to_dns_in_place(operator: Operator, domain: str) -> None:
    """From Home, have the certificate of *domain* itself switched."""
    await to_request(operator, domain)
    await operator.request.switch_in_place(domain)
    await operator.dns.wait_for_verdict("ABSENT")


async def to_dns_adopting(operator: Operator, aws: Aws, domain: str) -> str:
    """From Home, pick *domain*, whose switch somebody began in the console; answers its certificate."""
    (arn,) = aws.certificates(domain)
    aws.client("acm").update_certificate_options(CertificateArn=arn, Options={"ValidationMethod": "DNS"})
    await operator.home.new()
    await operator.select.pick(domain)
    await operator.dns.wait_for_verdict("ABSENT")
    return arn


async def until_switched(operator: Operator) -> None:
    """From the DNS step, have the records registered and wait for every name to be validated by them."""
    await operator.other_side.registers_the_records()
    await operator.dns.look_now()
    await operator.dns.says("Every name is validated by DNS.")


async def until_issued(operator: Operator) -> None:
    """From the DNS step, have the records registered and wait for ACM."""
    await operator.other_side.registers_the_records()
    await operator.dns.look_now()
    await operator.dns.wait_until_issued()


async def to_listeners(operator: Operator, domain: str) -> None:
    """From Home, as far as the issued certificate."""
    await to_dns(operator, domain)
    await until_issued(operator)
    await operator.dns.next()
    await operator.listeners.says("Enter")


async def to_cutover(operator: Operator, domain: str) -> None:
    """From Home, as far as the plan."""
    await to_listeners(operator, domain)
    await operator.listeners.choose()
    await operator.cutover.planned()


async def to_the_end(operator: Operator, domain: str) -> None:
    """From the last step, let a day pass and delete the old certificate."""
    await operator.finish.shows("handshakes show the new certificate.")
    await operator.other_side.time_passes(hours=24)
    await operator.finish.delete_old(domain)
    await operator.finish.says("Done. The CNAME must stay for ever")
