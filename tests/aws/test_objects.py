"""Objects of S3: created once whatever becomes of the answers; every trouble is the journal's."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from acm_tui.aws import objects
from acm_tui.aws.objects import PAUSES_S, S3Objects
from acm_tui.aws.session import Access
from acm_tui.domain.errors import JournalTrouble, SomebodyWasFirst
from acm_tui.domain.shared_store import Store
from acm_tui.sandbox.aws.server import AwsServer
from tests.aws.conftest import REGION
from tests.aws.s3_wire import Late, S3Wire, Torn
from tests.workflow.wire import Fate, Refusal

STORE = Store("team-journal", "acm-tui")
KEY = "acm-tui/v1/m/0000000001.json"
CONFLICT = Refusal("ConditionalRequestConflict", 409)
SLOW_DOWN = Refusal("SlowDown", 503)
BROKEN = Refusal("InternalError", 500)
DENIED = Refusal("AccessDenied", 403)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = AwsServer()
    yield server.start()
    server.stop()


@pytest.fixture
def wire(endpoint: str) -> Iterator[S3Wire]:
    """The way to S3; it ends all calls as the test says."""
    wire = S3Wire(endpoint)
    wire.start()
    yield wire
    wire.stop()
    assert not wire.problems


@pytest.fixture
def access(wire: S3Wire) -> Iterator[Access]:
    access = Access(None, REGION, max_attempts=2, endpoint_url=wire.url)
    yield access
    access.close()


@pytest.fixture
def bucket(endpoint: str) -> Iterator[Any]:
    """An empty bucket of the team's, and an ordinary client."""
    direct = Access(None, REGION, endpoint_url=endpoint)
    client = direct.client("s3", REGION)
    client.create_bucket(Bucket=STORE.bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    yield client
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=STORE.bucket):
        for one in page.get("Contents", ()):
            client.delete_object(Bucket=STORE.bucket, Key=one["Key"])
    client.delete_bucket(Bucket=STORE.bucket)
    direct.close()


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def s3(access: Access, bucket: Any, waited: list[float]) -> S3Objects:
    return S3Objects(access, STORE, wait=waited.append)


def test_an_object_is_created_once(s3: S3Objects, wire: S3Wire) -> None:
    mark = s3.create(KEY, b'{"n":1}')
    assert mark
    assert s3.create(KEY, b'{"n":2}') is None
    assert s3.get(KEY) == b'{"n":1}'
    assert [(one.key, one.mark) for one in s3.listed("acm-tui/v1/")] == [(KEY, mark)]
    assert s3.get("acm-tui/v1/m/0000000002.json") is None
    headers = wire.calls[0].parameters["Headers"]
    assert headers["if-none-match"] == "*"
    assert not [name for name in headers if name.startswith(("x-amz-checksum", "x-amz-sdk-checksum"))]
    assert "x-amz-server-side-encryption" not in headers


def test_the_key_to_encrypt_with_goes_along(access: Access, bucket: Any, wire: S3Wire) -> None:
    S3Objects(access, STORE, kms_key="alias/journal").create(KEY, b"{}")
    headers = wire.calls[0].parameters["Headers"]
    assert headers["x-amz-server-side-encryption"] == "aws:kms"
    assert headers["x-amz-server-side-encryption-aws-kms-key-id"] == "alias/journal"


@pytest.mark.parametrize(
    "fates",
    [
        [Fate.LOST],
        [Fate.LOST, Fate.LOST],
        [Fate.CUT],
        [Fate.CUT, Fate.CUT],
        [Fate.CUT, Fate.CUT, Fate.LOST],
        [Late("InternalError")],
        [Late("InternalError"), Late("InternalError")],
        [Late("SlowDown", 503), SLOW_DOWN],
        [SLOW_DOWN] * 4,
        [BROKEN] * 4,
        [CONFLICT],
        [CONFLICT] * 4,
        [Fate.LOST, CONFLICT],
        [Fate.LOST, SLOW_DOWN, CONFLICT],
        [Fate.LOST, DENIED],
    ],
    ids=str,
)
def test_whatever_becomes_of_the_answers_what_was_created_is_told(
    s3: S3Objects, wire: S3Wire, bucket: Any, fates: list[Any]
) -> None:
    wire.fails("PutObject", *fates)
    mark = s3.create(KEY, b'{"mine":1}')
    assert mark is not None
    assert bucket.get_object(Bucket=STORE.bucket, Key=KEY)["Body"].read() == b'{"mine":1}'
    assert [one.mark for one in s3.listed(KEY)] == [mark]


