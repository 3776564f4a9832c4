"""Makes the hosted zones of a world, with the same ids each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from acm_tui.sandbox.aws.route53.changing import backend_of, content_of
from acm_tui.sandbox.aws.route53.names import PRIVATE_NAME_SERVERS, stored, zone_id
from acm_tui.sandbox.aws.route53.record_sets import of_every_zone, plain
from acm_tui.sandbox.aws.route53.setting import in_force
from acm_tui.sandbox.aws.route53.state import ZoneRecord, put_zone

TTL_S = 300


def create_public_zone(
    account: str,
    name: str,
    name_servers: Sequence[str],
    *,
    comment: str | None = None,
    records: Sequence[tuple[str, str, str]] = (),
    tags: Mapping[str, str] | None = None,
) -> str:
    """Make a public hosted zone with *name_servers*, absolute; returns its id.

    *records* are names, types and values. What its servers serve, they have always served.
    """
    servers = [server.rstrip(".") for server in name_servers]
    record = _zone(account, name, servers, f"{name} {servers[0]}", records, tags)
    record["comment"] = comment
    put_zone(record)
    in_force().serve(record["id"], content_of(backend_of(account).zones[record["id"]]))
    return record["id"]


def create_private_zone(
    account: str,
    name: str,
    vpc: str,
    region: str,
    *,
    comment: str | None = None,
    records: Sequence[tuple[str, str, str]] = (),
    tags: Mapping[str, str] | None = None,
) -> str:
    """Make a private hosted zone for one VPC; returns its id."""
    record = _zone(account, name, PRIVATE_NAME_SERVERS, f"{name} {vpc}", records, tags)
    record["comment"] = comment
    record["private"] = True
    record["vpcs"] = [{"vpc_id": vpc, "vpc_region": region}]
    put_zone(record)
    return record["id"]


def _zone(
    account: str,
    name: str,
    servers: Sequence[str],
    seed: str,
    records: Sequence[tuple[str, str, str]],
    tags: Mapping[str, str] | None,
) -> ZoneRecord:
    zone = stored(name)
    own = of_every_zone(zone, servers)
    return ZoneRecord(
        account=account,
        id=zone_id(f"{account} {seed}"),
        name=zone,
        comment=None,
        private=False,
        caller_reference=f"seed {seed}",
        name_servers=list(servers),
        vpcs=[],
        record_sets=[*own, *(plain(stored(at), kind, TTL_S, [value]) for at, kind, value in records)],
        tags=dict(tags or {}),
    )
