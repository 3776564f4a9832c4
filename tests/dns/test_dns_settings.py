"""What the settings accept."""

import ipaddress

import pytest

from acm_tui.dns.settings import DnsSettings, Endpoint
from acm_tui.domain.errors import SettingsTrouble
from acm_tui.domain.propagation import NameServer


def test_the_worlds_roots_are_the_default() -> None:
    roots = DnsSettings().roots
    assert [server.name for server in roots] == [f"{letter}.root-servers.net." for letter in "abcdefghijklm"]
    for server in roots:
        families = [ipaddress.ip_address(address).version for address in server.addresses]
        assert families == [4, 6]
    assert len({address for server in roots for address in server.addresses}) == 26


def test_other_roots_take_their_place() -> None:
    assert DnsSettings(root_servers=("192.0.2.1", "2001:db8::1")).roots == (
        NameServer("192.0.2.1", ("192.0.2.1",)),
        NameServer("2001:db8::1", ("2001:db8::1",)),
    )


@pytest.mark.parametrize(
    ("written", "endpoint"),
    [
        ("", None),
        ("192.0.2.1:5353", Endpoint("192.0.2.1", 5353)),
        ("[2001:db8::1]:53", Endpoint("2001:db8::1", 53)),
    ],
)
def test_the_resolver_is_an_address_and_a_port(written: str, endpoint: Endpoint | None) -> None:
    assert DnsSettings(resolver=written).resolver_endpoint == endpoint


@pytest.mark.parametrize(
    "settings",
    [
        {"port": 0},
        {"port": 65536},
        {"root_servers": ("a.root-servers.net",)},
        {"resolver": "192.0.2.1"},
        {"resolver": "resolver:53"},
        {"resolver": "192.0.2.1:dns"},
        {"resolver": "192.0.2.1:99999"},
        {"resolver": ":53"},
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(settings: dict[str, object]) -> None:
    with pytest.raises(SettingsTrouble) as caught:
        DnsSettings(**settings)  # type: ignore[arg-type] # wrong on purpose
    assert f"[dns] {next(iter(settings))}" in caught.value.sentence
    assert caught.value.remedy
