"""A load balancer whose certificate lists are full."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from acm_tui.sandbox.aws.elb import seed
from acm_tui.sandbox.aws.elb.filling import fill_lists

ACCOUNT, REGION = "111122223333", "ap-northeast-1"


def add(elbv2: Any, listener: str, arn: str) -> str:
    try:
        elbv2.add_listener_certificates(ListenerArn=listener, Certificates=[{"CertificateArn": arn}])
    except ClientError as refused:
        return refused.response["Error"]["Code"]
    return "added"


@pytest.mark.parametrize("leaving", [0, 1])
@pytest.mark.parametrize(("kind", "protocol"), [("application", "HTTPS"), ("network", "TLS")])
def test_the_lists_are_filled_up_to_the_quota(
    elbv2: Any, shelf: Any, kind: str, protocol: str, leaving: int
) -> None:
    old, new, last = (shelf.issue(f"{name}.example.com") for name in ("old", "new", "last"))
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "lb", kind)
    listeners = [seed.create_listener(balancer, protocol, port, old, [old]) for port in (443, 8443)]
    put = fill_lists(balancer, lambda number: str(shelf.issue(f"n{number}.example.com")), leaving)
    assert len(put) == 25 - 2 - leaving
    held = elbv2.describe_listener_certificates(ListenerArn=listeners[0])["Certificates"]
    assert [one["CertificateArn"] for one in held if not one["IsDefault"]] == [old, *put]
    assert [add(elbv2, listeners[1], arn) for arn in (new, last)] == [
        *(["added"] * leaving),
        *(["TooManyCertificates"] * (2 - leaving)),
    ]
    assert fill_lists(balancer, lambda _: old) == []


def test_only_lists_can_be_filled(world: Any) -> None:
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "plain-alb")
    seed.create_listener(balancer, "HTTP", 80)
    with pytest.raises(ValueError, match="no TLS listener"):
        fill_lists(balancer, str)
