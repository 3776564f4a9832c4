"""What a language has to say for the message, apart from its shape: another language is another set of it."""

from __future__ import annotations

import msgspec


class Phrases(msgspec.Struct, frozen=True, kw_only=True):
    """Words, and format strings in which the message fills in the names in braces.

    Lines are broken where the language breaks them, at 72 columns or before. ``name``, ``type``, ``value``
    and ``ttl`` are words that stand in one column; ``donts`` are the points under ``dont``; an empty
    ``closing`` is left out; ``moment`` writes a point in time to the minute, without its time zone. What ends
    in ``_several`` is for several certificates in one message, whose records stand under ``in_zone``, or
    ``in_no_zone`` where it is not known, and which are listed as ``asker`` under ``purpose_several``.
    """

    subject_line: str
    subject_one: str
    subject_many: str
    subject_several: str
    subject_deadline: str
    opening_one: str
    opening_many: str
    heading: str
    name: str
    type: str
    value: str
    ttl: str
    ttl_value: str
    label: str
    in_zone: str
    in_no_zone: str
    purpose: str
    purpose_several: str
    asker: str
    deadline: str
    deadline_utc: str
    after_deadline: str
    keep_one: str
    keep_many: str
    keep_several: str
    dont: str
    donts: tuple[str, ...]
    bullet: str
    check: str
    closing: str
    moment: str
