"""One look as people read it: plain, narrow, harmless, and with what to do next."""

from typing import Any

import msgspec
import pytest

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Advice,
    Answer,
    Check,
    Failure,
    Observation,
    Perspective,
    Question,
    Transport,
    conclude_advice,
)
from acm_tui.handoff.dns_table import as_table
from tests.handoff.looks import (
    NAME,
    NOW,
    RECORD,
    THERE,
    VALUE,
    ZONE,
    all_looks,
    look,
    saw,
    silent,
    there,
    typed_twice,
)

LOOKS = dict(all_looks())


def caa(**given: Any) -> Advice:
    row = saw(question=Question("shop.example.com.", "CAA"), **given)
    return conclude_advice(["shop.example.com"], [row], NOW)


FORBIDDEN = caa(
    rcode="NOERROR", answers=(Answer("shop.example.com.", "CAA", 60, '0 issue "letsencrypt.org"'),)
)
UNSEEN = caa(rcode="SERVFAIL")


def resolver(**given: Any) -> dict[str, Any]:
    return {
        "perspective": Perspective.PUBLIC,
        "server": "1.1.1.1",
        "address": "1.1.1.1",
        "aa": False,
        "ra": True,
        "serial": None,
    } | given


def lost_way() -> Observation:
    """The first question on the way to the zone, unanswered."""
    return msgspec.structs.replace(
        silent(1),
        perspective=Perspective.DELEGATION,
        zone=".",
        server="198.51.100.1",
        address="198.51.100.1",
        question=Question("shop.example.com.", "SOA"),
    )


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def test_the_whole() -> None:
    assert (
        as_table(look(there(1), saw(2)))
        == """\
Name     _a79865eb.shop.example.com.
Type     CNAME
Value    _424c7224.mhbtsbpdnt.acm-validations.aws.
Zone     example.com; delegated to ns1.example.com, ns2.example.com

✔ ns1.example.com  192.0.2.11  6 ms  record found, serial 20
✖ ns2.example.com  192.0.2.12  6 ms  no such name, serial 19
· resolvers: not asked. --resolvers asks them; they would remember the “no” for
  15 min.

! PARTIAL 1/2: 1 of 2 name servers agree. Certificate authorities look from
  several places: that is not enough.

! ns2.example.com has not caught up: serial 19, one behind ns1.example.com (20),
  where the record is right.
  Nothing to ask the DNS team for: wait until the zone has been transferred.

Looked   2026-11-23 12:00:05 UTC
Next     Nothing to ask the DNS team for: the others catch up. Look again in
         30 s."""
    )


@pytest.mark.parametrize(
    ("word", "verdict", "then"),
    [
        ("ready", "✔ READY: every name server has the record.", "Nothing: ACM looks for the record"),
        ("wrong", "✖ WRONG: something else", "put right, as it stands above. Look again in 5 min."),
        (
            "misplaced",
            "✖ MISPLACED: the record is there",
            "put right, as it stands above. Look again in 5 min.",
        ),
        ("absent", "· ABSENT: no name server", "created, as it stands above. Look again in 5 min."),
        ("cannot_see", "? CANNOT SEE: nobody said", "look from another network. Look again in 30 s."),
    ],
)
def test_the_verdict_and_what_to_do(word: str, verdict: str, then: str) -> None:
    said = in_one_line(as_table(LOOKS[word]))
    assert verdict in said
    assert then in said.partition("Next ")[2]


def test_a_server_that_is_silent_has_not_said_no() -> None:
    said = in_one_line(as_table(look(saw(1), silent(2))))
    assert "· ABSENT: no name server that answered has the record." in said
    said = in_one_line(as_table(look(there(1), silent(2))))
    assert "Next Nothing to tell the DNS team yet: the others said nothing about it." in said
    said = in_one_line(as_table(look(there(1), saw(2), silent(3))))
    assert "Next Nothing to ask the DNS team for: the others catch up." in said


