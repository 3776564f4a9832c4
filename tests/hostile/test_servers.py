"""The real program before an AWS and a DNS that mean harm: nothing of what they say acts on the terminal."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Open, Run, environment, in_terminal, run
from tests.hostile.corpus import PAYLOADS
from tests.hostile.reading import apps, text_of, unseen
from tests.hostile.servers import Refusing, lying_dns
from tests.hostile.showing import NAMES

__all__ = ["environment", "in_terminal", "run"]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are POSIX's")

TEXTS = [f"#{number:03}{PAYLOADS[name]}" for number, name in enumerate(NAMES)]
KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
NAME, VALUE = "_a79865eb.shop.example.com", "_424c7224.acm-validations.aws"
A_DOZEN = TEXTS[:: len(TEXTS) // 12]


def shown(in_terminal: Open, texts: list[str]) -> str:
    """What the wizard has painted while it was refused its certificates with one text after the other."""
    aws = Refusing("#first")
    with aws.running(), in_terminal(size=(160, 50), AWS_ENDPOINT_URL=aws.url, **KEYS) as terminal:
        terminal.wait_for("#first")
        terminal.press("n")
        terminal.wait_for("default: You may not call sts:GetCallerIdentity")
        for text in texts:
            aws.text = text
            terminal.press("r")
            terminal.wait_for(text[:4])
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    (painted,) = apps(terminal.painted)
    return text_of(painted)


def test_refusals_by_aws_act_on_nothing(in_terminal: Open, tmp_path: Path) -> None:
    shown(in_terminal, A_DOZEN)
    assert not unseen((tmp_path / "data" / "acm-tui.log").read_text().replace("\n", ""))


@pytest.mark.long
def test_every_payload_as_a_refusal(in_terminal: Open, tmp_path: Path) -> None:
    shown(in_terminal, TEXTS)
    assert not unseen((tmp_path / "data" / "acm-tui.log").read_text().replace("\n", ""))


@pytest.mark.parametrize("output", ["table", "json"])
def test_what_dns_says_acts_on_nothing(run: Run, output: str) -> None:
    for text in ("".join(A_DOZEN[:3]), A_DOZEN[5]):
        with lying_dns(text) as port:
            result = run(
                *("dns-check", NAME, VALUE, "--output", output),
                ACM_TUI_DNS_PORT=str(port),
                ACM_TUI_DNS_ROOT_SERVERS="127.0.0.1",
                ACM_TUI_DNS_PUBLIC_RESOLVERS="",
                ACM_TUI_DNS_DOH="off",
            )
        assert result.returncode in (3, 4)
        assert not unseen((result.stdout + result.stderr).replace("\n", ""))
        if output == "json":
            assert json.loads(result.stdout)["name"]


@pytest.mark.long
def test_every_payload_from_dns(run: Run) -> None:
    for at in range(0, len(TEXTS), 3):
        with lying_dns("".join(TEXTS[at : at + 3])) as port:
            result = run(
                *("dns-check", NAME, VALUE),
                ACM_TUI_DNS_PORT=str(port),
                ACM_TUI_DNS_ROOT_SERVERS="127.0.0.1",
                ACM_TUI_DNS_PUBLIC_RESOLVERS="",
                ACM_TUI_DNS_DOH="off",
            )
        assert result.returncode in (3, 4)
        assert not unseen((result.stdout + result.stderr).replace("\n", ""))
