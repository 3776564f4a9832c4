"""The inventory without a screen, of a look whose news is written down beforehand."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from acm_tui import paths
from acm_tui.arguments import parsed
from acm_tui.domain.errors import JournalTrouble, Refused, SettingsTrouble, Trouble
from acm_tui.domain.inventory.news import (
    Everywhere,
    ListenersRead,
    News,
    Noticed,
    NotLooked,
    Seen,
    Tagged,
)
from acm_tui.headless import inventory
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.paths import Paths
from acm_tui.workflow.inventory import kept, look
from acm_tui.workflow.services import Services
from tests.domain.inventory.stock import (
    BEIJING,
    IRELAND,
    TOKYO,
    arn,
    balancer,
    denied,
    described,
    found,
    listener,
    looked,
)
from tests.domain.stories import MIGRATION, email_certificate, started
from tests.journal.writing import write

SHOP = balancer("shop")
WHOLE: tuple[News, ...] = (
    Everywhere((TOKYO.place, IRELAND.place)),
    Seen((found("a"), found("b"))),
    looked(IRELAND),
    Seen((described("a", SHOP),)),
    Seen((described("b", SHOP),)),
    ListenersRead(SHOP, (listener(SHOP, default=arn("a"), sni=(arn("b"),)),)),
    Tagged({arn("a"): {"team": "shop"}, arn("b"): {}}),
    looked(count=2),
    Noticed(TOKYO.place.account, (), "AWS Health tells nothing without a support plan."),
)
EXPIRED = SettingsTrouble("The session of the profile blog has expired.", remedy="aws sso login")


@dataclass
class Script:
    """A look that brings *news* one by one; ``begun`` is with which services, ``stopped`` how often."""

    news_to_come: list[News] = field(default_factory=list)
    begun: list[Services] = field(default_factory=list)
    stopped: int = 0
    interrupted: bool = False

    def begin(self, services: Services) -> Script:
        self.begun.append(services)
        return self

    def news(self) -> list[News] | None:
        if self.news_to_come:
            return [self.news_to_come.pop(0)]
        if self.interrupted:
            raise KeyboardInterrupt
        return None

    def stop(self) -> None:
        self.stopped += 1


@dataclass
class Command:
    """The command in a place of its own: what it was told to say, and what it told."""

    places: Paths
    said: list[str] = field(default_factory=list)

    def run(self, *arguments: str) -> inventory.Told:
        given: argparse.Namespace = parsed(
            arguments if "inventory" in arguments else ("inventory", *arguments)
        )
        self.said.clear()
        return inventory.run(given, self.places, self.said.append)

    def json(self, *arguments: str) -> Any:
        told = self.run("--output", "json", *arguments)
        assert told.text is not None
        return json.loads(told.text)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    made = Script()
    monkeypatch.setattr(look, "begin", made.begin)
    return made


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Standard error is no terminal, unless a test makes it one."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    environment = {
        "ACM_TUI_DATA_DIR": str(tmp_path / "data"),
        "ACM_TUI_CONFIG": str(tmp_path / "config.toml"),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Command(paths.find(os.environ))


def test_everything_was_looked_through(script: Script, command: Command) -> None:
    script.news_to_come = [*WHOLE]
    told = command.run()
    assert told.exit_code == 0
    assert told.text is not None
    assert "a.example.com" in told.text
    assert "shop 443 default" in told.text
    assert "2 certificates · " in told.text
    assert (command.said, script.stopped) == ([], 1)


@pytest.mark.parametrize(
    ("output", "begin", "end"),
    [
        ("table", "   CERTIFICATE", "(111122223333)"),
        ("json", "{\n", "\n}"),
        ("csv", "name,names,", "certificate/b\r"),
        ("md", "# Certificates that are validated by email\n", "(111122223333)`"),
    ],
)
def test_every_form(script: Script, command: Command, output: str, begin: str, end: str) -> None:
    script.news_to_come = [*WHOLE]
    text = command.run("--output", output).text
    assert text is not None
    assert text.startswith(begin)
    assert text.endswith(end)


def test_all_is_known_when_it_is_told(script: Script, command: Command) -> None:
    script.news_to_come = [*WHOLE]
    first, second = command.json()["certificates"]
    assert [one["role"] for one in (*first["attachments"], *second["attachments"])] == ["default", "sni"]
    assert (first["tags"], second["tags"]) == ({"team": "shop"}, {})
    assert (first["seen"], second["seen"]) == ("now", "now")


def test_a_part_that_failed_takes_a_person(script: Script, command: Command) -> None:
    script.news_to_come = [*WHOLE, NotLooked("blog", "", EXPIRED), denied(BEIJING)]
    told = command.run("--output", "json")
    assert told.exit_code == 4
    assert command.said == [
        "✖ blog: The session of the profile blog has expired.",
        "  Next: aws sso login",
        "✖ shop-cn · 444455556666 · cn-north-1: AWS refused to search certificates.",
        "  Cause: AccessDeniedException: no",
        "  Next: Ask for acm:SearchCertificates.",
    ]
    document = json.loads(told.text or "")
    assert [one["profile"] for one in document["errors"]] == ["blog", "shop-cn"]
    assert len(document["certificates"]) == 2


def test_what_was_not_read_in_full_takes_a_person_too(script: Script, command: Command) -> None:
    script.news_to_come = [*WHOLE, denied(TOKYO, partly=True)]
    assert command.run().exit_code == 4


@pytest.mark.parametrize("output", ["table", "json", "csv", "md"])
@pytest.mark.parametrize(
    ("failures", "code"),
    [([NotLooked("blog", "", EXPIRED)], 253), ([denied(), denied(IRELAND)], 254)],
)
def test_where_nothing_was_seen_nothing_is_told(
    script: Script, command: Command, output: str, failures: list[News], code: int
) -> None:
    script.news_to_come = [*failures]
    assert command.run("--output", output) == (None, code)
    assert command.said
    assert not command.places.inventories.exists()


def test_a_place_that_failed_is_told_as_it_was_the_last_time(script: Script, command: Command) -> None:
    script.news_to_come = [*WHOLE]
    command.run()
    script.news_to_come = [looked(IRELAND), denied(TOKYO)]
    document = command.json()
    assert [one["seen"] for one in document["certificates"]] == ["before", "before"]
    assert [one["region"] for one in document["errors"]] == [TOKYO.place.region]


def test_from_the_cache_nobody_is_asked(script: Script, command: Command) -> None:
    script.news_to_come = [*WHOLE]
    before = command.json()
    again = command.json("--from-cache")
    assert len(script.begun) == 1
    assert [one["seen"] for one in again["certificates"]] == ["before", "before"]
    assert (again["looked"], again["errors"]) == (before["looked"], [])
    assert "AS OF" in (command.run("--from-cache").text or "")
    assert command.run("--from-cache").exit_code == 0


@pytest.mark.parametrize("elsewhere", [("--profile", "blog"), ("--region", "eu-west-1"), ("--all-regions",)])
def test_what_was_remembered_for_other_places_is_not_told(
    script: Script, command: Command, elsewhere: tuple[str, ...]
) -> None:
    script.news_to_come = [*WHOLE]
    command.run()
    with pytest.raises(Refused, match="No inventory of these profiles and regions is remembered"):
        command.run("--from-cache", *elsewhere)


def test_that_it_cannot_be_remembered_is_said_and_no_more(
    script: Script, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise Trouble("The inventory cannot be remembered.", cause="No space left on device")

    monkeypatch.setattr(kept, "keep", full)
    script.news_to_come = [*WHOLE]
    told = command.run()
    assert (told.exit_code, bool(told.text)) == (0, True)
    assert command.said == ["The inventory cannot be remembered.\nCause: No space left on device"]


def test_what_is_under_way_is_known(script: Script, command: Command) -> None:
    paths.make_private(command.places.data)
    write(SqliteJournal(command.places.journal), MIGRATION, started(email_certificate(arn=arn("a"))))
    script.news_to_come = [*WHOLE]
    by_arn = {one["arn"]: one["migration"] for one in command.json()["certificates"]}
    assert by_arn[arn("a")]["id"] == MIGRATION
    assert by_arn[arn("b")] is None


def test_without_the_journal_nothing_is_claimed_and_nobody_asked(script: Script, command: Command) -> None:
    paths.make_private(command.places.data)
    command.places.journal.write_text("not a database at all " * 100)
    with pytest.raises(JournalTrouble):
        command.run()
    assert script.begun == []


def test_control_c_stops_the_look(script: Script, command: Command) -> None:
    script.news_to_come = [*WHOLE]
    script.interrupted = True
    with pytest.raises(KeyboardInterrupt):
        command.run()
    assert script.stopped == 1
    assert not command.places.inventories.exists()


@pytest.mark.parametrize(
    ("arguments", "profiles", "regions", "everywhere"),
    [
        ((), [None], (), False),
        (("--profile", "a", "--profile", "b", "--region", "x"), ["a", "b"], ("x",), False),
        (("--profile", "a", "inventory", "--profile", "b"), ["a", "b"], (), False),
        (("--region", "x", "inventory", "--region", "y"), [None], ("x", "y"), False),
        (("--all-regions",), [None], (), True),
        (("--all-regions", "inventory"), [None], (), True),
    ],
)
def test_where_to_look_may_be_said_before_the_command_and_behind_it(
    script: Script,
    command: Command,
    arguments: tuple[str, ...],
    profiles: list[str | None],
    regions: tuple[str, ...],
    everywhere: bool,
) -> None:
    command.run(*arguments)
    (services,) = script.begun
    assert [one.profile for one in services.accesses] == profiles
    assert (services.regions, services.all_regions) == (regions, everywhere)


@pytest.mark.parametrize("at_terminal", [True, False])
def test_progress_is_for_a_terminal(
    script: Script, command: Command, monkeypatch: pytest.MonkeyPatch, at_terminal: bool
) -> None:
    shown: Callable[[], bool] = lambda: at_terminal  # noqa: E731 - in place of a method
    monkeypatch.setattr(sys.stderr, "isatty", shown)
    script.news_to_come = [*WHOLE]
    command.run()
    assert command.said == (
        [
            "  ✔ shop-prod · 111122223333 · eu-west-1  0 certificates",
            "  ✔ shop-prod · 111122223333 · ap-northeast-1  2 certificates",
        ]
        if at_terminal
        else []
    )
