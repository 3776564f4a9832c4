"""Objects of S3 for a shared journal: created once by a condition, got, listed.

Implements ``acm_tui.journal.objects.Objects``. Everything that goes wrong is a :class:`JournalTrouble` here:
whoever uses a journal knows no other.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from typing import Any, TypeVar

from acm_tui.aws.at_once import at_once
from acm_tui.aws.errors import translated
from acm_tui.aws.refusals import lacks_permission, throttled
from acm_tui.aws.session import Access
from acm_tui.domain.errors import JournalTrouble, OutcomeUnknown, ServiceTrouble, SettingsTrouble, Trouble
from acm_tui.domain.shared_store import Store, Stored

Answer = TypeVar("Answer")

CONNECT_TIMEOUT_S, READ_TIMEOUT_S, MAX_ATTEMPTS = 3.0, 8.0, 3
"""For an object of a few kilobytes, and an operator who waits for it."""

PAUSES_S = (0.1, 0.3, 0.8, 2.0)
"""Seconds, give or take half, before a call is made again on top of botocore's own attempts."""
PATIENCE_S = 10.0
"""Seconds after which nothing is made again: what hangs would hang again."""

_AT_ONCE = 16
_TAKEN = "PreconditionFailed"
_CONFLICT = "ConditionalRequestConflict"
"""409: another request for the same key came between (S3 API reference, PutObject); it may be made again."""
_BROKEN = ("InternalError", "ServiceUnavailable", "IncompleteReadError", "500", "502", "503", "504")
_NO_CONDITIONS = "NotImplemented"
_MISSING = ("NoSuchKey", "404")

_REMEDIES = {
    "NoSuchBucket": "Create the bucket, or correct [journal] store.",
    _NO_CONDITIONS: "This store knows no conditional writes. Keep the journal in Amazon S3 itself, or in a"
    " store that heeds If-None-Match: * of PutObject.",
}


