"""The commands without a terminal, on the journal that a team keeps in S3."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from acm_tui import launch, opening
from acm_tui.aws.objects import S3Objects
from acm_tui.aws.session import Access
from acm_tui.domain.events import HandedOver
from acm_tui.domain.shared_store import Store
from acm_tui.journal.exported import as_json
from acm_tui.journal.shared import SharedJournal
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.paths import Paths
from acm_tui.sandbox.aws.server import AwsServer
from acm_tui.settings import Journal, Settings
from tests.cli.conftest import Result, Run
from tests.domain.stories import ACTOR, DOMAIN, MIGRATION, PLACE, START, issued
from tests.journal.writing import write
from tests.test_import_hygiene import after

STORE = "s3://team-journal/acm-tui"
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = AwsServer()
    url = server.start()
    yield url
    server.stop()


@pytest.fixture
def access(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Access]:
    """A colleague's way to S3."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing secret")
    with closing(Access(None, PLACE.region, endpoint_url=endpoint)) as opened:
        yield opened


@pytest.fixture
def s3(access: Access) -> Any:
    """An ordinary client."""
    return access.client("s3", PLACE.region)


@pytest.fixture
def team(access: Access, s3: Any, tmp_path: Path) -> Iterator[SharedJournal]:
    """A colleague's way to the team's journal."""
    s3.create_bucket(Bucket="team-journal", CreateBucketConfiguration={"LocationConstraint": PLACE.region})
    store = Store("team-journal", "acm-tui")
    yield SharedJournal(S3Objects(access, store), store, tmp_path / "colleague.sqlite3")
    for one in s3.list_objects_v2(Bucket="team-journal").get("Contents", ()):
        s3.delete_object(Bucket="team-journal", Key=one["Key"])
    s3.delete_bucket(Bucket="team-journal")


@pytest.fixture
def shared(run: Run, endpoint: str, tmp_path: Path) -> Callable[..., Result]:
    """Run the program with the team's journal in its settings."""
    (tmp_path / "config.toml").write_text(f"[journal]\nstore = '{STORE}'\nregion = '{PLACE.region}'\n")

    def shared(*arguments: str, **more: str) -> Result:
        keys = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "nothing secret"}
        return run(*arguments, **(keys | {"AWS_ENDPOINT_URL_S3": endpoint} | more))

    return shared


def test_what_a_colleague_wrote_is_listed_and_reported(
    shared: Callable[..., Result], team: SharedJournal, tmp_path: Path
) -> None:
    write(team, MIGRATION, *issued())
    result = shared("sessions", "--output", "json")
    assert (result.returncode, result.stderr) == (0, "")
    assert [one["id"] for one in json.loads(result.stdout)["sessions"]] == [MIGRATION]
    report = shared("report", MIGRATION)
    assert (report.returncode, report.stderr) == (0, "")
    assert report.stdout.startswith(f"# Change record: `{DOMAIN}`\n")
    assert not (tmp_path / "data" / "journal.sqlite3").exists()


def test_out_of_reach_it_is_shown_as_of_when_it_was_read(
    shared: Callable[..., Result], team: SharedJournal
) -> None:
    write(team, MIGRATION, *issued())
    assert shared("sessions").returncode == 0
    cut_off = {"HTTP_PROXY": NOWHERE, "NO_PROXY": "", "no_proxy": ""}
    result = shared("sessions", "--output", "json", **cut_off)
    assert result.returncode == 0
    assert [one["id"] for one in json.loads(result.stdout)["sessions"]] == [MIGRATION]
    assert result.stderr.startswith("The journal cannot be reached. This is as it was at 20")
    for command in (("report", MIGRATION), ("sessions", "export", MIGRATION)):
        shown = shared(*command, **cut_off)
        assert shown.returncode == 0
        assert shown.stderr.startswith("The journal cannot be reached. This is as it was at 20")


def test_what_was_never_read_is_a_trouble_and_not_an_empty_list(shared: Callable[..., Result]) -> None:
    result = shared("sessions", AWS_ENDPOINT_URL_S3=NOWHERE)
    assert (result.returncode, result.stdout) == (253, "")
    assert result.stderr.startswith(f"The journal {STORE} cannot be used.")


def test_the_places(shared: Callable[..., Result], tmp_path: Path) -> None:
    result = shared("paths")
    assert (result.returncode, result.stderr) == (0, "")
    rows = dict(row.split(maxsplit=1) for row in result.stdout.splitlines())
    assert list(rows) == ["data", "journal", "cache", "settings", "log"]
    assert rows["journal"] == STORE
    assert Path(rows["cache"]).parent == tmp_path / "data"
    assert not (tmp_path / "data").exists()


