"""The one writer of a migration in this process: what several threads do for it goes into one journal."""

from __future__ import annotations

import threading

from acm_tui.aws.session import Access
from acm_tui.domain.errors import JournalTrouble, Refused, SomebodyWasFirst
from acm_tui.domain.events import CertificateSeen, Failed, Intended, RecordsChangeSeen, RecordsSeen, Succeeded
from acm_tui.domain.fold import fold
from acm_tui.domain.guard import forbidden
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import Mutation
from acm_tui.domain.seat import lost
from acm_tui.domain.unwritten import unwritten
from acm_tui.workflow.permission import permitted
from acm_tui.workflow.record import record, record_behind
from acm_tui.workflow.seat import taken_over
from acm_tui.workflow.services import Services

_LOOKED = (CertificateSeen, RecordsChangeSeen, RecordsSeen)
"""What a colleague's program writes down by looking alone; what follows from it is asked again."""


class Halted(Exception):  # noqa: N818 - no error: another thread has met one and reports it, or it is wished
    """Nothing new is begun: something went wrong with another change of the same writer, or it is to stop."""


class Writer:
    """Writes intents and outcomes for one migration, from any thread, one entry at a time.

    *stop* can be set by whoever wants nothing new to be begun.
    """

    def __init__(self, services: Services, migration: Migration, stop: threading.Event | None = None) -> None:
        self.services = services
        self._migration = migration
        self._own: set[int] = set()
        self._sat = False
        self._halted = False
        self._stop = stop
        self._lock = threading.Lock()

    @property
    def migration(self) -> Migration:
        """The migration with everything that was written so far."""
        return self._migration

    def check(self, mutation: Mutation) -> Access:
        """The access to make *mutation* with, after every rule that can be asked before the intent.

        Raises:
            Halted: another change of this writer has failed, or it is to stop.
            Occupied: somebody has taken over since this writer's last change.
            Refused: one of the rules says no.
        """
        if self._halted or (self._stop is not None and self._stop.is_set()):
            raise Halted
        # Also where whoever took over has ended or got up since: to go on is to be decided anew.
        if self._sat and lost(self._migration.holder, self.services.seat):
            raise taken_over(self._migration)
        access = permitted(self.services, self._migration, self._own)
        if (why := forbidden(self._migration, mutation)) is not None:
            raise Refused(
                "The program refuses to make this change; nothing was changed.",
                cause=why,
                remedy="Go back to the step and look at what is true now.",
            )
        return access

    def intend(self, mutation: Mutation) -> int:
        """Write the intent of *mutation*, and answer its sequence number.

        What somebody else only saw meanwhile is taken in, and the rules are asked again.

        Raises:
            Halted: another change of this writer has failed, or it is to stop.
            Refused: one of the rules says no.
            SomebodyWasFirst: another writer went on with this migration.
            JournalTrouble: the journal cannot be written.
        """
        with self._lock:
            while True:
                self.check(mutation)
                try:
                    self._migration = record(self.services, self._migration, Intended(mutation))
                except SomebodyWasFirst:
                    self._take_in()
                else:
                    self._sat = True
                    self._own.add(self._migration.seq)
                    return self._migration.seq

    def _take_in(self) -> None:
        """Go on from what somebody wrote meanwhile, if it was only seen. To be called while it is handled."""
        entries = self.services.journal.read(self._migration.id)
        behind = [entry for entry in entries if entry.seq > self._migration.seq]
        now = fold(entries)
        if now is None or not behind or not all(isinstance(entry.event, _LOOKED) for entry in behind):
            raise
        self._migration = now

    def outcome(self, intent: int, event: Succeeded | Failed, *, halt: bool = False) -> Migration:
        """Write what became of *intent*, whatever was written meanwhile; the migration after it.

        *halt*: nothing new is begun from now on.

        Raises:
            OutcomeUnwritten: it cannot be written; the intent stays open, and nothing new is begun either.
        """
        # A flag that is only ever raised: nobody begins anything while this waits for the lock.
        self._halted = self._halted or halt
        with self._lock:
            try:
                self._migration = record_behind(self.services, self._migration, event)
            except JournalTrouble as trouble:
                self._halted = True
                raise unwritten(event, trouble) from trouble
            except BaseException:
                self._halted = True
                raise
            self._own.discard(intent)
            return self._migration

    def halt(self) -> None:
        """Begin nothing new from now on; an intent that is just being written is written."""
        self._halted = True
