"""Hypothesis strategies for whatever may be seen, likely or not: all perspectives, odd names, no sense."""

from __future__ import annotations

from hypothesis import strategies as st

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Answer,
    Failure,
    NameServer,
    Observation,
    Perspective,
    Question,
    Transport,
    Zone,
)
from tests.domain.propagation.seen import DOMAIN, LAST_YEARS, NAME, NOW, NS1, NS2, NS3, RECORD, VALUE, ZONE

CONTROL = f"_probe-x7.{DOMAIN}"
LONG = ".".join(["x" * 62] * 4)[:253]

ODD = (
    ".",
    "",
    "..",
    "_",
    r"a\.b.example.com.",
    "trailing\\.",
    r"\000\255.example.com.",
    "\x1b[31m\x07.example.com.",
    "[red]x[/red].example.com.",
    "\u202eshop.example.com.",
    LONG,
    "example.org.",
    "com.",
    ZONE,
    DOMAIN,
)
PLACES = (NAME, NAME + ZONE, NAME + DOMAIN, NAME[1:], VALUE + ZONE, VALUE + DOMAIN, CONTROL)
TARGETS = (
    VALUE,
    VALUE.upper(),
    VALUE[1:],
    VALUE + ZONE,
    VALUE[1:] + ZONE,
    LAST_YEARS,
    "x.example.net.",
    NAME,
)

names = st.sampled_from([*[NAME] * 9, NAME.upper(), NAME[:-1], *PLACES, *ODD])
zones = st.sampled_from([*[ZONE] * 9, DOMAIN, *ODD])
kinds = st.sampled_from(["CNAME", "CNAME", "CNAME", "TXT", "A", "AAAA", "SOA"])
values = st.sampled_from([*[VALUE] * 3, *TARGETS, f'"{VALUE}"', "192.0.2.80", *ODD])
servers = st.sampled_from([NS1, NS1, NS2, NS2, NS3, NS1.upper(), ".", ""])
maybe_names = st.sampled_from([None, NS1, NS2, ".", ""])
records = st.sampled_from(
    [
        *[RECORD] * 5,
        ValidationRecord(NAME, "TXT", VALUE),
        ValidationRecord(NAME, "CNAME", ""),
        *(ValidationRecord(name, "CNAME", VALUE) for name in ODD),
        *(ValidationRecord(name, "CNAME", name) for name in ("", ".", "_", LONG)),
    ]
)


@st.composite
def observations(draw: st.DrawFn) -> Observation:
    """One observation, with fields that need not fit together."""
    name, kind = draw(names), draw(kinds)
    owner = st.sampled_from([name, name, name, draw(names)])
    type_ = st.sampled_from([kind, kind, "CNAME", "DNAME"])
    rcode = draw(
        st.sampled_from(["NOERROR"] * 4 + ["NXDOMAIN"] * 2 + ["REFUSED", "SERVFAIL", "BADVERS", None])
    )
    perspective = draw(st.sampled_from([*[Perspective.AUTHORITATIVE] * 6, *Perspective]))
    return Observation(
        perspective=perspective,
        server=draw(servers),
        address=draw(st.sampled_from(["192.0.2.11", "2001:db8::11", ""])),
        port=53,
        zone=draw(zones),
        question=Question(name, kind),
        at=NOW,
        transport=draw(st.sampled_from(Transport)),
        rcode=rcode,
        aa=draw(st.booleans()) or perspective is Perspective.AUTHORITATIVE,
        ra=draw(st.booleans()),
        cd=draw(st.booleans()) and perspective.resolver,
        answers=tuple(draw(st.lists(st.builds(Answer, owner, type_, st.just(60), values), max_size=2))),
        referral=draw(st.sampled_from([None, None, DOMAIN, *ODD])),
        serial=draw(st.sampled_from([None, 19, 20, 2**31 + 19, 2**32 - 1])),
        mname=draw(maybe_names),
        negative_ttl_s=draw(st.sampled_from([None, 0, 900, 2**31 - 1])),
        ede=draw(st.sampled_from([(), ("9 dnskey missing", "22 no reachable authority: [b]")])),
        failure=draw(st.sampled_from([None, *Failure])) if rcode is None else None,
        error=draw(st.sampled_from([None, "no answer within 1.5 s"])) if rcode is None else None,
    )


@st.composite
def without_authority(draw: st.DrawFn) -> Observation:
    """One of a name server's addresses, where somebody answers who is not the server."""
    row = draw(observations())
    fields = {name: getattr(row, name) for name in row.__struct_fields__}
    own = {"perspective": Perspective.AUTHORITATIVE, "aa": False, "ra": True, "referral": None}
    return Observation(**(fields | own))


several = st.lists(observations(), max_size=7)
known_zones = st.none() | st.builds(
    Zone,
    zones,
    st.sampled_from([(), (NameServer(NS1, ()),), (NameServer(NS1, ()), NameServer(NS2, ("192.0.2.12",)))]),
    st.booleans(),
    st.sampled_from([(), (NS1,), (NS1, NS2)]),
    st.sampled_from([(), (NS2,), (NS1, NS2)]),
)
