"""What the settings accept."""

import ipaddress
import urllib.parse

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


def test_the_public_resolvers_are_three_by_default() -> None:
    assert DnsSettings().public_endpoints == (
        Endpoint("1.1.1.1", 53),
        Endpoint("8.8.8.8", 53),
        Endpoint("9.9.9.9", 53),
    )


@pytest.mark.parametrize(
    ("written", "endpoints"),
    [
        ((), ()),
        (("192.0.2.1",), (Endpoint("192.0.2.1", 53),)),
        (("192.0.2.1:5353", "192.0.2.1"), (Endpoint("192.0.2.1", 5353), Endpoint("192.0.2.1", 53))),
        (("2001:db8::1",), (Endpoint("2001:db8::1", 53),)),
        (("[2001:db8::1]:5353",), (Endpoint("2001:db8::1", 5353),)),
        (("192.0.2.2", "192.0.2.1", "192.0.2.2:53"), (Endpoint("192.0.2.2", 53), Endpoint("192.0.2.1", 53))),
    ],
)
def test_public_resolvers_are_addresses_with_or_without_a_port(
    written: tuple[str, ...], endpoints: tuple[Endpoint, ...]
) -> None:
    assert DnsSettings(port=5454, public_resolvers=written).public_endpoints == endpoints


def test_the_servers_over_https_are_named_by_address() -> None:
    settings = DnsSettings()
    assert settings.doh == "auto"
    hosts = [urllib.parse.urlsplit(url).hostname for url in settings.doh_servers]
    assert hosts == ["1.1.1.1", "8.8.8.8", "9.9.9.9"]


@pytest.mark.parametrize("url", ["https://dns.example/q", "https://[2001:db8::1]:8443/dns-query"])
def test_other_servers_over_https_take_their_place(url: str) -> None:
    assert DnsSettings(doh="on", doh_servers=(url,)).doh_servers == (url,)


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
        {"resolver": "2001:db8::1:53"},
        {"resolver": "[192.0.2.1]:53"},
        {"public_resolvers": ("dns.example",)},
        {"public_resolvers": ("192.0.2.1", "dns.example:53")},
        {"public_resolvers": ("192.0.2.1:0",)},
        {"public_resolvers": ("192.0.2.1:",)},
        {"public_resolvers": ("[2001:db8::1]",)},
        {"public_resolvers": ("",)},
        {"doh": "yes"},
        {"doh": ""},
        {"doh_servers": ("http://192.0.2.1/dns-query",)},
        {"doh_servers": ("192.0.2.1",)},
        {"doh_servers": ("https:///dns-query",)},
        {"doh_servers": ("https://192.0.2.1:0/",)},
        {"doh_servers": ("https://192.0.2.1:99999/",)},
        {"doh_servers": ("https://[192.0.2.1/",)},
        {"doh_servers": ("https://192.0.2.1/dns query",)},
        {"doh_servers": ("https://192.0.2.1/\n",)},
        {"doh_servers": ("https://dns.例え/",)},
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(settings: dict[str, object]) -> None:
    with pytest.raises(SettingsTrouble) as caught:
        DnsSettings(**settings)  # type: ignore[arg-type] # wrong on purpose
    assert f"[dns] {next(iter(settings))}" in caught.value.sentence
    assert caught.value.remedy
