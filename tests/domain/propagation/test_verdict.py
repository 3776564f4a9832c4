"""What all answers together say."""

import pytest

from acm_tui.domain.propagation import (
    Failure,
    Observation,
    Perspective,
    Question,
    Transport,
    VerdictKind,
    main_rows,
    tally,
    verdict,
)
from tests.domain.propagation.seen import (
    DOMAIN,
    NAME,
    NS2,
    NS3,
    RECORD,
    VALUE,
    ZONE,
    cname,
    control,
    https,
    local,
    nobody,
    nxdomain,
    probe,
    public,
    refused,
    saw,
    silent,
    way,
)

SIXTH = "2001:db8::12"
UNROUTED = silent(NS2, Failure.NO_ROUTE, address=SIXTH)
"""A server of which only an IPv6 address is known, from where there is no IPv6."""
UNSEEN = [silent(), silent(NS2), nobody(None)]
ABOVE = cname(VALUE, perspective=Perspective.PARENT)


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([cname(VALUE), cname(VALUE, NS2)], "READY"),
        ([cname(VALUE), silent(address="2001:db8::11")], "READY"),
        ([cname(VALUE), refused(address="2001:db8::11")], "READY"),
        ([cname(VALUE), silent(NS2)], "PARTIAL 1/2"),
        ([cname(VALUE), refused(NS2)], "PARTIAL 1/2"),
        ([cname(VALUE), UNROUTED], "READY"),
        ([cname(VALUE), cname(VALUE, NS3), UNROUTED], "READY"),
        ([cname(VALUE), nxdomain(NS3), UNROUTED], "PARTIAL 1/2"),
        ([cname(VALUE), silent(NS3), UNROUTED], "PARTIAL 1/2"),
        ([nxdomain(), UNROUTED], "ABSENT"),
        ([cname(VALUE), silent(address=SIXTH), UNROUTED], "PARTIAL 1/2"),
        ([cname(VALUE), UNROUTED, silent(NS2)], "PARTIAL 1/2"),
        ([cname(VALUE), silent(NS2, Failure.NO_ROUTE)], "PARTIAL 1/2"),
        ([cname(VALUE), silent(NS2, Failure.UNREACHABLE, address="")], "PARTIAL 1/2"),
        ([silent(failure=Failure.NO_ROUTE), UNROUTED], "CANNOT SEE"),
        ([cname(VALUE), saw(NS2, aa=False)], "PARTIAL 1/2"),
        ([cname(VALUE), saw(NS2, aa=False, ra=True, rcode="NXDOMAIN")], "PARTIAL 1/2"),
        ([cname(VALUE), nxdomain(NS2), silent(NS3)], "PARTIAL 1/3"),
        ([cname(VALUE), nxdomain(address="2001:db8::11")], "PARTIAL 0/1"),
        ([cname(VALUE), cname("old.example.net.", NS2)], "PARTIAL 1/2"),
        ([cname(VALUE), nxdomain(NS2), ABOVE], "PARTIAL 1/2"),
        ([cname("old.example.net."), nxdomain(NS2)], "WRONG"),
        ([saw(), probe(NAME, "192.0.2.80", type="A")], "WRONG"),
        ([saw(), probe(NAME, f'"{VALUE}"', type="TXT")], "WRONG"),
        ([saw(), probe(NAME, "192.0.2.80", type="MX")], "ABSENT"),
        ([nxdomain(), saw(NS2)], "ABSENT"),
        ([nxdomain(), silent(NS2)], "ABSENT"),
        ([nxdomain(), control("x.example.net.")], "ABSENT"),
        ([cname("x.example.net."), control("x.example.net.")], "ABSENT"),
        ([cname("y.example.net."), control("x.example.net.")], "WRONG"),
        (
            [cname("y.example.net."), cname("x.example.net.", NS2), control("x.example.net.")],
            "WRONG",
        ),
        ([nxdomain(), probe(NAME + ZONE, VALUE)], "MISPLACED"),
        ([nxdomain(), probe(NAME + ZONE, VALUE + ZONE)], "MISPLACED"),
        ([nxdomain(), probe(NAME + ZONE, VALUE), control("x.example.net.")], "MISPLACED"),
        ([saw(), probe(NAME + ZONE, VALUE), probe(NAME, "192.0.2.80", type="A")], "MISPLACED"),
        ([nxdomain(), probe(NAME + ZONE, "elsewhere.example.net.")], "ABSENT"),
        ([nxdomain(), ABOVE], "MISPLACED"),
        ([cname("old.example.net."), ABOVE], "WRONG"),
        ([nxdomain(), cname("old.example.net.", perspective=Perspective.PARENT)], "ABSENT"),
        ([nxdomain(), probe(NAME + ZONE, VALUE, perspective=Perspective.PARENT)], "ABSENT"),
        ([silent(), ABOVE], "CANNOT SEE"),
        ([cname("old.example.net."), probe(NAME + ZONE, VALUE)], "WRONG"),
        ([silent(), silent(NS2, Failure.UNREACHABLE)], "CANNOT SEE"),
        ([refused(), saw(NS2, rcode="SERVFAIL", aa=False)], "CANNOT SEE"),
        ([saw(aa=False, referral=DOMAIN)], "CANNOT SEE"),
        ([saw(aa=False, referral=NAME)], "WRONG"),
        ([nxdomain(), saw(NS2, aa=False, referral=NAME)], "WRONG"),
        ([saw(aa=False, referral=NAME), probe(NAME + ZONE, VALUE)], "WRONG"),
        ([cname(VALUE), saw(NS2, aa=False, referral=NAME)], "PARTIAL 1/2"),
        ([saw(aa=False, ra=True, rcode="NXDOMAIN")], "CANNOT SEE"),
        ([cname(VALUE, aa=False, ra=True)], "CANNOT SEE"),
        ([silent(), probe(NAME + ZONE, VALUE)], "CANNOT SEE"),
        ([], "CANNOT SEE"),
        ([cname(VALUE, perspective=Perspective.DELEGATION)], "CANNOT SEE"),
        ([silent(perspective=Perspective.DELEGATION, question=Question(DOMAIN, "SOA"))], "CANNOT SEE"),
        ([local(cname(VALUE))], "CANNOT SEE"),
        ([public(cname(VALUE))], "CANNOT SEE"),
        ([nxdomain(), public(cname(VALUE)), local(cname(VALUE))], "ABSENT"),
    ],
)
def test_all_answers_together(rows: list[Observation], text: str) -> None:
    made = verdict(rows, RECORD)
    assert made.text == text
    assert not made.public_view


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([cname(VALUE)], "READY"),
        ([nxdomain()], "ABSENT"),
        ([nxdomain(), probe(NAME + ZONE, VALUE)], "MISPLACED"),
        ([silent()], "CANNOT SEE"),
        ([saw(rcode="SERVFAIL"), cname(VALUE, cd=True)], "CANNOT SEE"),
    ],
)
@pytest.mark.parametrize("direct", [UNSEEN, [saw(aa=False, ra=True)], [refused()], []])
def test_where_the_servers_say_nothing_the_public_view_decides(
    direct: list[Observation], rows: list[Observation], text: str
) -> None:
    made = verdict([*direct, *map(https, rows)], RECORD)
    assert made.text == text
    assert made.public_view
    assert made.servers == 1
    assert set(made.evidence) <= set(map(https, rows))


