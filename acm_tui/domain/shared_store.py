"""Where a team keeps its journal: a bucket of S3, a prefix in it, and what one must be allowed there."""

from __future__ import annotations

import re

import msgspec

from acm_tui.domain.errors import SettingsTrouble

SCHEME = "s3://"
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
"""Names of general purpose buckets (Amazon S3 user guide, "General purpose bucket naming rules")."""
_SEGMENT = re.compile(r"(?!\.\.?(?:/|$))[A-Za-z0-9!_.*'()-]+")
"""Characters of object keys that need no special handling ("Naming Amazon S3 objects")."""
_LONGEST_PREFIX = 200
"""Characters: a key has 1,024, and the migration's id and the number come behind it."""


class Store(msgspec.Struct, frozen=True):
    """A bucket and a prefix; ``prefix`` is empty, or segments with slashes between them."""

    bucket: str
    prefix: str = ""

    @property
    def name(self) -> str:
        """As an operator writes it."""
        return f"{SCHEME}{self.bucket}/{self.prefix}".rstrip("/")

    @property
    def root(self) -> str:
        """What every key of the store begins with."""
        return f"{self.prefix}/" if self.prefix else ""


class Stored(msgspec.Struct, frozen=True):
    """An object as a listing shows it. ``mark`` is the store's word for its content: it changes with that."""

    key: str
    mark: str


def store_of(text: str) -> Store:
    """The store that *text* (``s3://bucket`` or ``s3://bucket/prefix``) names.

    Raises:
        SettingsTrouble: it names none.
    """
    bucket, _, prefix = text.removeprefix(SCHEME).partition("/")
    prefix = prefix.removesuffix("/")
    why = None
    if not text.startswith(SCHEME):
        why = "it does not begin with s3://"
    elif not _BUCKET.fullmatch(bucket):
        why = f"{bucket!r} is no name of a bucket"
    elif len(prefix) > _LONGEST_PREFIX:
        why = f"the prefix has {len(prefix)} characters, {_LONGEST_PREFIX} are allowed"
    elif prefix and not all(_SEGMENT.fullmatch(one) for one in prefix.split("/")):
        why = f"{prefix!r} is no prefix: names of letters, digits and - _ . between slashes are"
    if why is not None:
        raise SettingsTrouble(
            f"{text!r} is no place for a journal.",
            cause=why,
            remedy='Write [journal] store = "s3://bucket/prefix", or leave it empty for a local file.',
        )
    return Store(bucket, prefix)


class Permission(msgspec.Struct, frozen=True):
    """One statement of an IAM policy: ``actions`` on ``resource``, where the request is for ``under``.

    ``under`` is a pattern for ``s3:prefix``, empty where there is none: a listing shows nothing else.
    """

    actions: tuple[str, ...]
    resource: str
    under: str = ""


def permissions(
    store: Store, *, partition: str = "aws", kms_key: str = "", read_only: bool = False
) -> tuple[Permission, ...]:
    """What somebody must be allowed who works with the journal in *store*, or only looks at it.

    ``kms_key`` is the ARN of the key that the objects are encrypted with; empty: no key of one's own.
    Nothing here deletes or overwrites: events stay.
    """
    bucket = f"arn:{partition}:s3:::{store.bucket}"
    writes = () if read_only else ("s3:PutObject",)
    found = [
        Permission(("s3:ListBucket",), bucket, under=f"{store.root}*"),
        Permission(("s3:GetObject", *writes), f"{bucket}/{store.root}*"),
    ]
    if kms_key:
        found.append(Permission(("kms:Decrypt", *(() if read_only else ("kms:GenerateDataKey",))), kms_key))
    return tuple(found)
