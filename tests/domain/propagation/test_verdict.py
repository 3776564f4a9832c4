"""What all answers together say."""

import pytest

from acm_tui.domain.propagation import Failure, Observation, Perspective, Question, VerdictKind, verdict
from tests.domain.propagation.seen import NAME, NS2, NS3, RECORD, VALUE, ZONE, cname, nxdomain, probe, saw, silent


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([cname(VALUE), cname(VALUE, "ns2.example.com.")], "READY"),
        ([cname(VALUE), silent("ns1.example.com.", address="2001:db8::11")], "READY"),
        ([cname(VALUE), silent("ns2.example.com.")], "PARTIAL 1/2"),
        ([cname(VALUE), saw("ns2.example.com.", rcode="REFUSED", aa=False)], "PARTIAL 1/2"),
        ([cname(VALUE), saw("ns2.example.com.", aa=False)], "PARTIAL 1/2"),
        ([cname(VALUE), nxdomain("ns2.example.com."), silent("ns3.example.com.")], "PARTIAL 1/3"),
        ([cname(VALUE), nxdomain(address="2001:db8::11")], "PARTIAL 0/1"),
        ([cname(VALUE), cname("old.example.net.", "ns2.example.com.")], "PARTIAL 1/2"),
        ([cname("old.example.net."), nxdomain("ns2.example.com.")], "WRONG"),
        ([nxdomain(), saw("ns2.example.com.")], "ABSENT"),
        ([nxdomain(), silent("ns2.example.com.")], "ABSENT"),
        ([nxdomain(), probe(NAME + ZONE, VALUE)], "MISPLACED"),
        ([nxdomain(), probe(NAME + ZONE, "elsewhere.example.net.")], "ABSENT"),
        ([cname("old.example.net."), probe(NAME + ZONE, VALUE)], "WRONG"),
        ([silent(), silent("ns2.example.com.", Failure.UNREACHABLE)], "CANNOT SEE"),
        ([saw(rcode="REFUSED", aa=False), saw("ns2.example.com.", rcode="SERVFAIL", aa=False)], "CANNOT SEE"),
        ([saw(aa=False, referral="shop.example.com.")], "CANNOT SEE"),
        ([saw(aa=False, ra=True, rcode="NXDOMAIN")], "CANNOT SEE"),
        ([], "CANNOT SEE"),
        ([cname(VALUE, perspective=Perspective.DELEGATION)], "CANNOT SEE"),
        (
            [silent(perspective=Perspective.DELEGATION, question=Question("shop.example.com.", "SOA"))],
            "CANNOT SEE",
        ),
    ],
)
def test_all_answers_together(rows: list[Observation], text: str) -> None:
    assert verdict(rows, RECORD).text == text


def test_a_verdict_carries_what_it_was_read_from() -> None:
    found, missing, doubled = cname(VALUE), nxdomain("ns2.example.com."), probe(NAME + ZONE, VALUE)
    assert verdict([found, missing], RECORD).evidence == (found, missing)
    assert verdict([missing, doubled], RECORD).evidence == (missing, doubled)
    way = silent(perspective=Perspective.DELEGATION, question=Question("shop.example.com.", "SOA"))
    assert verdict([way], RECORD).evidence == (way,)


