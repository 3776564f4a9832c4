"""AddTagsToCertificate, RemoveTagsFromCertificate, ListTagsForCertificate."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from acm_tui.sandbox.aws.acm.call import Call
from acm_tui.sandbox.aws.acm.describe import present
from acm_tui.sandbox.aws.acm.errors import AcmError

Tags = Mapping[str, str | None]

# ACM API reference, Tag: at most 50 on a certificate.
_MOST_TAGS = 50
# ACM API reference, TagKey and TagValue: letters, separators, numbers (by Unicode category) and these signs.
_CATEGORIES = "LZN"
_SIGNS = "_.:/=+-@"


def add_tags_to_certificate(call: Call) -> None:
    """AddTagsToCertificate (ACM API reference)."""
    tags = call.parameters["Tags"]
    call.world.change(call.certificate().arn, lambda one: replace(one, tags=added(one.tags, tags)))


def remove_tags_from_certificate(call: Call) -> None:
    """RemoveTagsFromCertificate (ACM API reference): with a value, only where the value is the same."""
    tags = call.parameters["Tags"]
    call.world.change(
        call.certificate().arn,
        lambda one: replace(one, tags=without(one.tags, tags), had_tags=one.had_tags or bool(one.tags)),
    )


def list_tags_for_certificate(call: Call) -> dict[str, Any]:
    """ListTagsForCertificate (ACM API reference)."""
    tags = call.certificate().tags
    return {"Tags": [present({"Key": key, "Value": value}) for key, value in tags.items()]}


def added(old: Tags, tags: Sequence[Mapping[str, str]]) -> dict[str, str | None]:
    """The tags with *tags* (of ``Key`` and perhaps ``Value``) added or put in the place of the old ones.

    Raises:
        AcmError: InvalidTagException or TooManyTagsException.
    """
    for tag in tags:
        key, value = tag["Key"], tag.get("Value") or ""
        if key.lower().startswith("aws:") or not _allowed(key + value):
            raise AcmError(
                "InvalidTagException", f"The tag {key!r} has a reserved key or signs that are not allowed."
            )
    new = {**old, **{tag["Key"]: tag.get("Value") for tag in tags}}
    if len(new) > _MOST_TAGS:
        raise AcmError(
            "TooManyTagsException", f"A certificate has at most {_MOST_TAGS} tags, not {len(new)}."
        )
    return new


def without(old: Tags, tags: Sequence[Mapping[str, str]]) -> dict[str, str | None]:
    """The tags without *tags*; one that names a value goes only where the value is that."""
    gone = {tag["Key"] for tag in tags if tag.get("Value") is None or old.get(tag["Key"]) == tag["Value"]}
    return {key: value for key, value in old.items() if key not in gone}


def _allowed(text: str) -> bool:
    return all(sign in _SIGNS or unicodedata.category(sign)[0] in _CATEGORIES for sign in text)