class S3Objects:
    """The objects in the bucket of *store*, whatever their keys. Safe to use from several threads.

    Args:
        access: the way to S3, as whoever the journal is kept by.
        store: names the bucket.
        kms_key: id, ARN or alias of the key to encrypt with; empty: as the bucket says.
        wait: waits so many seconds.
    """

    def __init__(
        self, access: Access, store: Store, *, kms_key: str = "", wait: Callable[[float], object] = time.sleep
    ) -> None:
        self._access = access
        self._store = store
        self._encryption = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key} if kms_key else {}
        self._wait = wait
        self._region = ""

    def create(self, key: str, body: bytes) -> str | None:
        """See ``Objects.create``.

        What an answer leaves open (none came, or 412 or 409, which may be the fruit of an earlier attempt of
        one's own) is settled by reading: a key is created once, so *body* there is ours, and as long as
        nothing is there it is safe to try again.
        """
        tries, unsure = _Tries(self._wait), False
        while True:
            try:
                return self._put(key, body)
            except Trouble as trouble:
                if not _open(trouble):
                    raise self._unusable(trouble, unsure=unsure) from trouble
                unsure = unsure or isinstance(trouble, OutcomeUnknown)
                if (there := self._there(key, unsure=unsure)) is not None:
                    found, mark = there
                    return mark if found == body else None
                if not tries.another():
                    raise self._unusable(trouble, unsure=unsure) from trouble

    def get(self, key: str) -> bytes | None:
        """See ``Objects.get``."""
        found = self._there(key)
        return None if found is None else found[0]

    def bodies(self, keys: Sequence[str]) -> list[bytes | None]:
        """See ``Objects.bodies``."""
        return at_once(self.get, keys, most=_AT_ONCE)

    def listed(self, prefix: str, after: str = "") -> Iterator[Stored]:
        """See ``Objects.listed``."""
        more = True
        while more:
            page = self._reading(partial(self._page, prefix, after))
            found = [Stored(one["Key"], _mark(one)) for one in page.get("Contents", ())]
            yield from found
            more = bool(page.get("IsTruncated") and found)
            after = found[-1].key if found else after

    def _client(self) -> Any:
        self._region = self._region or self._access.home_region()
        return self._access.client("s3", self._region)

    def _put(self, key: str, body: bytes) -> str:
        client = self._client()
        with translated("s3:PutObject", mutating=True):
            answer = client.put_object(
                Bucket=self._store.bucket,
                Key=key,
                Body=body,
                IfNoneMatch="*",
                ContentType="application/json",
                **self._encryption,
            )
        return _mark(answer)

    def _page(self, prefix: str, after: str) -> Any:
        client = self._client()
        with translated("s3:ListObjectsV2"):
            return client.list_objects_v2(Bucket=self._store.bucket, Prefix=prefix, StartAfter=after)

    def _got(self, key: str) -> tuple[bytes, str] | None:
        client = self._client()
        try:
            with translated("s3:GetObject"):
                answer = client.get_object(Bucket=self._store.bucket, Key=key)
                # Not "with body": that would read past botocore, which notices a body that breaks off.
                with closing(answer["Body"]) as body:
                    return body.read(), _mark(answer)
        except ServiceTrouble as trouble:
            if trouble.code in _MISSING:
                return None
            raise

    def _there(self, key: str, *, unsure: bool = False) -> tuple[bytes, str] | None:
        """What *key* holds and its mark, ``None`` where there is no such object."""
        try:
            return self._reading(partial(self._got, key), unsure=unsure)
        except JournalTrouble as trouble:
            # Where one may list only below the prefix, S3 does not say of a key that it is missing.
            why = trouble.__cause__
            denied = isinstance(why, ServiceTrouble) and lacks_permission(why)
            if denied and key not in [one.key for one in self.listed(key)]:
                return None
            raise

    def _reading(self, call: Callable[[], Answer], *, unsure: bool = False) -> Answer:
        """What *call* answers; made again where it failed by chance."""
        tries = _Tries(self._wait)
        while True:
            try:
                return call()
            except Trouble as trouble:
                if not (_open(trouble) and tries.another()):
                    raise self._unusable(trouble, unsure=unsure) from trouble

    def _unusable(self, trouble: Trouble, *, unsure: bool) -> JournalTrouble:
        sentence = f"The journal {self._store.name} cannot be used. Nothing is changed in AWS without it."
        if unsure:
            sentence = f"It is not known whether this was written to the journal {self._store.name}."
        cause, remedy = trouble.cause, trouble.remedy
        if isinstance(trouble, SettingsTrouble):
            cause = f"{trouble.sentence} {trouble.cause}"
            remedy = f"{trouble.remedy} (The journal's own profile and region are set under [journal].)"
        elif isinstance(trouble, ServiceTrouble):
            remedy = _REMEDIES.get(trouble.code, remedy.replace("s3:ListObjectsV2", "s3:ListBucket"))
        return JournalTrouble(sentence, cause=cause, remedy=remedy)


class _Tries:
    """How often and for how long one call is made again."""

    def __init__(self, wait: Callable[[float], object]) -> None:
        self._wait = wait
        self._pauses = iter(PAUSES_S)
        self._began = time.monotonic()

    def another(self) -> bool:
        """Wait, if there is another try; whether there is."""
        pause_s = next(self._pauses, None)
        if pause_s is None or time.monotonic() - self._began > PATIENCE_S:
            return False
        self._wait(pause_s * random.uniform(0.5, 1.5))
        return True


def _open(trouble: Trouble) -> bool:
    """Whether *trouble* leaves open what became of the call, or what would become of it in a moment."""
    if not isinstance(trouble, ServiceTrouble) or trouble.code == _NO_CONDITIONS:
        return False
    return (
        isinstance(trouble, OutcomeUnknown)
        or throttled(trouble)
        or trouble.code in (_TAKEN, _CONFLICT, *_BROKEN)
    )


def _mark(answer: Mapping[str, Any]) -> str:
    return str(answer.get("ETag", "")).strip('"')
