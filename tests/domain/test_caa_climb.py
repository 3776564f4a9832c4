"""CAA: which set decides for a name, where aliases lead, and what cannot be seen."""

import pytest

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Answer,
    DiagnosisCode,
    Observation,
    Perspective,
    Question,
    Severity,
    caa_diagnoses,
    caa_questions,
    tells_caa,
)
from tests.domain.caa_answers import (
    ADD,
    AMAZON,
    BOUND,
    NOBODY,
    OTHER,
    World,
    alias,
    caa,
    only,
    saw,
    silent,
    stopped,
    world,
)


@pytest.mark.parametrize(
    ("sets", "names", "where"),
    [
        ({"example__com": (OTHER,)}, ["www.shop.example.com"], ["example.com."]),
        ({"com": (OTHER,)}, ["www.shop.example.com"], ["com."]),
        ({"example__com": (OTHER,), "shop__example__com": (AMAZON,)}, ["www.shop.example.com"], []),
        ({"example__com": (AMAZON,), "shop__example__com": (OTHER,)}, ["example.com"], []),
        ({"com": (AMAZON,), "shop__example__com": (OTHER,)}, ["shop.example.com"], ["shop.example.com."]),
        ({"shop__example__com": ('0 iodef "x"',), "example__com": (OTHER,)}, ["shop.example.com"], []),
        ({"shop__example__com": (OTHER,)}, ["*.shop.example.com"], ["shop.example.com."]),
        ({"shop__example__com": (OTHER,), "com": (NOBODY,)}, ["shop.example.com", "example.com"],
         ["shop.example.com.", "com."]),
    ],
)  # fmt: skip
def test_the_nearest_set_decides(sets: World, names: list[str], where: list[str]) -> None:
    assert [name for name, _ in stopped(world(**sets), *names)] == where


# aliases


def test_an_alias_is_followed_and_the_set_is_where_it_leads() -> None:
    rows = [alias("www.example.com", "cdn.example.net"), caa("cdn.example.net", OTHER)]
    found = only(rows, "www.example.com")
    assert found.record == ValidationRecord("cdn.example.net.", "CAA", AMAZON)
    assert found.message.endswith("www.example.com is an alias that leads there.")
    assert found.evidence == tuple(rows)


def test_from_where_an_alias_leads_nothing_climbs() -> None:
    rows = [alias("www.example.com", "cdn.example.net"), caa("cdn.example.net"), caa("example.net", NOBODY)]
    assert caa_questions(rows, ["www.example.com"]) == (Question("example.com.", "CAA"),)
    assert stopped([*rows, caa("example.com", OTHER)], "www.example.com") == [ADD]


def test_what_a_server_says_of_anothers_zone_is_left_aside() -> None:
    row = saw(
        "www.example.com",
        Answer("www.example.com.", "CNAME", 60, "cdn.example.net."),
        Answer("cdn.example.net.", "CAA", 60, NOBODY),
    )
    assert caa_questions([row], ["www.example.com"]) == (Question("cdn.example.net.", "CAA"),)


def test_beside_an_alias_the_response_code_is_the_targets() -> None:
    row = saw(
        "www.example.com", Answer("www.example.com.", "CNAME", 60, "gone.example.net."), rcode="NXDOMAIN"
    )
    assert caa_questions([row], ["www.example.com"]) == (Question("gone.example.net.", "CAA"),)


def test_a_whole_tree_that_is_an_alias_leads_on_too() -> None:
    row = alias("a.old.example.com", "new.example.net", "DNAME", at="old.example.com")
    assert caa_questions([row], ["a.old.example.com"]) == (Question("a.new.example.net.", "CAA"),)
    # At the name itself a DNAME means nothing (RFC 6672 §2.4): records stand beside it.
    own = saw(
        "old.example.com",
        Answer("old.example.com.", "DNAME", 60, "new.example.net."),
        Answer("old.example.com.", "CAA", 60, OTHER),
    )
    assert stopped([own], "old.example.com") == [("old.example.com.", AMAZON)]


@pytest.mark.parametrize(
    "rows",
    [
        [alias("a.example.com", "b.example.com"), alias("b.example.com", "a.example.com")],
        [alias("a.example.com", "a.example.com")],
        [alias(f"{'a.' * i}a.example.com", f"{'a.' * (i + 1)}a.example.com") for i in range(20)],
        [alias(f"{'a' * 20}.old.example.com", ".".join("bcde"[i] * 60 for i in range(4)), "DNAME",
               at="old.example.com")],
    ],
    ids=["circle", "itself", "too many", "too long"],
)  # fmt: skip
def test_aliases_without_end_cannot_be_seen(rows: list[Observation]) -> None:
    name = rows[0].question.name
    assert caa_questions(rows, [name]) == ()
    found = only(rows, name)
    assert (found.code, found.severity) == (DiagnosisCode.CAA_UNSEEN, Severity.WAIT)
    assert "its aliases lead in a circle, or too far" in found.message
    assert set(found.evidence) <= set(rows)


