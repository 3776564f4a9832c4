"""The line of the benchmarks: AWS's rates by account, region and operation, and what went through it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from acm_tui.sandbox.authority import Authority
from acm_tui.sandbox.aws import tagging
from acm_tui.sandbox.aws.acm import AcmSetting, install
from acm_tui.sandbox.aws.asked import Asked
from acm_tui.sandbox.aws.server import AwsServer, forget_everything
from acm_tui.sandbox.clock import SandboxClock
from acm_tui.sandbox.identity import ACCESS_KEY_ID, Keys, open_account
from bench.accounts import account_of
from bench.aws_line import Line, Traffic, serving
from bench.buckets import AS_DOCUMENTED, Buckets, Limits, Rate

REGION = "ap-northeast-1"
KEYS = Keys(ACCESS_KEY_ID, "none")


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    setting = AcmSetting(clock=SandboxClock(), authority=Authority(), in_use_by=lambda *_: ())
    forget_everything()
    install(setting)
    server = AwsServer(first=(tagging.answer,))
    yield server.start()
    server.stop()


@pytest.fixture
def line(endpoint: str) -> Iterator[Line]:
    with serving(endpoint) as line:
        yield line


@pytest.fixture
def client(line: Line) -> Iterator[Callable[..., Any]]:
    made: list[Any] = []

    def client(service: str, region: str = REGION, keys: Keys = KEYS) -> Any:
        session: Any = boto3.session.Session()
        config = Config(retries={"total_max_attempts": 1}, max_pool_connections=50)
        made.append(
            session.client(
                service, region_name=region, endpoint_url=line.url, config=config, **keys._asdict()
            )
        )
        return made[-1]

    yield client
    for one in made:
        one.close()


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Time stands still; what is answered lets so many seconds pass."""
    now = [1000.0]
    monkeypatch.setattr("bench.buckets.monotonic", lambda: now[0])

    def passes(seconds: float) -> None:
        now[0] += seconds

    return passes


def request(action: str, region: str = REGION, key: str = ACCESS_KEY_ID, body: bytes = b"") -> Asked:
    service, operation = action.split(":")
    protocol = "query" if service == "elasticloadbalancing" else "json"
    return Asked("tagging" if service == "tag" else service, region, key, operation, protocol, body)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("action", "a_second"),
    [
        ("acm:ListCertificates", 8),
        ("acm:SearchCertificates", 5),
        ("acm:DescribeCertificate", 10),
        ("acm:RequestCertificate", 5),
        ("acm:DeleteCertificate", 10),
        ("acm:UpdateCertificateOptions", 5),
        ("acm:ListTagsForCertificate", 10),
        ("acm:AddTagsToCertificate", 5),
        ("tag:GetResources", 5),
    ],
)
def test_an_operation_may_be_called_so_often_a_second(
    still: Callable[[float], None], action: str, a_second: int
) -> None:
    buckets = Buckets(AS_DOCUMENTED)
    still(3600)  # an hour of silence saves up no more than a second's worth
    assert sum(buckets.take(request(action)) for _ in range(3 * a_second)) == a_second
    still(1)
    assert sum(buckets.take(request(action)) for _ in range(3 * a_second)) == a_second
    assert Rate(a_second, a_second).least_s(3 * a_second) == 2


def test_load_balancers_share_one_bucket_for_all_that_is_described(still: Callable[[float], None]) -> None:
    buckets = Buckets(AS_DOCUMENTED)

    def described(version: bytes) -> int:
        names = ("DescribeListeners", "DescribeTags")
        body = b"Version=" + version
        asked = [request(f"elasticloadbalancing:{names[n % 2]}", body=body) for n in range(100)]
        return sum(map(buckets.take, asked))

    assert (described(b"2015-12-01"), described(b"2012-06-01")) == (40, 40)
    still(1)
    assert described(b"2015-12-01") == 10


def test_buckets_belong_to_an_account_and_a_region_not_to_a_key(still: Callable[[float], None]) -> None:
    from moto.iam.utils import generate_access_key_id_from_account_id as key_of

    buckets = Buckets(AS_DOCUMENTED)

    def searched(region: str, key: str) -> int:
        return sum(buckets.take(request("acm:SearchCertificates", region, key)) for _ in range(9))

    one, again = (key_of("444455556666", prefix="ASIA") for _ in range(2))
    assert (account_of(one), account_of(again)) == ("444455556666", "444455556666")
    assert account_of(key_of("000000000001", prefix="AKIA")) == "000000000001"
    assert account_of(ACCESS_KEY_ID) == "111122223333"
    assert account_of("AKIAEXAMPLE") == "AKIAEXAMPLE"
    assert (searched(REGION, one), searched(REGION, again)) == (5, 0)
    assert (searched("us-east-1", again), searched(REGION, ACCESS_KEY_ID)) == (5, 5)


def test_sts_is_never_throttled(still: Callable[[float], None]) -> None:
    buckets = Buckets(AS_DOCUMENTED)
    assert all(buckets.take(request("sts:GetCallerIdentity")) for _ in range(500))


def test_what_is_over_is_refused_in_the_words_of_the_service_and_counted(
    client: Callable[..., Any], line: Line, still: Callable[[float], None]
) -> None:
    acm, elbv2, tags = client("acm"), client("elbv2"), client("resourcegroupstaggingapi")

    def code(call: Callable[[], Any]) -> str:
        try:
            call()
        except ClientError as refused:
            return str(refused.response["Error"]["Code"])
        return "let in"

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: code(acm.search_certificates), range(12)))
    assert sorted(found) == ["ThrottlingException"] * 7 + ["let in"] * 5
    assert [code(elbv2.describe_load_balancers) for _ in range(41)][-1] == "Throttling"
    assert [code(tags.get_resources) for _ in range(6)][-1] == "ThrottledException"
    traffic = line.meter.report()
    assert traffic.calls == {"SearchCertificates": 5, "DescribeLoadBalancers": 40, "GetResources": 5}
    assert traffic.throttles == {"SearchCertificates": 7, "DescribeLoadBalancers": 1, "GetResources": 1}
    assert traffic.throttled == 9
    moments = [traffic.first["SearchCertificates"], traffic.last["SearchCertificates"]]
    assert moments == sorted(moments)
    assert traffic.last["SearchCertificates"] <= traffic.first["GetResources"]
    assert line.meter.report() == Traffic()


def test_two_accounts_are_counted_apart_over_the_wire(
    client: Callable[..., Any], line: Line, still: Callable[[float], None]
) -> None:
    theirs = client("acm", keys=open_account("444455556666", "shop-test", REGION))
    ours = client("acm")
    for _ in range(5):
        theirs.search_certificates()
        ours.search_certificates()
    assert line.meter.report().calls["SearchCertificates"] == 10


def test_limits_reach_the_lines_own_process_as_they_are() -> None:
    limits = Limits(Rate(40, 10), Rate(20, 3), {"acm:ListCertificates": Rate(8, 8)})
    assert limits.arguments() == [
        *("--reads", "40:10", "--changes", "20:3"),
        *("--limit", "acm:ListCertificates=8:8"),
    ]
    assert str(Limits()) == "nothing is throttled"
