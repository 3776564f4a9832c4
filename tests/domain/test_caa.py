"""CAA: which set decides for a name, whom it allows, and what the operator is told."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Answer,
    Diagnosis,
    DiagnosisCode,
    Failure,
    Observation,
    Perspective,
    Question,
    Severity,
    caa_diagnoses,
    caa_questions,
    canonical,
    parent,
    tells_caa,
    within,
)
from tests.domain.strategies import steady

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NOBODY = '0 issue ";"'
OTHER = '0 issue "letsencrypt.org"'
AMAZON = '0 issue "amazon.com"'

World = dict[str, tuple[str, ...]]
"""Name without final dot → CAA values."""


def saw(name: str, *answers: Answer, **given_fields: object) -> Observation:
    """What a server of example.com says to ``name CAA``, changed by *given_fields*."""
    fields: dict[str, object] = {
        "perspective": Perspective.AUTHORITATIVE,
        "server": "ns1.example.com.",
        "address": "192.0.2.11",
        "port": 53,
        "zone": "example.com.",
        "question": Question(canonical(name), "CAA"),
        "at": NOW,
        "rcode": "NOERROR",
        "aa": True,
        "answers": answers,
    }
    return Observation(**(fields | given_fields))  # type: ignore[arg-type] # the tests name the fields they change


def caa(name: str, *values: str, **given_fields: object) -> Observation:
    return saw(name, *(Answer(canonical(name), "CAA", 60, value) for value in values), **given_fields)


def alias(name: str, target: str, kind: str = "CNAME", at: str = "") -> Observation:
    return saw(name, Answer(canonical(at or name), kind, 60, canonical(target)))


def silent(name: str) -> Observation:
    return saw(name, rcode=None, aa=False, failure=Failure.TIMEOUT, error="no answer within 1.5 s")


def ancestors(name: str) -> Iterable[str]:
    at = canonical(name)
    while at != ".":
        yield at
        at = parent(at)


def world(**sets: tuple[str, ...]) -> list[Observation]:
    """Answers for every name up to com: *sets* by name (``__`` between labels), and none elsewhere."""
    given_sets = {key.replace("__", ".") + ".": values for key, values in sets.items()}
    names = {name for key in (*given_sets, "www.shop.example.com.") for name in ancestors(key)}
    return [caa(name, *given_sets.get(name, ())) for name in sorted(names)]


def stopped(rows: Iterable[Observation], *names: str) -> list[tuple[str, str]]:
    """Where and what must be added so that a certificate of *names* can be issued."""
    found = caa_diagnoses(rows, names)
    assert {diagnosis.code for diagnosis in found} <= {DiagnosisCode.CAA_FORBIDS}
    return [(diagnosis.record.name, diagnosis.record.value) for diagnosis in found]


def only(rows: Iterable[Observation], *names: str) -> Diagnosis:
    (diagnosis,) = caa_diagnoses(rows, names)
    return diagnosis


ADD = ("example.com.", AMAZON)
ADD_WILD = ("example.com.", '0 issuewild "amazon.com"')
CLEARED = ("example.com.", '0 TBS "Un known"')


@pytest.mark.parametrize(
    ("values", "name", "wildcard"),
    [
        ((), [], []),
        ((AMAZON,), [], []),
        (('0 issue "amazontrust.com"',), [], []),
        (('0 issue "awstrust.com"',), [], []),
        (('0 issue "amazonaws.com"',), [], []),
        (('0 ISSUE "Amazon.COM"',), [], []),
        (('0 issue "  amazon.com  "',), [], []),
        ((r'0 issue "\097mazon.com"',), [], []),
        (("0 issue amazon.com",), [], []),
        ((OTHER, AMAZON), [], []),
        ((NOBODY, AMAZON), [], []),
        (('0 issue "amazon.com;"',), [], []),
        (('0 issue "amazon.com; policy=ev; a = b"',), [], []),
        (('128 issue "amazon.com"', '128 iodef "mailto:a@example.com"'), [], []),
        (('0 iodef "mailto:security@example.com"',), [], []),
        (('0 unknown "anything"',), [], []),
        (('1 unknown "the lowest bit is not the critical flag"',), [], []),
        (('0 issuewild "amazon.com"',), [], []),
        ((OTHER,), [ADD], [ADD]),
        ((NOBODY,), [ADD], [ADD]),
        (('0 issue ""',), [ADD], [ADD]),
        (('0 issue "notamazon.com"',), [ADD], [ADD]),
        (('0 issue "amazon.com.evil.example"',), [ADD], [ADD]),
        # Not well formed: counts as nobody.
        (('0 issue "amazon.com."',), [ADD], [ADD]),
        (('0 issue "amazon.com policy=ev"',), [ADD], [ADD]),
        (('0 issue "amazon.com; policy"',), [ADD], [ADD]),
        (('0 issue "%%%%%"',), [ADD], [ADD]),
        # issuewild is for wildcards only, and stands there in the place of issue.
        ((OTHER, '0 issuewild "amazon.com"'), [ADD], []),
        ((AMAZON, '0 issuewild ";"'), [], [ADD_WILD]),
        (('0 issuewild "letsencrypt.org"',), [], [ADD_WILD]),
        ((AMAZON, '0 issuewild "letsencrypt.org"', '0 issuewild "amazonaws.com"'), [], []),
        # A critical property that nobody is known to understand.
        (
            ('128 tbs "Unknown"',),
            [("example.com.", '0 tbs "Unknown"')],
            [("example.com.", '0 tbs "Unknown"')],
        ),
        ((AMAZON, '128 TBS "Un known"'), [CLEARED], [CLEARED]),
        ((OTHER, '129 TBS "Un known"'), [CLEARED, ADD], [CLEARED, ADD]),
    ],
)
def test_whom_a_set_allows(
    values: tuple[str, ...], name: list[tuple[str, str]], wildcard: list[tuple[str, str]]
) -> None:
    rows = world(example__com=values)
    assert stopped(rows, "example.com") == name
    assert stopped(rows, "*.example.com") == wildcard


@pytest.mark.parametrize(
    ("sets", "names", "where"),
    [
        ({"example__com": (OTHER,)}, ["www.shop.example.com"], ["example.com."]),
        ({"com": (OTHER,)}, ["www.shop.example.com"], ["com."]),
        ({"example__com": (OTHER,), "shop__example__com": (AMAZON,)}, ["www.shop.example.com"], []),
        ({"example__com": (AMAZON,), "shop__example__com": (OTHER,)}, ["example.com"], []),
        ({"example__com": (AMAZON,), "shop__example__com": (OTHER,)}, ["shop.example.com"], ["shop.example.com."]),
        ({"shop__example__com": ('0 iodef "x"',), "example__com": (OTHER,)}, ["shop.example.com"], []),
        ({"shop__example__com": (OTHER,)}, ["*.shop.example.com"], ["shop.example.com."]),
        ({"shop__example__com": (OTHER,), "com": (NOBODY,)}, ["shop.example.com", "example.com"],
         ["shop.example.com.", "com."]),
    ],
)  # fmt: skip
def test_the_nearest_set_decides(sets: World, names: list[str], where: list[str]) -> None:
    assert [name for name, _ in stopped(world(**sets), *names)] == where


def test_one_diagnosis_names_all_that_a_set_stops() -> None:
    rows = world(example__com=(OTHER, '0 issue "ca.example.net"'))
    found = only(rows, "example.com", "*.example.com", "WWW.shop.example.com.", "WWW.shop.example.com")
    assert (found.code, found.severity) == (DiagnosisCode.CAA_FORBIDS, Severity.FAULT)
    assert found.record == ValidationRecord("example.com.", "CAA", AMAZON)
    assert found.message == (
        "CAA at example.com lets only letsencrypt.org and ca.example.net issue certificates: "
        "ACM cannot issue for example.com, *.example.com and WWW.shop.example.com."
    )
    assert found.fix == (
        'Ask the DNS team to add example.com CAA 0 issue "amazon.com", beside the records that stand there.'
    )
    asked = [row.question.name for row in found.evidence]
    assert asked == ["example.com.", "www.shop.example.com.", "shop.example.com."]


def test_each_record_that_must_be_added_has_its_diagnosis() -> None:
    rows = world(example__com=(OTHER, '0 issuewild ";"'))
    plain, wild = caa_diagnoses(rows, ["example.com", "*.example.com"])
    assert (plain.record.value, wild.record.value) == (AMAZON, '0 issuewild "amazon.com"')
    assert plain.message.endswith("ACM cannot issue for example.com.")
    assert wild.message == (
        "CAA at example.com lets nobody issue wildcard certificates: ACM cannot issue for *.example.com."
    )


def test_what_is_not_well_formed_is_shown() -> None:
    found = only(world(example__com=('0 issue "amazon.com."', OTHER)), "example.com")
    assert "lets only letsencrypt.org issue" in found.message
    assert 'Not well formed, so that it allows nobody: 0 issue "amazon.com.".' in found.message


def test_a_critical_property_is_to_be_taken_away() -> None:
    found = only(world(example__com=('128 tbs "x y"', AMAZON)), "example.com")
    assert found.severity is Severity.FAULT
    assert '128 tbs "x y", marked as critical' in found.message
    assert found.message.endswith("cannot be expected to issue for example.com.")
    assert found.fix.endswith('without the critical flag: example.com CAA 0 tbs "x y".')


BOUND = '0 issue "amazon.com; AccountURI=https://example.net/1; validationmethods=dns-01"'


def test_conditions_on_amazons_own_line_are_a_note() -> None:
    found = only(world(example__com=(BOUND,)), "example.com", "www.shop.example.com")
    assert (found.code, found.severity) == (DiagnosisCode.CAA_CONDITIONS, Severity.NOTE)
    assert found.record == ValidationRecord("example.com.", "CAA", AMAZON)
    assert found.message == (
        "CAA at example.com lets Amazon issue for example.com and www.shop.example.com. "
        f"Amazon is bound to an account or a method (RFC 8657): {BOUND}."
    )


def test_a_line_without_conditions_beside_it_lifts_them() -> None:
    assert caa_diagnoses(world(example__com=(BOUND, '0 issue "awstrust.com"')), ["example.com"]) == ()


def test_conditions_of_others_do_not_matter() -> None:
    rows = world(example__com=(AMAZON, '0 issue "letsencrypt.org; validationmethods=dns-01"'))
    assert caa_diagnoses(rows, ["example.com"]) == ()


def test_conditions_are_told_beside_what_forbids() -> None:
    found = only(world(example__com=(BOUND, '0 issuewild ";"')), "*.example.com")
    assert found.code is DiagnosisCode.CAA_FORBIDS
    assert f"(RFC 8657): {BOUND}." in found.message


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
        [alias(f"{'a' * 20}.{'b' * 60}.example.com", f"{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 60}.net", "DNAME",
               at=f"{'b' * 60}.example.com")],
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


def test_what_is_no_caa_record_is_refused() -> None:
    with pytest.raises(ValueError, match="zone-file form"):
        caa_diagnoses([caa("example.com", "issue amazon.com")], ["example.com"])


# whatever the world is

_labels = st.sampled_from(["a", "b", "www"])
_names = st.lists(_labels, min_size=1, max_size=4).map(lambda labels: ".".join([*labels, "com"]))
_values = st.sampled_from(
    [AMAZON, OTHER, NOBODY, BOUND, '0 issuewild "amazon.com"', '0 issuewild ";"', '128 x "y"', '0 iodef "z"']
)
_sets = st.dictionaries(_names, st.lists(_values, min_size=1, max_size=3, unique=True), max_size=4)
_asked = st.lists(st.tuples(_names, st.booleans()), min_size=1, max_size=3)


def asked_in_turn(sets: dict[str, list[str]], names: list[str]) -> list[Observation]:
    """The answers that the questions ask for, until there is no question any more."""
    rows: list[Observation] = []
    while questions := caa_questions(rows, names):
        rows += [caa(one.name, *sets.get(one.name.rstrip("."), ())) for one in questions]
    return rows


@steady
@given(_sets, _asked)
def test_amazon_may_issue_exactly_where_no_diagnosis_forbids(
    sets: dict[str, list[str]], asked: list[tuple[str, bool]]
) -> None:
    """Against the words of RFC 8659 §3 and §4, written down a second time for sets without aliases."""
    names = [("*." if wild else "") + name for name, wild in asked]
    found = caa_diagnoses(asked_in_turn(sets, names), names)
    forbidden = {
        name
        for one in found
        if one.code is DiagnosisCode.CAA_FORBIDS
        for name in names
        if name in one.message.partition(" issue for ")[2].replace(",", " ").rstrip(".").split()
    }
    for name in names:
        values = next((sets[at] for at in _climb(name.removeprefix("*.")) if at in sets), [])
        wild = [value for value in values if "issuewild" in value]
        relevant = wild if wild and name.startswith("*") else [one for one in values if " issue " in one]
        allowed = not relevant or any("amazon" in value for value in relevant)
        assert (name in forbidden) is not (allowed and '128 x "y"' not in values)


def _climb(name: str) -> Iterable[str]:
    while name:
        yield name
        name = name.partition(".")[2]


@steady
@given(_sets, _asked)
def test_no_question_is_put_twice_and_none_beside_the_way(
    sets: dict[str, list[str]], asked: list[tuple[str, bool]]
) -> None:
    names = [name for name, _ in asked]
    put = [row.question.name for row in asked_in_turn(sets, names)]
    assert len(put) == len(set(put))
    assert all(any(within(name, one) for name in names) for one in put)
    assert "." not in put


@steady
@given(st.text(max_size=40), st.integers(0, 255), st.sampled_from(["issue", "issuewild", "iodef", "x"]))
def test_no_value_is_taken_for_amazon_or_stops_the_program(value: str, flags: int, tag: str) -> None:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    found = caa_diagnoses(world(example__com=(f'{flags} {tag} "{escaped}"',)), ["*.example.com"])
    named = value.partition(";")[0].strip(" \t").lower() in {"amazon.com", "awstrust.com"}
    expected = not named if tag in ("issue", "issuewild") else tag == "x" and flags >= 128
    assert bool(found) is expected
