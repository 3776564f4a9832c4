"""The records of several certificates as one list: every record once, none lost, no contradiction."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.merged import merged
from acm_tui.domain.migration import Migration
from acm_tui.domain.propagation import canonical
from tests.domain.stories import started, told

LABELS = st.sampled_from(("_a", "_b", "_A", "_c.www", "_d.shop"))
DOMAINS = st.sampled_from(("example.com", "example.net", "Example.com.", "example.org."))
NAMES = st.builds(lambda label, domain: f"{label}.{domain}", LABELS, DOMAINS)


def cname(name: str, value: str = "") -> ValidationRecord:
    """The record of *name*: as with ACM, the value follows from the name."""
    return ValidationRecord(name, "CNAME", value or f"_v{canonical(name)}acm-validations.aws.")


def asking_for(*records: ValidationRecord) -> Migration:
    return msgspec.structs.replace(told(started()), way="in place", switch_records=records)


@given(st.lists(st.lists(NAMES, max_size=4), max_size=5), st.dictionaries(NAMES, DOMAINS))
def test_every_record_is_there_once(names: list[list[str]], zones: dict[str, str]) -> None:
    migrations = [asking_for(*map(cname, each)) for each in names]
    found = merged(migrations, {cname(name): zone for name, zone in zones.items()})

    told_of = Counter(canonical(one.name) for zoned in found for one in zoned.records)
    assert set(told_of) == {canonical(name) for each in names for name in each}
    assert set(told_of.values()) <= {1}
    known = [zoned.zone for zoned in found]
    assert len({canonical(zone) for zone in known if zone is not None} | {None}) >= len(known)
    assert None not in known[:-1]  # what belongs to no known zone comes last
    assert all(zoned.records for zoned in found)


@given(st.lists(NAMES, min_size=1, max_size=5), st.randoms())
def test_in_whatever_order_they_are_asked_for(names: list[str], random: object) -> None:
    each = [asking_for(cname(canonical(name))) for name in names]
    shuffled = list(each)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merged(each, {}) == merged(shuffled, {})


@given(NAMES, st.booleans())
def test_one_name_with_two_values_is_refused(name: str, together: bool) -> None:
    one, other = cname(name), cname(name.upper(), "_other.acm-validations.aws.")
    asked = [asking_for(one, other)] if together else [asking_for(one), asking_for(other)]
    with pytest.raises(ValueError, match="asked for twice, and not alike"):
        merged(asked, {})


def test_zones_come_as_they_are_read_and_names_by_their_domain() -> None:
    shop, www, net = cname("_z.shop.example.com."), cname("_a.www.example.com."), cname("_a.example.net.")
    nowhere = cname("_a.example.org.")
    found = merged(
        (asking_for(nowhere, www), asking_for(net, shop, www)),
        {shop: "example.com.", www: "example.com", net: "example.net."},
    )
    assert [(one.zone and one.zone.rstrip("."), one.records) for one in found] == [
        ("example.com", (shop, www)),
        ("example.net", (net,)),
        (None, (nowhere,)),
    ]


def test_a_zone_that_was_found_for_one_spelling_counts_for_the_other() -> None:
    lower, upper = cname("_a.example.com."), cname("_A.EXAMPLE.com")
    (found,) = merged((asking_for(upper), asking_for(lower)), {lower: "example.com."})
    assert (found.zone, found.records) == ("example.com.", (upper,))
