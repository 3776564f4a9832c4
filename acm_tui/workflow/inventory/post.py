"""Where news lies until somebody takes all of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable

from acm_tui.domain.inventory.news import At, News

APART_S = 0.1
"""Between two hand-outs at least: whoever shows them does not repaint more often."""


class Post:
    """Safe to use from several threads; news is handed out to one."""

    def __init__(self) -> None:
        self._turn = threading.Condition()
        self._news: list[News] = []
        self._closed = False
        self._last = 0.0

    def tell(self, news: News) -> None:
        """Put *news* behind what lies there already."""
        with self._turn:
            if not self._closed:
                self._news.append(news)
                self._turn.notify()

    def close(self) -> None:
        """Take nothing more; what lies there is still handed out."""
        with self._turn:
            self._closed = True
            self._turn.notify()

    def all(self) -> list[News] | None:
        """Wait for news and answer all of it; ``None`` once there will be no more."""
        with self._turn:
            self._turn.wait_for(lambda: self._news or self._closed)
            until = self._last + APART_S
            while not self._closed and (left := until - time.monotonic()) > 0:
                self._turn.wait(left)
            found, self._news = self._news, []
        self._last = time.monotonic()
        return _without_old_standings(found) or None


def _without_old_standings(news: Iterable[News]) -> list[News]:
    """Of several standings of one spot only the last is worth telling; everything else stays in order."""
    found = list(news)
    last = {one.spot: number for number, one in enumerate(found) if isinstance(one, At)}
    return [one for number, one in enumerate(found) if not isinstance(one, At) or last[one.spot] == number]
