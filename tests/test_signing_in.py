"""The aws CLI's sign-in, run in the terminal that the wizard lends it."""

from __future__ import annotations

import os
import shlex
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from acm_tui.domain.errors import SettingsTrouble, SignInNeeded
from acm_tui.signing_in import can_sign_in, sign_in

COMMAND = ("aws", "sso", "login", "--profile", "a; touch hacked")
NEEDED = SignInNeeded("Over.", remedy="Sign in again: aws sso login", command=COMMAND)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only directory that programs are looked for in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def aws(path: Path, script: str) -> None:
    """Put a program ``aws`` there."""
    (path / "aws").write_text(f"#!/bin/sh\n{script}\n")
    (path / "aws").chmod(0o755)


@contextmanager
def lent() -> Iterator[None]:
    yield


def test_the_command_is_run_without_a_shell(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    aws(path, f'for one in "$@"; do echo "<$one>"; done > {shlex.quote(str(path))}/said')
    assert can_sign_in(NEEDED)
    sign_in(NEEDED, lent)
    assert (path / "said").read_text().split("\n")[:4] == [
        "<sso>",
        "<login>",
        "<--profile>",
        f"<{COMMAND[-1]}>",
    ]
    assert not (path / "hacked").exists()
    assert "aws sso login --profile" in capfd.readouterr().err


def test_a_sign_in_that_fails_is_told_with_the_command(path: Path) -> None:
    aws(path, "exit 255")
    with pytest.raises(SettingsTrouble, match="did not succeed") as raised:
        sign_in(NEEDED, lent)
    assert "code 255" in raised.value.cause


def test_what_cannot_be_run_is_told(path: Path) -> None:
    (path / "aws").write_bytes(b"\x7fELF nonsense")
    (path / "aws").chmod(0o755)
    with pytest.raises(SettingsTrouble, match="cannot be begun"):
        sign_in(NEEDED, lent)


@pytest.mark.parametrize(
    ("needed", "why"),
    [
        (NEEDED, "not on the PATH"),
        (SignInNeeded("Over.", remedy="Sign in again: aws sso login"), "not known"),
    ],
)
def test_without_the_cli_the_command_is_named(path: Path, needed: SignInNeeded, why: str) -> None:
    assert not can_sign_in(needed)
    with pytest.raises(SettingsTrouble) as raised:
        sign_in(needed, lent)
    assert why in raised.value.cause
    assert "aws sso login, in another terminal" in raised.value.remedy


def test_ctrl_c_ends_the_sign_in_and_not_the_wizard(path: Path) -> None:
    # The terminal sends it to both.
    aws(path, f"kill -INT {os.getpid()}; kill -INT $$; exit 0")
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(SettingsTrouble, match="did not succeed") as raised:
        sign_in(NEEDED, lent)
    assert f"code {-signal.SIGINT}" in raised.value.cause
    assert signal.getsignal(signal.SIGINT) is before
