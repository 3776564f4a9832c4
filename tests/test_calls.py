"""Calls off the event loop: what fails in them stands in the log, also when nobody waits any more."""

from __future__ import annotations

import asyncio
import logging
import threading

import pytest

from acm_tui.calls import Calls
from acm_tui.domain.errors import ServiceTrouble

TROUBLE = ServiceTrouble("You may not.", cause="AccessDenied: no", remedy="Ask.")


def _raise(error: BaseException) -> None:
    raise error


def logged(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [one for one in caplog.records if one.name.startswith("acm_tui")]


async def test_a_trouble_is_logged_and_handed_to_who_waits(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ServiceTrouble):
        await Calls().read(lambda: _raise(TROUBLE))
    (said,) = logged(caplog)
    assert said.getMessage() == "ServiceTrouble: You may not. Cause: AccessDenied: no Next: Ask."


async def test_a_change_that_nobody_waits_for_is_logged_when_it_fails(
    caplog: pytest.LogCaptureFixture,
) -> None:
    calls, goes_on = Calls(), threading.Event()

    def change() -> None:
        goes_on.wait(10)
        _raise(TROUBLE)

    waiting = asyncio.ensure_future(calls.change(change))
    await asyncio.sleep(0)
    (thread,) = calls.changing
    waiting.cancel()
    goes_on.set()
    await asyncio.to_thread(thread.join)
    assert [one.levelno for one in logged(caplog)] == [logging.WARNING]


async def test_what_is_no_trouble_is_logged_with_where_it_came_from(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(KeyError):
        await Calls().read(lambda: _raise(KeyError("x")))
    (said,) = logged(caplog)
    assert said.levelno == logging.ERROR
    assert said.exc_info is not None
    assert isinstance(said.exc_info[1], KeyError)
