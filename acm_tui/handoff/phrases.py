"""The words of the message, apart from its shape, so that another language is another set of them."""

from __future__ import annotations

import msgspec


class Phrases(msgspec.Struct, frozen=True, kw_only=True):
    """Format strings; the names in braces are filled in by the message."""

    subject: str
    subject_deadline: str
    opening_one: str
    opening_many: str
    purpose: str
    heading: str
    name: str
    type: str
    value: str
    label: str
    ttl: str
    deadline: str
    deadline_utc: str
    after_deadline: str
    keep: str
    dont: str
    dont_proxy: str
    dont_double: str
    dont_change: str
    dont_type: str
    check: str


ENGLISH = Phrases(
    subject="DNS record for the TLS certificate of {domain}",
    subject_deadline=", needed before {deadline}",
    opening_one="Please create this record in DNS:",
    opening_many="Please create these {count} records in DNS:",
    purpose="It lets AWS Certificate Manager (account {account}) issue and renew\n"
    "the certificate for: {names}",
    heading="Record {number} of {count}",
    name="Name:  {name}",
    type="Type:  CNAME",
    value="Value: {value}",
    label="       In the zone {zone}, enter as the name: {label}",
    ttl="TTL:   {ttl} (another one does no harm)",
    deadline="Needed before {deadline}.",
    deadline_utc="That is {utc}.",
    after_deadline="After that AWS stops waiting and we request again; the record stays the same.",
    keep="Please keep the record for ever: every renewal of the certificate looks for it again.",
    dont="Please do not",
    dont_proxy="turn on proxying or flattening for it: it must be visible as a CNAME (“DNS only”)",
    dont_double="type the zone twice: many editors add it to what is entered as the name",
    dont_change="leave out a leading underscore, or let the zone be added to the value: it ends with a dot",
    dont_type="create it as TXT, or beside other records of the same name",
    check="To see whether it is there: dig +short CNAME {name}",
)