def test_settings_that_cannot_be_used_are_found_all_the_same(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[journal]\nstore = 'team-journal'\n")
    result = run("paths")
    assert result.returncode == 253
    assert str(tmp_path / "config.toml") in result.stdout
    assert "journal.sqlite3" not in result.stdout
    assert "is no place for a journal" in result.stderr
    for command in (("sessions",), ("report", MIGRATION)):
        assert run(*command).returncode == 253


def test_the_demo_keeps_its_own(shared: Callable[..., Result]) -> None:
    result = shared("--demo", "sessions", AWS_ENDPOINT_URL_S3=NOWHERE, ACM_TUI_JOURNAL_STORE=STORE)
    assert (result.returncode, result.stdout, result.stderr) == (0, "No migration is saved.\n", "")


def test_where_the_journal_is_needs_no_aws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACM_TUI_JOURNAL_STORE", STORE)
    monkeypatch.setenv("ACM_TUI_DATA_DIR", str(tmp_path))
    ended, packages = after("import acm_tui.cli; sys.exit(acm_tui.cli.main())", "paths")
    assert ended == 0
    assert packages.isdisjoint({"textual", "boto3", "botocore", "sqlite3"})


def places(directory: Path) -> Paths:
    return Paths(data=directory, config=directory / "config.toml")


def test_the_wizard_opens_the_journal_that_the_settings_name(tmp_path: Path) -> None:
    for section, kind in ((Journal(), SqliteJournal), (Journal(store=STORE), SharedJournal)):
        services = launch.services(Settings(journal=section), places(tmp_path), lambda: START)
        assert isinstance(services.journal, kind)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Journal(store=STORE), Journal(store=f"{STORE}/", region="eu-west-1", kms_key="k"), True),
        (Journal(store=STORE), Journal(store=f"{STORE}/prod"), False),
        (Journal(store=STORE), Journal(store=STORE, endpoint=NOWHERE), False),
        (Journal(store=STORE), Journal(store=STORE, profile="ops"), False),
    ],
)
def test_another_store_has_another_cache(one: Journal, other: Journal, same: bool, tmp_path: Path) -> None:
    found = [opening.cache_of(section, places(tmp_path)) for section in (one, other)]
    assert (found[0] == found[1]) is same
    assert all(path.parent == tmp_path for path in found)


def test_everything_that_is_set_reaches_s3(
    endpoint: str, team: SharedJournal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Endpoint, profile and region of the journal are its own, whatever the environment says of others."""
    # The profile of the migrations is there: the store runs in this process, and looks it up as well.
    keys = "aws_access_key_id = AKIA{0}\naws_secret_access_key = x\n"
    profiles = (f"[{name}]\n{keys.format(name.upper())}" for name in ("ops", "shop"))
    (tmp_path / "aws").write_text("".join(profiles))
    for name, value in {
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "aws"),
        "AWS_CONFIG_FILE": str(tmp_path / "none"),
        "AWS_ENDPOINT_URL": NOWHERE,
        "AWS_PROFILE": "shop",
        "AWS_REGION": "us-west-2",
    }.items():
        monkeypatch.setenv(name, value)
    section = Journal(store=STORE, profile="ops", region=PLACE.region, endpoint=endpoint)
    journal = opening.journal_of(section, places(tmp_path))
    written = write(journal, MIGRATION, *issued())
    assert team.read(MIGRATION) == written


def test_a_migration_is_taken_in_by_the_team_and_what_is_gone_is_put_back(
    shared: Callable[..., Result], team: SharedJournal, s3: Any, tmp_path: Path
) -> None:
    source = SqliteJournal(tmp_path / "source.sqlite3")
    write(source, MIGRATION, *issued())
    file = tmp_path / "moving.json"
    file.write_text(as_json(source.lines(MIGRATION), at=START, actor=ACTOR, program_version="1"))
    taken = shared("sessions", "import", str(file))
    assert (taken.returncode, taken.stderr) == (0, "")
    assert taken.stdout == f"Migration {MIGRATION} was taken in: 5 new lines.\n"
    assert team.lines(MIGRATION) == source.lines(MIGRATION)
    team.append(MIGRATION, 5, START, "bunji@laptop", HandedOver("CSV"))
    exported = shared("sessions", "export", MIGRATION)
    assert [one["seq"] for one in json.loads(exported.stdout)["entries"]] == [1, 2, 3, 4, 5, 6]
    s3.delete_object(Bucket="team-journal", Key=f"acm-tui/v1/{MIGRATION}/0000000001.json")
    result = shared("sessions", "recover")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "Put back from what this machine remembers: 1 object.\n"
    assert len(team.read(MIGRATION)) == 6
    assert not (tmp_path / "data" / "journal.sqlite3").exists()
