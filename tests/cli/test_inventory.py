"""``acm-tui inventory`` as a shell sees it, in front of the sandbox's AWS."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from acm_tui.sandbox.client import point
from acm_tui.sandbox.sandbox import Sandbox
from tests.cli.conftest import COMMAND, Open, Result, Run
from tests.domain.stories import PLACE
from tests.test_import_hygiene import after

POSIX = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals and signals are POSIX's")
KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
NOWHERE = "http://127.0.0.1:9"

Look = Callable[..., Result]


@pytest.fixture(scope="module")
def to_sandbox() -> Iterator[dict[str, str]]:
    """The settings and credentials that lead to the sandbox."""
    with Sandbox() as sandbox:
        environment: dict[str, str] = {}
        point(sandbox.environment(), environment)
        yield environment | {"ACM_TUI_AWS_REGIONS": PLACE.region}


@pytest.fixture
def there(run: Run, to_sandbox: dict[str, str]) -> Look:
    """Run the command in front of the sandbox."""

    def look(*arguments: str, **more: str) -> Result:
        return run("inventory", *arguments, **(to_sandbox | more))

    return look


def test_a_table(there: Look) -> None:
    result = there()
    assert (result.returncode, result.stderr) == (0, "")
    heading, *rows = result.stdout.partition("\n\n")[0].splitlines()
    assert heading.split()[:2] == ["CERTIFICATE", "EXPIRES"]
    assert len(rows) == 10
    assert f"\n{len(rows)} certificates · " in result.stdout
    assert "email issuance end" in result.stdout


def test_json_has_everything(there: Look) -> None:
    result = there("--output", "json")
    assert (result.returncode, result.stderr) == (0, "")
    document = json.loads(result.stdout)
    assert (document["schema_version"], document["errors"], len(document["certificates"])) == (1, [], 10)
    for one in document["certificates"]:
        assert one["region"] == PLACE.region
        assert one["attachments"] is not None
        assert one["tags"] is not None
        assert one["seen"] == "now"
    assert any(one["attachments"] for one in document["certificates"])
    assert [one["region"] for one in document["looked"]] == [PLACE.region]


def test_several_regions(there: Look) -> None:
    result = there("--region", PLACE.region, "--region", "us-east-1", "--output", "json")
    found = {(one["region"]) for one in json.loads(result.stdout)["certificates"]}
    assert (result.returncode, found) == (0, {PLACE.region, "us-east-1"})


def test_a_part_that_fails(there: Look, to_sandbox: dict[str, str], tmp_path: Path) -> None:
    config = tmp_path / "aws-config"
    keys = {name.lower(): value for name, value in to_sandbox.items() if name in KEYS}
    lines = (f"{name} = {value}" for name, value in keys.items())
    config.write_text("\n".join(("[profile good]", f"region = {PLACE.region}", *lines)), encoding="utf-8")
    result = there(
        "--profile", "good", "--profile", "nobody", "--output", "json", AWS_CONFIG_FILE=str(config)
    )
    assert result.returncode == 4
    document = json.loads(result.stdout)
    assert len(document["certificates"]) == 10
    assert [one["profile"] for one in document["errors"]] == ["nobody"]
    assert result.stderr.startswith("✖ nobody: ")
    assert "\n  Next: " in result.stderr


def test_what_was_found_is_told_in_every_form_the_next_time_without_aws(there: Look) -> None:
    names = [one["names"][0] for one in json.loads(there("--output", "json").stdout)["certificates"]]

    def again(form: str) -> str:
        result = there("--from-cache", "--output", form)
        assert (result.returncode, result.stderr) == (0, "")
        return result.stdout

    assert [one["names"][0] for one in json.loads(again("json"))["certificates"]] == names
    lines = csv.DictReader(io.StringIO(again("csv"), newline=""))
    assert [line["name"] for line in lines] == names
    assert again("md").startswith("# Certificates that are validated by email\n\nAs of ")
    assert again("table").count(" UTC  ") == len(names)


@pytest.mark.parametrize("output", ["table", "json", "csv", "md"])
def test_where_nothing_can_be_seen(run: Run, output: str) -> None:
    result = run("inventory", "--output", output)
    assert (result.returncode, result.stdout) == (253, "")
    assert "\n  Next: " in result.stderr


def test_aws_that_cannot_be_reached(there: Look) -> None:
    result = there(AWS_ENDPOINT_URL=NOWHERE)
    assert (result.returncode, result.stdout) == (254, "")


@POSIX
def test_progress_at_a_terminal(to_sandbox: dict[str, str], in_terminal: Open) -> None:
    with in_terminal("inventory", **to_sandbox) as terminal:
        assert terminal.wait_for_end() == 0
    assert f"  ✔ default · 111122223333 · {PLACE.region}  10 certificates" in terminal.painted


@POSIX
def test_control_c_ends_it_at_once_and_nothing_is_half_told(
    environment: dict[str, str], to_sandbox: dict[str, str], tmp_path: Path
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        silent.settimeout(30)
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with (
            subprocess.Popen(
                [*COMMAND, "inventory", "--output", "json"],
                env=environment | to_sandbox | {"AWS_ENDPOINT_URL": endpoint},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            ) as process,
            silent.accept()[0],
        ):
            process.send_signal(signal.SIGINT)
            said, complaint = process.communicate(timeout=10)
    assert (process.returncode, said, complaint) == (130, "", "")
    assert not (tmp_path / "data" / "inventories").exists()


def test_the_demo_has_no_aws_of_its_own(run: Run) -> None:
    result = run("--demo", "inventory")
    assert (result.returncode, result.stdout) == (252, "")
    assert "acm-tui sandbox" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("inventory", "--region", "eu-west-1", "--all-regions"),
        ("--region", "eu-west-1", "inventory", "--all-regions"),
        ("--all-regions", "inventory", "--region", "eu-west-1"),
    ],
)
def test_some_regions_or_all(run: Run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert (result.returncode, result.stdout) == (252, "")
    assert "not allowed with argument" in result.stderr


def test_its_help_tells_its_exit_codes(run: Run) -> None:
    said = " ".join(run("inventory", "--help").stdout.split())
    assert "0 every place was looked through, 4 a part was not" in said
    assert "253 or 254 nothing could be looked through" in said


def test_it_needs_no_screen(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    ended, packages = after("import acm_tui.cli; sys.exit(acm_tui.cli.main())", "inventory")
    assert ended == 253
    assert packages.isdisjoint({"textual", "dns", "moto", "cryptography"})
