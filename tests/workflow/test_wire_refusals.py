"""The wire says no as AWS does: to a key, an account, a region or an action, in each service's words."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from acm_tui.sandbox.aws.words import Reason
from acm_tui.sandbox.identity import ACCESS_KEY_ID, open_account
from tests.workflow.conftest import REGION, Neighbourhood
from tests.workflow.wire import Wire

THEIRS = "777788889999"
CALLS = {
    "acm": ("list_certificates", "acm:ListCertificates"),
    "elbv2": ("describe_load_balancers", "elasticloadbalancing:DescribeLoadBalancers"),
    "elb": ("describe_load_balancers", "elasticloadbalancing:DescribeLoadBalancers"),
    "sts": ("get_caller_identity", "sts:GetCallerIdentity"),
    "ec2": ("describe_regions", "ec2:DescribeRegions"),
    "account": ("list_regions", "account:ListRegions"),
    "resourcegroupstaggingapi": ("get_resources", "tag:GetResources"),
    "health": ("describe_events", "health:DescribeEvents"),
}


@pytest.fixture
def wire(neighbourhood: Neighbourhood) -> Wire:
    neighbourhood.sandbox.reset()
    neighbourhood.wire.forget()
    return neighbourhood.wire


@pytest.fixture
def client(wire: Wire) -> Callable[..., Any]:
    def client(service: str, region: str = REGION, **keys: str) -> Any:
        make: Any = boto3.session.Session
        session = make(**keys)
        config = Config(retries={"total_max_attempts": 1})
        return session.client(service, region_name=region, config=config)

    return client


def refusal(client: Any, service: str) -> tuple[str, str]:
    with pytest.raises(ClientError) as refused:
        getattr(client, CALLS[service][0])()
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


CODES = {
    Reason.EXPIRED: {
        "acm": "ExpiredTokenException",
        "account": "ExpiredTokenException",
        "elbv2": "ExpiredToken",
        "sts": "ExpiredToken",
        "ec2": "RequestExpired",
        "health": "ExpiredTokenException",
    },
    Reason.DENIED: {
        "acm": "AccessDeniedException",
        "elbv2": "AccessDenied",
        "elb": "AccessDenied",
        "ec2": "UnauthorizedOperation",
        "account": "AccessDeniedException",
        "resourcegroupstaggingapi": "AccessDeniedException",
    },
    Reason.UNKNOWN: {"acm": "UnknownOperationException", "elbv2": "InvalidAction"},
    Reason.THROTTLED: {
        "acm": "ThrottlingException",
        "elb": "Throttling",
        "resourcegroupstaggingapi": "ThrottledException",
        "account": "TooManyRequestsException",
        "ec2": "RequestLimitExceeded",
    },
}


@pytest.mark.parametrize(
    ("reason", "service", "code"),
    [(reason, service, code) for reason, codes in CODES.items() for service, code in codes.items()],
)
def test_each_service_says_it_in_its_own_words(
    wire: Wire, client: Callable[..., Any], reason: Reason, service: str, code: str
) -> None:
    wire.refuses(reason)
    said, message = refusal(client(service), service)
    assert said == code
    if reason is Reason.DENIED:
        who = "arn:aws:iam::111122223333:user/operator"
        what = CALLS[service][1]
        assert message.startswith(
            f"User: {who} is not authorized to perform: {what} on resource: * because no"
        )
    wire.mend()
    getattr(client(service), CALLS[service][0])()


def test_one_action_is_denied_and_the_others_are_not(wire: Wire, client: Callable[..., Any]) -> None:
    wire.refuses(Reason.UNKNOWN, "acm:SearchCertificates")
    acm = client("acm")
    with pytest.raises(ClientError, match="UnknownOperationException"):
        acm.search_certificates()
    assert acm.list_certificates()["CertificateSummaryList"]
    assert wire.count("SearchCertificates") == 1


def test_one_account_is_denied_and_the_others_are_not(wire: Wire, client: Callable[..., Any]) -> None:
    keys = open_account(THEIRS, "shop-test", REGION)
    wire.refuses(Reason.DENIED, "elasticloadbalancing:Describe*", account=THEIRS)
    theirs = client("elbv2", **keys._asdict())
    _, message = refusal(theirs, "elbv2")
    assert f"User: arn:aws:iam::{THEIRS}:user/operator" in message
    assert client("elbv2").describe_load_balancers()["LoadBalancers"]
    assert client("acm", **keys._asdict()).list_certificates()["CertificateSummaryList"] == []


def test_one_key_has_expired_and_one_region_is_denied(wire: Wire, client: Callable[..., Any]) -> None:
    keys = open_account(THEIRS, "shop-test", REGION)
    wire.refuses(Reason.EXPIRED, key=keys.aws_access_key_id)
    wire.refuses(Reason.DENIED, key=ACCESS_KEY_ID, region="eu-west-1")
    assert refusal(client("acm", **keys._asdict()), "acm")[0] == "ExpiredTokenException"
    assert refusal(client("acm", "eu-west-1"), "acm")[0] == "AccessDeniedException"
    client("acm").list_certificates()
