"""The world of the inventory's benchmark is what it says it is, as ordinary clients see it."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from acm_tui.sandbox.client import point
from acm_tui.sandbox.sandbox import Sandbox
from bench.aws_line import Line, serving
from bench.buckets import AS_DOCUMENTED, Limits
from bench.inventory_aws import inventory_aws
from bench.inventory_loop import KEY_TYPES, loop
from bench.inventory_shape import REGION, Row, Shape, attachment_calls, least_s, rows_calls
from bench.inventory_world import Company

SMALL = Shape(certificates=20, email=6, balancers=4, listeners=3)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def line(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """A line that throttles nothing and does not know SearchCertificates."""
    sandbox.reset()
    endpoint = sandbox.environment()["AWS_ENDPOINT_URL"]
    environment: dict[str, str] = {}
    point(sandbox.environment() | {"AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}, environment)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with serving(endpoint, limits=Limits(), without=("acm:SearchCertificates",)) as line:
        monkeypatch.setenv("AWS_ENDPOINT_URL", line.url)
        yield line


@pytest.fixture
def client(line: Line) -> Iterator[Callable[[str], Any]]:
    session: Any = boto3.session.Session()
    made: list[Any] = []

    def client(service: str) -> Any:
        made.append(session.client(service))
        return made[-1]

    yield client
    for one in made:
        one.close()


def built(sandbox: Sandbox, shape: Shape) -> list[Row]:
    return [Row.of(one) for one in Company(sandbox, shape).build()]


def test_a_thousand_certificates_of_which_three_hundred_are_wanted(sandbox: Sandbox) -> None:
    sandbox.reset()
    rows = built(sandbox, Shape())
    here = {one.arn: one for one in sandbox.acm.all() if one.region == REGION}
    by_email = {arn: one for arn, one in here.items() if one.validation_method == "EMAIL"}
    assert (len(here), len(by_email)) == (1000, 300)
    assert {row.arn for row in rows} == set(by_email)
    assert {(one.status, one.type) for one in by_email.values()} == {("ISSUED", "AMAZON_ISSUED")}
    assert all(one.tags for one in here.values())
    kinds = Counter(one.key_algorithm for one in by_email.values())
    assert set(kinds) == {"RSA_2048", "RSA_3072", "EC_prime256v1", "EC_secp384r1"}
    assert all(row.attached for row in rows)
    roles = {role for row in rows for _, role in row.attached}
    assert roles == {"default", "sni"}
    listeners = {listener for row in rows for listener, _ in row.attached}
    balancers = {listener.rsplit("/", 1)[0] for listener in listeners}
    assert len(balancers) == 200
    assert {one.split("/")[1] for one in balancers} == {"app", "net"}
    assert all(row.not_after > datetime.now(UTC) for row in rows)


def test_every_attachment_is_what_the_load_balancers_say(
    sandbox: Sandbox, client: Callable[[str], Any]
) -> None:
    rows = built(sandbox, SMALL)
    elbv2, acm = client("elbv2"), client("acm")
    seen: dict[str, set[tuple[str, str]]] = {row.arn: set() for row in rows}
    balancers = elbv2.describe_load_balancers()["LoadBalancers"]
    assert len(balancers) == SMALL.balancers
    for balancer in balancers:
        listeners = elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
        assert len(listeners) == SMALL.listeners
        for listener in listeners:
            arn = listener["ListenerArn"]
            for one in elbv2.describe_listener_certificates(ListenerArn=arn)["Certificates"]:
                if one["CertificateArn"] in seen:
                    role = "default" if one["IsDefault"] else "sni"
                    seen[one["CertificateArn"]].add((arn, role))
    assert seen == {row.arn: set(row.attached) for row in rows}
    for row in rows:
        found = acm.describe_certificate(CertificateArn=row.arn)["Certificate"]
        assert tuple(found["SubjectAlternativeNames"]) == row.names
        assert found["NotAfter"] == row.not_after
        assert found["InUseBy"]


def test_the_loop_finds_the_same_rows_at_the_cost_of_a_description_each(sandbox: Sandbox, line: Line) -> None:
    rows = built(sandbox, SMALL)
    found: list[str] = []
    looped = loop(lambda one: found.append(one["CertificateArn"]))
    assert sorted(found) == sorted(row.arn for row in rows)
    assert (looped.rows, looped.described) == (SMALL.email, SMALL.certificates)
    assert line.meter.report().calls == {"ListCertificates": 1, "DescribeCertificate": SMALL.certificates}


def test_an_older_endpoint_does_not_know_the_search(sandbox: Sandbox, client: Callable[[str], Any]) -> None:
    built(sandbox, SMALL)
    with pytest.raises(ClientError, match="UnknownOperationException"):
        client("acm").search_certificates()
    listed = client("acm").list_certificates(Includes={"keyTypes": list(KEY_TYPES)}, MaxItems=1000)
    assert len(listed["CertificateSummaryList"]) == SMALL.certificates


def test_the_least_calls_and_what_the_rates_allow(sandbox: Sandbox) -> None:
    sandbox.reset()
    rows = built(sandbox, Shape())
    assert rows_calls(Shape(), search=True) == {"acm:SearchCertificates": 1}
    assert rows_calls(Shape(), search=False) == {"acm:ListCertificates": 1, "acm:DescribeCertificate": 900}
    searched, listed = (attachment_calls(Shape(), rows, search=search) for search in (True, False))
    assert searched.total() == 1 + 300 + 200 + 600
    assert listed.total() == 1 + 900 + 200 + 600  # what is imported need not be described
    assert least_s(searched, AS_DOCUMENTED, 0.08) == pytest.approx((800 - 40) / 10 + 0.08)
    assert least_s(listed, AS_DOCUMENTED, 0.08) == pytest.approx((900 - 10) / 10 + 0.08)
    assert least_s(rows_calls(Shape(), search=True), AS_DOCUMENTED, 0.08) == 0.08


def test_the_driver_has_it_in_processes_of_their_own(tmp_path: Path) -> None:
    with inventory_aws(delay_ms=0) as place:
        rows = place.company(SMALL)
        assert len(rows) == SMALL.email
        acm: Any = boto3.client("acm")
        assert len(acm.search_certificates()["Results"]) == SMALL.certificates
        assert place.traffic().calls == {"SearchCertificates": 1}
        profiles, regions = place.empty_accounts(tmp_path)
        assert (len(profiles), len(regions)) == (4, 17)
        make: Any = boto3.session.Session
        sessions = [make(profile_name=name) for name in profiles]
        accounts = {one.client("sts").get_caller_identity()["Account"] for one in sessions}
        assert len(accounts) == 4
        for one in sessions:
            assert one.client("acm", region_name=regions[-1]).search_certificates()["Results"] == []
        assert place.traffic().calls == {"GetCallerIdentity": 4, "SearchCertificates": 4}
