"""The way into AWS: region, clients, identity, and what it costs to import."""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from acm_tui import __version__
from acm_tui.aws.at_once import AT_ONCE, at_once
from acm_tui.aws.identity import Identity
from acm_tui.aws.session import Access
from acm_tui.domain.errors import ServiceTrouble, SettingsTrouble
from tests.aws.scripted import Answer, Error, Scripted, ScriptedAws

REGION = "ap-northeast-1"


def caller(account: str, partition: str = "aws") -> Answer:
    return Answer(
        f"<Arn>arn:{partition}:iam::{account}:user/operator</Arn><UserId>AIDA</UserId><Account>{account}</Account>"
    )


def test_identity_is_asked_anew_each_time(aws: ScriptedAws, access: Access) -> None:
    aws.script("GetCallerIdentity", caller("111122223333"), caller("444455556666", "aws-cn"))
    assert access.identity(REGION) == Identity(
        "111122223333", "aws", "arn:aws:iam::111122223333:user/operator"
    )
    assert access.identity(REGION) == Identity(
        "444455556666", "aws-cn", "arn:aws-cn:iam::444455556666:user/operator"
    )


def test_the_program_names_itself_to_aws(aws: ScriptedAws, access: Access) -> None:
    aws.script("GetCallerIdentity", caller("111122223333"))
    access.identity(REGION)
    assert f"acm-tui/{__version__}" in aws.calls[0].user_agent


def test_every_connection_of_two_rounds_of_reads_is_kept(
    aws: ScriptedAws, access: Access, caplog: pytest.LogCaptureFixture
) -> None:
    together = threading.Barrier(2 * AT_ONCE)

    def answer(_: dict[str, Any]) -> Scripted:
        together.wait(10)
        return caller("111122223333")

    aws.decide("GetCallerIdentity", answer)
    at_once(lambda _: access.identity(REGION), range(2 * AT_ONCE), 2 * AT_ONCE)
    assert "pool is full" not in caplog.text


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer("<AccountAliases><member>shop-prod</member></AccountAliases>"), "shop-prod"),
        (Answer("<AccountAliases/>"), None),
        (Error("AccessDenied", "no", 403), None),
    ],
)
def test_the_alias_only_decorates(
    aws: ScriptedAws, access: Access, answer: Answer | Error, expected: str | None
) -> None:
    aws.script("ListAccountAliases", answer)
    assert access.alias() == expected


def test_an_alias_that_fails_otherwise_is_not_hidden(aws: ScriptedAws, access: Access) -> None:
    aws.script("ListAccountAliases", Error("ServiceFailure", "oops", 400))
    with pytest.raises(ServiceTrouble):
        access.alias()


def test_clients_are_made_once_even_by_many_threads(aws: ScriptedAws, access: Access) -> None:
    made: list[object] = []
    start = threading.Barrier(8)

    def make() -> None:
        start.wait()
        made.append(access.client("acm", REGION))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len({id(client) for client in made}) == 1
    assert access.client("acm", "us-east-1") is not made[0]
    assert access.client("acm", "us-east-1").meta.region_name == "us-east-1"


def test_the_custom_endpoint_is_told(aws: ScriptedAws, access: Access) -> None:
    assert access.endpoint == aws.url


def test_a_custom_endpoint_of_one_service_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2", "http://127.0.0.1:9")
    access = Access(None, REGION)
    assert access.endpoint == "http://127.0.0.1:9"
    access.close()


@pytest.mark.parametrize("region", [REGION, "cn-north-1", "us-gov-west-1"])
def test_aws_itself_is_no_custom_endpoint(region: str) -> None:
    access = Access(None, region)
    assert access.endpoint is None
    access.close()


def _given(monkeypatch: pytest.MonkeyPatch, config: Path) -> str | None:
    return "eu-west-1"


def _aws_region(monkeypatch: pytest.MonkeyPatch, config: Path) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-west-2")


def _default_region(monkeypatch: pytest.MonkeyPatch, config: Path) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")


def _of_profile(monkeypatch: pytest.MonkeyPatch, config: Path) -> None:
    config.write_text("[profile p]\nregion = eu-north-1\n[default]\nregion = eu-south-1\n")


Source = Callable[[pytest.MonkeyPatch, Path], str | None]


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ((_given, _aws_region, _default_region, _of_profile), "eu-west-1"),
        ((_aws_region, _default_region, _of_profile), "eu-west-2"),
        ((_default_region, _of_profile), "eu-west-3"),
        ((_of_profile,), "eu-north-1"),
    ],
)
def test_where_the_home_region_comes_from(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sources: tuple[Source, ...], expected: str
) -> None:
    _of_profile(monkeypatch, tmp_path / "config")
    given = [source(monkeypatch, tmp_path / "config") for source in sources]
    assert Access("p", next(filter(None, given), None)).home_region() == expected


def test_no_region_at_all_is_told_with_a_remedy() -> None:
    access = Access(None, None)
    with pytest.raises(SettingsTrouble) as raised:
        access.home_region()
    assert "--region" in raised.value.remedy


def test_using_a_region_does_not_make_it_the_home_region(aws: ScriptedAws) -> None:
    access = Access(None, None)
    access.client("acm", "us-east-1")
    with pytest.raises(SettingsTrouble):
        access.home_region()
    access.close()


def test_importing_the_adapters_imports_no_boto3() -> None:
    code = (
        "import sys, acm_tui.aws.elb, acm_tui.aws.find, acm_tui.tls.handshake; "
        "print([m for m in ('boto3', 'botocore', 'moto', 'cryptography', 'textual') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
