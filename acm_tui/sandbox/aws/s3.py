"""S3 in the sandbox: moto's, with one request after the other, and buckets that outlive the sandbox's world.

moto looks at ``If-None-Match`` and then stores the object, and nothing keeps another request from coming in
between: several writers of one key are all told that they were first. It also reads an object's bytes for its
ETag and for an answer from one file position. Both vanish when one request is carried out after the other.

moto's S3 is imported with the first request that is for it: most worlds have none.
"""

from __future__ import annotations

import re
import sys
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from threading import RLock
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

PARTITION = "aws"

_REQUESTS = RLock()
"""Held while a request to S3 is carried out, and while its buckets are saved or put back."""
_FOR_S3 = re.compile(r"(?:/|%2F)s3(?:/|%2F)aws4_request", re.IGNORECASE)
"""The scope that a request is signed for (AWS Signature Version 4), in its header or its query."""


class ObjectRecord(TypedDict):
    """An object; ``body`` is in base64."""

    key: str
    body: str
    encryption: str | None
    kms_key: str | None


class BucketRecord(TypedDict):
    """A bucket with what it holds now."""

    account: str
    name: str
    region: str
    objects: list[ObjectRecord]


class S3State(TypedDict):
    """Everything that this room keeps."""

    buckets: list[BucketRecord]


def alone(environ: WSGIEnvironment) -> AbstractContextManager[object]:
    """What a request is to be carried out within, so that no two to S3 are at the same time."""
    signed = environ.get("HTTP_AUTHORIZATION") or environ.get("QUERY_STRING", "")
    return _REQUESTS if _FOR_S3.search(signed) else nullcontext()


def dump() -> S3State:
    """Everything as JSON-able data; not kept: earlier versions, metadata, policies and the like."""
    if "moto.s3.models" not in sys.modules:
        return S3State(buckets=[])
    from moto.s3.models import s3_backends

    with _REQUESTS:
        accounts = [(name, found[PARTITION]) for name, found in s3_backends.items() if PARTITION in found]
        return S3State(
            buckets=[
                _bucket(account, bucket)
                for account, backend in accounts
                for bucket in backend.buckets.values()
            ]
        )


def load(state: Mapping[str, Any]) -> None:
    """Put everything that `dump` gave in place, beside whatever is there: start from empty backends.

    Raises:
        KeyError, TypeError, ValueError: not what `dump` gave.
    """
    if not state["buckets"]:
        return
    from moto.s3.models import s3_backends

    with _REQUESTS:
        for bucket in state["buckets"]:
            backend = s3_backends[bucket["account"]][PARTITION]
            backend.create_bucket(bucket["name"], bucket["region"])
            for one in bucket["objects"]:
                backend.put_object(
                    bucket["name"],
                    one["key"],
                    b64decode(one["body"], validate=True),
                    encryption=one["encryption"],
                    kms_key_id=one["kms_key"],
                    disable_notification=True,
                )


def _bucket(account: str, bucket: Any) -> BucketRecord:
    from moto.s3.models import FakeKey

    held = [one for one in bucket.keys.values() if isinstance(one, FakeKey)]  # the others are delete markers
    return BucketRecord(
        account=account, name=bucket.name, region=bucket.region_name, objects=[_object(one) for one in held]
    )


def _object(found: Any) -> ObjectRecord:
    return ObjectRecord(
        key=found.name,
        body=b64encode(found.value).decode("ascii"),
        encryption=found.encryption,
        kms_key=found.kms_key_id,
    )
