"""Several accounts and partitions: who sees what, and what its ARNs look like."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from acm_tui.sandbox.aws.acm.seeding import seed_certificate
from acm_tui.sandbox.aws.elb import seed
from acm_tui.sandbox.client import SandboxClient
from acm_tui.sandbox.identity import ACCESS_KEY_ID, SECRET_ACCESS_KEY, Keys, open_account
from acm_tui.sandbox.sandbox import Sandbox

ONE, TWO = "444455556666", "777788889999"
REGION = "ap-northeast-1"


@pytest.fixture
def as_whom(sandbox: Sandbox) -> Iterator[Callable[..., Callable[..., Any]]]:
    """``as_whom(keys)(service, region)``: a client of whoever has these keys."""
    made: list[Any] = []

    def keeping(**keys: str) -> Callable[..., Any]:
        make: Any = boto3.session.Session
        session = make(**keys)

        def client(service: str, region: str = REGION) -> Any:
            url = sandbox.environment()["AWS_ENDPOINT_URL"]
            made.append(session.client(service, region_name=region, endpoint_url=url))
            return made[-1]

        return client

    yield keeping
    for one in made:
        one.close()


def role_in(account: str, sts: Any, partition: str = "aws") -> dict[str, str]:
    """The temporary keys of a role there, under boto3's names."""
    role = f"arn:{partition}:iam::{account}:role/reader"
    found = sts.assume_role(RoleArn=role, RoleSessionName="night")["Credentials"]
    return {
        "aws_access_key_id": found["AccessKeyId"],
        "aws_secret_access_key": found["SecretAccessKey"],
        "aws_session_token": found["SessionToken"],
    }


def names(acm: Any) -> list[str]:
    return sorted(one["DomainName"] for one in acm.list_certificates()["CertificateSummaryList"])


def balancers(elbv2: Any) -> list[str]:
    return [one["LoadBalancerName"] for one in elbv2.describe_load_balancers()["LoadBalancers"]]


def test_roles_in_two_accounts_see_their_own_and_nothing_else(
    sandbox: Sandbox, clients: Callable[..., Any], as_whom: Callable[..., Any]
) -> None:
    sts = clients("sts")
    callers = {account: as_whom(**role_in(account, sts)) for account in (ONE, TWO)}
    for account in callers:
        domain = f"shop-{account}.example.com"
        arn = seed_certificate(sandbox.acm, account=account, region=REGION, names=[domain])
        balancer = seed.create_load_balancer(account, REGION, f"alb-{account}")
        seed.create_listener(balancer, "HTTPS", 443, arn)
    for account, client in callers.items():
        acm = client("acm")
        assert names(acm) == [f"shop-{account}.example.com"]
        assert balancers(client("elbv2")) == [f"alb-{account}"]
        (found,) = acm.search_certificates()["Results"]
        detail = acm.describe_certificate(CertificateArn=found["CertificateArn"])["Certificate"]
        assert [holder.split(":")[4] for holder in detail["InUseBy"]] == [account]
        assert (
            client("sts").get_caller_identity()["Arn"] == f"arn:aws:sts::{account}:assumed-role/reader/night"
        )
    assert "shop.example.com" in names(clients("acm"))
    assert not any(account in name for name in names(clients("acm")) for account in callers)


def test_with_a_roles_keys_certificates_are_made_and_approved_as_in_any_account(
    clients: Callable[..., Any], as_whom: Callable[..., Any], other_side: SandboxClient
) -> None:
    acm = as_whom(**role_in(ONE, clients("sts")))("acm")
    arn = acm.request_certificate(DomainName="team.example.org", ValidationMethod="EMAIL")["CertificateArn"]
    other_side.move("approve-email", arn=arn)
    assert acm.describe_certificate(CertificateArn=arn)["Certificate"]["Status"] == "ISSUED"
    assert arn.split(":")[4] == ONE


def test_an_account_can_be_opened_with_an_operator_and_an_alias_of_its_own(
    clients: Callable[..., Any], as_whom: Callable[..., Any]
) -> None:
    keys = open_account(ONE, "shop-test", REGION)
    client = as_whom(**keys._asdict())
    identity = client("sts").get_caller_identity()
    assert (identity["Account"], identity["Arn"]) == (ONE, f"arn:aws:iam::{ONE}:user/operator")
    assert client("iam").list_account_aliases()["AccountAliases"] == ["shop-test"]
    assert names(client("acm")) == []
    assert clients("iam").list_account_aliases()["AccountAliases"] == ["shop-prod"]


@pytest.mark.parametrize(
    ("region", "partition", "domain"),
    [
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
    ],
)
def test_everything_in_another_partition_says_so(
    sandbox: Sandbox, as_whom: Callable[..., Any], region: str, partition: str, domain: str
) -> None:
    client = as_whom(**Keys(ACCESS_KEY_ID, SECRET_ACCESS_KEY)._asdict())
    acm, elbv2, sts = (client(service, region) for service in ("acm", "elbv2", "sts"))
    account = "111122223333"
    assert sts.get_caller_identity()["Arn"] == f"arn:{partition}:iam::{account}:user/operator"
    requested = acm.request_certificate(DomainName="a.example.com", ValidationMethod="EMAIL")
    seeded = seed_certificate(sandbox.acm, account=account, region=region, names=["b.example.com"])
    for arn in (requested["CertificateArn"], seeded):
        assert arn.startswith(f"arn:{partition}:acm:{region}:{account}:certificate/")
    network = seed.create_load_balancer(account, region, "edge", kind="network")
    seed.create_listener(network, "TLS", 443, seeded)
    application = seed.create_load_balancer(account, region, "shop")
    listener = seed.create_listener(application, "HTTPS", 443, seeded)
    assert listener.startswith(f"arn:{partition}:elasticloadbalancing:{region}:")
    shown = elbv2.describe_load_balancers()["LoadBalancers"]
    assert {one["LoadBalancerArn"] for one in shown} == {network, application}
    assert all(one["DNSName"].endswith(domain) and f"{region}." in one["DNSName"] for one in shown)
    held_by = acm.describe_certificate(CertificateArn=seeded)["Certificate"]["InUseBy"]
    assert held_by == sorted([network, application])
    role = as_whom(**role_in(ONE, sts, partition))("sts", region).get_caller_identity()
    assert (role["Account"], role["Arn"]) == (ONE, f"arn:{partition}:sts::{ONE}:assumed-role/reader/night")
