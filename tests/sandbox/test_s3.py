"""S3 in the sandbox: one writer of a key is first, and buckets go out to plain data and come back."""

import inspect
import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from moto.s3.models import FakeKey, S3Backend, s3_backends

from acm_tui.sandbox.aws import s3 as room
from acm_tui.sandbox.aws.acm import AcmWorld
from tests.sandbox.plain_s3 import BUCKET, outcome, together

PLAIN = {
    "created": "accepted",
    "created again": "PreconditionFailed",
    "what is there": "first",
    "created in an unknown bucket": "NoSuchBucket",
    "got, and not there": "NoSuchKey",
    "created by two at once": 2,
    "listed behind the first": ["list/0009", "list/0010"],
}
"""All but the race is as AWS has it (S3 API reference, PutObject, "If-None-Match")."""


@pytest.fixture(scope="module")
def plain_moto() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.sandbox.plain_s3"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


@pytest.fixture
def s3(clients: Callable[..., Any]) -> Any:
    client = clients("s3", "us-east-1")
    client.create_bucket(Bucket=BUCKET)
    return client


@pytest.mark.parametrize("fact", PLAIN)
def test_moto_still_answers_as_the_correction_expects(plain_moto: dict[str, Any], fact: str) -> None:
    assert plain_moto[fact] == PLAIN[fact]


def test_every_fact_is_looked_at(plain_moto: dict[str, Any]) -> None:
    assert set(plain_moto) == set(PLAIN)


def test_of_two_that_come_at_the_same_moment_one_is_first(s3: Any) -> None:
    """The very trial that plain moto fails; here the second is not let in before the first has gone."""
    assert together(s3, wait_s=0.3) == 1


def test_of_many_one_is_first_and_its_bytes_are_kept(s3: Any) -> None:
    for number in range(10):
        bodies = [f"{number} {writer}".encode() for writer in range(8)]

        def create(body: bytes, key: str = f"key-{number}") -> str:
            return outcome(s3.put_object, Bucket=BUCKET, Key=key, Body=body, IfNoneMatch="*")

        with ThreadPoolExecutor(8) as pool:
            outcomes = list(pool.map(create, bodies))
        assert sorted(outcomes) == ["PreconditionFailed"] * 7 + ["accepted"]
        kept = s3.get_object(Bucket=BUCKET, Key=f"key-{number}")["Body"].read()
        assert kept == bodies[outcomes.index("accepted")]


def test_other_services_do_not_wait_for_s3(acm_world: AcmWorld, clients: Callable[..., Any]) -> None:
    acm = clients("acm")
    with room._REQUESTS, ThreadPoolExecutor(1) as pool:
        assert pool.submit(acm.list_certificates).result(timeout=5)["CertificateSummaryList"] == []


@pytest.mark.parametrize(
    ("environ", "is_for_s3"),
    [
        ({"HTTP_AUTHORIZATION": "AWS4-HMAC-SHA256 Credential=A/20261128/us-east-1/s3/aws4_request, …"}, True),
        ({"QUERY_STRING": "X-Amz-Credential=A%2F20261128%2Fus-east-1%2Fs3%2Faws4_request"}, True),
        (
            {"HTTP_AUTHORIZATION": "AWS4-HMAC-SHA256 Credential=A/20261128/us-east-1/acm/aws4_request, …"},
            False,
        ),
        ({}, False),
    ],
)
def test_a_request_to_s3_is_known_by_what_it_is_signed_for(environ: dict[str, str], is_for_s3: bool) -> None:
    assert (room.alone(environ) is room._REQUESTS) is is_for_s3


def test_buckets_go_out_to_plain_data_and_come_back(s3: Any) -> None:
    s3.put_object(Bucket=BUCKET, Key="a/é", Body=bytes(range(256)))
    s3.put_object(
        Bucket=BUCKET, Key="b", Body=b"{}", ServerSideEncryption="aws:kms", SSEKMSKeyId="alias/journal"
    )
    s3.put_object(Bucket=BUCKET, Key="gone", Body=b"")
    s3.delete_object(Bucket=BUCKET, Key="gone")
    before = s3.list_objects_v2(Bucket=BUCKET)["Contents"]
    saved = json.loads(json.dumps(room.dump()))
    s3_backends["111122223333"]["aws"].reset()
    assert outcome(s3.get_object, Bucket=BUCKET, Key="b") == "NoSuchBucket"
    room.load(saved)
    assert room.dump() == saved
    after = s3.list_objects_v2(Bucket=BUCKET)["Contents"]
    assert [(one["Key"], one["ETag"]) for one in after] == [(one["Key"], one["ETag"]) for one in before]
    assert s3.get_object(Bucket=BUCKET, Key="a/é")["Body"].read() == bytes(range(256))
    assert s3.get_object(Bucket=BUCKET, Key="b")["SSEKMSKeyId"] == "alias/journal"
    assert outcome(s3.put_object, Bucket=BUCKET, Key="b", Body=b"", IfNoneMatch="*") == "PreconditionFailed"


def test_moto_keeps_what_is_saved_where_it_is_looked_for() -> None:
    key = FakeKey("k", b"x", "111122223333", "us-east-1", encryption="aws:kms", kms_key_id="k1")
    assert (key.name, key.value, key.encryption, key.kms_key_id) == ("k", b"x", "aws:kms", "k1")
    key.dispose()
    assert {"bucket_name", "key_name", "value", "encryption", "kms_key_id", "disable_notification"} <= set(
        inspect.signature(S3Backend.put_object).parameters
    )
