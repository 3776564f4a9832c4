"""What is set reaches what works with it."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from acm_tui import launch
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
