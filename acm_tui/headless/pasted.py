"""A validation record as people paste it."""

from __future__ import annotations

from typing import NamedTuple

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.errors import UsageTrouble
from acm_tui.domain.propagation import canonical, parent, plain, to_ascii, within
from acm_tui.domain.propagation.values import VALIDATION_ZONE

_AS_THE_CONSOLE = (
    "Copy it from the certificate in the ACM console, or from acm-tui. "
    "Names of other scripts may be written in their own letters."
)


class Pasted(NamedTuple):
    """The record as DNS holds it, and what is odd about it, in sentences."""

    record: ValidationRecord
    notes: tuple[str, ...]

    @property
    def for_acm(self) -> bool:
        """Whether the record is one of ACM's."""
        return within(self.record.value, VALIDATION_ZONE)


def pasted(name: str, value: str) -> Pasted:
    """The CNAME *name* → *value*: blanks around them, capitals, other scripts and final dots do not count.

    Raises:
        UsageTrouble: one of them is no domain name, or *name* has no domain.
    """
    record = ValidationRecord(_absolute("NAME", name), "CNAME", _absolute("VALUE", value))
    if parent(record.name) == ".":
        raise UsageTrouble(
            f"NAME has no domain: {plain(record.name)!r} is a single label.",
            remedy=f"Give the whole name, with its domain: {plain(record.name)}.shop.example.com",
        )
    return Pasted(record, tuple(_odd(record)))


def _absolute(which: str, text: str) -> str:
    try:
        return canonical(to_ascii(text.strip()))
    except ValueError as error:
        raise UsageTrouble(
            f"{which} is not a domain name.", cause=str(error), remedy=_AS_THE_CONSOLE
        ) from error


def _odd(record: ValidationRecord) -> list[str]:
    if within(record.name, VALIDATION_ZONE):
        return ["NAME lies in acm-validations.aws: are NAME and VALUE swapped? Looking for it all the same."]
    odd = []
    if not record.name.startswith("_"):
        odd.append("NAME does not begin with an underscore, as ACM's do; looking for it all the same.")
    if not within(record.value, VALIDATION_ZONE):
        odd.append("VALUE does not end in acm-validations.aws, as ACM's do; looking for it all the same.")
    return odd
