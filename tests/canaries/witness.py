"""Whoever looks over the operator's shoulder, and along the line: what was shown, copied and sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from acm_tui.app import AcmTuiApp
from acm_tui.widgets.page import Page
from acm_tui.widgets.table import SafeTable
from tests.journeys.display import LIMIT_S, Display

_SIGNATURE = re.compile(r"Signature=([0-9a-f]{64})")


@dataclass
class Witness:
    """``shown`` are the pictures of the screen, with what is out of sight; ``copied`` is what keys copied.

    ``authorizations`` and ``tokens`` are the headers that every signed call to AWS went out with.
    """

    shown: dict[str, None] = field(default_factory=dict)
    copied: dict[str, None] = field(default_factory=dict)
    authorizations: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)

    def watches(self, patch: pytest.MonkeyPatch) -> None:
        """From now on: the screen before each key and whenever what was waited for is there; each call."""
        press, wait_for = Display.press, Display.wait_for

        async def pressed(display: Display, *keys: str) -> None:
            self._looks(display)
            await press(display, *keys)

        async def waited(
            display: Display, condition: Callable[[], bool], what: str, limit_s: float = LIMIT_S
        ) -> None:
            await wait_for(display, condition, what, limit_s)
            self._looks(display)

        patch.setattr(Display, "press", pressed)
        patch.setattr(Display, "wait_for", waited)
        self._listens(patch)

    def _looks(self, display: Display) -> None:
        self.shown[display.text] = None
        self.shown["\n".join(_whole(display.app))] = None
        self.copied[display.app.clipboard] = None

    def _listens(self, patch: pytest.MonkeyPatch) -> None:
        from botocore.httpsession import URLLib3Session

        send = URLLib3Session.send

        def sent(session: Any, request: Any) -> Any:
            headers = {name: _text(value) for name, value in request.headers.items()}
            self.authorizations.append(headers["Authorization"])
            self.tokens.add(headers.get("X-Amz-Security-Token", ""))
            return send(session, request)

        patch.setattr(URLLib3Session, "send", sent)

    @property
    def signatures(self) -> dict[str, str]:
        """What the calls were signed with, by a name for each: the same call in one second has the same."""
        found = dict.fromkeys(one for header in self.authorizations for one in _SIGNATURE.findall(header))
        return {f"signature {number} of a call": one for number, one in enumerate(found)}


def _whole(app: AcmTuiApp) -> list[str]:
    """Every page and cell of every screen that is open, without wrapping."""
    rows = []
    for screen in app.screen_stack:
        rows += [page.plain for page in screen.query(Page)]
        for table in screen.query(SafeTable):
            rows += [cell.plain for n in range(table.row_count) for cell in table.get_row_at(n)]
    return rows


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
