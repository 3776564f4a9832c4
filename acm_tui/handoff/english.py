"""The message in English."""

from __future__ import annotations

from acm_tui.handoff.phrases import Phrases

ENGLISH = Phrases(
    subject_line="Subject: {subject}",
    subject_one="DNS record for the TLS certificate of {domain}",
    subject_many="DNS records for the TLS certificate of {domain}",
    subject_several="DNS records for {count} TLS certificates",
    subject_deadline=", needed before {deadline}",
    opening_one="Please create this record in DNS:",
    opening_many="Please create these {count} records in DNS:",
    heading="Record {number} of {count}",
    name="Name",
    type="Type",
    value="Value",
    ttl="TTL",
    ttl_value="{ttl} (another one does no harm)",
    label="In the zone {zone}, enter as the name: {label}",
    in_zone="Zone {zone}",
    in_no_zone="In a zone that we do not know",
    purpose="This lets AWS Certificate Manager (account {account}) issue and renew\n"
    "the certificate for: {names}",
    purpose_several="This lets AWS Certificate Manager issue and renew these certificates:",
    asker="account {account}: {names}",
    deadline="Needed before {deadline}.",
    deadline_utc="That is {utc}.",
    after_deadline="After that AWS stops waiting and we request again;\nwhat to create stays the same.",
    keep_one="Please keep the record for ever:\nevery renewal of the certificate looks for it again.",
    keep_many="Please keep the records for ever:\nevery renewal of the certificate looks for them again.",
    keep_several="Please keep all of it for ever:\nevery renewal of these certificates looks for it again.",
    dont="Please do not",
    donts=(
        "turn on proxying or flattening:\nwhat the world sees must be a CNAME (“DNS only”)",
        "type the zone twice:\nmany editors add it to what is entered as the name",
        "leave out a leading underscore,\nor let the zone be added to the value: it ends with a dot",
        "create it as TXT, or beside other records of the same name",
    ),
    bullet="- ",
    check="To check; the answer must be the value above:",
    closing="Thank you.",
    moment="{at:%Y-%m-%d %H:%M}",
)