def test_a_server_to_which_there_is_no_way_is_not_said_to_have_the_record() -> None:
    away = msgspec.structs.replace(
        silent(2), address="2001:db8::12", failure=Failure.NO_ROUTE, error="this machine has no way there"
    )
    said = in_one_line(as_table(look(there(1), away)))
    assert "✔ READY: every name server that can be asked from here has the record." in said
    assert "? ns2.example.com 2001:db8::12 this machine has no way there" in said
    assert "· ns2.example.com was not asked" in said


@pytest.mark.parametrize("word", LOOKS)
@pytest.mark.parametrize("width", [40, 80])
def test_only_what_is_one_word_is_wider_than_the_terminal(word: str, width: int) -> None:
    for row in as_table(LOOKS[word], FORBIDDEN, width=width).splitlines():
        to_copy = row.startswith(("Name ", "Value ", "  shop.example.com. CAA "))
        assert len(row) <= width or to_copy or len(row.split()) == 1


def test_a_record_to_copy_is_in_one_line() -> None:
    table = as_table(LOOKS["ready"], FORBIDDEN, width=40)
    assert '\n  shop.example.com. CAA 0 issue "amazon.com"\n' in table
    assert in_one_line(table).endswith("Do what stands above.")


def test_the_record_that_was_looked_for_is_not_repeated() -> None:
    table = as_table(look(*typed_twice()))
    assert "the zone was typed" in table
    assert f"{NAME} CNAME {VALUE}" not in table


def test_what_could_not_be_seen_is_no_record_to_copy() -> None:
    table = as_table(LOOKS["ready"], UNSEEN)
    assert "! The CAA records of shop.example.com could not be seen" in table
    assert "amazon.com" not in table


def test_what_only_the_dns_team_can_know_is_no_record_to_copy() -> None:
    soa = {"question": Question("example.com.", "SOA")}
    bogus = saw(**resolver(**soa, rcode="SERVFAIL")), saw(**resolver(**soa, rcode="NOERROR", cd=True))
    table = as_table(LOOKS["ready"], conclude_advice([], bogus, NOW))
    assert "✖ The DNSSEC signatures of example.com do not hold" in table
    assert "example.com. DS" not in table


def test_who_sees_nothing_is_told_so_once() -> None:
    assert "CAA" not in as_table(LOOKS["cannot_see"], UNSEEN)
    assert "CAA at shop.example.com" in as_table(LOOKS["cannot_see"], FORBIDDEN)


def test_long_addresses_push_the_words_below() -> None:
    far = there(1, server="ns-1234.awsdns-12.co.uk.", address="2600:9000:5304:d200::1")
    wide, narrow = (as_table(look(far, there(2)), width=width) for width in (120, 72))
    assert "2600:9000:5304:d200::1  6 ms  record found, serial 20\n" in wide
    assert "2600:9000:5304:d200::1  6 ms\n    record found, serial 20\n" in narrow


def test_another_port_and_another_way_are_said() -> None:
    table = as_table(look(there(1, port=5353, transport=Transport.TCP), there(2)))
    assert "192.0.2.11#5353  6 ms  record found, serial 20, over TCP\n" in table


def test_no_answer_says_why_and_nothing_twice() -> None:
    table = as_table(look(there(1), silent(2)))
    assert "? ns2.example.com  192.0.2.12        no answer within 1.5 s by UDP or TCP\n" in table


def test_resolvers_say_when_they_forget_and_why_they_fail() -> None:
    remembers = saw(**resolver(negative_ttl_s=300, serial=19))
    fails = saw(**resolver(server="9.9.9.9", address="9.9.9.9", rcode="SERVFAIL", ede=("9 dnskey missing",)))
    table = as_table(look(there(1), there(2), remembers, fails), width=100)
    assert "✖                  1.1.1.1     6 ms  no such name, forgets it in 300 s\n" in table
    assert "!                  9.9.9.9     6 ms  the server failed, 9 dnskey missing" in table
    assert "not asked" not in table