@pytest.mark.parametrize(
    "fates",
    [[], [Fate.LOST], [Fate.CUT], [Fate.CUT, Fate.CUT], [CONFLICT], [SLOW_DOWN, SLOW_DOWN], [BROKEN, BROKEN]],
    ids=str,
)
def test_whatever_becomes_of_the_answers_what_is_somebody_elses_is_told(
    s3: S3Objects, wire: S3Wire, bucket: Any, fates: list[Any]
) -> None:
    bucket.put_object(Bucket=STORE.bucket, Key=KEY, Body=b'{"theirs":1}')
    wire.fails("PutObject", *fates)
    assert s3.create(KEY, b'{"mine":1}') is None
    assert s3.get(KEY) == b'{"theirs":1}'


def test_somebody_comes_between_two_attempts(s3: S3Objects, wire: S3Wire, bucket: Any) -> None:
    """The first attempt is cut off, and before the second one another writer has the key."""
    wire.fails("PutObject", Fate.CUT)
    others = iter([None])
    wire.watch_once(
        "PutObject", lambda: bucket.put_object(Bucket=STORE.bucket, Key=KEY, Body=b"{}") or next(others)
    )
    assert s3.create(KEY, b'{"mine":1}') is None


@pytest.mark.parametrize("fate", [CONFLICT, SLOW_DOWN, BROKEN, Fate.CUT], ids=str)
def test_what_never_gets_through_ends_with_a_trouble(
    s3: S3Objects, wire: S3Wire, waited: list[float], fate: Any
) -> None:
    wire.always("PutObject", fate)
    with pytest.raises(JournalTrouble) as caught:
        s3.create(KEY, b"{}")
    assert not isinstance(caught.value, SomebodyWasFirst)
    assert caught.value.cause
    assert len(waited) == len(PAUSES_S)
    for pause, waits in zip(PAUSES_S, waited, strict=True):
        assert pause / 2 <= waits <= pause * 1.5
    assert s3.get(KEY) is None


def test_when_nobody_can_say_whether_it_was_created_that_is_said(s3: S3Objects, wire: S3Wire) -> None:
    wire.always("PutObject", Fate.LOST)
    wire.always("GetObject", Fate.CUT)
    with pytest.raises(
        JournalTrouble, match="It is not known whether this was written to the journal s3://team"
    ):
        s3.create(KEY, b'{"mine":1}')
    wire.mend()
    assert s3.get(KEY) == b'{"mine":1}', "and it was"


def test_what_hangs_is_not_made_again_for_ever(
    s3: S3Objects, wire: S3Wire, waited: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objects, "PATIENCE_S", 0)
    wire.always("GetObject", Fate.CUT)
    with pytest.raises(JournalTrouble):
        s3.get(KEY)
    assert waited == []


@pytest.mark.parametrize(
    "fates", [[Fate.CUT] * 3, [BROKEN] * 3, [SLOW_DOWN] * 5, [Torn()], [Torn()] * 3], ids=str
)
def test_what_fails_by_chance_is_read_again(s3: S3Objects, wire: S3Wire, fates: list[Any]) -> None:
    body = b'{"text":"' + b"x" * 5000 + b'"}'
    s3.create(KEY, body)
    wire.fails("GetObject", *fates)
    assert s3.get(KEY) == body
    wire.fails("ListObjectsV2", *fates)
    assert [one.key for one in s3.listed("acm-tui/")] == [KEY]


def test_many_are_got_at_the_same_time_and_in_their_order(s3: S3Objects, wire: S3Wire, bucket: Any) -> None:
    keys = [f"acm-tui/v1/m/{seq:010d}.json" for seq in range(1, 41)]
    for key in keys:
        bucket.put_object(Bucket=STORE.bucket, Key=key, Body=key.encode())
    wanted = [*keys, "acm-tui/v1/m/0000000099.json"]
    assert s3.bodies(wanted) == [*(key.encode() for key in keys), None]
    assert s3.bodies([]) == []


