"""A change batch, checked against a zone and applied to it: all of it, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from acm_tui.sandbox.aws.route53 import refusals
from acm_tui.sandbox.aws.route53.names import NameProblemError, stored, within
from acm_tui.sandbox.aws.route53.record_sets import Key, RecordSet, key_of, values_of
from acm_tui.sandbox.aws.route53.values import problems_of

CREATE, DELETE, UPSERT = ACTIONS = ("CREATE", "DELETE", "UPSERT")
MOST_VALUES = 1000
"""ResourceRecord elements in a batch, an UPSERT's counted twice (developer guide, quotas)."""

Change = Mapping[str, Any]
"""The API's Change: Action and ResourceRecordSet."""

_Zone = dict[Key, RecordSet]


def applied(zone: str, present: Sequence[RecordSet], changes: Sequence[Change]) -> tuple[RecordSet, ...]:
    """The record sets of *zone* after *changes*, made in the order in which they stand.

    Conflicts between names are looked for in what would come out, so that one batch can put a CNAME in the
    place of other records (API reference, ChangeResourceRecordSets, "transactional changes").

    Raises:
        Refusal: InvalidInput for a change that is not one; InvalidChangeBatch with every obstacle.
    """
    for change in changes:
        _check_form(change)
    _check_size(changes)
    cleaned = _with_stored_names(changes)
    before = {key_of(one): one for one in present}
    after = dict(before)
    obstacles = [*_changed_twice(cleaned)]
    for action, record_set in cleaned:
        found = tuple(_obstacles(zone, after, action, record_set))
        obstacles.extend(found)
        if not found:
            _apply(after, action, record_set)
    obstacles.extend(_conflicts(zone, before, after, cleaned))
    obstacles.extend(_own_records_missing(zone, after))
    if obstacles:
        raise refusals.invalid_change_batch(dict.fromkeys(obstacles))
    return tuple(after.values())


def _check_form(change: Change) -> None:
    action, record_set = change["Action"], change["ResourceRecordSet"]
    if action not in ACTIONS:
        raise refusals.invalid_input(
            f"Invalid XML ; cvc-enumeration-valid: Value '{action}' is not facet-valid with respect to "
            f"enumeration '[{', '.join(ACTIONS)}]'. It must be a value from the enumeration."
        )
    contents = [
        record_set.get("AliasTarget") is not None,
        record_set.get("TTL") is not None and bool(record_set.get("ResourceRecords")),
        record_set.get("TrafficPolicyInstanceId") is not None,
    ]
    if sum(contents) != 1:
        found = "more than one" if any(contents) else "none"
        raise refusals.invalid_input(
            "Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or "
            f"TrafficPolicyInstanceId], but found {found} in Change with [Action={action}, "
            f"Name={record_set['Name']}, Type={record_set['Type']}, "
            f"SetIdentifier={record_set.get('SetIdentifier') or 'null'}]"
        )


def _check_size(changes: Sequence[Change]) -> None:
    number = sum(
        len(values_of(change["ResourceRecordSet"])) * (2 if change["Action"] == UPSERT else 1)
        for change in changes
    )
    if number > MOST_VALUES:
        raise refusals.invalid_change_batch([f"Number of records limit of {MOST_VALUES} exceeded."])


def _with_stored_names(changes: Sequence[Change]) -> list[tuple[str, RecordSet]]:
    cleaned: list[tuple[str, RecordSet]] = []
    obstacles: list[str] = []
    for change in changes:
        record_set = change["ResourceRecordSet"]
        try:
            cleaned.append((change["Action"], {**record_set, "Name": stored(record_set["Name"])}))
        except NameProblemError as problem:
            obstacles.append(str(problem))
    if obstacles:
        raise refusals.invalid_change_batch(obstacles)
    return cleaned


def _changed_twice(changes: Sequence[tuple[str, RecordSet]]) -> Iterator[str]:
    """One record set can be changed once in a batch, or deleted and then created."""
    actions: dict[Key, list[str]] = {}
    for action, record_set in changes:
        actions.setdefault(key_of(record_set), []).append(action)
    for (name, kind, _), found in actions.items():
        if len(found) > 1 and found != [DELETE, CREATE]:
            yield refusals.changed_twice(name, kind)


def _obstacles(zone: str, present: _Zone, action: str, wanted: RecordSet) -> Iterator[str]:
    name, kind, there = wanted["Name"], wanted["Type"], present.get(key_of(wanted))
    if not within(name, zone):
        yield refusals.outside(name, zone)
    elif action == DELETE:
        if there is None:
            yield refusals.not_found(name, kind)
        elif not _same(there, wanted):
            yield refusals.values_differ(name, kind)
    elif action == CREATE and there is not None:
        yield refusals.exists(name, kind)
    else:
        yield from problems_of(wanted)


def _same(there: RecordSet, said: RecordSet) -> bool:
    """Whether *said* is what is there, as a DELETE has to prove; the order of values does not count."""
    return (
        there.get("TTL") == said.get("TTL")
        and Counter(values_of(there)) == Counter(values_of(said))
        and there.get("AliasTarget") == said.get("AliasTarget")
    )


def _apply(zone: _Zone, action: str, record_set: RecordSet) -> None:
    if action == DELETE:
        del zone[key_of(record_set)]
    else:
        zone[key_of(record_set)] = record_set


def _conflicts(
    zone: str, before: _Zone, after: _Zone, changes: Sequence[tuple[str, RecordSet]]
) -> Iterator[str]:
    """The CNAMEs that would not be alone at their name (RFC 1034 §3.6.2)."""
    old_cnames = {name for name, kind, _ in before if kind == "CNAME"}
    for name in dict.fromkeys(record_set["Name"] for action, record_set in changes if action != DELETE):
        kinds = {kind for at, kind, _ in after if at == name}
        if "CNAME" not in kinds:
            continue
        others = sorted(kinds - {"CNAME"})
        if name == zone:
            yield refusals.cname_at_apex(zone)
        elif others and name in old_cnames:
            yield from (refusals.beside_cname(name, kind, zone) for kind in others)
        elif others:
            yield refusals.cname_beside_others(name, zone)


def _own_records_missing(zone: str, after: _Zone) -> Iterator[str]:
    if [name for name, kind, _ in after if kind == "SOA"] != [zone]:
        yield "A HostedZone must contain exactly one SOA record."
    if not any((name, kind) == (zone, "NS") for name, kind, _ in after):
        yield "A HostedZone must contain at least one NS record for the zone itself."
