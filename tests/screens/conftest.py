"""Screens in a terminal of memory: no sockets, no clock but the story's."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from tests.screens.staging import Stage
from tests.unpainted import paint_nothing


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a screen needs of the world is a fixed answer: a connection is a mistake of the test."""

    def refuse(self: socket.socket, address: Any) -> None:
        raise AssertionError(f"a screen connects to {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)


@pytest.fixture(autouse=True)
def unpainted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who wants to see a screen reads it."""
    paint_nothing(monkeypatch)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Stage:
    """Where scenes are put on the screen."""
    monkeypatch.chdir(tmp_path)
    return Stage(monkeypatch, tmp_path)
