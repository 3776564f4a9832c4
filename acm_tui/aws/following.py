"""Every call of a client as one :class:`AwsCall`, told when it begins and when it ends, and logged.

botocore hands one ``context`` through all events of a call: what is known of the call so far stands in it, so
calls on several threads do not meet.
"""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from acm_tui.aws.attempts import never_left
from acm_tui.domain.call import AwsCall, Outcome, in_one_line
from acm_tui.domain.redact import redact

_log = logging.getLogger(__name__)
_numbers = itertools.count(1)
_OURS = "acm_tui_call"


class _Followed:
    """One call under way."""

    def __init__(self, call: AwsCall) -> None:
        self._call = call
        self._began = time.perf_counter()
        self._attempts = 0
        self._left = False
        self._request_id = ""

    def attempted(self, answer: Mapping[str, Any] | None, error: Exception | None) -> None:
        """One attempt is over, with *answer* or with *error*."""
        self._attempts += 1
        self._left = self._left or error is None or not never_left(error)
        _log.debug("%s attempt %d: %s", self._call.name, self._attempts, _short(answer, error))
        self._request_id = ((answer or {}).get("ResponseMetadata") or {}).get("RequestId") or ""

    def failed(self, error: Exception) -> AwsCall:
        """The call, which came to no answer but to *error*."""
        return self.ended(Outcome.UNANSWERED if self._left else Outcome.UNSENT, type(error).__name__)

    def ended(self, outcome: Outcome, why: str = "") -> AwsCall:
        """The call with everything that is known of it."""
        return msgspec.structs.replace(
            self._call,
            outcome=outcome,
            why=redact(why),
            ms=(time.perf_counter() - self._began) * 1000,
            attempts=self._attempts,
            request_id=self._request_id,
        )


def _short(answer: Mapping[str, Any] | None, error: Exception | None) -> str:
    """What came of an attempt: the code of an answer, or of what was met instead."""
    return str(error) if error is not None else _code(answer or {}) or "answered"


def _code(answer: Mapping[str, Any]) -> str:
    return str((answer.get("Error") or {}).get("Code") or "")


def follow(
    client: Any, profile: str | None, tell: Callable[[AwsCall], None], now: Callable[[], datetime]
) -> None:
    """Tell every call of *client*, when it begins and when it ends.

    Args:
        client: a client of botocore.
        profile: whose credentials it calls with.
        tell: is told each call twice, under one number, on the thread that makes it; must not raise.
        now: the present moment, aware.
    """

    def begins(model: Any, context: dict[str, Any], **_: object) -> None:
        call = AwsCall(
            number=next(_numbers),
            began=now(),
            service=model.service_model.service_name,
            operation=model.name,
            region=client.meta.region_name,
            profile=profile or "",
        )
        context[_OURS] = _Followed(call)
        tell(call)
        _log.debug("%s begins in %s", call.name, call.region)

    def attempted(
        context: dict[str, Any],
        parsed_response: Mapping[str, Any] | None,
        exception: Exception | None,
        **_: object,
    ) -> None:
        if (followed := context.get(_OURS)) is not None:
            followed.attempted(parsed_response, exception)

    def answered(http_response: Any, parsed: Mapping[str, Any], context: dict[str, Any], **_: object) -> None:
        if (followed := context.pop(_OURS, None)) is None:
            return
        if (status := http_response.status_code) < 300:
            over(followed.ended(Outcome.DONE))
        else:
            over(followed.ended(Outcome.REFUSED, _code(parsed) or f"HTTP {status}"))

    def failed(exception: Exception, context: dict[str, Any], **_: object) -> None:
        if (followed := context.pop(_OURS, None)) is not None:
            over(followed.failed(exception))

    def over(call: AwsCall) -> None:
        tell(call)
        _log.log(logging.INFO if call.outcome is Outcome.DONE else logging.WARNING, "%s", in_one_line(call))

    events = client.meta.events
    events.register("before-call", begins)
    events.register("response-received", attempted)
    events.register("after-call", answered)
    events.register("after-call-error", failed)
