"""DNSSEC: when a zone's signatures are said not to hold."""

from datetime import UTC, datetime

import pytest

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Answer,
    DiagnosisCode,
    Observation,
    Perspective,
    Question,
    Severity,
    dnssec_bogus,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ZONE = "example.com."
SOA = Question(ZONE, "SOA")
RECORD = ValidationRecord("_x.shop.example.com.", "CNAME", "_v.acm-validations.aws.")
EDE = "9 dnskey missing: no DNSKEY matches the DS"


def saw(server: str = "1.1.1.1", **given: object) -> Observation:
    """A public resolver's refusal of the zone's SOA, changed by *given*."""
    fields: dict[str, object] = {
        "perspective": Perspective.PUBLIC,
        "server": server,
        "address": server,
        "port": 53,
        "zone": ZONE,
        "question": SOA,
        "at": NOW,
        "rcode": "SERVFAIL",
        "ra": True,
    }
    return Observation(**(fields | given))  # type: ignore[arg-type] # the tests name the fields they change


def unchecked(server: str = "1.1.1.1", **given: object) -> Observation:
    """The same resolver's answer when it is asked not to validate."""
    return saw(server, **({"cd": True, "rcode": "NOERROR"} | given))


def fine(server: str = "8.8.8.8", **given: object) -> Observation:
    return saw(
        server, **({"rcode": "NOERROR", "answers": (Answer(ZONE, "SOA", 60, "ns1 h 1 1 1 1 1"),)} | given)
    )


def test_a_zone_that_only_the_unchecked_answer_has_is_bogus() -> None:
    rows = (saw(ede=(EDE,)), unchecked(), fine())
    (found,) = dnssec_bogus(rows)
    assert (found.code, found.severity) == (DiagnosisCode.DNSSEC_BOGUS, Severity.FAULT)
    assert found.message == (
        f"The DNSSEC signatures of example.com do not hold: 1.1.1.1 refuses what the zone says ({EDE}), "
        "and answers when asked not to validate. Certificate authorities must refuse such a zone."
    )
    assert "DS records" in found.fix
    assert found.evidence == rows[:2]
    assert found.record == ValidationRecord(ZONE, "DS", "")


def test_the_record_that_was_asked_for_is_told() -> None:
    question = Question(RECORD.name, "CNAME")
    (found,) = dnssec_bogus((saw(question=question), unchecked(question=question)), RECORD)
    assert found.record == RECORD
    assert "The DNSSEC signatures of example.com do not hold" in found.message


def test_a_name_that_is_not_there_is_an_answer_too() -> None:
    assert len(dnssec_bogus((saw(), unchecked(rcode="NXDOMAIN")))) == 1


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (saw(),),
        (unchecked(),),
        (fine(), unchecked("8.8.8.8")),
        (saw(), fine("1.1.1.1")),
        (saw(), unchecked(rcode="SERVFAIL")),
        (saw(), unchecked(rcode="REFUSED")),
        (saw(), unchecked(rcode=None)),
        (saw(rcode="REFUSED"), unchecked()),
        (saw(rcode=None), unchecked()),
        (saw(), unchecked("8.8.8.8")),
        (saw(), unchecked(port=5353)),
        (saw(), unchecked(address="1.0.0.1")),
        (saw(), unchecked(question=Question("example.org.", "SOA"))),
        (saw(), unchecked(question=Question(ZONE, "CAA"))),
        (saw(cd=True), unchecked()),
        (saw(perspective=Perspective.AUTHORITATIVE), unchecked(perspective=Perspective.AUTHORITATIVE)),
        (saw(ede=("22 no reachable authority", "23 network error: 192.0.2.1")), unchecked()),
    ],
)
def test_nothing_else_is(rows: tuple[Observation, ...]) -> None:
    assert dnssec_bogus(rows) == ()


def test_a_reason_that_is_the_signatures_among_others_counts() -> None:
    (found,) = dnssec_bogus((saw(ede=("22 no reachable authority", EDE)), unchecked()))
    assert f"(22 no reachable authority; {EDE})" in found.message


def test_one_diagnosis_a_zone_names_all_its_resolvers() -> None:
    other = Question("example.org.", "SOA")
    rows = (
        saw("1.1.1.1", ede=(EDE,)),
        unchecked("1.1.1.1"),
        saw("9.9.9.9", ede=(EDE,)),
        unchecked("9.9.9.9"),
        saw("9.9.9.9", zone="example.org.", question=other),
        unchecked("9.9.9.9", zone="example.org.", question=other),
    )
    com, org = dnssec_bogus(rows)
    assert f"1.1.1.1 and 9.9.9.9 refuse what the zone says ({EDE}), and answer when" in com.message
    assert com.evidence == rows[:4]
    assert org.message.startswith("The DNSSEC signatures of example.org do not hold: 9.9.9.9 refuses ")
    assert org.record.name == "example.org."


def test_two_questions_about_one_zone_are_one_diagnosis() -> None:
    question = Question(RECORD.name, "CNAME")
    rows = (saw(), unchecked(), saw(question=question, zone="EXAMPLE.com"), unchecked(question=question))
    (found,) = dnssec_bogus(rows)
    assert ": 1.1.1.1 refuses what" in found.message
    assert len(found.evidence) == 4


def test_a_zone_that_is_not_known_is_told_by_the_name() -> None:
    question = Question("www.example.com.", "CAA")
    (found,) = dnssec_bogus((saw(zone=".", question=question), unchecked(zone=".", question=question)))
    assert "signatures of www.example.com do" in found.message


def test_this_machines_resolver_is_not_believed_against_a_public_one() -> None:
    local = (
        saw("this machine's resolver", perspective=Perspective.LOCAL),
        unchecked("this machine's resolver", perspective=Perspective.LOCAL),
    )
    assert len(dnssec_bogus(local)) == 1
    assert dnssec_bogus((*local, fine())) == ()
    assert len(dnssec_bogus((*local, fine(question=Question("example.org.", "SOA"))))) == 1
    (found,) = dnssec_bogus((*local, saw(), unchecked()))
    assert "this machine's resolver and 1.1.1.1 refuse" in found.message