@pytest.mark.parametrize("direct", [nxdomain(), cname("x.example.net."), saw()])
def test_a_single_word_of_a_server_goes_before_the_public_view(direct: Observation) -> None:
    made = verdict([silent(NS2), direct, https(cname(VALUE))], RECORD)
    assert not made.public_view
    assert made.agreeing == 0


def test_only_words_about_the_record_itself_count_as_words_of_a_server() -> None:
    assert verdict([silent(), probe(NAME + ZONE, VALUE), https(nxdomain())], RECORD).public_view


@pytest.mark.parametrize("name", [NAME[1:], f"{VALUE}{ZONE}"])
def test_what_is_found_without_authority_shows_nothing(name: str) -> None:
    value = VALUE if name == NAME[1:] else NAME
    assert verdict([nxdomain(), probe(name, value)], RECORD).kind is VerdictKind.MISPLACED
    assert verdict([nxdomain(), probe(name, value, aa=False, ra=True)], RECORD).kind is VerdictKind.ABSENT
    assert verdict([nxdomain(), probe(name, value, rcode="REFUSED")], RECORD).kind is VerdictKind.ABSENT


def test_a_verdict_carries_what_it_was_read_from() -> None:
    found, missing, doubled = cname(VALUE), nxdomain(NS2), probe(NAME + ZONE, VALUE)
    assert verdict([found, missing], RECORD).evidence == (found, missing)
    assert verdict([missing, doubled], RECORD).evidence == (missing, doubled)
    assert verdict([missing, ABOVE], RECORD).evidence == (missing, ABOVE)
    addresses, wild = probe(NAME, "192.0.2.80", type="A"), control("x.example.net.")
    assert verdict([missing, addresses, wild], RECORD).evidence == (missing, addresses)
    assert verdict([missing, wild, probe(NAME + DOMAIN)], RECORD).evidence == (missing, wild)
    lost = way(rcode=None, failure=Failure.TIMEOUT)
    assert verdict([lost], RECORD).evidence == (lost,)


def test_a_server_to_which_there_is_no_way_is_counted_apart() -> None:
    made = verdict([cname(VALUE), UNROUTED], RECORD)
    assert (made.agreeing, made.servers, made.out_of_reach) == (1, 1, 1)
    assert UNROUTED in made.evidence
    assert verdict([cname(VALUE), silent(NS2)], RECORD).out_of_reach == 0


def test_names_of_servers_are_names_of_dns() -> None:
    rows = [cname(VALUE), cname(VALUE, "NS1.example.com", address="2001:db8::11")]
    assert verdict(rows, RECORD).servers == 1


def test_what_is_shown_first_is_what_decides_or_all_there_is() -> None:
    main, other, lost = nxdomain(), probe(NAME + ZONE, VALUE), way(rcode=None, failure=Failure.TIMEOUT)
    assert main_rows([other, main, lost], RECORD) == (main,)
    assert main_rows([other, lost], RECORD) == (other, lost)


def test_only_public_resolvers_make_the_public_view() -> None:
    made = verdict([silent(), cname(VALUE, perspective=Perspective.LOCAL, transport=Transport.HTTPS)], RECORD)
    assert (made.text, made.public_view) == ("CANNOT SEE", False)


def test_many_records_are_counted_by_what_must_be_acted_on_first() -> None:
    rows = [
        [cname(VALUE)],
        [cname(VALUE), nxdomain(NS2)],
        [nxdomain()],
        [silent()],
        [nxdomain(), probe(NAME + ZONE, VALUE)],
        [cname("x.example.net.")],
        [nxdomain()],
    ]
    assert tally(verdict(one, RECORD) for one in rows) == [
        (VerdictKind.WRONG, 1),
        (VerdictKind.MISPLACED, 1),
        (VerdictKind.CANNOT_SEE, 1),
        (VerdictKind.ABSENT, 2),
        (VerdictKind.PARTIAL, 1),
        (VerdictKind.READY, 1),
    ]
    assert tally([verdict([cname(VALUE)], RECORD)]) == [(VerdictKind.READY, 1)]
