"""What is set reaches what works with it."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from acm_tui import launch, settings
from acm_tui.arguments import parser
from acm_tui.dns.settings import DnsSettings
from acm_tui.paths import Paths
from acm_tui.settings import Dns, Settings

CHANGED = Dns(
    port=5353,
    root_servers=("192.0.2.1",),
    resolver="192.0.2.2:53",
    public_resolvers=("192.0.2.3",),
    doh="off",
    doh_servers=("https://192.0.2.4/dns-query",),
)


@pytest.mark.parametrize("section", [Dns(), CHANGED], ids=["defaults", "changed"])
def test_every_setting_of_dns_arrives(tmp_path: Path, section: Dns) -> None:
    services = launch.services(
        Settings(dns=section),
        Paths(data=tmp_path, config=tmp_path / "config.toml"),
        lambda: datetime(2026, 11, 23, tzinfo=UTC),
    )
    assert services.dns == DnsSettings(**msgspec.structs.asdict(section))


def test_the_change_changes_everything() -> None:
    default, changed = msgspec.structs.asdict(Dns()), msgspec.structs.asdict(CHANGED)
    assert [key for key, value in default.items() if changed[key] == value] == []


def test_nothing_set_is_the_same_on_both_sides() -> None:
    assert DnsSettings(**msgspec.structs.asdict(Dns())) == DnsSettings()


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        ((), {}, ((), False)),
        (("--all-regions",), {}, ((), True)),
        (("--all-regions",), {"ACM_TUI_AWS_REGIONS": "eu-west-1"}, (("eu-west-1",), True)),
        ((), {"ACM_TUI_AWS_ALL_REGIONS": "true"}, ((), True)),
        (("--region", "eu-west-1"), {"ACM_TUI_AWS_ALL_REGIONS": "true"}, (("eu-west-1",), False)),
    ],
)
def test_which_regions_are_meant(
    tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str], expected: tuple[object, bool]
) -> None:
    given = parser().parse_args(arguments)
    chosen = settings.load(tmp_path / "none.toml", environment, launch._flags(given))
    places = Paths(data=tmp_path, config=tmp_path / "config.toml")
    services = launch.services(chosen, places, lambda: datetime(2026, 11, 23, tzinfo=UTC))
    assert (services.regions, services.all_regions) == expected


def test_regions_are_named_or_all_are_meant(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(["--all-regions", "--region", "eu-west-1"])
    assert ended.value.code == 252
    assert "not allowed with" in capsys.readouterr().err
