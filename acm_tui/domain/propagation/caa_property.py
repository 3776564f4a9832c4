"""One CAA record and what it allows (RFC 8659 §4)."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from acm_tui.domain.propagation.observation import Answer

AMAZON = ("amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com")
"""The names of which one must be allowed for ACM to issue (ACM user guide, "Configure a CAA record")."""

ISSUE, ISSUEWILD = "issue", "issuewild"
_UNDERSTOOD = (ISSUE, ISSUEWILD, "iodef")
_CRITICAL = 128
_CONDITIONS = ("accounturi", "validationmethods")

_RECORD = re.compile(r'(\d{1,3})[ \t]+(\S+)[ \t]+(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))', re.DOTALL)
_ESCAPE = re.compile(r"\\(\d{3}|.)", re.DOTALL)
_LABEL = "[A-Za-z0-9](?:-*[A-Za-z0-9])*"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_PARAMETER = re.compile(rf"({_LABEL})[ \t]*=[ \t]*[!-:<-~]*")
_SPACE = " \t"


class Property(msgspec.Struct, frozen=True):
    """One record. ``tag`` is in lower case; ``text`` is the record in zone-file form, as it was seen.

    ``issuer`` is the authority that it allows, in lower case, empty for nobody; ``conditions`` are the
    parameters that bind it to an account or a method (RFC 8657). A value that is not ``well_formed``
    allows nobody (RFC 8659 §4.2). The three mean nothing where the tag is neither issue nor issuewild.
    """

    flags: int
    tag: str
    value: str
    text: str
    issuer: str = ""
    conditions: tuple[str, ...] = ()
    well_formed: bool = True

    @property
    def for_amazon(self) -> bool:
        """Whether it allows Amazon, be it under conditions."""
        return self.tag in (ISSUE, ISSUEWILD) and self.issuer in AMAZON

    @property
    def unknown_and_critical(self) -> bool:
        """Whether an authority that does not understand it must not issue (RFC 8659 §4.1)."""
        return bool(self.flags & _CRITICAL) and self.tag not in _UNDERSTOOD


def properties_of(answers: Iterable[Answer]) -> tuple[Property, ...]:
    """The properties of a CAA set, in the order given.

    Raises:
        ValueError: a value is not that of a CAA record in zone-file form.
    """
    return tuple(_property(answer.value) for answer in answers)


def governing(properties: Iterable[Property], *, wildcard: bool) -> tuple[Property, ...]:
    """The properties that say who may issue; none: anybody may.

    For a wildcard they are those of issuewild, if there is at least one, else those of issue; for any other
    name always those of issue (RFC 8659 §4.3).
    """
    every = tuple(properties)
    wild = tuple(one for one in every if one.tag == ISSUEWILD)
    return wild if wildcard and wild else tuple(one for one in every if one.tag == ISSUE)


def _property(text: str) -> Property:
    read = _RECORD.fullmatch(text)
    if read is None:
        raise ValueError(f"{text!r} is not a CAA record in zone-file form")
    flags, tag, quoted, bare = read.groups()
    value = _unescaped(bare if quoted is None else quoted)
    known = Property(int(flags), tag.lower(), value, text)
    if known.tag not in (ISSUE, ISSUEWILD):
        return known
    issuer, _, rest = value.partition(";")
    issuer = issuer.strip(_SPACE)
    parameters = [one.strip(_SPACE) for one in rest.split(";")] if rest.strip(_SPACE) else []
    if (issuer and not _DOMAIN.fullmatch(issuer)) or not all(map(_PARAMETER.fullmatch, parameters)):
        return msgspec.structs.replace(known, well_formed=False)
    return msgspec.structs.replace(
        known,
        issuer=issuer.lower(),
        conditions=tuple(one for one in parameters if _tag_of(one) in _CONDITIONS),
    )


def _tag_of(parameter: str) -> str:
    return parameter.partition("=")[0].strip(_SPACE).lower()


def _unescaped(text: str) -> str:
    """*text* without the escapes of zone files: ``\\DDD`` is an octet, ``\\X`` the character itself."""
    return _ESCAPE.sub(lambda one: chr(int(one[1])) if len(one[1]) > 1 else one[1], text)
