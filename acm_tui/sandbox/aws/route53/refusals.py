"""The errors that Route 53 answers, with AWS's codes.

Codes are those of the API reference (version 2013-04-01); sentences follow what users quote in public bug
reports.
"""

from collections.abc import Iterable

from moto.core.exceptions import ServiceException


class Refusal(ServiceException):  # type: ignore[misc]  # moto is untyped
    """An error that moto serialises for Route 53."""


def refusal(code: str, message: str) -> Refusal:
    """The AWS error *code* with a sentence."""
    return Refusal(code, message)


def invalid_input(message: str) -> Refusal:
    """The request itself is wrong."""
    return refusal("InvalidInput", message)


def invalid_change_batch(messages: Iterable[str]) -> Refusal:
    """Some of the changes cannot be made, so none is; every obstacle is named, in brackets."""
    return refusal("InvalidChangeBatch", f"[{', '.join(messages)}]")


def no_such_change(identifier: str) -> Refusal:
    """No change of this account has that id."""
    return refusal("NoSuchChange", f"Could not find resource with ID: {identifier}")


def no_such_delegation_set(identifier: str) -> Refusal:
    """No reusable delegation set has that id."""
    return refusal(
        "NoSuchDelegationSet", f"A reusable delegation set with the ID {identifier} does not exist."
    )


def hosted_zone_already_exists() -> Refusal:
    """The caller reference was used before."""
    return refusal(
        "HostedZoneAlreadyExists",
        "A hosted zone has already been created with the specified caller reference.",
    )


def outside(name: str, zone: str) -> str:
    """Why a record set cannot be in *zone*."""
    return f"RRSet with DNS name {name} is not permitted in zone {zone}"


def exists(name: str, kind: str) -> str:
    """Why it cannot be created."""
    return f"Tried to create resource record set [name='{name}', type='{kind}'] but it already exists"


def not_found(name: str, kind: str) -> str:
    """Why it cannot be deleted."""
    return f"Tried to delete resource record set [name='{name}', type='{kind}'] but it was not found"


def values_differ(name: str, kind: str) -> str:
    """Why it cannot be deleted either: whoever deletes says what is there."""
    return (
        f"Tried to delete resource record set [name='{name}', type='{kind}'] "
        "but the values provided do not match the current values"
    )


def changed_twice(name: str, kind: str) -> str:
    """One batch makes changes to one record set that exclude each other."""
    return f"The request contains an invalid set of changes for a resource record set '{kind} {name}'"


def cname_beside_others(name: str, zone: str) -> str:
    """A CNAME where other records are (RFC 1034 §3.6.2)."""
    return (
        f"RRSet of type CNAME with DNS name {name} is not permitted as it conflicts with other records "
        f"with the same DNS name in zone {zone}"
    )


def beside_cname(name: str, kind: str, zone: str) -> str:
    """Another record where a CNAME is (RFC 1034 §3.6.2)."""
    return (
        f"RRSet of type {kind} with DNS name {name} is not permitted because a conflicting RRSet of type "
        f"CNAME with the same DNS name already exists in zone {zone}"
    )


def cname_at_apex(zone: str) -> str:
    """A CNAME at the zone's own name, where SOA and NS are."""
    return f"RRSet of type CNAME with DNS name {zone} is not permitted at apex in zone {zone}"


def invalid_value(value: str, why: str) -> str:
    """A value that is none of the record's type."""
    return f"Invalid Resource Record: 'FATAL problem: {why} encountered with '{value}''"
