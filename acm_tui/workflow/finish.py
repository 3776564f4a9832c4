"""Step 6: what is attached, what is served, and the end of the old certificate."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from acm_tui.aws import acm
from acm_tui.domain.errors import Refused, StillInUse
from acm_tui.domain.events import LONGEST_SOAK_H, Closed, HandshakesSeen, RecordsSeen, SoakSet
from acm_tui.domain.journey import Step, step
from acm_tui.domain.listener import attachments_of, holder_of, load_balancer_of
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import DeleteCertificate
from acm_tui.domain.obstacles import keeps_old
from acm_tui.domain.propagation import Check
from acm_tui.domain.removal import SWAP_THERE, held_by
from acm_tui.domain.renewal import sights_of
from acm_tui.domain.served import Handshake, ServingHost, serving_hosts
from acm_tui.domain.verification import contradictions
from acm_tui.workflow.attachments import Attached, attached, chosen_load_balancers
from acm_tui.workflow.gate import mutate
from acm_tui.workflow.reconcile import settle
from acm_tui.workflow.record import load, record, record_behind
from acm_tui.workflow.services import Services
from acm_tui.workflow.typed import require
from acm_tui.workflow.validation import look
from acm_tui.workflow.writer import Writer


class Proof(msgspec.Struct, frozen=True):
    """What to compare handshakes with: SHA-256 fingerprints of the leaves, and where to shake hands.

    ``contradictions`` say where the listeners, as they are described, do not hold the new certificate.
    """

    new: str
    old: str | None
    hosts: tuple[ServingHost, ...]
    contradictions: tuple[str, ...]


def attached_now(services: Services, migration_id: str) -> Attached:
    """Where old and new certificate sit now, on every load balancer either of them is known to be on.

    Raises:
        Trouble: AWS cannot be read.
    """
    migration = look(services, migration_id)
    holders = set(migration.old.in_use_by)
    if migration.new is not None:
        holders |= set(migration.new.in_use_by)
    holders |= chosen_load_balancers(migration)
    # Also where others were chosen since: ACM may not have heard yet of what somebody put back there.
    holders |= {load_balancer_of(one.arn) for one in migration.origins}
    return attached(services, migration, sorted(holders))


def prepare_proof(services: Services, migration_id: str) -> Proof:
    """The leaves' fingerprints, and every listener of the cutover as a place to shake hands with.

    Raises:
        Refused: there is no successor.
        Trouble: AWS cannot be read.
    """
    now = attached_now(services, migration_id)
    migration = load(services, migration_id)
    if migration.new is None:
        raise Refused("There is no new certificate to prove.", remedy="Request it first.")
    access = services.access_for(migration.place)
    region = migration.place.region
    chosen = {attachment.listener_arn for attachment in migration.chosen or ()}
    return Proof(
        new=acm.leaf(access, region, migration.new.arn).fingerprint,
        old=None if migration.old_gone else acm.leaf(access, region, migration.old.arn).fingerprint,
        hosts=serving_hosts(
            ((now.load_balancer(one), one) for one in now.listeners if one.arn in chosen),
            migration.new.arn,
            migration.new.names,
        ),
        contradictions=contradictions(migration, now.listeners),
    )


def proven(services: Services, migration_id: str, proof: Proof, handshakes: Iterable[Handshake]) -> Migration:
    """Write down what the handshakes saw, and what of the listeners contradicts."""
    event = HandshakesSeen(tuple(handshakes), proof.new, proof.old, proof.contradictions)
    return record(services, load(services, migration_id), event)


def records_seen(services: Services, migration_id: str, checks: Iterable[Check]) -> Migration:
    """Write down what was seen in DNS of the records by which a switched certificate is renewed.

    Raises:
        JournalTrouble: the journal cannot be written.
    """
    return record_behind(services, load(services, migration_id), RecordsSeen(sights_of(checks)))


def delete_old(services: Services, migration_id: str, typed: str) -> Migration:
    """Delete the old certificate: only this migration's, only when nothing is seen to hold it.

    Where it is gone already, nothing is done.

    Raises:
        Refused: what was typed is not the certificate's domain, it still soaks, or something still holds it.
        StillInUse: ACM still counts a load balancer that does not hold it any more; it lags by minutes.
        Trouble: as the gate does.
    """
    migration = settle(services, load(services, migration_id))
    if migration.old_gone:
        return migration
    require(typed, migration.old.domain)
    now = attached_now(services, migration_id)
    migration = load(services, migration_id)
    if held := attachments_of(migration.old.arn, now.listeners):
        raise Refused(
            f"The old certificate still sits on {len(held)} listener role(s). It was not deleted.",
            cause="; ".join(words for _, words in held_by(migration.old.arn, now.listeners)),
            remedy=SWAP_THERE,
        )
    holders = [holder_of(arn) for arn in migration.old.in_use_by]
    if elsewhere := [one for one in holders if not one.is_load_balancer]:
        raise Refused(
            f"{len(elsewhere)} resource(s) outside load balancing hold the old certificate: it stays.",
            cause="; ".join(f"{one.service} {one.arn}" for one in elsewhere),
            remedy="Swap it there by that service's own means, or leave it.",
        )
    if (why := keeps_old(migration, services.clock())) is not None:
        raise Refused(f"The old certificate is not deleted: {why}.", remedy="Look again, or leave it.")
    if holders:
        raise StillInUse(
            f"ACM still counts {len(holders)} load balancer(s) that hold the old certificate no more.",
            cause="; ".join(one.arn for one in holders),
            remedy="ACM lags by minutes after a swap: try again then.",
            code="ResourceInUseException",
            operation="acm:DescribeCertificate",
        )
    return mutate(Writer(services, migration), DeleteCertificate(migration.old.arn, "replaced"))


def set_soak(services: Services, migration_id: str, hours: int) -> Migration:
    """Let the old certificate stay for *hours* after the cutover before its removal is offered.

    Raises:
        Refused: the migration is over, or no number of hours from 0 to a year.
        JournalTrouble: the journal cannot be written.
    """
    migration = load(services, migration_id)
    if migration.over:
        raise Refused("This migration is over.", remedy="Begin a new one from the list of certificates.")
    if not 0 <= hours <= LONGEST_SOAK_H:
        raise Refused(
            f"The old certificate cannot be kept for {hours} hours.",
            remedy=f"Give whole hours from 0 to {LONGEST_SOAK_H}.",
        )
    return record(services, migration, SoakSet(hours))


def close(services: Services, migration_id: str) -> Migration:
    """End the migration and leave the old certificate.

    Raises:
        Refused: the cutover is not complete.
        Trouble: the outcome of the last call is not known, and AWS cannot be read.
    """
    migration = settle(services, load(services, migration_id))
    if step(migration) is not Step.FINISH:
        raise Refused("The migration is not at its end yet.", remedy="Go on with its next step.")
    return migration if migration.over else record(services, migration, Closed())