@pytest.mark.parametrize(("seconds", "words"), [(60, "60 s"), (90, "90 s"), (120, "2 min")])
def test_how_long_resolvers_would_remember(seconds: int, words: str) -> None:
    table = in_one_line(as_table(look(saw(1, negative_ttl_s=seconds))))
    assert f"they would remember the “no” for {words}." in table


def test_resolvers_that_were_asked_are_not_called_unasked() -> None:
    assert "not asked" in as_table(look(saw(1)))
    assert "not asked" not in as_table(look(saw(1), saw(**resolver())))
    assert "not asked" not in as_table(look(silent(1), saw(**resolver(transport=Transport.HTTPS))))


def test_over_https_it_is_the_public_view() -> None:
    seen = saw(**resolver(transport=Transport.HTTPS, rcode="NOERROR", answers=THERE))
    table = in_one_line(as_table(look(silent(1), seen)))
    assert "READY, as public resolvers see it: the zone's own servers cannot" in table
    assert "✔ 1.1.1.1 6 ms record found, over HTTPS ✔ READY" in table
    assert "not asked" not in table


def test_nobody_where_there_is_nobody_is_no_news() -> None:
    nobody = {"perspective": Perspective.CONTROL, "server": "192.0.2.1", "address": "192.0.2.1"}
    unheard = msgspec.structs.replace(silent(1), **nobody)
    assert "192.0.2.1 " not in as_table(look(lost_way(), unheard, zone=None))
    heard = saw(1, **nobody, aa=False, ra=True)
    assert "192.0.2.1 " in as_table(look(lost_way(), heard, zone=None))


def test_the_way_to_the_zone_is_shown_where_it_ended() -> None:
    table = as_table(look(lost_way(), zone=None))
    assert "Zone     not found\n" in table
    assert "? 198.51.100.1 shop.example.com SOA → no answer within 1.5 s by UDP or TCP" in in_one_line(table)


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        (ZONE, "example.com; delegated to ns1.example.com, ns2.example.com\n"),
        (
            msgspec.structs.replace(ZONE, named=("ns.example.net.",)),
            "example.com; delegated to ns1.example.com, ns2.example.com; itself naming ns.example.net\n",
        ),
        (
            msgspec.structs.replace(ZONE, delegated=(), named=()),
            "example.com; served by ns1.example.com, ns2.example.com\n",
        ),
        (
            msgspec.structs.replace(ZONE, servers=(), delegated=(), named=(), confirmed=False),
            "example.com; not confirmed by a server of its own\n",
        ),
    ],
)
def test_the_zone_and_who_serves_it(zone: object, said: str) -> None:
    check = msgspec.structs.replace(LOOKS["ready"], zone=zone)
    assert f"Zone     {said}" in as_table(check, width=120)


def test_a_name_of_another_script_is_shown_in_both_forms() -> None:
    record = ValidationRecord("_x.xn--bcher-kva.example.", "CNAME", VALUE)
    assert "Name     _x.xn--bcher-kva.example.\n         _x.bücher.example.\n" in as_table(
        look(zone=None, record=record)
    )


def test_what_came_from_outside_is_harmless() -> None:
    hostile = "\x1b]0;owned\x07\u202e\x9b31m"
    bad: Check = look(
        there(1, server=f"{hostile}.", address=hostile, answers=(Answer(NAME, "CNAME", 60, f"{hostile}."),)),
        there(2, ede=(hostile,)),
        saw(
            perspective=Perspective.LOCAL,
            server=hostile,
            rcode="SERVFAIL",
            ede=(hostile,),
            question=Question(RECORD.name, "CNAME"),
        ),
        zone=msgspec.structs.replace(ZONE, name=hostile, named=(hostile,)),
    )
    table = as_table(bad, FORBIDDEN)
    assert "␛]0;owned␇⟨U+202E⟩⟨U+009B⟩31m" in table
    assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(table)
