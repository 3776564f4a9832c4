"""A sandbox that ends and starts again is the same world, or says why it is not."""

import json
import os
import stat
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from acm_tui.sandbox.client import SandboxClient
from acm_tui.sandbox.delays import Delays
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.sandbox.world import REGION


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "demo" / "world.json"


@pytest.fixture
def connect() -> Iterator[Callable[[Sandbox, str], Any]]:
    """Makes boto3 clients that are closed at the end."""
    made: list[Any] = []

    def client(sandbox: Sandbox, service: str) -> Any:
        environment = sandbox.environment()
        session: Any = boto3.session.Session(
            environment["AWS_ACCESS_KEY_ID"],
            environment["AWS_SECRET_ACCESS_KEY"],
            region_name=environment["AWS_REGION"],
        )
        made.append(session.client(service, endpoint_url=environment["AWS_ENDPOINT_URL"]))
        return made[-1]

    yield client
    for one in made:
        one.close()


Connect = Callable[[Sandbox, str], Any]


def saved(path: Path) -> dict[str, Any]:
    world: dict[str, Any] = json.loads(path.read_text())["world"]
    return world


def test_everything_comes_back(path: Path, connect: Connect) -> None:
    with Sandbox(state=path) as first:
        acm, elbv2 = connect(first, "acm"), connect(first, "elbv2")
        desk = SandboxClient(first.environment()["AWS_ENDPOINT_URL"])
        request: dict[str, Any] = {
            "DomainName": "shop.example.com",
            "ValidationMethod": "DNS",
            "IdempotencyToken": "once",
        }
        arn = acm.request_certificate(**request)["CertificateArn"]
        desk.move("register-records", mistake="one-server")
        desk.move("advance", hours=1 / 2)
        (shop,) = elbv2.describe_load_balancers(Names=["shop-alb"])["LoadBalancers"]
        (listener,) = elbv2.describe_listeners(LoadBalancerArn=shop["LoadBalancerArn"])["Listeners"]
        elbv2.remove_listener_certificates(
            ListenerArn=listener["ListenerArn"],
            Certificates=[{"CertificateArn": one.arn} for one in first.acm.all() if "login" in one.names[0]],
        )
        s3 = connect(first, "s3")
        s3.create_bucket(Bucket="team-journal", CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_object(Bucket="team-journal", Key="v1/m/0000000001.json", Body=b"{}")
        before = first.dump()
        root = Path(first.environment()["ACM_TUI_TLS_CA"]).read_text()
    with Sandbox(state=path) as second:
        assert second.dump() == before
        assert second.clock.offset == timedelta(minutes=30)
        assert second.notices == ()
        assert Path(second.environment()["ACM_TUI_TLS_CA"]).read_text() == root
        # Not only the data: the services answer from it.
        acm, elbv2 = connect(second, "acm"), connect(second, "elbv2")
        assert acm.request_certificate(**request)["CertificateArn"] == arn
        assert acm.describe_certificate(CertificateArn=arn)["Certificate"]["Status"] == "PENDING_VALIDATION"
        assert elbv2.describe_load_balancers(Names=["shop-alb"])["LoadBalancers"] == [shop]
        assert elbv2.describe_listeners(ListenerArns=[listener["ListenerArn"]])["Listeners"] == [listener]
        kept = connect(second, "s3").get_object(Bucket="team-journal", Key="v1/m/0000000001.json")
        assert kept["Body"].read() == b"{}"
        identity = connect(second, "sts").get_caller_identity()
        assert identity["Arn"].endswith(":user/operator")
        leaf = second.authority.issue(
            ["a.example.com"], "EC_prime256v1", second.clock.now(), second.clock.now() + timedelta(days=1)
        )
        assert leaf.chain_pem.endswith(root)


def test_a_change_is_on_disk_before_its_caller_is_answered(path: Path, connect: Connect) -> None:
    with Sandbox(state=path) as sandbox:
        arn = connect(sandbox, "acm").request_certificate(DomainName="a.example.com", ValidationMethod="DNS")[
            "CertificateArn"
        ]
        assert arn in {one["arn"] for one in saved(path)["acm"]["certificates"]}


def test_what_happens_without_a_call_is_saved_too(path: Path, connect: Connect) -> None:
    with Sandbox(state=path) as sandbox:
        acm = connect(sandbox, "acm")
        arn = acm.request_certificate(DomainName="shop.example.com", ValidationMethod="DNS")["CertificateArn"]
        SandboxClient(sandbox.environment()["AWS_ENDPOINT_URL"]).move("register-records")
        # ACM issues by itself; the file shows it while the sandbox runs.
        end = time.monotonic() + 5
        while {one["arn"]: one["status"] for one in saved(path)["acm"]["certificates"]}[arn] != "ISSUED":
            assert time.monotonic() < end, "the issued certificate was not saved"
            time.sleep(0.02)


def test_reading_changes_nothing_on_disk(path: Path, connect: Connect) -> None:
    with Sandbox(state=path) as sandbox:
        acm = connect(sandbox, "acm")
        acm.request_certificate(DomainName="a.example.com", ValidationMethod="DNS")
        written = path.stat().st_mtime_ns, path.stat().st_ino
        acm.list_certificates()
        connect(sandbox, "elbv2").describe_load_balancers()
        connect(sandbox, "sts").get_caller_identity()
        assert (path.stat().st_mtime_ns, path.stat().st_ino) == written


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_the_file_has_keys_in_it_and_is_private(path: Path) -> None:
    with Sandbox(state=path):
        pass
    assert "PRIVATE KEY" in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_world_of_an_earlier_version_has_no_buckets(path: Path) -> None:
    with Sandbox(state=path):
        pass
    document = json.loads(path.read_text())
    assert document["world"].pop("s3") == {"buckets": []}
    path.write_text(json.dumps(document))
    with Sandbox(state=path) as sandbox:
        assert sandbox.notices == ()


def test_buckets_outlive_a_new_world_but_not_a_fresh_sandbox(path: Path, connect: Connect) -> None:
    with Sandbox(state=path) as first:
        connect(first, "s3").create_bucket(
            Bucket="team-journal", CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        connect(first, "s3").put_object(Bucket="team-journal", Key="k", Body=b"kept")
        first.reset()
        assert connect(first, "s3").get_object(Bucket="team-journal", Key="k")["Body"].read() == b"kept"
    with Sandbox(state=path, fresh=True) as second:
        assert connect(second, "s3").list_buckets()["Buckets"] == []


def test_fresh_forgets_what_was_saved(path: Path, connect: Connect) -> None:
    with Sandbox(state=path) as first:
        arn = connect(first, "acm").request_certificate(DomainName="a.example.com")["CertificateArn"]
    with Sandbox(state=path, fresh=True) as second:
        assert second.acm.find(arn) is None
    assert arn not in path.read_text()


@pytest.mark.parametrize("room", ["clock_offset_s", "authority", "acm", "elb", "route53", "addresses", "dns"])
@pytest.mark.parametrize("damage", ["missing", "nonsense"])
def test_a_world_that_does_not_hold_together_is_kept_aside(path: Path, room: str, damage: str) -> None:
    with Sandbox(state=path):
        pass
    document = json.loads(path.read_text())
    if damage == "missing":
        del document["world"][room]
    else:
        document["world"][room] = ["nonsense"]
    path.write_text(json.dumps(document))
    with Sandbox(state=path) as sandbox:
        (notice,) = sandbox.notices
        assert "does not hold together" in notice
        assert len(sandbox.acm.all()) > 8
        assert sandbox.clock.offset == timedelta(0)
    (kept,) = path.parent.glob("world.json.unreadable-*")
    assert json.loads(kept.read_text()) == document


def test_a_pace_can_be_set(connect: Connect) -> None:
    hour = timedelta(hours=1)
    with Sandbox(delays=Delays(record=hour, issue=hour, in_use_by=hour)) as sandbox:
        acm = connect(sandbox, "acm")
        arn = acm.request_certificate(DomainName="shop.example.com", ValidationMethod="DNS")["CertificateArn"]
        (option,) = acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"]
        assert "ResourceRecord" not in option
        sandbox.clock.advance(hour)
        (option,) = acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"]
        assert "ResourceRecord" in option
        assert sandbox.usage.lag == hour


def test_without_a_state_file_nothing_is_left(tmp_path: Path) -> None:
    with Sandbox() as sandbox:
        root = Path(sandbox.environment()["ACM_TUI_TLS_CA"])
        assert root.exists()
    assert not root.exists()
    assert list(tmp_path.iterdir()) == []


def test_the_operators_own_configuration_stays_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "intranet.example.org")
    with Sandbox() as sandbox:
        environment = sandbox.environment()
    assert environment["AWS_CONFIG_FILE"] == os.devnull
    assert environment["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
    assert environment["AWS_EC2_METADATA_DISABLED"] == "true"
    assert environment["NO_PROXY"] == "intranet.example.org,127.0.0.1,localhost"