# what cannot be seen


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (silent("shop.example.com"), "ns1.example.com: no answer within 1.5 s"),
        (saw("shop.example.com", rcode="SERVFAIL", ede=("22 no reachable authority",)),
         "ns1.example.com answers SERVFAIL (22 no reachable authority)"),
        (saw("shop.example.com", rcode="REFUSED", aa=False), "ns1.example.com answers REFUSED"),
        (saw("shop.example.com", aa=False, referral="example.com."), "without authority"),
        (saw("shop.example.com", aa=False, ra=True), "without authority"),
        (caa("shop.example.com", OTHER, aa=False), "without authority"),
        (saw("shop.example.com", Answer("example.org.", "CAA", 60, NOBODY)), "something else"),
    ],
)  # fmt: skip
def test_where_nobody_tells_nothing_is_claimed(row: Observation, why: str) -> None:
    rows = [caa("www.shop.example.com"), row, caa("example.com", OTHER)]
    assert caa_questions(rows, ["www.shop.example.com"]) == ()
    found = only(rows, "www.shop.example.com", "*.shop.example.com")
    assert (found.code, found.severity) == (DiagnosisCode.CAA_UNSEEN, Severity.WAIT)
    assert found.message.startswith("The CAA records of shop.example.com could not be seen from here: ")
    assert why in found.message
    assert "ACM does not issue for www.shop.example.com and *.shop.example.com if" in found.message
    assert found.evidence == (row,)
    assert found.record == ValidationRecord("shop.example.com.", "CAA", AMAZON)


def test_one_server_that_tells_is_enough() -> None:
    rows = [silent("example.com"), saw("example.com", rcode="REFUSED", aa=False), caa("example.com", OTHER)]
    found = only(rows, "example.com")
    assert found.code is DiagnosisCode.CAA_FORBIDS
    assert found.evidence == (rows[2],)


def test_this_machines_resolver_does_not_count() -> None:
    rows = [caa("example.com", OTHER, perspective=Perspective.LOCAL, aa=False, ra=True)]
    assert caa_questions(rows, ["example.com"]) == (Question("example.com.", "CAA"),)
    assert caa_diagnoses(rows, ["example.com"]) == ()


def test_public_resolvers_count_where_the_zones_servers_do_not_tell() -> None:
    public = caa("example.com", OTHER, perspective=Perspective.PUBLIC, aa=False, ra=True)
    assert stopped([public, silent("example.com")], "example.com") == [ADD]
    assert stopped([public, caa("example.com", AMAZON)], "example.com") == []


@pytest.mark.parametrize(
    ("row", "tells"),
    [
        (caa("example.com", OTHER), True),
        (saw("example.com"), True),
        (saw("example.com", rcode="NXDOMAIN"), True),
        (alias("example.com", "example.net"), True),
        (saw("example.com", question=Question("example.com.", "SOA")), False),
        (caa("example.com", OTHER, cd=True), False),
        (saw("example.com", rcode="SERVFAIL"), False),
        (saw("example.com", perspective=Perspective.PUBLIC, aa=False, ra=True), True),
        (saw("example.com", perspective=Perspective.PUBLIC, aa=False, referral="com."), False),
    ],
)
def test_which_answers_tell(row: Observation, tells: bool) -> None:
    assert tells_caa(row) is tells


def test_what_was_not_asked_gives_nothing_but_the_next_question() -> None:
    rows = [caa("www.example.com"), caa("shop.example.com")]
    names = ["www.example.com", "shop.example.com", "*.shop.example.com", "a.example.org"]
    assert caa_questions(rows, names) == (Question("example.com.", "CAA"), Question("a.example.org.", "CAA"))
    assert caa_diagnoses(rows, names) == ()


def test_what_must_be_done_stands_first() -> None:
    rows = [caa("a.example.com", BOUND), silent("b.example.com"), caa("c.example.com", OTHER)]
    found = caa_diagnoses(rows, ["a.example.com", "b.example.com", "c.example.com"])
    assert [diagnosis.severity for diagnosis in found] == [Severity.FAULT, Severity.WAIT, Severity.NOTE]
