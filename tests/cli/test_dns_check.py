"""``acm-tui dns-check`` as a shell sees it, in front of the sandbox's DNS."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from acm_tui.sandbox.dns import DnsServer
from tests.cli.conftest import COMMAND, Open, Result, Run

NAME, VALUE = "_a79865eb.shop.example.com", "_424c7224.mhbtsbpdnt.acm-validations.aws"
LOOPBACK = "127.0.0.1"
POSIX = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals and signals are POSIX's")


@pytest.fixture
def zones() -> Iterator[DnsServer]:
    server = DnsServer()
    server.start()
    yield server
    server.stop()


def pointing_to(port: int, *roots: str) -> dict[str, str]:
    """The settings that lead there and to nobody else, this machine's own DNS among them."""
    return {
        "ACM_TUI_DNS_PORT": str(port),
        "ACM_TUI_DNS_ROOT_SERVERS": ",".join(roots),
        "ACM_TUI_DNS_RESOLVER": f"{LOOPBACK}:{port}",
        "ACM_TUI_DNS_PUBLIC_RESOLVERS": "",
        "ACM_TUI_DNS_DOH": "off",
    }


@pytest.fixture
def to_zones(zones: DnsServer) -> dict[str, str]:
    """The settings that lead to the sandbox's DNS."""
    return pointing_to(zones.address.port, *zones.address.roots)


@pytest.fixture
def there(environment: dict[str, str], to_zones: dict[str, str]) -> dict[str, str]:
    """The environment of a program in front of the sandbox's DNS."""
    return environment | to_zones


