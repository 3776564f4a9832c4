"""Profiles, roles, processes, instances, regions, endpoints and proxies, as the aws CLI has them."""

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from acm_tui.aws import acm, profiles
from acm_tui.aws.find import searched
from acm_tui.aws.session import Access
from acm_tui.domain.errors import SettingsTrouble, Unreachable
from acm_tui.sandbox.sandbox import Sandbox

REGION = "ap-northeast-1"
OURS, THEIRS = "111122223333", "444455556666"
ARN = f"arn:aws:acm:{REGION}:{OURS}:certificate/1"

Configure = Callable[[str], None]


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    """One sandbox for this module: moto's backends belong to the process."""
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def configure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Writes the configuration file; there are no keys in the environment."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    def configure(text: str) -> None:
        (tmp_path / "config").write_text(text)

    return configure


@pytest.fixture
def keys(running: Sandbox) -> str:
    """The operator's keys, as lines of a profile."""
    given = running.environment()
    return (
        f"aws_access_key_id = {given['AWS_ACCESS_KEY_ID']}\n"
        f"aws_secret_access_key = {given['AWS_SECRET_ACCESS_KEY']}\n"
    )


@pytest.fixture
def endpoint(running: Sandbox) -> str:
    return running.environment()["AWS_ENDPOINT_URL"]


def account(profile: str | None, region: str | None = REGION) -> str:
    """Whose the credentials of *profile* are."""
    with closing(Access(profile, region)) as access:
        return access.identity(region or access.home_region()).account


