"""The inventory for scripts: JSON as a stable contract (docs/json.md)."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import msgspec

from acm_tui.domain.inventory.campaign import Campaign
from acm_tui.domain.inventory.news import Notice, NotLooked
from acm_tui.domain.inventory.row import Row, Sight
from acm_tui.domain.inventory.urgency import days_left
from acm_tui.domain.listener import kind_of
from acm_tui.domain.migration import Migration
from acm_tui.handoff.inventory import document as doc
from acm_tui.handoff.inventory.report import Report
from acm_tui.handoff.sessions import session

SCHEMA_VERSION = 1


def as_json(report: Report) -> str:
    """*report* as one document, indented, its members always in the same order; text is raw."""
    told = document(report)
    try:
        return msgspec.json.format(msgspec.json.encode(told), indent=2).decode()
    except UnicodeEncodeError:
        # Half a character, as JSON can hold it: escaped it is told as it came.
        return json.dumps(msgspec.to_builtins(told), indent=2)


def document(report: Report) -> doc.ToldInventory:
    """*report* as scripts see it."""
    now = report.generated_at
    return doc.ToldInventory(
        schema_version=SCHEMA_VERSION,
        generated_at=now.astimezone(UTC),
        certificates=[_certificate(one, now) for one in report.rows],
        errors=[_error(one) for one in report.failures],
        notices=[_notice(one) for one in report.notices],
        notes=list(report.quiet),
        looked=[
            doc.ToldPlace(
                partition=place.partition, account=place.account, region=place.region, at=at.astimezone(UTC)
            )
            for place, at in report.looked
        ],
        campaign=_campaign(report.campaign) if report.campaign is not None else None,
    )


def _certificate(row: Row, now: datetime) -> doc.ToldCertificate:
    certificate = row.certificate
    item = row.item
    return doc.ToldCertificate(
        arn=row.arn,
        names=certificate.names,
        partition=row.place.partition,
        account=row.place.account,
        region=row.place.region,
        status=certificate.status,
        type=certificate.type,
        key_algorithm=certificate.key_algorithm,
        validation_method=certificate.validation_method,
        not_before=_utc(certificate.not_before),
        not_after=_utc(certificate.not_after),
        days_left=days_left(certificate.not_after, now),
        renewal_status=certificate.renewal_status,
        renewal_eligibility=certificate.renewal_eligibility,
        managed_by=certificate.managed_by,
        in_use=item.in_use,
        in_use_by=certificate.in_use_by if item.described or not item.in_use else None,
        attachments=None if row.sights is None else [_attachment(one) for one in row.sights],
        tags=certificate.tags if item.tags_known else None,
        migration=_migration(row.under_way) if row.under_way is not None else None,
        urgency=row.urgency.slug,
        recommendation=doc.ToldRecommendation(
            action=row.recommendation.action,
            way=row.recommendation.way,
            what=row.recommendation.what,
            why=row.recommendation.why,
        ),
        notices=[one.arn for one in row.notices],
        seen=_seen(row),
    )


def _seen(row: Row) -> str:
    if not row.fresh:
        return "before"
    return "now" if row.sights_fresh or row.sights is None else "in_part"


def _attachment(one: Sight) -> doc.ToldAttachment:
    return doc.ToldAttachment(
        load_balancer_arn=one.listener.load_balancer_arn,
        load_balancer_type=kind_of(one.listener.load_balancer_arn),
        listener_arn=one.listener.arn,
        port=one.listener.port,
        role=one.attachment.role,
    )


def _migration(begun: Migration) -> doc.ToldMigration:
    told = session(begun)
    return doc.ToldMigration(
        id=told.id,
        step=told.step,
        next_action=told.next_action,
        deadline=told.deadline,
        updated_at=told.updated_at,
        updated_by=told.updated_by,
        held_by=begun.holder.seat.actor if begun.holder is not None else None,
    )


def _error(one: NotLooked) -> doc.ToldError:
    return doc.ToldError(
        profile=one.profile,
        account=one.account or None,
        region=one.region or None,
        operation=one.operation or None,
        code=one.code or None,
        message=one.trouble.sentence,
        cause=one.trouble.cause,
        remedy=one.trouble.remedy,
        partly=one.partly,
    )


def _notice(one: Notice) -> doc.ToldNotice:
    return doc.ToldNotice(
        arn=one.arn,
        code=one.code,
        status=one.status,
        region=one.region,
        started_at=_utc(one.started_at),
        updated_at=_utc(one.updated_at),
        affected=one.affected,
    )


def _campaign(one: Campaign) -> doc.ToldCampaign:
    return doc.ToldCampaign(
        done=one.done,
        to_request=one.to_request,
        waiting_for_dns=one.waiting_for_dns,
        ready_to_cut_over=one.ready_to_cut_over,
        finishing=one.finishing,
        not_started=one.not_started,
    )


def _utc(at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(UTC)
