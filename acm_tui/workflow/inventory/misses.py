"""Calls of one spot that failed: what is told of them, and when a kind of call is given up."""

from __future__ import annotations

import threading
from collections import Counter

from acm_tui.domain.errors import ServiceTrouble, Trouble

TOO_MANY = 5
"""Failures of one kind of call, and never an answer, after which that kind is not made any more."""


class Misses:
    """Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told: set[tuple[str, str]] = set()
        self._failed: Counter[str] = Counter()
        self._answered: set[str] = set()

    def answered(self, bucket: str) -> None:
        """A call of *bucket* was answered: it is not hopeless."""
        self._answered.add(bucket)

    def new(self, bucket: str, trouble: Trouble) -> bool:
        """Count *trouble* of *bucket*; whether nothing like it was counted before."""
        code = trouble.code if isinstance(trouble, ServiceTrouble) else type(trouble).__name__
        with self._lock:
            self._failed[bucket] += 1
            known = (bucket, code) in self._told
            self._told.add((bucket, code))
        return not known

    def hopeless(self, bucket: str) -> bool:
        """Whether *bucket* has failed several times and was never answered."""
        return bucket not in self._answered and self._failed[bucket] >= TOO_MANY
