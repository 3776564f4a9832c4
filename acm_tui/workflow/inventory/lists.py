"""The certificate lists of one load balancer's listeners, as they come in one by one."""

from __future__ import annotations

from acm_tui.domain.listener import Listener


class Lists:
    """``total`` listeners are awaited; not safe to use from several threads at once."""

    def __init__(self, total: int) -> None:
        self._left = total
        self._read: list[Listener] = []

    def add(self, listener: Listener | None) -> tuple[Listener, ...] | None:
        """Take in a *listener*, ``None`` where it is gone; with the last one, answers all, by port."""
        self._left -= 1
        if listener is not None:
            self._read.append(listener)
        return None if self._left else tuple(sorted(self._read, key=lambda one: (one.port, one.arn)))
