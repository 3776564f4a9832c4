"""Settings: file < environment < flags, and whatever does not exist is named and refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from acm_tui.domain.errors import SettingsTrouble
from acm_tui.settings import Aws, Cutover, Dns, Journal, Log, Migration, Settings, Tls, Ui, load


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def settings(
    file: Path,
    toml: str = "",
    environment: Mapping[str, str] | None = None,
    flags: Mapping[str, Mapping[str, Any]] | None = None,
) -> Settings:
    file.write_text(toml, encoding="utf-8")
    return load(file, environment or {}, flags or {})


def test_without_anything_the_defaults_are_in_force(file: Path) -> None:
    assert load(file, {}, {}) == Settings()
    assert settings(file, "") == Settings()


def test_everything_can_be_set_in_the_file(file: Path) -> None:
    toml = """
        [aws]
        profiles = ["prod", "stage"]
        regions = ["ap-northeast-1"]
        [dns]
        port = 5353
        root_servers = ["192.0.2.1"]
        resolver = "192.0.2.2:53"
        public_resolvers = ["192.0.2.4", "[2001:db8::1]:53"]
        doh = "on"
        doh_servers = ["https://192.0.2.5/dns-query"]
        [tls]
        proxy = "http://127.0.0.1:3128"
        ca = "/etc/ssl/ca.pem"
        [migration]
        way = "replace"
        [cutover]
        lanes = 2
        [ui]
        theme = "日本"
        [log]
        level = "debug"
    """
    assert settings(file, toml) == Settings(
        aws=Aws(profiles=("prod", "stage"), regions=("ap-northeast-1",)),
        dns=Dns(
            port=5353,
            root_servers=("192.0.2.1",),
            resolver="192.0.2.2:53",
            public_resolvers=("192.0.2.4", "[2001:db8::1]:53"),
            doh="on",
            doh_servers=("https://192.0.2.5/dns-query",),
        ),
        tls=Tls(proxy="http://127.0.0.1:3128", ca="/etc/ssl/ca.pem"),
        migration=Migration(way="replace"),
        cutover=Cutover(lanes=2),
        ui=Ui(theme="日本"),
        log=Log(level="debug"),
    )


def test_everything_can_be_set_in_the_environment(file: Path) -> None:
    environment = {
        "ACM_TUI_AWS_PROFILES": "prod,stage",
        "ACM_TUI_AWS_REGIONS": "ap-northeast-1",
        "ACM_TUI_DNS_PORT": "5353",
        "ACM_TUI_DNS_ROOT_SERVERS": "192.0.2.1,192.0.2.3",
        "ACM_TUI_DNS_RESOLVER": "192.0.2.2:53",
        "ACM_TUI_DNS_PUBLIC_RESOLVERS": "192.0.2.4,[2001:db8::1]:53",
        "ACM_TUI_DNS_DOH": "off",
        "ACM_TUI_DNS_DOH_SERVERS": "https://192.0.2.5/dns-query",
        "ACM_TUI_TLS_PROXY": "http://127.0.0.1:3128",
        "ACM_TUI_TLS_CA": "/etc/ssl/ca.pem",
        "ACM_TUI_MIGRATION_WAY": "in place",
        "ACM_TUI_CUTOVER_LANES": "8",
        "ACM_TUI_UI_THEME": "a,b",
        "ACM_TUI_LOG_LEVEL": "warning",
    }
    assert settings(file, "", environment) == Settings(
        aws=Aws(profiles=("prod", "stage"), regions=("ap-northeast-1",)),
        dns=Dns(
            port=5353,
            root_servers=("192.0.2.1", "192.0.2.3"),
            resolver="192.0.2.2:53",
            public_resolvers=("192.0.2.4", "[2001:db8::1]:53"),
            doh="off",
            doh_servers=("https://192.0.2.5/dns-query",),
        ),
        tls=Tls(proxy="http://127.0.0.1:3128", ca="/etc/ssl/ca.pem"),
        migration=Migration(way="in place"),
        cutover=Cutover(lanes=8),
        ui=Ui(theme="a,b"),
        log=Log(level="warning"),
    )


TOML = """
[dns]
port = 1
resolver = "file"
root_servers = ["file"]
"""


@pytest.mark.parametrize(
    ("environment", "flags", "expected"),
    [
        ({}, {}, Dns(1, ("file",), "file")),
        ({"ACM_TUI_DNS_PORT": "2"}, {}, Dns(2, ("file",), "file")),
        ({}, {"dns": {"port": 3}}, Dns(3, ("file",), "file")),
        ({"ACM_TUI_DNS_PORT": "2"}, {"dns": {"port": 3}}, Dns(3, ("file",), "file")),
        (
            {"ACM_TUI_DNS_ROOT_SERVERS": "env", "ACM_TUI_DNS_RESOLVER": "env"},
            {"dns": {"resolver": "flag"}},
            Dns(1, ("env",), "flag"),
        ),
    ],
)
def test_the_environment_overrides_the_file_and_flags_override_both_key_by_key(
    file: Path, environment: dict[str, str], flags: dict[str, dict[str, Any]], expected: Dns
) -> None:
    assert settings(file, TOML, environment, flags).dns == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("", ()), (" , ,", ()), ("a", ("a",)), (" a , b,,c ", ("a", "b", "c"))],
)
def test_lists_in_the_environment_are_comma_separated(
    file: Path, raw: str, expected: tuple[str, ...]
) -> None:
    toml = '[aws]\nprofiles = ["file"]'
    assert settings(file, toml, {"ACM_TUI_AWS_PROFILES": raw}).aws.profiles == expected


def test_a_list_can_be_emptied_though_it_is_not_empty_by_default(file: Path) -> None:
    assert Dns().public_resolvers
    assert settings(file, "[dns]\npublic_resolvers = []").dns.public_resolvers == ()
    assert settings(file, "", {"ACM_TUI_DNS_PUBLIC_RESOLVERS": ""}).dns.public_resolvers == ()


@pytest.mark.parametrize(
    "variable", ["ACM_TUI_DATA_DIR", "ACM_TUI_CONFIG", "AWS_PROFILE", "acm_tui_dns_port"]
)
def test_variables_of_others_are_no_settings(file: Path, variable: str) -> None:
    assert settings(file, "", {variable: "x"}) == Settings()


@pytest.mark.parametrize(
    "toml",
    ["[aws]\nprofile = 'prod'", "[dns]\nPort = 53", "[wizard]\nspeed = 1", "[ui.theme]\nname = 'x'"],
)
def test_what_does_not_exist_is_named_and_refused(file: Path, toml: str) -> None:
    with pytest.raises(SettingsTrouble, match="not one that exists, or has a value it cannot have") as caught:
        settings(file, toml)
    named = {"profile", "Port", "wizard", "theme"}
    assert any(name in caught.value.cause for name in named)
    assert str(file) in caught.value.remedy
    assert caught.value.exit_code == 253


@pytest.mark.parametrize("variable", ["ACM_TUI_AWS_PROFILE", "ACM_TUI_DNSPORT", "ACM_TUI_JOURNAL_PLACE"])
def test_a_variable_that_does_not_exist_is_named_and_refused(file: Path, variable: str) -> None:
    with pytest.raises(SettingsTrouble, match=f"environment variable {variable} is not") as caught:
        settings(file, "", {variable: "x"})
    assert "ACM_TUI_AWS_PROFILES" in caught.value.remedy


@pytest.mark.parametrize("flags", [{"wizard": {"speed": 1}}, {"dns": {"speed": 1}}, {"dns": {"port": "x"}}])
def test_a_flag_that_does_not_exist_is_refused(file: Path, flags: dict[str, dict[str, Any]]) -> None:
    with pytest.raises(SettingsTrouble):
        settings(file, "", {}, flags)


@pytest.mark.parametrize(
    ("toml", "where"),
    [
        ("[dns]\nport = 'https'", "$.dns.port"),
        ("[dns]\nport = 0", "$.dns.port"),
        ("[dns]\nport = -1", "$.dns.port"),
        ("[dns]\nport = 65536", "$.dns.port"),
        ("[dns]\nport = 53.5", "$.dns.port"),
        ("[dns]\nport = [53]", "$.dns.port"),
        ("[dns]\ndoh = 'yes'", "$.dns.doh"),
        ("[dns]\ndoh = true", "$.dns.doh"),
        ("[dns]\npublic_resolvers = '1.1.1.1'", "$.dns.public_resolvers"),
        ("[dns]\ndoh_servers = [443]", "$.dns.doh_servers[0]"),
        ("[aws]\nprofiles = 'prod'", "$.aws.profiles"),
        ("[aws]\nprofiles = [1]", "$.aws.profiles[0]"),
        ("[ui]\ntheme = 1", "$.ui.theme"),
        ("[log]\nlevel = 'loud'", "$.log.level"),
        ("[ui]\ntheme = 2026-11-23", "$.ui.theme"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_with_its_place(file: Path, toml: str, where: str) -> None:
    with pytest.raises(SettingsTrouble) as caught:
        settings(file, toml)
    assert f"`{where}`" in caught.value.cause


@pytest.mark.parametrize("raw", ["https", "", "0", "70000", "5 3"])
def test_a_value_of_the_environment_that_cannot_be_is_refused(file: Path, raw: str) -> None:
    with pytest.raises(SettingsTrouble) as caught:
        settings(file, "", {"ACM_TUI_DNS_PORT": raw})
    assert "$.dns.port" in caught.value.cause


@pytest.mark.parametrize("toml", ["[dns\nport = 1", "[dns]\nport = ", "port = = 1", "[dns]\n[dns]\n"])
def test_what_is_no_toml_is_said(file: Path, toml: str) -> None:
    with pytest.raises(SettingsTrouble, match=r"config\.toml cannot be read") as caught:
        settings(file, toml)
    assert "(at " in caught.value.cause
    assert "ACM_TUI_CONFIG" in caught.value.remedy


@pytest.mark.parametrize("toml", ["theme = 'x'", "theme = 'x'\n[dns]\nport = 1", "[[aws]]\nprofiles = []"])
def test_a_key_outside_a_section_is_said(file: Path, toml: str) -> None:
    with pytest.raises(SettingsTrouble, match=r"has '(theme|aws)' outside a section") as caught:
        settings(file, toml)
    assert "[aws], [dns], [tls], [migration], [cutover], [journal], [ui]" in caught.value.remedy


def test_a_file_that_is_not_utf8_is_said(file: Path) -> None:
    file.write_bytes(b"[ui]\ntheme = '\xff'")
    with pytest.raises(SettingsTrouble, match="cannot be read"):
        load(file, {}, {})


def test_a_directory_in_the_place_of_the_file_is_said(file: Path) -> None:
    file.mkdir()
    with pytest.raises(SettingsTrouble, match="cannot be read"):
        load(file, {}, {})


def test_the_journal_is_this_machines_unless_a_store_is_named(file: Path) -> None:
    assert settings(file, "").journal == Journal()
    found = settings(
        file,
        "[journal]\nstore = 's3://team-journal/acm'\nprofile = 'ops'\nkms_key = 'alias/journal'",
        {"ACM_TUI_JOURNAL_REGION": "eu-west-1", "ACM_TUI_JOURNAL_ENDPOINT": "https://minio.example.com"},
    )
    assert found.journal == Journal(
        store="s3://team-journal/acm",
        profile="ops",
        region="eu-west-1",
        endpoint="https://minio.example.com",
        kms_key="alias/journal",
    )
    assert settings(file, "[journal]\nstore = 's3://team'", {"ACM_TUI_JOURNAL_STORE": ""}).journal.store == ""


@pytest.mark.parametrize("store", ["team-journal", "s3://", "s3://Team/x", "s3://team/../x"])
def test_what_is_no_place_for_a_journal_is_refused(file: Path, store: str) -> None:
    with pytest.raises(SettingsTrouble, match="is no place for a journal") as caught:
        settings(file, f"[journal]\nstore = '{store}'")
    assert caught.value.exit_code == 253
    with pytest.raises(SettingsTrouble, match="is no place for a journal"):
        settings(file, "", {"ACM_TUI_JOURNAL_STORE": store})