def check(there: dict[str, str], *arguments: str, name: str = NAME, value: str = VALUE) -> Result:
    result = subprocess.run(
        [*COMMAND, "dns-check", name, value, *arguments],
        env=there,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert "Traceback" not in result.stderr
    return result


def register(zones: DnsServer, name: str = NAME, servers: tuple[int, ...] = (0, 1)) -> None:
    zones.set_record(f"{name}.", "CNAME", f"{VALUE}.", servers)


def read(result: Result) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def test_ready(there: dict[str, str], zones: DnsServer) -> None:
    register(zones)
    result = check(there)
    assert (result.returncode, result.stderr) == (0, "")
    assert "✔ READY: every name server has the record." in result.stdout
    assert len(re.findall(r"^✔ ns[12]\.example\.com .* record found, serial 2$", result.stdout, re.M)) == 2
    document = read(check(there, "--output", "json"))
    assert (document["verdict"], document["diagnoses"], document["next_check_in_s"]) == ("ready", [], None)


def test_absent(there: dict[str, str]) -> None:
    result = check(there)
    assert (result.returncode, result.stderr) == (3, "")
    assert "· ABSENT: no name server that answered has the record." in result.stdout
    assert result.stdout.count("no such name, serial 1") == 2
    document = read(check(there, "--output", "json"))
    assert (document["verdict"], document["next_check_in_s"]) == ("absent", 300)


def test_half_way(there: dict[str, str], zones: DnsServer) -> None:
    register(zones, servers=(0,))
    result = check(there)
    assert (result.returncode, result.stderr) == (3, "")
    assert "! PARTIAL 1/2" in result.stdout


def test_typed_twice(there: dict[str, str], zones: DnsServer) -> None:
    register(zones, f"{NAME}.example.com")
    result = check(there)
    assert (result.returncode, result.stderr) == (4, "")
    assert "✖ MISPLACED" in result.stdout
    result = check(there, "--output", "json")
    assert (result.returncode, read(result)["verdict"]) == (4, "misplaced")
    (told,) = read(result)["diagnoses"]
    assert told["code"] == "ZONE_TYPED_TWICE"
    rows = [read(result)["observations"][place] for place in told["evidence"]]
    assert {row["question"]["name"] for row in rows} == {f"{NAME}.example.com."}


def test_wrong(there: dict[str, str], zones: DnsServer) -> None:
    zones.set_record(f"{NAME}.", "CNAME", "elsewhere.example.net.")
    result = check(there)
    assert (result.returncode, result.stderr) == (4, "")
    assert "✖ WRONG" in result.stdout


def test_blind(there: dict[str, str], zones: DnsServer) -> None:
    zones.stop()
    result = check(there)
    assert (result.returncode, result.stderr) == (3, "")
    assert "? CANNOT SEE" in result.stdout
    assert "ABSENT" not in result.stdout
    document = read(check(there, "--output", "json"))
    assert (document["verdict"], document["zone"]) == ("cannot_see", None)


def test_advice_is_given_and_does_not_count(there: dict[str, str], zones: DnsServer) -> None:
    register(zones)
    zones.set_record("example.com.", "CAA", ['0 issue "letsencrypt.org"'])
    result = check(there)
    assert (result.returncode, result.stderr) == (0, "")
    assert '\n  example.com. CAA 0 issue "amazon.com"\n' in result.stdout
    (told,) = read(check(there, "--output", "json"))["advice"]
    assert told["code"] == "CAA_FORBIDS"


def test_a_record_that_is_not_acms_gets_no_advice(there: dict[str, str], zones: DnsServer) -> None:
    zones.set_record("www.shop.example.com.", "CNAME", "x.example.net.")
    zones.set_record("example.com.", "CAA", ['0 issue "letsencrypt.org"'])
    result = check(there, "--output", "json", name="www.shop.example.com", value="x.example.net")
    assert result.returncode == 0
    assert (read(result)["verdict"], read(result)["advice"]) == ("ready", [])
    assert result.stderr.splitlines() == [
        "NAME does not begin with an underscore, as ACM's do; looking for it all the same.",
        "VALUE does not end in acm-validations.aws, as ACM's do; looking for it all the same.",
    ]


def test_name_and_value_as_people_paste_them(there: dict[str, str], zones: DnsServer) -> None:
    register(zones)
    result = check(there, name=f" {NAME.upper()}. ", value=f"{VALUE}.")
    assert (result.returncode, result.stderr) == (0, "")


def test_letters_of_other_scripts(there: dict[str, str], zones: DnsServer) -> None:
    register(zones, "_x.xn--bcher-kva.example.com")
    result = check(there, name="_x.bücher.example.com")
    assert result.returncode == 0
    assert "_x.xn--bcher-kva.example.com.\n         _x.bücher.example.com.\n" in result.stdout


def test_json_is_utf_8_whatever_the_terminal_is(there: dict[str, str]) -> None:
    result = check(there | {"PYTHONIOENCODING": "ascii"}, "--output", "json", name="_x.bücher.example.com")
    assert read(result)["name_unicode"] == "_x.bücher.example.com."


def test_resolvers_are_asked_only_when_they_are_wanted(there: dict[str, str]) -> None:
    def seen(*arguments: str) -> set[str]:
        document = read(check(there, "--output", "json", *arguments))
        return {row["perspective"] for row in document["observations"]}

    assert "local" not in seen()
    assert "local" in seen("--resolvers")


@POSIX
def test_waiting_ends_when_the_record_is_there(
    zones: DnsServer, to_zones: dict[str, str], in_terminal: Open
) -> None:
    with in_terminal("dns-check", NAME, VALUE, "--wait", "300", **to_zones) as terminal:
        terminal.wait_for(f"Waiting up to 300 s for {NAME}")
        terminal.wait_for("no such name, serial 1")
        register(zones, servers=(0,))
        terminal.wait_for("record found")
        register(zones)
        assert terminal.wait_for_end() == 0
    assert "READY" in terminal.painted


def test_waiting_ends_when_the_time_is_over(there: dict[str, str]) -> None:
    result = check(there, "--wait", "1", "--output", "json")
    assert (result.returncode, result.stderr) == (3, "")
    assert read(result)["verdict"] == "absent"


@POSIX
@pytest.mark.parametrize("output", ["table", "json"])
def test_progress_at_a_terminal(to_zones: dict[str, str], in_terminal: Open, output: str) -> None:
    with in_terminal("dns-check", NAME, VALUE, "--output", output, **to_zones) as terminal:
        assert terminal.wait_for_end() == 3
    first = terminal.painted.splitlines()[0]
    assert re.fullmatch(r"  ✖ ns[12]\.example\.com \S+  no such name, serial 1", first)


@POSIX
@pytest.mark.parametrize("wait", ["0", "300"])
def test_control_c_ends_it(there: dict[str, str], wait: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind((LOOPBACK, 0))
        silent.settimeout(30)
        settings = pointing_to(silent.getsockname()[1], LOOPBACK)
        with subprocess.Popen(
            [*COMMAND, "dns-check", NAME, VALUE, "--wait", wait],
            env=there | settings | {"PYTHONWARNINGS": "error", "PYTHONDEVMODE": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            silent.recv(512)
            process.send_signal(signal.SIGINT)
            said, complaint = process.communicate(timeout=30)
    assert (process.returncode, said, complaint) == (130, "", "")


@pytest.mark.parametrize(("name", "value"), [("https://shop.example.com", VALUE), (NAME, "two words")])
def test_what_is_no_name_is_refused(run: Run, name: str, value: str) -> None:
    result = run("dns-check", name, value)
    assert (result.returncode, result.stdout) == (252, "")
    which = "NAME" if value == VALUE else "VALUE"
    assert result.stderr.startswith(f"{which} is not a domain name.\nCause: ")
    assert "\nNext: Copy it" in result.stderr


def test_what_is_hostile_is_refused_harmlessly(run: Run) -> None:
    result = run("dns-check", "\x1b]0;owned\x07.example.com", VALUE)
    assert result.returncode == 252
    assert not {"\x1b", "\x07"} & set(result.stderr)


def test_the_demo_has_no_dns_of_its_own(run: Run) -> None:
    result = run("--demo", "dns-check", NAME, VALUE)
    assert (result.returncode, result.stdout) == (252, "")
    assert "acm-tui sandbox" in result.stderr


def test_settings_that_cannot_be(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[dns]\nroot_servers = ['ns.example.com']")
    result = run("dns-check", NAME, VALUE)
    assert (result.returncode, result.stdout) == (253, "")
    assert "root_servers" in result.stderr


def test_it_leaves_nothing_behind(there: dict[str, str], tmp_path: Path) -> None:
    assert check(there).returncode == 3
    assert list(tmp_path.iterdir()) == []


def test_its_help_tells_its_exit_codes(run: Run) -> None:
    said = " ".join(run("dns-check", "--help").stdout.split())
    assert "0 the record is there, 3 not yet or it cannot be seen, 4 wrong or in another place" in said
