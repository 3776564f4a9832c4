"""What has been seen so far, for somebody who waits at a terminal."""

from __future__ import annotations

from collections.abc import Callable

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Observation, same_name
from acm_tui.handoff.dns_row import dns_row, is_silent_control

Say = Callable[[str], None]


class Progress:
    """Says each observation of *record* as it lands; one that is repeated, only when it has changed.

    What was asked to explain the others is said when it brought something: a record, or no answer at all.
    *say* takes one line.
    """

    def __init__(self, record: ValidationRecord, say: Say) -> None:
        self._record = record
        self._say = say
        self._said: dict[tuple[object, ...], tuple[str, ...]] = {}

    def landed(self, row: Observation) -> None:
        """Say *row*, unless it is what was said of that server and question before."""
        if is_silent_control(row) or not (self._is_main(row) or row.answers or row.rcode is None):
            return
        shown = dns_row(row, self._record, row.at)
        key = (row.perspective, row.server, row.address, row.port, row.question, row.cd)
        news = (shown.sign, shown.words)
        if self._said.get(key) != news:
            self._said[key] = news
            who = " ".join(part for part in (shown.server, shown.address) if part)
            self._say(f"  {shown.sign} {who}  {shown.words}")

    def _is_main(self, row: Observation) -> bool:
        question = row.question
        return question.type == self._record.type and same_name(question.name, self._record.name)
