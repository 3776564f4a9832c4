"""Nothing heavy is imported before it is needed: proved in processes of their own."""

from __future__ import annotations

import json
import socket
import subprocess
import sys

import pytest

HEAVY = ("textual", "rich", "boto3", "botocore", "dns", "moto", "flask", "cryptography", "msgspec", "sqlite3")

_PROBE = """
import json, sys
sys.argv[1:] = json.loads(sys.argv[1])
ended = None
try:
    {does}
except SystemExit as end:
    ended = end.code
print(json.dumps([ended, sorted({{name.partition('.')[0] for name in sys.modules}})]))
"""


def after(does: str, *arguments: str) -> tuple[int | None, set[str]]:
    """The exit code of *does*, and the packages that are imported afterwards."""
    run = subprocess.run(
        [sys.executable, "-P", "-c", _PROBE.format(does=does), json.dumps(arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    ended, packages = json.loads(run.stdout.splitlines()[-1])
    return ended, set(packages)


def test_the_probe_sees_what_is_imported() -> None:
    ended, packages = after("import acm_tui.settings")
    assert ended is None
    assert "msgspec" in packages


@pytest.mark.parametrize(("argument", "code"), [("--version", 0), ("--help", 0), ("--nonsense", 252)])
def test_the_command_line_answers_before_anything_heavy_is_there(argument: str, code: int) -> None:
    ended, packages = after("import acm_tui.cli; sys.exit(acm_tui.cli.main())", argument)
    assert ended == code
    assert "acm_tui" in packages
    assert packages.isdisjoint(HEAVY)


@pytest.mark.parametrize("command", ["sessions", "paths"])
def test_a_headless_command_needs_no_screen_and_no_aws(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACM_TUI_DATA_DIR", "/nowhere/at/all")
    ended, packages = after("import acm_tui.cli; sys.exit(acm_tui.cli.main())", command)
    assert ended == 0
    assert packages.isdisjoint({"textual", "rich", "boto3", "botocore", "dns", "moto", "cryptography"})


def test_a_check_of_the_dns_needs_no_screen_no_aws_and_no_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        nobody = silent.getsockname()
    for name, value in {
        "ACM_TUI_DATA_DIR": "/nowhere/at/all",
        "ACM_TUI_CONFIG": "/nowhere/at/all",
        "ACM_TUI_DNS_PORT": str(nobody[1]),
        "ACM_TUI_DNS_ROOT_SERVERS": nobody[0],
        "ACM_TUI_DNS_DOH": "off",
    }.items():
        monkeypatch.setenv(name, value)
    arguments = ("dns-check", "_a.shop.example.com", "_b.acm-validations.aws", "--output", "json")
    ended, packages = after("import acm_tui.cli; sys.exit(acm_tui.cli.main())", *arguments)
    assert ended == 3
    assert "dns" in packages
    assert packages.isdisjoint({"textual", "rich", "boto3", "botocore", "moto", "flask", "httpx2"})


@pytest.mark.parametrize(
    "module",
    [
        "acm_tui.app",
        "acm_tui.launch",
        "acm_tui.opening",
        "acm_tui.journal.shared",
        "acm_tui.demo",
        "acm_tui.sandbox.client",
        "acm_tui.sandbox.launch",
    ],
)
def test_the_first_screen_waits_for_neither_aws_nor_dns_nor_the_sandbox(module: str) -> None:
    _, packages = after(f"import {module}")
    assert packages.isdisjoint({"boto3", "botocore", "dns", "moto", "flask", "cryptography"})


@pytest.mark.parametrize(
    "module",
    [
        "acm_tui.aws.session",
        "acm_tui.aws.acm",
        "acm_tui.aws.elb",
        "acm_tui.aws.find",
        "acm_tui.aws.route53",
        "acm_tui.aws.objects",
    ],
)
def test_an_adapter_imports_boto3_with_its_first_client(module: str) -> None:
    _, packages = after(f"import {module}")
    assert packages.isdisjoint({"boto3", "botocore"})
