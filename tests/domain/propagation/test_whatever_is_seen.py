"""What must hold whatever is seen, however little sense it makes."""

from __future__ import annotations

from collections import Counter
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Check,
    Classification,
    Diagnosis,
    DiagnosisCode,
    Failure,
    Observation,
    Perspective,
    VerdictKind,
    Zone,
    classify,
    conclude,
    diagnoses,
    forgets_at,
    main_rows,
    needs_another_way,
    over_https,
    probes,
    pulses_of,
    resolver_rows,
    resolvers_kept_s,
    resolvers_rested,
    unmasked,
    verdict,
)
from acm_tui.domain.propagation.view import asked, at_the_servers
from tests.domain.propagation.anything import (
    known_zones,
    observations,
    records,
    several,
    without_authority,
    zones,
)
from tests.domain.propagation.seen import NOW, RECORD, nobody

ever = settings(deadline=None)
"""Time limits of single examples measure the machine, not the code."""
often = settings(deadline=None, max_examples=100)

Row = Observation
SAYING_NO = (VerdictKind.ABSENT, VerdictKind.MISPLACED, VerdictKind.WRONG)
SAYING_LITTLE = (VerdictKind.READY, VerdictKind.ABSENT)


@often
@given(several, records, known_zones, st.integers(-3, 3))
def test_nothing_raises(rows: list[Row], record: ValidationRecord, zone: Zone | None, beat: int) -> None:
    made = conclude(record, zone, rows, NOW)
    assert made.observations == unmasked(rows) == unmasked(unmasked(rows))
    for seen in (tuple(rows), made.observations):
        assert verdict(seen, record).evidence is not None
        assert set(main_rows(seen, record)) <= set(seen)
        assert needs_another_way(seen, record) in (True, False)
    assert made.verdict == verdict(made.observations, record)
    assert made.diagnoses == diagnoses(made.observations, record, zone)
    for pulse in pulses_of([made], beat):
        assert pulse.serial in {row.serial for row in rows}
    for row in rows:
        assert classify(row, record) in Classification
        assert (forgets_at(row) is None) is (row.negative_ttl_s is None)
    heard = resolver_rows(rows, record)
    assert resolvers_rested(heard, record, NOW) is not bool(heard)
    assert resolvers_kept_s(heard) >= 60


@ever
@given(records, zones)
def test_whatever_is_asked_for_can_be_probed(record: ValidationRecord, zone: str) -> None:
    assert all(len(question.name) <= 254 for question in probes(record, zone, "x7"))


@often
@given(several, records)
def test_no_verdict_says_more_than_was_seen(rows: list[Row], record: ValidationRecord) -> None:
    main = asked(rows, record)
    kinds = {classify(row, record) for row in main}
    made = verdict(rows, record)
    if not any(kind.conclusive for kind in kinds):
        assert made.kind is VerdictKind.CANNOT_SEE
    if made.kind is VerdictKind.READY:
        assert any(kind.found for kind in kinds)
        assert all(kind.found for kind in kinds if kind.conclusive)
        assert made.agreeing == made.servers
    if made.kind is VerdictKind.PARTIAL:
        assert any(kind.found for kind in kinds)
        assert made.agreeing < made.servers
    if made.kind in SAYING_NO:
        assert not any(kind.found for kind in kinds)
        assert made.agreeing == 0
    assert set(made.evidence) <= set(rows)
    assert set(main) <= set(made.evidence)


@often
@given(several)
def test_the_public_view_is_marked_and_holds_nothing_else(rows: list[Row]) -> None:
    made = verdict(rows, RECORD)
    direct = [row for row in asked(rows, RECORD) if row.perspective is Perspective.AUTHORITATIVE]
    if made.public_view:
        assert not direct
        assert all(row in over_https(rows) for row in asked(rows, RECORD))
    elif made.kind is not VerdictKind.CANNOT_SEE:
        assert any(classify(row, RECORD).conclusive for row in direct)


@often
@given(st.lists(without_authority(), max_size=5), several)
def test_who_stands_in_the_way_has_no_say(rows: list[Row], others: list[Row]) -> None:
    assert not any(classify(row, RECORD).conclusive for row in rows)
    assert verdict(rows, RECORD).kind is VerdictKind.CANNOT_SEE
    alone, together = verdict(others, RECORD), verdict([*others, *rows], RECORD)
    found_alone = alone.kind in (VerdictKind.READY, VerdictKind.PARTIAL)
    found_together = together.kind in (VerdictKind.READY, VerdictKind.PARTIAL)
    assert found_alone is found_together
    assert (alone.kind in SAYING_NO) is (together.kind in SAYING_NO)


@often
@given(several, records, st.sampled_from(["NOERROR", "NXDOMAIN", "REFUSED"]))
def test_nobody_is_believed_where_somebody_answers_for_everybody(
    rows: list[Row], record: ValidationRecord, rcode: str
) -> None:
    made = conclude(record, None, [*rows, nobody(rcode)], NOW)
    assert made.verdict.public_view or made.verdict.kind is VerdictKind.CANNOT_SEE
    if not all(row.failure is Failure.NO_NAME for row in at_the_servers(rows, record)):
        assert DiagnosisCode.INTERCEPTED in {one.code for one in made.diagnoses}


@often
@given(several, records, known_zones)
def test_every_diagnosis_has_evidence_a_message_and_a_remedy(
    rows: list[Row], record: ValidationRecord, zone: Zone | None
) -> None:
    for diagnosis in diagnoses(rows, record, zone):
        assert diagnosis.message.endswith(tuple(".") + tuple(_ends(rows)))
        assert diagnosis.fix
        assert diagnosis.record == record
        assert diagnosis.evidence
        assert set(diagnosis.evidence) <= set(rows)


def _ends(rows: list[Row]) -> list[str]:
    """How a message ends whose last words are values, or the number of those that are not named."""
    return [" more", *(answer.value for row in rows for answer in row.answers)]


@often
@given(several, records, known_zones)
def test_whatever_is_not_right_has_a_reason(
    rows: list[Row], record: ValidationRecord, zone: Zone | None
) -> None:
    made = verdict(rows, record)
    if made.kind not in SAYING_LITTLE and asked(rows, record):
        assert diagnoses(rows, record, zone)


@often
@given(several, known_zones, st.randoms())
def test_the_order_of_landing_decides_nothing(rows: list[Row], zone: Zone | None, random: Random) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    one, other = verdict(rows, RECORD), verdict(shuffled, RECORD)
    assert set(one.evidence) == set(other.evidence)
    assert msgspec.structs.replace(one, evidence=()) == msgspec.structs.replace(other, evidence=())
    assert _essence(diagnoses(rows, RECORD, zone)) == _essence(diagnoses(shuffled, RECORD, zone))


def _essence(made: tuple[Diagnosis, ...]) -> Counter[tuple[object, ...]]:
    """What is told, without the order in which servers and values are named."""
    return Counter((one.code, one.severity, frozenset(one.evidence)) for one in made)


@ever
@given(st.lists(observations(), max_size=4))
def test_a_check_goes_through_json_and_back(rows: list[Row]) -> None:
    made = conclude(RECORD, Zone("example.com.", ()), rows, NOW)
    assert msgspec.json.decode(msgspec.json.encode(made), type=Check) == made


def test_all_codes_are_told_apart() -> None:
    assert len({code.value for code in DiagnosisCode}) == len(DiagnosisCode)
