"""Whether CAA lets Amazon issue for the names of a certificate, and what to add where it does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.caa_climb import CAA, CaaSet, Unheard, climb
from acm_tui.domain.propagation.caa_property import (
    AMAZON,
    ISSUE,
    ISSUEWILD,
    Property,
    governing,
    properties_of,
)
from acm_tui.domain.propagation.lists import MOST, first_few
from acm_tui.domain.propagation.names import canonical, names_in_words, plain, same_name
from acm_tui.domain.propagation.observation import Observation
from acm_tui.domain.propagation.trouble import Diagnosis, DiagnosisCode, Severity, most_urgent_first
from acm_tui.domain.propagation.view import Rows

_CRITICAL = "critical"


class _Stop(msgspec.Struct):
    """One thing to change at one set, and the certificate's names that wait for it."""

    found: CaaSet
    properties: tuple[Property, ...]
    names: list[str]
    evidence: Rows


def caa_diagnoses(observations: Iterable[Observation], names: Iterable[str]) -> tuple[Diagnosis, ...]:
    """What CAA says against a certificate of *names*, what the DNS team must act on first.

    Args:
        observations: the answers to questions of type CAA, at the names themselves and those above.
        names: the certificate's names, wildcards as ``*.example.com``.

    One diagnosis for each record that must be added or changed, naming the names that it stops. A set that
    has not been asked for gives none.

    Raises:
        ValueError: an answer of type CAA is not one in zone-file form.
    """
    seen = tuple(observations)
    ends = {name: climb(seen, name) for name in names}
    sets = {name: end for name, end in ends.items() if isinstance(end, CaaSet)}
    told = [
        *_forbidding(sets),
        *_unseen({name: end for name, end in ends.items() if isinstance(end, Unheard)}),
        *_conditional(sets),
    ]
    return most_urgent_first(told)


def _forbidding(sets: dict[str, CaaSet]) -> Iterator[Diagnosis]:
    stops: dict[tuple[str, str], _Stop] = {}
    for name, found in sets.items():
        properties = properties_of(found.answers)
        for reason in _reasons(properties, wildcard=_is_wildcard(name)):
            _note(stops, reason, name, found, properties)
    for (_, reason), stop in stops.items():
        yield _critical(stop) if reason == _CRITICAL else _not_amazon(stop, reason)


def _reasons(properties: tuple[Property, ...], *, wildcard: bool) -> Iterator[str]:
    """What stands against Amazon: an unknown critical property, and the tag that lets only others issue."""
    if any(one.unknown_and_critical for one in properties):
        yield _CRITICAL
    saying = governing(properties, wildcard=wildcard)
    if saying and not any(one.for_amazon for one in saying):
        yield saying[0].tag


def _not_amazon(stop: _Stop, tag: str) -> Diagnosis:
    saying = [one for one in stop.properties if one.tag == tag]
    record = ValidationRecord(stop.found.name, CAA, f'0 {tag} "{AMAZON[0]}"')
    others = names_in_words((one.issuer for one in saying if one.issuer), most=MOST)
    what = "wildcard certificates" if tag == ISSUEWILD else "certificates"
    return _diagnosis(
        DiagnosisCode.CAA_FORBIDS,
        Severity.FAULT,
        stop,
        f"CAA at {plain(record.name)} lets {f'only {others}' if others else 'nobody'} issue {what}: "
        f"ACM cannot issue for {names_in_words(stop.names)}."
        f"{_malformed(saying)}{_bound(stop.properties)}",
        f"Ask the DNS team to add {_written(record)}, beside the records that stand there.",
        record,
    )


