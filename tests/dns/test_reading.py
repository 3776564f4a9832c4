"""Octets that came back: which are an answer, and that nothing that is taken for one breaks what reads it."""

from __future__ import annotations

import dns.edns
import dns.flags
import dns.message
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rrset
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acm_tui.dns.addresses import in_order
from acm_tui.dns.asking import Asker, Heard, Server, observed, query_for
from acm_tui.dns.check import check
from acm_tui.dns.exchange import Reply
from acm_tui.dns.hosts import asked_for
from acm_tui.dns.lookup import Lookup
from acm_tui.dns.reading import read
from acm_tui.dns.settings import DnsSettings
from acm_tui.dns.steps import Cut, addresses_in, servers_in, step_of
from acm_tui.domain.propagation import Observation, Perspective, Question, Transport
from tests.dns.loopback import NOW, ONE, ROOT, TLD, TWO, Loopback, serving
from tests.dns.shop import RECORD, RIGHT, zone

HOST = "shop.example.com."
BLANK = Observation(
    perspective=Perspective.DELEGATION,
    server="a.gtld.",
    address=TLD,
    port=53,
    zone="com.",
    question=Question(HOST, "SOA"),
    at=NOW,
)
QUERY = query_for(BLANK)
REFERRAL = (
    "authority example.com. NS ns1.example.com. ns2.example.com.",
    f"additional ns1.example.com. A {ONE}",
    "additional ns2.example.com. AAAA 2001:db8::12",
)
ANSWERS = {
    "a referral": REFERRAL,
    "an apex": ("authority example.com. SOA ns1. hostmaster. 7 60 60 60 900",),
    "an alias": (f"answer {HOST} CNAME www.example.com.", f"answer www.example.com. A {ONE}"),
    "a redirection": ("answer example.com. DNAME example.net.", f"answer {HOST} CNAME shop.example.net."),
    "addresses": (f"answer {HOST} A {ONE} {TWO}", f"answer {HOST} AAAA 2001:db8::12"),
    "servers": (f"answer {HOST} NS ns1.{HOST}", f"additional ns1.{HOST} A {ONE}"),
    "other data": (f'answer {HOST} TXT "a\\255" "b"', f'answer {HOST} CAA 0 issue "ca.example"'),
    "nothing": (),
}


def answer_with(*lines: str, kind: str = "IN", query: dns.message.Message = QUERY) -> dns.message.Message:
    """An answer with authority, from lines ``section owner TYPE value …``; its data is of class *kind*."""
    message = dns.message.make_response(query)
    message.flags |= dns.flags.AA
    for line in lines:
        section, owner, type_, rest = line.split(" ", 3)
        values = [rest] if type_ in ("SOA", "TXT", "CAA") else rest.split(" ")
        getattr(message, section).append(
            _of_class(kind, dns.rrset.from_text(owner, 60, "IN", type_, *values))
        )
    message.use_edns(0, options=[dns.edns.EDEOption("NO_REACHABLE_AUTHORITY", "nobody")])
    return message


def _of_class(kind: str, rrset: dns.rrset.RRset) -> dns.rrset.RRset:
    """The same octets in another class, where they may mean something else, or nothing."""
    other = dns.rdataclass.from_text(kind)
    data = (one.to_wire() for one in rrset)
    return dns.rrset.from_rdata(
        rrset.name, 60, *(dns.rdata.from_wire(other, rrset.rdtype, octets, 0, len(octets)) for octets in data)
    )


def everything_reads(wire: bytes) -> None:
    """Let everything look at *wire* that looks at answers on the way to a zone and its servers."""
    message = read(wire, QUERY)
    if message is None:
        return
    heard = Heard(observed(BLANK, Reply(message, Transport.UDP, 6.0), NOW), message)
    for cut in (Cut(".", ()), Cut("com.", ()), Cut("example.com.", ())):
        step_of(heard, cut, HOST)
    servers_in(heard, HOST)
    in_order(addresses_in(heard, HOST))


def test_what_nobody_has_touched_is_an_answer() -> None:
    for lines in ANSWERS.values():
        wire = answer_with(*lines).to_wire()
        assert read(wire, QUERY) is not None
        everything_reads(wire)


