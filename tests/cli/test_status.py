"""``acm-tui status`` as a shell sees it, in front of the sandbox, on both ways."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import boto3
import msgspec
import pytest

from acm_tui.domain.certificate import Certificate
from acm_tui.domain.events import (
    CertificateSeen,
    Closed,
    Event,
    HandedOver,
    Intended,
    Started,
    Succeeded,
    WayChosen,
)
from acm_tui.domain.mutation import SwitchInPlace
from acm_tui.domain.place import place_of
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.sandbox.client import point
from acm_tui.sandbox.sandbox import Sandbox
from tests.cli.conftest import Result, Run
from tests.domain.stories import (
    ACTOR,
    DOMAIN,
    MIGRATION,
    PLACE,
    START,
    dns_certificate,
    email_certificate,
    issued,
)
from tests.journal.writing import write

Tell = Callable[..., Result]


@pytest.fixture(scope="module")
def world() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(world: Sandbox) -> Sandbox:
    world.reset()
    return world


@pytest.fixture
def settings(sandbox: Sandbox) -> dict[str, str]:
    """The settings and credentials that lead to the sandbox."""
    environment: dict[str, str] = {}
    point(sandbox.environment(), environment)
    return environment | {"ACM_TUI_AWS_REGIONS": PLACE.region}


@pytest.fixture
def tell(run: Run, settings: dict[str, str]) -> Tell:
    """Run the command in front of the sandbox."""
    return lambda *arguments, **more: run("status", MIGRATION, *arguments, **(settings | more))


def certificate(sandbox: Sandbox) -> Certificate:
    arn = next(one.arn for one in sandbox.acm.all() if one.names[0] == DOMAIN)
    return email_certificate(arn=arn)


def switch(settings: dict[str, str], arn: str) -> None:
    session = boto3.Session(
        aws_access_key_id=settings["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=settings["AWS_SECRET_ACCESS_KEY"],
        region_name=PLACE.region,
    )
    with closing(session.client("acm", endpoint_url=settings["AWS_ENDPOINT_URL"])) as client:
        client.update_certificate_options(CertificateArn=arn, Options={"ValidationMethod": "DNS"})


def go_on(journal: SqliteJournal, *events: Event) -> None:
    for event in events:
        journal.append(MIGRATION, journal.last(MIGRATION), START, ACTOR, event)


def read(result: Result) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def test_in_place_from_the_switch_to_its_end(
    tell: Tell, sandbox: Sandbox, settings: dict[str, str], journal: SqliteJournal
) -> None:
    old = certificate(sandbox)
    write(journal, MIGRATION, Started(place_of(old.arn), old), WayChosen("in place"))
    begun = tell("--output", "json")
    assert (begun.returncode, read(begun)["step"], read(begun)["dns"]) == (0, "request", [])

    switch(settings, old.arn)
    go_on(journal, Intended(SwitchInPlace(old.arn)), Succeeded(3, old.arn))
    waiting = tell("--output", "json")
    document = read(waiting)
    assert (waiting.returncode, waiting.stderr, document["outlook"]) == (4, "", "person")
    assert {one["requested_status"] for one in document["acm"]["domains"]} == {"PENDING_VALIDATION"}
    assert {one["verdict"] for one in document["dns"]} == {"absent"}
    assert document["attachments"]
    go_on(journal, HandedOver("message"))
    assert tell().returncode == 3

    sandbox.move("register-records", {})
    sandbox.validator.step()
    done = tell("--output", "json")
    document = read(done)
    assert (done.returncode, document["step"], document["outlook"]) == (0, "finish", "ready")
    assert {one["method"] for one in document["acm"]["domains"]} == {"DNS"}
    assert len(journal.read(MIGRATION)) == 5, "to look writes nothing"


def test_replacing_where_nobody_has_the_new_certificate_any_more(
    tell: Tell, sandbox: Sandbox, journal: SqliteJournal
) -> None:
    """What the journal remembers is not what there is: ACM is asked."""
    old = certificate(sandbox)
    account = old.arn.split(":")[4]
    gone = old.arn.rpartition("/")[0] + "/00000000-0000-4000-8000-00000000dead"
    story = [
        msgspec.structs.replace(one, arn=gone) if isinstance(one, Succeeded) else one for one in issued()
    ]
    story[0] = Started(place_of(old.arn), old)
    story[-1] = CertificateSeen(dns_certificate("ISSUED", arn=gone))
    write(journal, MIGRATION, *story)
    result = tell()
    assert (result.returncode, result.stderr) == (0, "")
    assert "Next         Request the certificate again" in result.stdout
    assert "ACM          there is no new certificate" in result.stdout
    assert account in result.stdout


def test_what_is_over_is_told_as_done(tell: Tell, sandbox: Sandbox, journal: SqliteJournal) -> None:
    old = certificate(sandbox)
    write(journal, MIGRATION, Started(place_of(old.arn), old), WayChosen("in place"), Closed())
    result = tell()
    assert result.returncode == 0
    assert "Nothing: done" in result.stdout


def test_an_id_that_nobody_knows(run: Run, settings: dict[str, str]) -> None:
    result = run("status", "0badcafe", **settings)
    assert (result.returncode, result.stdout) == (255, "")
    assert "There is no saved migration 0badcafe." in result.stderr


def test_acm_that_cannot_be_reached_is_no_status(
    tell: Tell, sandbox: Sandbox, journal: SqliteJournal
) -> None:
    old = certificate(sandbox)
    write(journal, MIGRATION, Started(place_of(old.arn), old))
    result = tell(AWS_ENDPOINT_URL="http://127.0.0.1:9")
    assert (result.returncode, result.stdout) == (254, "")
    assert "cannot be reached" in result.stderr


def test_the_demo_is_there_only_while_it_runs(run: Run) -> None:
    result = run("--demo", "status", MIGRATION)
    assert (result.returncode, result.stdout) == (252, "")


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_a_directory_that_may_only_be_read_is_enough(
    tell: Tell, sandbox: Sandbox, journal: SqliteJournal, tmp_path: Path
) -> None:
    old = certificate(sandbox)
    write(journal, MIGRATION, Started(place_of(old.arn), old))
    data, file = tmp_path / "data", tmp_path / "data" / "journal.sqlite3"
    file.chmod(0o400)
    data.chmod(0o500)
    try:
        assert tell().returncode == 0
    finally:
        data.chmod(stat.S_IRWXU)