def test_a_listing_goes_on_over_its_pages_and_begins_where_it_is_asked_to(
    s3: S3Objects, wire: S3Wire, monkeypatch: pytest.MonkeyPatch, bucket: Any
) -> None:
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "7")
    keys = [f"acm-tui/v1/m/{seq:010d}.json" for seq in range(1, 31)]
    for key in random.sample(keys, len(keys)):
        bucket.put_object(Bucket=STORE.bucket, Key=key, Body=b"{}")
    bucket.put_object(Bucket=STORE.bucket, Key="acm-tui-of-others/v1/m/0000000001.json", Body=b"{}")
    assert [one.key for one in s3.listed("acm-tui/v1/")] == keys
    assert wire.count("ListObjectsV2") == 5
    assert [one.key for one in s3.listed("acm-tui/v1/m/", after=keys[9])] == keys[10:]
    assert list(s3.listed("acm-tui/v2/")) == []


@pytest.mark.parametrize(
    ("refusal", "remedy"),
    [
        (Refusal("NoSuchBucket", 404), "Create the bucket"),
        (DENIED, "permission s3:"),
        (Refusal("ExpiredToken", 400), "set under [journal]"),
        (Refusal("InvalidAccessKeyId", 403), "set under [journal]"),
    ],
    ids=str,
)
def test_a_refusal_is_the_journals_trouble_with_a_remedy(
    s3: S3Objects, wire: S3Wire, refusal: Refusal, remedy: str
) -> None:
    for operation, attempt in (
        ("PutObject", lambda: s3.create(KEY, b"{}")),
        ("GetObject", lambda: s3.get(KEY)),
        ("ListObjectsV2", lambda: list(s3.listed("acm-tui/"))),
    ):
        wire.mend()
        wire.calls.clear()
        wire.always(operation, refusal)
        wire.always("ListObjectsV2", refusal)
        with pytest.raises(
            JournalTrouble, match=r"s3://team-journal/acm-tui cannot be used\. Nothing is"
        ) as caught:
            attempt()
        assert refusal.code in caught.value.cause
        assert remedy in caught.value.remedy
        assert "s3:ListObjectsV2" not in caught.value.remedy
        assert wire.count(operation) == 1


def test_a_store_that_knows_no_conditions_is_told_as_that(s3: S3Objects, wire: S3Wire) -> None:
    wire.always("PutObject", Refusal("NotImplemented", 501))
    with pytest.raises(JournalTrouble, match="cannot be used") as caught:
        s3.create(KEY, b"{}")
    assert "conditional writes" in caught.value.remedy


def test_a_missing_key_is_told_also_where_s3_does_not_say_so(
    s3: S3Objects, wire: S3Wire, bucket: Any
) -> None:
    """Without ListBucket for the whole bucket S3 answers AccessDenied for what is not there."""
    wire.always("GetObject", DENIED)
    assert s3.get(KEY) is None
    bucket.put_object(Bucket=STORE.bucket, Key=KEY, Body=b"{}")
    with pytest.raises(JournalTrouble):
        s3.get(KEY)


def test_an_endpoint_where_nobody_is_is_told_at_once(waited: list[float]) -> None:
    access = Access(None, REGION, max_attempts=1, endpoint_url="http://127.0.0.1:9")
    s3 = S3Objects(access, STORE, wait=waited.append)
    for attempt in (lambda: s3.create(KEY, b"{}"), lambda: s3.get(KEY), lambda: list(s3.listed(""))):
        with pytest.raises(JournalTrouble, match="cannot be used"):
            attempt()
    assert waited == []
    access.close()


def test_without_credentials_the_journals_own_settings_are_named(
    wire: S3Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for access in (Access(None, REGION, endpoint_url=wire.url), Access("nobody", REGION), Access(None, None)):
        with pytest.raises(JournalTrouble) as caught:
            S3Objects(access, STORE).get(KEY)
        assert "set under [journal]" in caught.value.remedy


def test_of_many_at_the_same_moment_one_creates_it(s3: S3Objects) -> None:
    for number in range(5):
        with ThreadPoolExecutor(8) as pool:
            bodies = [f'{{"writer":{writer}}}'.encode() for writer in range(8)]
            created = list(pool.map(lambda body, number=number: s3.create(f"race-{number}", body), bodies))
        assert len([mark for mark in created if mark is not None]) == 1
