"""Whether Amazon may issue for the names is looked up before the request, told, and never in its way."""

import asyncio
from collections.abc import Iterator

import pytest

from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow.advice import Adviser
from acm_tui.workflow.lookups import Lookups
from tests.workflow.story import Operator

SHOP = ("shop.example.com", "www.shop.example.com")


@pytest.fixture
def forbidding(sandbox: Sandbox) -> Iterator[None]:
    """Only somebody else may issue for the shop's domain."""
    sandbox.dns.set_record("example.com.", "CAA", ['0 issue "letsencrypt.org"'])
    yield
    sandbox.dns.delete_record("example.com.", "CAA")


async def test_where_everybody_may_issue_there_is_nothing_to_say(operator: Operator) -> None:
    lookups = Lookups(operator.services)
    assert await Adviser(lookups).advise(SHOP) == ()
    await lookups.aclose()


@pytest.mark.usefixtures("forbidding")
async def test_what_forbids_is_told_with_the_record_to_add(operator: Operator) -> None:
    lookups = Lookups(operator.services)
    (told,) = await Adviser(lookups).advise(SHOP)
    assert told.code.value == "CAA_FORBIDS"
    assert (told.record.name, told.record.type, told.record.value) == (
        "example.com.",
        "CAA",
        '0 issue "amazon.com"',
    )
    await lookups.aclose()


@pytest.mark.usefixtures("forbidding")
async def test_the_request_can_be_made_all_the_same(operator: Operator) -> None:
    migration = await asyncio.to_thread(operator.requested)
    assert migration.new is not None


async def test_it_is_looked_up_again_and_again(
    operator: Operator, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)
        sandbox.dns.set_record("example.com.", "CAA", ['0 issue ";"'])

    lookups = Lookups(operator.services)
    adviser = Adviser(lookups)
    given = adviser.advising(lambda: SHOP)
    assert await anext(given) == ()
    monkeypatch.setattr("acm_tui.workflow.advice.asyncio.sleep", wait)
    (told,) = await anext(given)
    monkeypatch.undo()
    assert told.code.value == "CAA_FORBIDS"
    assert adviser.advice == (told,)
    assert waits == [300]
    sandbox.dns.delete_record("example.com.", "CAA")
    await lookups.aclose()