def _critical(stop: _Stop) -> Diagnosis:
    critical = [one for one in stop.properties if one.unknown_and_critical]
    first = critical[0]
    record = ValidationRecord(stop.found.name, CAA, f"0 {first.text.split(None, 1)[1]}")
    return _diagnosis(
        DiagnosisCode.CAA_FORBIDS,
        Severity.FAULT,
        stop,
        f"CAA at {plain(record.name)} holds {_listed(critical)}, marked as critical: an authority that does "
        f"not know that property must not issue. ACM is known to understand issue and issuewild only, and "
        f"cannot be expected to issue for {names_in_words(stop.names)}.",
        f"Ask the DNS team to remove it, or to write it without the critical flag: {_written(record)}.",
        record,
    )


def _conditional(sets: dict[str, CaaSet]) -> Iterator[Diagnosis]:
    """Amazon may issue, but only under conditions that ACM's customers cannot look up."""
    bound: dict[tuple[str, str], _Stop] = {}
    for name, found in sets.items():
        properties = properties_of(found.answers)
        amazon = [one for one in governing(properties, wildcard=_is_wildcard(name)) if one.for_amazon]
        if amazon and all(one.conditions for one in amazon):
            _note(bound, amazon[0].tag, name, found, tuple(amazon))
    for (_, tag), stop in bound.items():
        record = ValidationRecord(stop.found.name, CAA, f'0 {tag} "{AMAZON[0]}"')
        yield _diagnosis(
            DiagnosisCode.CAA_CONDITIONS,
            Severity.NOTE,
            stop,
            f"CAA at {plain(record.name)} lets Amazon issue for {names_in_words(stop.names)}."
            f"{_bound(stop.properties)}",
            f"If ACM answers CAA_ERROR, ask the DNS team to add {_written(record)}, without conditions.",
            record,
        )


def _unseen(ends: dict[str, Unheard]) -> Iterator[Diagnosis]:
    waiting: dict[str, list[str]] = {}
    for name, end in ends.items():
        waiting.setdefault(end.name, []).append(name)
    for names in waiting.values():
        end = ends[names[0]]
        yield Diagnosis(
            DiagnosisCode.CAA_UNSEEN,
            Severity.WAIT,
            f"The CAA records of {plain(end.name)} could not be seen from here: {end.why}. "
            f"ACM does not issue for {names_in_words(names)} if it cannot see them either.",
            "Look again. If it stays so, look from another network, "
            f"or ask the DNS team whether {plain(end.name)} answers questions of type CAA.",
            end.evidence,
            ValidationRecord(end.name, CAA, f'0 {ISSUE} "{AMAZON[0]}"'),
        )


def _is_wildcard(name: str) -> bool:
    return name.startswith("*.")


def _note(
    stops: dict[tuple[str, str], _Stop],
    reason: str,
    name: str,
    found: CaaSet,
    properties: tuple[Property, ...],
) -> None:
    stop = stops.setdefault((canonical(found.name), reason), _Stop(found, properties, [], ()))
    stop.names.append(name)
    stop.evidence = tuple(dict.fromkeys((*stop.evidence, *found.evidence)))


def _diagnosis(
    code: DiagnosisCode, severity: Severity, stop: _Stop, message: str, fix: str, record: ValidationRecord
) -> Diagnosis:
    found = stop.found
    alias = (
        "" if same_name(found.name, found.asked) else f" {plain(found.asked)} is an alias that leads there."
    )
    return Diagnosis(code, severity, message + alias, fix, stop.evidence, record)


def _malformed(properties: Iterable[Property]) -> str:
    wrong = [one for one in properties if not one.well_formed]
    return f" Not well formed, so that it allows nobody: {_listed(wrong)}." if wrong else ""


def _bound(properties: Iterable[Property]) -> str:
    bound = [one for one in properties if one.for_amazon and one.conditions]
    return f" Amazon is bound to an account or a method (RFC 8657): {_listed(bound)}." if bound else ""


def _listed(properties: Iterable[Property]) -> str:
    return first_few(one.text for one in properties)


def _written(record: ValidationRecord) -> str:
    return f"{plain(record.name)} CAA {record.value}"
