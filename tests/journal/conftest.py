"""A journal in a file of its own; and every kind of journal, one after the other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from acm_tui.aws.objects import S3Objects
from acm_tui.aws.session import Access
from acm_tui.journal.shared import SharedJournal
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.journal.store import Archive
from acm_tui.sandbox.aws.server import AwsServer
from tests.domain.stories import START
from tests.journal.kinds import InFile, InMemory, InObjects, InS3, Kind
from tests.journal.memory import MemoryObjects

REGION = "ap-northeast-1"

OpenAt = Callable[..., SharedJournal]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite3"


@pytest.fixture
def journal(file: Path) -> Archive:
    return SqliteJournal(file)


@pytest.fixture
def kept(tmp_path: Path) -> InMemory:
    """A shared journal, seen from the store."""
    return InMemory(tmp_path)


@pytest.fixture
def objects(kept: InMemory) -> MemoryObjects:
    return kept.objects


@pytest.fixture
def shared(kept: InMemory) -> SharedJournal:
    """The same, as one machine opens it."""
    return kept.open()


@pytest.fixture
def moments() -> list[datetime]:
    """The present moment stands last."""
    return [START]


@pytest.fixture
def open_at(objects: MemoryObjects, tmp_path: Path, moments: list[datetime]) -> OpenAt:
    """Opens it on the machine of that cache, as a rule without a rest after a failure."""

    def open_at(cache: str = "cache.sqlite3", rest_s: float = 0.0) -> SharedJournal:
        return SharedJournal(objects, InMemory.STORE, tmp_path / cache, lambda: moments[-1], rest_s=rest_s)

    return open_at


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """The sandbox's AWS, for its S3; one server for all tests."""
    server = AwsServer()
    yield server.start()
    server.stop()


@pytest.fixture(scope="session")
def s3_access(s3_endpoint: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Access]:
    """The way to it; no setting of whoever runs the tests leads elsewhere."""
    nothing = tmp_path_factory.mktemp("aws") / "nothing"
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            environment.delenv(name)
        environment.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "nothing secret")
        environment.setenv("AWS_CONFIG_FILE", str(nothing))
        environment.setenv("AWS_SHARED_CREDENTIALS_FILE", str(nothing))
        access = Access(None, REGION, endpoint_url=s3_endpoint)
        access.client("s3", REGION)
    yield access
    access.close()


@pytest.fixture
def s3(s3_access: Access) -> Iterator[Any]:
    """An ordinary client, and an empty bucket of the team's."""
    client = s3_access.client("s3", REGION)
    bucket = InObjects.STORE.bucket
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    yield client
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        keys = [{"Key": one["Key"]} for one in page.get("Contents", ())]
        client.delete_objects(Bucket=bucket, Delete={"Objects": keys})
    client.delete_bucket(Bucket=bucket)


@pytest.fixture(params=["file", "memory", "s3"])
def kind(request: pytest.FixtureRequest, tmp_path: Path) -> Kind:
    """A journal of each kind."""
    match request.param:
        case "file":
            return InFile(tmp_path)
        case "memory":
            return InMemory(tmp_path)
        case _:
            client, access = request.getfixturevalue("s3"), request.getfixturevalue("s3_access")
            return InS3(lambda: S3Objects(access, InObjects.STORE), client, tmp_path)
