"""The addresses behind a host name, as this system or the resolver of the settings knows them."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest

from acm_tui.dns.hosts import HostAddresses
from acm_tui.dns.settings import DnsSettings
from acm_tui.workflow import addresses
from acm_tui.workflow.addresses import addresses_of

HOST = "shop-alb-1.ap-northeast-1.elb.amazonaws.com"


async def test_the_systems_resolver_is_asked_when_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(host: str, *_: Any, **__: Any) -> list[Any]:
        assert host == HOST
        sixth = (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2001:db8::10", 0, 0, 0))
        fourth = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("198.51.100.10", 0))
        return [sixth, fourth, fourth]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    assert await addresses_of(HOST, DnsSettings()) == HostAddresses(HOST, ("198.51.100.10", "2001:db8::10"))


@pytest.mark.parametrize(
    "error", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label too long")]
)
async def test_the_systems_failure_is_told(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*_: Any, **__: Any) -> list[Any]:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    found = await addresses_of(HOST, DnsSettings())
    assert found.addresses == ()
    assert found.error is not None
    assert found.error.endswith(("not known", "too long"))


async def test_a_system_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    ended = threading.Event()

    def hang(*_: Any, **__: Any) -> list[Any]:
        go_on.wait(10)
        ended.set()
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    monkeypatch.setattr(addresses, "_SYSTEM_TIMEOUT_S", 0.05)
    found = await addresses_of(HOST, DnsSettings())
    assert found.error == f"{HOST} could not be looked up: no answer within 0.05 s"
    assert not ended.is_set()
    go_on.set()
    assert ended.wait(5)