@settings(deadline=None, max_examples=600)
@given(
    st.sampled_from(sorted(ANSWERS)),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_octets_that_are_others_on_arrival_break_nothing(
    answer: str, changes: list[tuple[float, int]]
) -> None:
    wire = bytearray(answer_with(*ANSWERS[answer]).to_wire())
    for where, octet in changes:
        # Not the id: what comes with another one is not looked at.
        wire[2 + int(where * (len(wire) - 2))] = octet
    everything_reads(bytes(wire))


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_octets_without_any_sense_break_nothing(octets: bytes) -> None:
    everything_reads(octets)
    everything_reads(answer_with(*REFERRAL).to_wire()[:12] + octets)


@pytest.mark.parametrize("answer", [name for name, lines in ANSWERS.items() if lines])
@pytest.mark.parametrize("kind", ["HS", "CLASS4711"])
def test_data_of_another_class_is_no_answer(answer: str, kind: str) -> None:
    assert read(answer_with(*ANSWERS[answer], kind=kind).to_wire(), QUERY) is None


@pytest.mark.parametrize("place", range(len(REFERRAL)))
def test_one_record_of_another_class_is_enough(place: int) -> None:
    message = answer_with(*REFERRAL[:place], *REFERRAL[place + 1 :])
    odd = answer_with(REFERRAL[place], kind="HS")
    for section in ("authority", "additional"):
        getattr(message, section).extend(getattr(odd, section))
    wire = message.to_wire()
    assert read(wire, QUERY) is None
    everything_reads(wire)


async def test_a_packet_of_another_class_does_not_end_the_look(net: Loopback, lookup: Lookup) -> None:
    def odd(query: dns.message.Message, _: Transport) -> dns.message.Message:
        return answer_with(*REFERRAL, kind="HS", query=query)

    await net.add(ROOT, serving(_=f"com NS a.gtld\na.gtld A {TLD}"))
    await net.add(TLD, odd)
    made = await check(RECORD, lookup)
    assert made.verdict.text == "CANNOT SEE"
    assert "no readable answer within" in str([row.error for row in made.observations])


async def test_addresses_of_another_class_are_none(net: Loopback, lookup: Lookup) -> None:
    right = zone(RIGHT)

    def odd(query: dns.message.Message, transport: Transport) -> dns.message.Message | bytes | None:
        question = query.question[0]
        if question.name.to_text() == "ns1.example.com.":
            return answer_with(f"answer ns1.example.com. A {ONE}", kind="HS", query=query)
        return right(query, transport)

    await net.add(ROOT, serving(_=f"com NS a.gtld\na.gtld A {TLD}"))
    await net.add(TLD, serving(com=f"example NS ns1.example\nns1.example A {ONE}\n"))
    await net.add(ONE, odd)
    await net.add(TWO, right)
    assert (await check(RECORD, lookup)).verdict.text == "READY"


async def test_a_host_of_another_class_has_no_address(net: Loopback, port: int) -> None:
    def odd(query: dns.message.Message, _: Transport) -> dns.message.Message:
        return answer_with(f"answer www.example.com. A {ONE}", kind="HS", query=query)

    await net.add(ONE, odd)
    asking = DnsSettings(resolver=f"{ONE}:{port}", timeout_s=0.3, hedge_s=0.1, retransmit_s=0.1)
    endpoint = asking.resolver_endpoint
    assert endpoint is not None
    found = await asked_for("www.example.com", endpoint, asking)
    assert found.addresses == ()
    assert "no readable answer within 0.3 s" in (found.error or "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"Zugriff verweigert f\xfcr Sie", "18 prohibited: Zugriff verweigert f\\xfcr Sie"),
        (b"\xff\xfe\0", "18 prohibited: \\xff\\xfe"),
        ("für Sie".encode(), "18 prohibited: für Sie"),
        (b"\0", "18 prohibited"),
        (b"", "18 prohibited"),
    ],
)
async def test_a_reason_that_cannot_be_read_does_not_cost_the_answer(
    net: Loopback, asker: Asker, text: bytes, said: str
) -> None:
    def explain(query: dns.message.Message, _: Transport) -> dns.message.Message:
        response = dns.message.make_response(query)
        response.set_rcode(dns.rcode.REFUSED)
        option = dns.edns.GenericOption(dns.edns.OptionType.EDE, b"\x00\x12" + text)
        response.use_edns(0, options=[option])
        return response

    await net.add(ONE, explain)
    server = Server("ns1.example.com.", ONE, "example.com.")
    row = (await asker.ask(Question(RECORD.name, "CNAME"), server, Perspective.AUTHORITATIVE)).observation
    assert (row.rcode, row.ede) == ("REFUSED", (said,))
