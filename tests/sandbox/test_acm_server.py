"""The server: accounts, the control application, what is told of changes, its end."""

import http.client
import json
import logging
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from mypy_boto3_acm import ACMClient

from acm_tui.sandbox.aws.acm import AcmWorld
from acm_tui.sandbox.aws.server import AwsServer


def control(environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps([environ["REQUEST_METHOD"], environ["SCRIPT_NAME"], environ["PATH_INFO"]]).encode()]


@pytest.fixture
def changes() -> list[str]:
    return []


@pytest.fixture
def own_endpoint(acm_world: AcmWorld, changes: list[str]) -> Iterator[str]:
    """A server of the test's own, which notes the changes that it is told of."""
    server = AwsServer(control=control, after_mutation=lambda: changes.append("changed"))
    yield server.start()
    server.stop()


def client(service: str, endpoint: str, **keys: str) -> Any:
    session: Any = boto3.session.Session()
    defaults = {"aws_access_key_id": "AKIAEXAMPLE", "aws_secret_access_key": "none"}
    return session.client(service, region_name="us-east-1", endpoint_url=endpoint, **(defaults | keys))


def test_everybody_is_of_the_demos_account_and_roles_lead_to_others(
    clients: Callable[..., Any], endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sts = clients("sts", "us-east-1")
    assert sts.get_caller_identity()["Account"] == "111122223333"
    keys = sts.assume_role(RoleArn="arn:aws:iam::444455556666:role/reader", RoleSessionName="test")[
        "Credentials"
    ]
    credentials = {
        "aws_access_key_id": keys["AccessKeyId"],
        "aws_secret_access_key": keys["SecretAccessKey"],
        "aws_session_token": keys["SessionToken"],
    }
    other_sts, other_acm = (client(service, endpoint, **credentials) for service in ("sts", "acm"))
    assert other_sts.get_caller_identity()["Account"] == "444455556666"
    theirs = other_acm.request_certificate(DomainName="example.com")["CertificateArn"]
    assert ":444455556666:" in theirs
    assert clients("acm", "us-east-1").list_certificates()["CertificateSummaryList"] == []
    for made in (other_sts, other_acm):
        made.close()


def test_an_account_in_the_environment_does_not_win(
    monkeypatch: pytest.MonkeyPatch, acm_world: AcmWorld
) -> None:
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "999999999999")
    server = AwsServer()
    sts = client("sts", server.start())
    assert sts.get_caller_identity()["Account"] == "111122223333"
    sts.close()
    server.stop()


def test_the_control_application_is_mounted(own_endpoint: str, changes: list[str]) -> None:
    with urllib.request.urlopen(f"{own_endpoint}/_sandbox/") as answer:
        assert json.load(answer) == ["GET", "/_sandbox", "/"]
    assert changes == []
    with urllib.request.urlopen(f"{own_endpoint}/_sandbox/advance", data=b"{}") as answer:
        assert json.load(answer) == ["POST", "/_sandbox", "/advance"]
    assert changes == ["changed"]


def test_changes_are_told_and_reads_are_not(own_endpoint: str, changes: list[str]) -> None:
    acm, iam, s3 = (client(service, own_endpoint) for service in ("acm", "iam", "s3"))
    acm.list_certificates()
    acm.search_certificates()
    iam.list_account_aliases()
    s3.list_buckets()
    assert changes == []
    acm.request_certificate(DomainName="example.com")
    assert len(changes) == 1
    iam.create_account_alias(AccountAlias="shop-prod")
    assert len(changes) == 2
    s3.create_bucket(Bucket="one")
    assert len(changes) == 3
    for made in (acm, iam, s3):
        made.close()


def test_the_change_is_told_before_the_answer_is_sent(acm_world: AcmWorld) -> None:
    seen: list[int] = []
    server = AwsServer(after_mutation=lambda: seen.append(len(acm_world.all())))
    acm = client("acm", server.start())
    acm.request_certificate(DomainName="example.com")
    assert seen == [1]
    acm.close()
    server.stop()


def test_it_listens_on_loopback_and_stops(acm_world: AcmWorld) -> None:
    server = AwsServer()
    host, _, port = server.start().removeprefix("http://").partition(":")
    assert host == "127.0.0.1"
    with pytest.raises(RuntimeError):
        server.start()
    server.stop()
    server.stop()
    with pytest.raises(ConnectionRefusedError):
        http.client.HTTPConnection(host, int(port), timeout=2).connect()
    assert server.start(int(port)).endswith(port)
    server.stop()


def test_a_port_that_is_taken_is_an_error_and_not_the_end_of_the_process(acm_world: AcmWorld) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = AwsServer()
        with pytest.raises(OSError, match="in use"):
            server.start(taken.getsockname()[1])
        server.stop()


class Noticing(logging.Handler):
    """Keeps the log's messages; the server writes them after it has answered."""

    def __init__(self) -> None:
        super().__init__()
        self.noticed = threading.Event()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())
        self.noticed.set()


@pytest.fixture
def log() -> Iterator[Noticing]:
    handler = Noticing()
    logger = logging.getLogger("acm_tui.sandbox.aws.server")
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)


def test_faults_are_logged_and_nothing_is_printed(
    acm: ACMClient,
    acm_world: AcmWorld,
    log: Noticing,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    acm.list_certificates()

    def break_down(*_: object) -> None:
        raise ZeroDivisionError("broken on purpose")

    monkeypatch.setattr(acm_world, "in_region", break_down)
    with pytest.raises(ClientError) as refused:
        acm.list_certificates()
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert log.noticed.wait(5)
    assert "ZeroDivisionError: broken on purpose" in log.messages[0]
    assert capfd.readouterr() == ("", "")


def test_what_is_no_http_is_logged_and_nothing_is_printed(
    endpoint: str, log: Noticing, capfd: pytest.CaptureFixture[str]
) -> None:
    host, _, port = endpoint.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(b"\x16\x03\x01 not HTTP at all\r\n\r\n")
        assert log.noticed.wait(5)
    assert capfd.readouterr() == ("", "")
