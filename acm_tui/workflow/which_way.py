"""Step 2: which of the two ways is taken, with advice, and the change of mind."""

from __future__ import annotations

from acm_tui.aws import switching
from acm_tui.domain.certificate import why_not_switch
from acm_tui.domain.errors import Occupied, Refused, ServiceTrouble, SomebodyWasFirst
from acm_tui.domain.events import Way, WayChosen
from acm_tui.domain.migration import Migration
from acm_tui.domain.obstacles import may_take
from acm_tui.domain.offer import hindrance
from acm_tui.domain.ways import Advice, Hindrance, advice, hindered_by
from acm_tui.workflow.permission import permitted
from acm_tui.workflow.reconcile import settle
from acm_tui.workflow.record import load, record
from acm_tui.workflow.services import Services
from acm_tui.workflow.validation import look


def advise(services: Services, migration_id: str) -> Advice:
    """Both ways for the certificate of a migration as ACM describes it now. Changes nothing in AWS.

    Whether the records of a switch may be read is tried; whether one may be asked for is known only where it
    was refused before.

    Raises:
        Trouble: ACM cannot be read.
    """
    migration = look(services, migration_id)
    return advice(migration.old, services.clock(), _hindrance(services, migration))


def _hindrance(services: Services, migration: Migration) -> Hindrance | None:
    if why_not_switch(migration.old) is not None or migration.old_gone:
        return None
    place = migration.place
    access = services.access_for(place)
    if not switching.known(access, place.region):
        return "library"
    if (known := hindrance(migration)) is not None:
        return known
    try:
        switching.domains(access, place.region, migration.old.arn)
    except ServiceTrouble as trouble:
        if (met := hindered_by(trouble.code)) is not None:
            return met
        raise
    return None


def take(services: Services, migration_id: str, way: Way) -> Migration:
    """Take *way* from here on. What the other way has begun in AWS stays: ``left_behind`` tells it.

    Raises:
        Refused: that way is not open, or the program was started with ``--read-only``.
        Occupied: another program is at work on it.
        Trouble: the outcome of an earlier call cannot be read, or the journal cannot be written.
    """
    while True:
        migration = settle(services, load(services, migration_id))
        if migration.way == way:
            return migration
        if (why := may_take(migration, way)) is not None:
            raise Refused(f"This way cannot be taken: {why}.", remedy="Look at the other way.")
        permitted(services, migration)  # what the gate will refuse is not written down as decided
        try:
            return record(services, migration, WayChosen(way))
        except Occupied:
            raise
        except SomebodyWasFirst:
            continue  # what was seen meanwhile, here or elsewhere, is taken in before it is decided
