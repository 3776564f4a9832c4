"""What this machine's resolver adds to a look: a zone of its own, or only its memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import dns.flags
import dns.message
import pytest

from acm_tui.dns.check import check
from acm_tui.dns.lookup import Lookup
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.propagation import Check, Diagnosis, Severity, Transport
from tests.dns.loopback import NOW, THREE, Behaviour, Loopback
from tests.dns.shop import RECORD, RIGHT, world, zone


class Clock:
    """The time, which passes when it is told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def lookup(settings: DnsSettings, clock: Clock) -> AsyncIterator[Lookup]:
    made = Lookup(
        replace(settings, resolver=f"{THREE}:{settings.port}"), clock, lambda: clock.now.timestamp()
    )
    yield made
    await made.aclose()


def remembering(query: dns.message.Message, transport: Transport) -> dns.message.Message:
    """A resolver that has seen the record, and goes on saying so."""
    response = zone(RIGHT)(query, transport)
    assert isinstance(response, dns.message.Message)
    response.flags &= ~dns.flags.AA
    response.flags |= dns.flags.RA
    return response


async def deleted_after_a_look(net: Loopback, lookup: Lookup, resolver: Behaviour) -> None:
    now_serving = zone(RIGHT, 20)
    await world(net, lambda *given: now_serving(*given), lambda *given: now_serving(*given))
    await net.add(THREE, resolver)
    assert (await check(RECORD, lookup)).verdict.text == "READY"
    now_serving = zone("", 21)


def private(made: Check) -> Diagnosis:
    assert made.verdict.text == "ABSENT"
    (found,) = made.diagnoses
    assert found.code.value == "PRIVATE_ONLY"
    return found


@pytest.mark.parametrize("anew", [False, True], ids=["as it was asked then", "asked again"])
async def test_a_record_that_is_gone_may_still_be_remembered(
    net: Loopback, lookup: Lookup, clock: Clock, anew: bool
) -> None:
    await deleted_after_a_look(net, lookup, remembering)
    clock.passes(20)
    found = private(await check(RECORD, lookup, resolvers=anew))
    assert found.severity is Severity.WAIT
    until = "12:01:20" if anew else "12:01:00"
    assert f"remembers it from before (until {until} UTC at the latest)" in found.message


async def test_what_was_said_long_ago_says_nothing(net: Loopback, lookup: Lookup, clock: Clock) -> None:
    await deleted_after_a_look(net, lookup, remembering)
    clock.passes(61)
    made = await check(RECORD, lookup)
    assert (made.verdict.text, made.diagnoses) == ("ABSENT", ())


async def test_even_a_zone_of_its_own_is_not_believed_from_memory(
    net: Loopback, lookup: Lookup, clock: Clock
) -> None:
    await deleted_after_a_look(net, lookup, zone(RIGHT))
    clock.passes(1)
    assert private(await check(RECORD, lookup)).severity is Severity.WAIT
    assert private(await check(RECORD, lookup, resolvers=True)).severity is Severity.FAULT
