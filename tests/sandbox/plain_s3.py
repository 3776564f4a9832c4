"""Asks moto's S3 as it is, uncorrected, what the correction rests on; prints the answers as one JSON object.

It runs in a process of its own, behind a server without the correction.
"""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from typing import Any
from unittest import mock

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.s3.models import S3Backend

from acm_tui.sandbox.aws.server import AwsServer

BUCKET = "bucket"


def client(endpoint: str) -> Any:
    session: Any = boto3.session.Session()
    return session.client(
        "s3",
        region_name="us-east-1",
        endpoint_url=endpoint,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )


def outcome(call: Any, **request: Any) -> str:
    """ "accepted" or the code of the error."""
    try:
        call(**request)
    except ClientError as refused:
        return str(refused.response["Error"]["Code"])
    return "accepted"


def together(s3: Any, wait_s: float = 5) -> int:
    """How many of two that create the same object are told that they did, when both have looked before."""
    both, store = threading.Barrier(2), S3Backend.put_object

    def waiting(*arguments: Any, **named: Any) -> Any:
        with suppress(threading.BrokenBarrierError):  # the other one is kept out
            both.wait(wait_s)
        return store(*arguments, **named)

    S3Backend.put_object = waiting
    with ThreadPoolExecutor(2) as pool:
        created = pool.map(
            lambda body: outcome(s3.put_object, Bucket=BUCKET, Key="race", Body=body, IfNoneMatch="*"),
            (b"1", b"2"),
        )
        found = list(created).count("accepted")
    S3Backend.put_object = store
    return found


def facts(endpoint: str) -> dict[str, Any]:
    """What moto answers."""
    s3 = client(endpoint)
    s3.create_bucket(Bucket=BUCKET)
    create = {"Bucket": BUCKET, "Key": "once", "Body": b"first", "IfNoneMatch": "*"}
    found: dict[str, Any] = {
        "created": outcome(s3.put_object, **create),
        "created again": outcome(s3.put_object, **create),
        "what is there": s3.get_object(Bucket=BUCKET, Key="once")["Body"].read().decode(),
        "created in an unknown bucket": outcome(s3.put_object, **(create | {"Bucket": "nowhere"})),
        "got, and not there": outcome(s3.get_object, Bucket=BUCKET, Key="never"),
        "created by two at once": together(s3),
    }
    for seq in (10, 9, 2):
        s3.put_object(Bucket=BUCKET, Key=f"list/{seq:04d}", Body=b"x")
    listed = s3.list_objects_v2(Bucket=BUCKET, Prefix="list/", StartAfter="list/0002")["Contents"]
    found["listed behind the first"] = [one["Key"] for one in listed]
    return found


if __name__ == "__main__":
    with mock.patch("acm_tui.sandbox.aws.s3.alone", lambda environ: nullcontext()):
        serving = AwsServer()
        answer = facts(serving.start())
        serving.stop()
    print(json.dumps(answer))  # noqa: T201 - this is how the test reads it
