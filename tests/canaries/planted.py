"""Credentials that are nobody's, planted wherever a machine keeps some, and the search for what is left."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

KEY_ID = "ASIACANARYCANARY7XQZ"
SECRET = "cAnaRy7K/SecretAccessKey+0123456789abcdE"
SESSION_TOKEN = "IQoJb3JpZ2luX2VjCanaryCanary0123456789" + "CanaryToken/+0" * 12
PROXY_PASSWORD = "c4nary-pr0xy-passw0rd"
CONSOLE_TOKEN = "VCQgs5qZZt3Q6fn8Tr5EXAMPLEmLnwB7JjUc-SHwnUUWabcRdnWsi4DBn-dvC_CZ85wrD0nmldUcZ-TA4kaa4DBc"
SSO_TOKEN = "aoaAAAAAGcanary0123456789abcdefghijklmnopqrstuvwxyzCANARY:MGUCMQDcanary"
WEB_TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJjYW5hcnkiOiJjYW5hcnkifQ.c4naryc4naryc4nary"
SIGNATURE = "c4" * 32
AUTHORIZATION = (
    f"Authorization: AWS4-HMAC-SHA256 Credential={KEY_ID}/20261128/ap-northeast-1/acm/aws4_request,"
    f" SignedHeaders=host;x-amz-date, Signature={SIGNATURE}"
)
PROXY = f"http://ops:{PROXY_PASSWORD}@127.0.0.1:1"
"""Nobody listens at port 1."""

CANARIES = {
    "access key id": KEY_ID,
    "secret key": SECRET,
    "session token": SESSION_TOKEN,
    "proxy password": PROXY_PASSWORD,
    "console token": CONSOLE_TOKEN,
    "sso token": SSO_TOKEN,
    "web token": WEB_TOKEN,
    "signature": SIGNATURE,
}
TOLD = (
    f"The key {KEY_ID} with {SECRET} and x-amz-security-token: {SESSION_TOKEN} is not known."
    f" {AUTHORIZATION}\nThrough {PROXY} with accessToken={SSO_TOKEN}, as {WEB_TOKEN}, at"
    f" https://signin.aws.amazon.com/federation?Action=login&Issuer=x&SigninToken={CONSOLE_TOKEN}"
)
"""A message that quotes all of them, as nobody's ever should."""


def plant(directory: Path) -> dict[str, str]:
    """Files of credentials in *directory*, and the environment that leads to them and holds the same."""
    keys = (
        f"aws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\n"
        f"aws_session_token = {SESSION_TOKEN}\n"
    )
    (directory / "credentials").write_text(f"[default]\n{keys}[canary]\n{keys}")
    (directory / "failing").write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{TOLD}\nEND\nexit 1\n")
    (directory / "failing").chmod(0o700)
    (directory / "config").write_text(
        f"[profile canary]\nregion = ap-northeast-1\n\n"
        f"[profile failing]\nregion = ap-northeast-1\ncredential_process = {directory / 'failing'}\n"
    )
    return {
        "AWS_SHARED_CREDENTIALS_FILE": str(directory / "credentials"),
        "AWS_CONFIG_FILE": str(directory / "config"),
        "AWS_ACCESS_KEY_ID": KEY_ID,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_SESSION_TOKEN": SESSION_TOKEN,
        "AWS_EC2_METADATA_DISABLED": "true",
        "HTTPS_PROXY": PROXY,
        "https_proxy": PROXY,
        "SIGNIN_TOKEN": CONSOLE_TOKEN,
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }


def left_in(
    *texts: bytes | str, files: Iterable[Path] = (), also: Mapping[str, str] | None = None
) -> list[str]:
    """Which canaries are in *texts* and *files*, and where; also in the forms in which they travel.

    *also* are more of them by name, that are known only when a program has run.
    """
    read = [("a text", one.encode() if isinstance(one, str) else one) for one in texts]
    read += [(str(one), one.read_bytes()) for one in files]
    sought = CANARIES | dict(also or {})
    return [
        f"{name} in {place}"
        for place, content in read
        for name, canary in sought.items()
        for form in _forms(canary)
        if form in content
    ]


def _forms(canary: str) -> set[bytes]:
    """As it is, encoded for a URL, in JSON, as part of a Basic header, and its middle alone."""
    basic = base64.b64encode(f"ops:{canary}".encode())
    middle = canary[len(canary) // 4 : len(canary) // 4 + 16]
    return {canary.encode(), quote(canary, safe="").encode(), canary.replace("/", "\\/").encode(), basic} | (
        {middle.encode()} if len(set(middle)) > 2 else set()
    )


def files_below(directory: Path) -> list[Path]:
    """Everything that was written there."""
    return [one for one in directory.rglob("*") if one.is_file()]
