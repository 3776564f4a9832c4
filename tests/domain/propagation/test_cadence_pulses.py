"""Whom to ask between two looks whether anything has changed."""

from datetime import timedelta

import pytest

from acm_tui.domain.propagation import Check, Observation, Perspective, Pulse, conclude, next_pulse, pulses_of
from tests.domain.propagation.seen import NOW, NS1, NS2, RECORD, VALUE, ZONE, cname, https, nxdomain, silent

ONE, TWO = "192.0.2.11", "192.0.2.12"
LACKING = [nxdomain(serial=19), nxdomain(NS2, serial=20, address=TWO)]


def look(*rows: Observation) -> Check:
    return conclude(RECORD, None, rows, NOW)


def test_the_copies_of_a_zone_take_turns() -> None:
    beats = [pulses_of([look(*LACKING)], beat) for beat in range(3)]
    first = (Pulse(ZONE, NS1, ONE, 19),)
    assert beats == [first, (Pulse(ZONE, NS2, TWO, 20),), first]
    assert pulses_of([look(*reversed(LACKING))], 0) == first


def test_each_zone_is_asked_once_whatever_the_number_of_its_records() -> None:
    other = look(*(nxdomain(serial=7, zone="Example.org", address=TWO) for _ in range(2)))
    made = pulses_of([look(*LACKING), look(*LACKING), other], 0)
    assert made == (Pulse(ZONE, NS1, ONE, 19), Pulse("example.org.", NS1, TWO, 7))


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [cname(VALUE, serial=20)],
        [silent(), nxdomain(NS2)],
        [silent(), https(nxdomain(serial=20))],
        [nxdomain(serial=20, perspective=Perspective.DELEGATION)],
    ],
)
def test_a_zone_that_is_right_or_tells_no_serial_is_not_asked(rows: list[Observation]) -> None:
    assert pulses_of([look(*rows)], 0) == ()


def test_a_copy_without_the_record_keeps_its_zone_asked() -> None:
    rows = [cname(VALUE, serial=20), nxdomain(NS2, serial=19, address=TWO)]
    assert pulses_of([look(*rows)], 1) == (Pulse(ZONE, NS2, TWO, 19),)


@pytest.mark.parametrize(("elapsed_s", "wait_s"), [(0, 0.5), (3599, 0.5), (3600, 5), (1e6, 5)])
def test_the_pulse_slows_down_after_an_hour(elapsed_s: float, wait_s: float) -> None:
    assert next_pulse(timedelta(seconds=elapsed_s)) == timedelta(seconds=wait_s)
