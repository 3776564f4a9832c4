"""The control desk over HTTP, and the client that the TUI holds."""

import http.client
import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from acm_tui.sandbox.client import OTHER_SIDE, SandboxClient, SandboxUnavailableError, point
from acm_tui.sandbox.control import Control, ControlRefusedError


class RecordingDesk:
    def __init__(self) -> None:
        self.moves: list[tuple[str, dict[str, Any]]] = []
        self.offset_s = 0.0

    def status(self) -> dict[str, Any]:
        return {"offset_s": self.offset_s, "version": "1"}

    def move(self, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        if name == "nonsense":
            raise ControlRefusedError("there is no such move")
        self.moves.append((name, dict(arguments)))
        if name == "advance":
            self.offset_s += float(arguments["hours"]) * 3600
        return {"message": f"did {name}", "offset_s": self.offset_s}


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        pass


@pytest.fixture
def desk() -> RecordingDesk:
    return RecordingDesk()


@pytest.fixture
def endpoint(desk: RecordingDesk) -> Iterator[str]:
    with make_server("127.0.0.1", 0, Control(desk), handler_class=QuietHandler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def client(endpoint: str) -> SandboxClient:
    return SandboxClient(endpoint)


def _post(endpoint: str, path: str, body: bytes, kind: str) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection(endpoint.removeprefix("http://"), timeout=5)
    try:
        connection.request("POST", path, body, {"Content-Type": kind})
        response = connection.getresponse()
        return response.status, json.load(response)
    finally:
        connection.close()


def test_the_status_is_asked_with_get(client: SandboxClient) -> None:
    assert client.status()["version"] == "1"


def test_a_move_takes_its_arguments_and_answers(client: SandboxClient, desk: RecordingDesk) -> None:
    assert client.move("register-records", mistake="one-server")["message"] == "did register-records"
    assert desk.moves == [("register-records", {"mistake": "one-server"})]


def test_the_client_keeps_the_sandbox_time(client: SandboxClient) -> None:
    client.move("advance", hours=72)
    assert abs(client.now() - datetime.now(UTC) - timedelta(hours=72)) < timedelta(seconds=5)


def test_every_move_of_the_other_side_is_understood(client: SandboxClient, desk: RecordingDesk) -> None:
    for move in OTHER_SIDE:
        assert move.run(client).startswith("did ")
    assert [name for name, _ in desk.moves] == [
        *["register-records"] * 3,
        "remove-records",
        "advance",
        "advance",
    ]


def test_a_refusal_reaches_the_operator(client: SandboxClient) -> None:
    with pytest.raises(SandboxUnavailableError, match="there is no such move"):
        client.move("nonsense")


def test_a_proxy_of_the_environment_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, client: SandboxClient
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert SandboxClient(client.endpoint).status()["version"] == "1"


def test_nobody_there_is_said_plainly() -> None:
    with pytest.raises(SandboxUnavailableError, match="does not answer"):
        SandboxClient("http://127.0.0.1:1", timeout_s=2).status()


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"{}", "text/plain", "application/json"),
        (b"hours=72", "application/x-www-form-urlencoded", "application/json"),
        (b"{", "application/json", "not JSON"),
        (b"[]", "application/json", "JSON object"),
        (b" " * 70_000, "application/json", "65536"),
    ],
    ids=["text", "form", "torn", "list", "huge"],
)
def test_a_request_that_no_client_of_ours_sends_is_refused(
    endpoint: str, desk: RecordingDesk, body: bytes, kind: str, reason: str
) -> None:
    status, answer = _post(endpoint, "/_sandbox/advance", body, kind)
    assert status == 400
    assert reason in answer["error"]
    assert desk.moves == []


def test_a_move_is_not_made_by_get(endpoint: str, desk: RecordingDesk) -> None:
    connection = http.client.HTTPConnection(endpoint.removeprefix("http://"), timeout=5)
    connection.request("GET", "/_sandbox/advance")
    assert connection.getresponse().status == 405
    connection.close()
    assert desk.moves == []


def test_pointing_to_a_sandbox_leaves_no_way_past_it() -> None:
    environment = {
        "AWS_PROFILE": "production",
        "AWS_SESSION_TOKEN": "real",
        "AWS_ENDPOINT_URL_ACM": "https://acm.example.com",
        "ACM_TUI_AWS_PROFILES": "production",
        "ACM_TUI_JOURNAL_STORE": "s3://production",
        "PATH": "/bin",
        "ACM_TUI_DATA_DIR": "/data",
    }
    point({"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "ACM_TUI_DNS_PORT": "53"}, environment)
    assert environment == {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "ACM_TUI_DNS_PORT": "53",
        "PATH": "/bin",
        "ACM_TUI_DATA_DIR": "/data",
    }


def test_the_client_side_imports_nothing_heavy() -> None:
    script = (
        "import sys, acm_tui.sandbox.client, acm_tui.sandbox.launch, acm_tui.sandbox.child\n"
        "heavy = {'boto3', 'botocore', 'moto', 'flask', 'dns', 'cryptography', 'msgspec'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