def test_a_role_leads_into_its_account(
    configure: Configure, keys: str, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    role = f"role_arn = arn:aws:iam::{THEIRS}:role/ops\n"
    configure(f"[profile base]\n{keys}[profile ops]\n{role}source_profile = base\n")
    assert (account("base"), account("ops")) == (OURS, THEIRS)


def test_a_role_of_another_account_sees_that_accounts_certificates(
    configure: Configure, keys: str, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    role = f"role_arn = arn:aws:iam::{THEIRS}:role/ops\n"
    configure(f"[profile base]\n{keys}[profile ops]\n{role}source_profile = base\n")
    with closing(Access("ops", REGION)) as ops, closing(Access("base", REGION)) as base:
        assert searched(ops, REGION).items == ()
        assert len(searched(base, REGION).items) == 10


def test_a_process_gives_the_keys(
    configure: Configure, running: Sandbox, endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    given = running.environment()
    taken = {"Version": 1, "AccessKeyId": given["AWS_ACCESS_KEY_ID"]}
    (tmp_path / "keys").write_text(json.dumps(taken | {"SecretAccessKey": given["AWS_SECRET_ACCESS_KEY"]}))
    configure(f"[profile made]\ncredential_process = cat {tmp_path}/keys\n")
    assert account("made") == OURS


def test_the_profile_that_the_environment_names(
    configure: Configure, keys: str, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "shop")
    configure(f"[profile shop]\nregion = {REGION}\nendpoint_url = {endpoint}\n{keys}")
    assert account(None, None) == OURS
    with closing(Access(None, None)) as access:
        assert (access.name, access.home_region()) == ("shop", REGION)


def test_an_endpoint_of_the_profile_is_used_and_told(configure: Configure, keys: str, endpoint: str) -> None:
    configure(f"[profile shop]\nendpoint_url = {endpoint}\n{keys}[profile plain]\n{keys}")
    assert account("shop") == OURS
    with closing(Access("shop", REGION)) as shop, closing(Access("plain", REGION)) as plain:
        assert (shop.endpoint, plain.endpoint) == (endpoint, None)


def test_the_endpoint_of_the_environment_may_be_ignored_as_the_cli_can(
    monkeypatch: pytest.MonkeyPatch, endpoint: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")
    with closing(Access(None, REGION)) as access:
        assert access.endpoint is None


@dataclass
class Proxy:
    """An HTTP proxy that forwards plain requests and refuses tunnels; what it was asked for."""

    url: str = ""
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    found = Proxy()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name: value for name, value in self.headers.items() if name != "Proxy-Connection"}
            # The target is the test's own server on loopback.
            with urlopen(Request(self.path, body, headers)) as answer:
                data = answer.read()
                self.send_response(answer.status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_CONNECT(self) -> None:
            found.asked.append(f"CONNECT {self.path}")
            self.send_error(503)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield found
    server.shutdown()
    server.server_close()


def test_calls_go_through_the_proxy_of_the_environment(
    proxy: Proxy, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # By name: loopback addresses are reached directly.
    named = endpoint.replace("127.0.0.1", "aws.example.com")
    asked = socket.getaddrinfo

    def resolved(host: Any, *more: Any, **options: Any) -> Any:
        return asked("127.0.0.1" if host == "aws.example.com" else host, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ENDPOINT_URL", named)
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    # The test's own proxy must not go through itself.
    monkeypatch.setattr("urllib.request.getproxies", dict)
    monkeypatch.setattr("botocore.utils.getproxies", lambda: {"http": os.environ["HTTP_PROXY"]})
    assert account(None) == OURS
    assert proxy.asked == [f"{named}/"]


def test_a_proxy_that_lets_nothing_through_is_told(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with closing(Access(None, REGION)) as access, pytest.raises(Unreachable) as raised:
        acm.describe(access, REGION, ARN)
    assert set(proxy.asked) == {f"CONNECT acm.{REGION}.amazonaws.com:443"}
    assert "proxy" in raised.value.remedy
    assert "acm:DescribeCertificate" in raised.value.cause


@pytest.fixture
def instance(running: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The metadata of an instance whose role has the operator's keys; what was asked of it."""
    given, asked = running.environment(), []
    taken = {
        "Code": "Success",
        "AccessKeyId": given["AWS_ACCESS_KEY_ID"],
        "SecretAccessKey": given["AWS_SECRET_ACCESS_KEY"],
        "Token": "token",
        "Expiration": "2099-01-01T00:00:00Z",
    }
    roles = "/latest/meta-data/iam/security-credentials/"
    answers = {
        "/latest/api/token": "metadata-token",
        roles: "operator",
        f"{roles}operator": json.dumps(taken),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            found = answers.get(self.path)
            data = (found or "").encode()
            self.send_response(404 if found is None else 200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_PUT = do_GET  # noqa: N815 - the name that http.server wants

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "false")
    monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", f"http://127.0.0.1:{server.server_address[1]}")
    yield asked
    server.shutdown()
    server.server_close()


def test_the_role_of_an_instance(
    configure: Configure, instance: list[str], endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    assert account(None) == OURS
    assert instance[0] == "/latest/api/token"
    configure(
        f"[profile ops]\nrole_arn = arn:aws:iam::{THEIRS}:role/ops\ncredential_source = Ec2InstanceMetadata\n"
    )
    assert account("ops") == THEIRS


BROKEN = {
    "no section": "region = eu-west-1\n",
    "twice": "[profile a]\nregion = eu-west-1\n[profile a]\nregion = eu-west-2\n",
    "no value": "[profile a]\nregion\n",
    "not text": "[profile \udc80\udcff]\n",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_configuration_is_told_with_its_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "config"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    for read in (profiles.available, lambda: account("a"), lambda: Access("a", None).home_region()):
        with pytest.raises(SettingsTrouble) as raised:
            read()
        assert raised.value.sentence == "The AWS configuration cannot be used."
        assert str(file) in raised.value.cause


def test_an_unknown_profile_is_told_with_its_name(configure: Configure) -> None:
    configure("[profile shop]\nregion = eu-west-1\n")
    with pytest.raises(SettingsTrouble) as raised:
        account("shoop")
    assert raised.value.sentence == "There is no such profile."
    assert "shoop" in raised.value.cause


def test_the_profiles_that_there_are(configure: Configure, tmp_path: Path) -> None:
    assert profiles.available() == ()
    configure("[profile shop]\n[sso-session corp]\n[profile lab]\n")
    (tmp_path / "credentials").write_text("[old]\naws_access_key_id = AKIAEXAMPLE\n")
    assert profiles.available() == ("lab", "old", "shop")


def test_a_profile_without_credentials_is_told(configure: Configure) -> None:
    configure("[profile empty]\nregion = eu-west-1\n")
    with pytest.raises(SettingsTrouble) as raised:
        account("empty")
    assert raised.value.sentence == "There are no complete AWS credentials."


@pytest.mark.parametrize("region", ["tokyo", "ap-northeast", "ap-northeast-1a"])
def test_a_region_that_cannot_be_is_refused_before_any_call(region: str) -> None:
    with pytest.raises(SettingsTrouble) as raised:
        account(None, region)
    assert raised.value.sentence == f"There is no region {region}."


def test_a_region_that_is_not_known_here_is_asked_and_told_when_nobody_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def nobody(host: str, *_: object, **__: object) -> None:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with closing(Access(None, "eu-nort-1")) as access, pytest.raises(Unreachable) as raised:
        acm.describe(access, "eu-nort-1", ARN)
    assert set(asked) == {"acm.eu-nort-1.amazonaws.com"}
    assert "eu-nort-1 is not among the regions known here; eu-north-1 is." in raised.value.cause


def test_a_region_newer_than_this_program_works(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    assert account(None, "eu-west-9") == OURS
