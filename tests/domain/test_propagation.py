"""Observation → classification → verdict → diagnoses, and when to look again."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Answer,
    Check,
    Classification,
    DiagnosisCode,
    Failure,
    Observation,
    Perspective,
    Question,
    Severity,
    Transport,
    VerdictKind,
    Zone,
    classify,
    conclude,
    diagnoses,
    label_in_zone,
    next_look,
    parent,
    probe_names,
    same_name,
    verdict,
    within,
)
from acm_tui.domain.propagation.view import asked

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ZONE = "example.com."
NAME = "_a79865eb.shop.example.com."
VALUE = "_424c7224.mhbtsbpdnt.acm-validations.aws."
RECORD = ValidationRecord(NAME, "CNAME", VALUE)


def saw(server: str = "ns1.example.com.", **given: object) -> Observation:
    """An authoritative answer to the main question with nothing in it, changed by *given*."""
    fields: dict[str, object] = {
        "perspective": Perspective.AUTHORITATIVE,
        "server": server,
        "address": "192.0.2.11",
        "port": 53,
        "zone": ZONE,
        "question": Question(NAME, "CNAME"),
        "at": NOW,
        "rcode": "NOERROR",
        "aa": True,
        "rtt_ms": 6.0,
    }
    return Observation(**(fields | given))  # type: ignore[arg-type] # the tests name the fields they change


def cname(target: str, server: str = "ns1.example.com.", **given: object) -> Observation:
    return saw(server, answers=(Answer(NAME, "CNAME", 60, target),), **given)


def silent(
    server: str = "ns1.example.com.", failure: Failure = Failure.TIMEOUT, **given: object
) -> Observation:
    return saw(
        server, rcode=None, aa=False, rtt_ms=None, failure=failure, error="no answer within 1.5 s", **given
    )


def nxdomain(server: str = "ns1.example.com.", **given: object) -> Observation:
    return saw(server, rcode="NXDOMAIN", **given)


def probe(name: str, target: str) -> Observation:
    return saw(question=Question(name, "CNAME"), answers=(Answer(name, "CNAME", 60, target),))


def codes(*rows: Observation) -> list[DiagnosisCode]:
    return [diagnosis.code for diagnosis in diagnoses(rows, RECORD)]


# names


@pytest.mark.parametrize(
    ("name", "zone", "label"),
    [
        (NAME, "example.com", "_a79865eb.shop"),
        (NAME, "shop.example.com.", "_a79865eb"),
        ("_X.Example.COM", "example.com.", "_x"),
        ("example.com.", "example.com", "@"),
        ("example.com.", ".", "example.com"),
    ],
)
def test_the_label_is_what_stands_before_the_zone(name: str, zone: str, label: str) -> None:
    assert label_in_zone(name, zone) == label


def test_there_is_no_label_for_another_zone() -> None:
    with pytest.raises(ValueError, match="not in the zone"):
        label_in_zone("_x.notexample.com.", "example.com.")


def test_names_are_compared_as_dns_does() -> None:
    assert same_name("A.Example.com", "a.example.COM.")
    assert not same_name("a.example.com", "b.example.com")
    assert within("notexample.com", ".")
    assert not within("notexample.com", "example.com")
    assert within("example.com.", "example.com")
    assert parent("a.example.com") == "example.com."
    assert parent("com.") == "."
    assert parent(".") == "."


def test_probes_have_the_zone_and_the_domain_twice() -> None:
    assert probe_names(NAME, ZONE) == (NAME + "example.com.", NAME + "shop.example.com.")
    assert probe_names("_x.example.com.", ZONE) == ("_x.example.com.example.com.",)
    assert probe_names("_x.example.com.", ".") == ("_x.example.com.example.com.",)
    domain = ".".join(["d" * 60] * 3) + "."
    assert probe_names(f"_x.{domain}", domain) == ()
    assert probe_names(f"_x.{domain}", "ddd.") == (f"_x.{domain}ddd.",)


# classification


@pytest.mark.parametrize(
    ("observation", "kind"),
    [
        (cname(VALUE), Classification.MATCH),
        (cname(VALUE.upper()), Classification.MATCH),
        (cname(VALUE.rstrip(".")), Classification.MATCH),
        (cname(VALUE, rcode="NXDOMAIN"), Classification.MATCH),
        (cname(VALUE.removeprefix("_")), Classification.MATCH_NO_UNDERSCORE),
        (cname("elsewhere.example.net."), Classification.WRONG_VALUE),
        (cname("_" + VALUE), Classification.WRONG_VALUE),
        (
            saw(answers=(Answer(NAME, "CNAME", 60, VALUE), Answer(NAME, "CNAME", 60, "x.example.net."))),
            Classification.WRONG_VALUE,
        ),
        (saw(answers=(Answer("other.example.com.", "CNAME", 60, VALUE),)), Classification.SERVFAIL),
        (saw(answers=(Answer(NAME, "TXT", 60, VALUE),)), Classification.NODATA),
        (saw(), Classification.NODATA),
        (nxdomain(), Classification.NXDOMAIN),
        (saw(aa=False, referral="shop.example.com."), Classification.REFERRAL),
        (saw(aa=False, referral="."), Classification.LAME),
        (saw(aa=False, referral=ZONE), Classification.LAME),
        (saw(aa=False, referral="other.example.com."), Classification.LAME),
        (saw(aa=False), Classification.LAME),
        (nxdomain(aa=False), Classification.LAME),
        (cname(VALUE, aa=False, ra=True), Classification.INTERCEPTED),
        (cname(VALUE, aa=False, referral="shop.example.com."), Classification.LAME),
        (saw(rcode="REFUSED", aa=False), Classification.REFUSED),
        (saw(rcode="SERVFAIL", aa=False), Classification.SERVFAIL),
        (saw(rcode="FORMERR", aa=False), Classification.SERVFAIL),
        (silent(), Classification.TIMEOUT),
        (silent(failure=Failure.UNREACHABLE), Classification.UNREACHABLE),
    ],
)
def test_one_answer_is_classified(observation: Observation, kind: Classification) -> None:
    assert classify(observation, RECORD) is kind


def test_a_name_is_found_whatever_its_case() -> None:
    row = saw(answers=(Answer(NAME.upper(), "CNAME", 60, VALUE),))
    assert classify(row, RECORD) is Classification.MATCH


# verdict


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


# diagnoses


def test_the_zone_typed_twice() -> None:
    doubled = probe(NAME + ZONE, VALUE)
    (found,) = diagnoses([nxdomain(), nxdomain("ns2.example.com."), doubled], RECORD)
    assert found.code is DiagnosisCode.ZONE_TYPED_TWICE
    assert found.severity is Severity.FAULT
    assert found.evidence == (doubled,)
    assert found.record == RECORD
    assert found.message == (
        "The record is at _a79865eb.shop.example.com.example.com: the zone was typed twice."
    )
    assert "enter only _a79865eb.shop as the name" in found.fix


def test_the_domain_typed_twice() -> None:
    assert codes(nxdomain(), probe(NAME + "shop.example.com.", VALUE)) == [DiagnosisCode.ZONE_TYPED_TWICE]


def test_a_doubled_name_with_another_value_or_beside_the_right_record_is_no_fault() -> None:
    assert codes(nxdomain(), probe(NAME + ZONE, "x.example.net.")) == []
    assert codes(cname(VALUE), probe(NAME + ZONE, VALUE)) == []


def test_a_server_is_behind() -> None:
    ahead, behind = cname(VALUE, serial=20), nxdomain("ns2.example.com.", serial=19)
    (found,) = diagnoses([ahead, behind], RECORD)
    assert found.code is DiagnosisCode.SERVER_BEHIND
    assert found.severity is Severity.WAIT
    assert found.message == (
        "ns2.example.com has not caught up: serial 19, one behind ns1.example.com (20), "
        "where the record is right."
    )
    assert found.evidence == (behind, ahead)


@pytest.mark.parametrize(
    ("ahead", "behind", "words"),
    [(20, 17, "3 behind"), (1, 2**32 - 2, "3 behind"), (2026112302, 2026112301, "one behind")],
)
def test_how_far_behind_is_counted_as_serials_are(ahead: int, behind: int, words: str) -> None:
    (found,) = diagnoses([cname(VALUE, serial=ahead), nxdomain("ns2.example.com.", serial=behind)], RECORD)
    assert words in found.message


def test_an_old_value_on_a_server_that_is_behind_is_no_wrong_value() -> None:
    old = cname("_old.xxxxxxxxxx.acm-validations.aws.", "ns2.example.com.", serial=19)
    assert codes(cname(VALUE, serial=20), old) == [DiagnosisCode.SERVER_BEHIND]


@pytest.mark.parametrize("serials", [(20, 20), (20, None), (None, 19), (20, 21)])
def test_a_server_without_the_record_that_is_not_known_to_be_behind(
    serials: tuple[int | None, int | None],
) -> None:
    rows = [cname(VALUE, serial=serials[0]), nxdomain("ns2.example.com.", serial=serials[1])]
    assert codes(*rows) == [DiagnosisCode.SERVER_DIFFERS]


@pytest.mark.parametrize(
    ("target", "code", "fix"),
    [
        (VALUE + ZONE, DiagnosisCode.ZONE_APPENDED_TO_VALUE, f"End the value with a dot: {VALUE}"),
        (
            VALUE + "shop.example.com.",
            DiagnosisCode.ZONE_APPENDED_TO_VALUE,
            f"End the value with a dot: {VALUE}",
        ),
        ("_o.xxxxxxxxxx.acm-validations.aws.", DiagnosisCode.OTHER_REQUEST, f"must be {VALUE}"),
        ("www.example.net.", DiagnosisCode.WRONG_VALUE, f"Replace the value by {VALUE}"),
        ("notacm-validations.aws.", DiagnosisCode.WRONG_VALUE, f"Replace the value by {VALUE}"),
    ],
)
def test_a_wrong_value_is_told_apart(target: str, code: DiagnosisCode, fix: str) -> None:
    rows = [cname(target), cname(target, "ns2.example.com.")]
    (found,) = diagnoses(rows, RECORD)
    assert found.code is code
    assert found.severity is Severity.FAULT
    assert fix in found.fix
    assert target in found.message
    assert found.evidence == tuple(rows)


def test_two_wrong_values_are_two_diagnoses() -> None:
    assert codes(cname("a.example.net."), cname("b.example.net.", "ns2.example.com.")) == [
        DiagnosisCode.WRONG_VALUE,
        DiagnosisCode.WRONG_VALUE,
    ]


def test_the_lost_underscore_is_a_note() -> None:
    bare = VALUE.removeprefix("_")
    rows = [cname(bare), cname(bare, "ns2.example.com.")]
    (found,) = diagnoses(rows, RECORD)
    assert found.code is DiagnosisCode.VALUE_UNDERSCORE_LOST
    assert found.severity is Severity.NOTE
    assert verdict(rows, RECORD).kind is VerdictKind.READY


@pytest.mark.parametrize(
    ("row", "code", "words"),
    [
        (saw("ns2.example.com.", rcode="REFUSED", aa=False), DiagnosisCode.LAME_SERVER, "it answers REFUSED"),
        (saw("ns2.example.com.", aa=False), DiagnosisCode.LAME_SERVER, "without authority"),
        (
            saw("ns2.example.com.", rcode="SERVFAIL", aa=False, ede=("22 no reachable authority",)),
            DiagnosisCode.SERVER_FAILS,
            "it answers SERVFAIL (22 no reachable authority)",
        ),
        (silent("ns2.example.com."), DiagnosisCode.SERVER_SILENT, "no answer within 1.5 s"),
    ],
)
def test_trouble_of_one_server(row: Observation, code: DiagnosisCode, words: str) -> None:
    (found,) = diagnoses([cname(VALUE), row], RECORD)
    assert found.code is code
    assert found.message.startswith("ns2.example.com ")
    assert words in found.message
    assert found.evidence == (row,)


def test_a_dead_address_of_a_server_that_answers_is_no_trouble() -> None:
    dead = silent("ns1.example.com.", Failure.UNREACHABLE, address="2001:db8::11")
    assert codes(cname(VALUE), dead) == []
    assert codes(dead, cname(VALUE)) == []


def test_when_nobody_answers_that_is_said_once() -> None:
    rows = [silent(), silent("ns2.example.com.", Failure.UNREACHABLE)]
    (found,) = diagnoses(rows, RECORD)
    assert found.code is DiagnosisCode.NO_SERVER_ANSWERED
    assert found.evidence == tuple(rows)


@pytest.mark.parametrize(
    ("given", "code", "severity"),
    [
        ({"rcode": None, "failure": Failure.TIMEOUT}, DiagnosisCode.NO_SERVER_ANSWERED, Severity.WAIT),
        ({"rcode": "NXDOMAIN", "aa": True, "zone": "com."}, DiagnosisCode.ZONE_NOT_FOUND, Severity.FAULT),
        ({"rcode": "NXDOMAIN", "aa": False, "zone": "."}, DiagnosisCode.ZONE_NOT_FOUND, Severity.WAIT),
    ],
)
def test_a_way_that_ends_before_the_zone(
    given: dict[str, Any], code: DiagnosisCode, severity: Severity
) -> None:
    way: dict[str, Any] = {
        "perspective": Perspective.DELEGATION,
        "question": Question("shop.example.com.", "SOA"),
    }
    (found,) = diagnoses([saw(**(way | given))], RECORD)
    assert (found.code, found.severity) == (code, severity)


def test_faults_come_before_what_only_needs_waiting() -> None:
    rows = [
        cname(VALUE, serial=2),
        nxdomain("ns2.example.com.", serial=1),
        saw("ns3.", rcode="REFUSED", aa=False),
    ]
    assert codes(*rows) == [DiagnosisCode.LAME_SERVER, DiagnosisCode.SERVER_BEHIND]


# what must hold whatever is seen

servers = st.sampled_from(["ns1.example.com.", "ns2.example.com.", "ns3.example.net."])
targets = st.sampled_from(
    [VALUE, VALUE.upper(), VALUE[1:], VALUE + ZONE, "x.example.net.", "_o.y.acm-validations.aws."]
)
questions = st.sampled_from([NAME, NAME.upper(), NAME + ZONE, NAME + "shop.example.com."])


@st.composite
def observations(draw: st.DrawFn) -> Observation:
    name = draw(questions)
    answers = draw(st.lists(targets, max_size=2))
    rcode = draw(st.sampled_from(["NOERROR", "NXDOMAIN", "REFUSED", "SERVFAIL", None]))
    return saw(
        draw(servers),
        question=Question(name, "CNAME"),
        rcode=rcode,
        aa=draw(st.booleans()),
        answers=tuple(Answer(name, "CNAME", 60, target) for target in answers),
        referral=draw(st.sampled_from([None, ".", "shop.example.com."])),
        serial=draw(st.none() | st.integers(0, 2**32 - 1)),
        failure=draw(st.sampled_from(Failure)) if rcode is None else None,
        transport=draw(st.sampled_from(Transport)),
        perspective=draw(st.sampled_from(Perspective)),
    )


@given(
    st.lists(
        st.builds(
            lambda server, target, serial, address: cname(target, server, serial=serial, address=address),
            servers,
            st.sampled_from([VALUE, VALUE.upper(), VALUE.rstrip(".")]),
            st.none() | st.integers(0, 2**32 - 1),
            st.sampled_from(["192.0.2.11", "2001:db8::11"]),
        ),
        min_size=1,
    )
)
def test_right_answers_are_ready_and_never_diagnosed(rows: list[Observation]) -> None:
    assert verdict(rows, RECORD).kind is VerdictKind.READY
    assert diagnoses(rows, RECORD) == ()


@given(st.lists(observations()))
def test_no_verdict_says_more_than_was_seen(rows: list[Observation]) -> None:
    main = asked(rows, RECORD)
    kinds = {classify(row, RECORD) for row in main}
    made = verdict(rows, RECORD)
    if not any(kind.conclusive for kind in kinds):
        assert made.kind is VerdictKind.CANNOT_SEE
    if made.kind is VerdictKind.READY:
        assert any(kind.found for kind in kinds)
        assert all(kind.found for kind in kinds if kind.conclusive)
    if made.kind in (VerdictKind.ABSENT, VerdictKind.MISPLACED, VerdictKind.WRONG):
        assert not any(kind.found for kind in kinds)
    assert made.agreeing <= made.servers
    assert set(made.evidence) <= set(rows)


@given(st.lists(observations()))
def test_every_diagnosis_has_evidence_a_message_and_a_remedy(rows: list[Observation]) -> None:
    for diagnosis in diagnoses(rows, RECORD):
        assert diagnosis.message
        assert diagnosis.fix
        assert diagnosis.record == RECORD
        assert diagnosis.evidence
        assert set(diagnosis.evidence) <= set(rows)


@given(st.lists(observations()), st.randoms())
def test_the_order_of_landing_decides_nothing(rows: list[Observation], random: Random) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    one, other = verdict(rows, RECORD), verdict(shuffled, RECORD)
    assert (one.kind, one.agreeing, one.servers) == (other.kind, other.agreeing, other.servers)


@given(st.lists(observations(), max_size=4))
def test_a_check_goes_through_json_and_back(rows: list[Observation]) -> None:
    made = conclude(RECORD, Zone(ZONE, ()), rows, NOW)
    assert msgspec.json.decode(msgspec.json.encode(made), type=Check) == made


# cadence


@pytest.mark.parametrize(
    ("elapsed_s", "wait_s"),
    [
        (0, 2),
        (29.9, 2),
        (30, 3),
        (32.9, 3),
        (33, 4.5),
        (37.5, 6.75),
        (200, 30),
        (3599, 30),
        (3600, 300),
        (1e6, 300),
    ],
)
def test_the_wait_grows_with_patience(elapsed_s: float, wait_s: float) -> None:
    assert next_look(timedelta(seconds=elapsed_s), changed=False) == timedelta(seconds=wait_s)


@pytest.mark.parametrize("elapsed_s", [0, 100, 10_000])
def test_a_change_brings_the_close_look_back(elapsed_s: float) -> None:
    assert next_look(timedelta(seconds=elapsed_s), changed=True) == timedelta(seconds=2)


@given(st.floats(0, 1e6), st.booleans(), st.floats(-1, 1))
def test_jitter_moves_a_wait_by_a_fifth_at_most(elapsed_s: float, changed: bool, jitter: float) -> None:
    elapsed = timedelta(seconds=elapsed_s)
    plain, moved = next_look(elapsed, changed), next_look(elapsed, changed, jitter)
    assert plain * 0.8 <= moved <= plain * 1.2
    assert next_look(elapsed, changed, 1) == plain * 1.2


@pytest.mark.parametrize(("elapsed_s", "jitter"), [(-1, 0.0), (1, 1.1), (1, -1.1)])
def test_what_is_no_wait_is_refused(elapsed_s: float, jitter: float) -> None:
    with pytest.raises(ValueError, match=r"watch|jitter"):
        next_look(timedelta(seconds=elapsed_s), changed=False, jitter=jitter)
