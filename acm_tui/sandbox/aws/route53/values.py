"""What a record set may say."""

from __future__ import annotations

from collections.abc import Iterator

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass

from acm_tui.sandbox.aws.route53 import refusals
from acm_tui.sandbox.aws.route53.names import as_dns
from acm_tui.sandbox.aws.route53.record_sets import RecordSet, values_of

LARGEST_TTL_S = 2_147_483_647
_ILLEGAL = {
    "A": "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)",
    "AAAA": "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)",
}


def problems_of(record_set: RecordSet) -> Iterator[str]:
    """What is wrong with the TTL and the values of *record_set*; an alias has neither."""
    name, kind, values = record_set["Name"], record_set["Type"], values_of(record_set)
    if not 0 <= int(record_set.get("TTL") or 0) <= LARGEST_TTL_S:
        yield f"Invalid TTL: {record_set['TTL']}"
    if kind == "CNAME" and len(values) > 1:
        yield f"RRSet of type CNAME with DNS name {name} must have exactly one resource record"
    for value in dict.fromkeys(values):
        if values.count(value) > 1:
            yield f"Duplicate Resource Record: '{value}'"
        if not _is_value(kind, value):
            yield refusals.invalid_value(
                value, _ILLEGAL.get(kind, f"{kind}RRDATAIllegal (Value is not valid for type {kind})")
            )


def _is_value(kind: str, value: str) -> bool:
    try:
        dns.rdata.from_text(dns.rdataclass.IN, kind, as_dns(value), origin=dns.name.root, relativize=False)
    except dns.exception.DNSException:
        return False
    return True
