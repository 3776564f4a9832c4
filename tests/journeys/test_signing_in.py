"""Signing in again in a real terminal: the aws CLI gets it, and the wizard takes it back where it was."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from acm_tui.sandbox.sandbox import Sandbox
from tests.in_terminal import Terminal

SSO = """[profile ops]
sso_start_url = https://example.awsapps.com/start
sso_region = ap-northeast-1
sso_account_id = 111122223333
sso_role_name = operator
"""
KEYS = """[profile ops]
aws_access_key_id = {AWS_ACCESS_KEY_ID}
aws_secret_access_key = {AWS_SECRET_ACCESS_KEY}
"""
AWS = """#!/bin/sh
test "$*" = "sso login --profile ops" || exit 2
printf 'Is the code in your browser ABCD-EFGH? '
read answer
test "$answer" = yes || exit 1
cp signed-in config
"""


def test_the_terminal_is_lent_to_the_sign_in(sandbox: Sandbox, tmp_path: Path) -> None:
    given = sandbox.environment()
    (tmp_path / "config").write_text(SSO)
    (tmp_path / "signed-in").write_text(KEYS.format(**given))
    (tmp_path / "aws").write_text(
        AWS.replace(" config", f" {tmp_path}/config").replace("cp ", f"cp {tmp_path}/")
    )
    (tmp_path / "aws").chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")} | {
        "AWS_ENDPOINT_URL": given["AWS_ENDPOINT_URL"],
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "ACM_TUI_DATA_DIR": str(tmp_path / "data"),
        "ACM_TUI_CONFIG": str(tmp_path / "config.toml"),
        "HOME": str(tmp_path),
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
    }
    command = (sys.executable, "-P", "-m", "acm_tui.cli", "--profile", "ops", "--region", "ap-northeast-1")
    with Terminal(command, environment) as terminal:
        terminal.wait_for("Ctrl-S signs in")
        terminal.press("\x13")
        terminal.wait_for("Is the code in your browser ABCD-EFGH?")
        terminal.press("yes\r")
        terminal.wait_for("shop-prod")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
