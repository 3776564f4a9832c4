"""Making, showing and removing hosted zones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moto.core.responses import ActionResult
from moto.route53.responses import Route53

from acm_tui.sandbox.aws.route53 import refusals
from acm_tui.sandbox.aws.route53.changing import content_of, info
from acm_tui.sandbox.aws.route53.names import (
    PRIVATE_NAME_SERVERS,
    NameProblemError,
    name_servers,
    new_zone_id,
    stored,
)
from acm_tui.sandbox.aws.route53.propagation import PENDING, Content
from acm_tui.sandbox.aws.route53.record_sets import of_every_zone, put_into
from acm_tui.sandbox.aws.route53.setting import CHANGES, in_force

# Taken before anything is replaced.
_moto_creates = Route53.create_hosted_zone
_moto_deletes = Route53.delete_hosted_zone
_moto_associates = Route53.associate_vpc_with_hosted_zone
_moto_disassociates = Route53.disassociate_vpc_from_hosted_zone


def create_hosted_zone(response: Any) -> Any:
    """CreateHostedZone: moto makes it, then it gets an id and name servers of its own."""
    with CHANGES:
        backend = response.backend
        if any(zone.caller_reference == response._get_param("CallerReference") for zone in _zones(backend)):
            raise refusals.hosted_zone_already_exists()
        name, reusable = _name(response), _delegation_set(response)
        known = dict(backend.delegation_sets)
        result = _moto_creates(response).result
        zone = result["HostedZone"]
        # moto takes the servers of every new zone for a reusable delegation set.
        backend.delegation_sets = known
        del backend.zones[zone.resource_id]
        zone.name, zone.resource_id = name, new_zone_id()
        backend.zones[zone.resource_id] = zone
        furnish(zone, _servers(zone, reusable), reusable)
        published: Mapping[str, Content] = {} if zone.private_zone else {zone.resource_id: content_of(zone)}
        result["DelegationSet"] = None if zone.private_zone else delegation_set(zone)
        result["Location"] = result["Location"].rpartition("/")[0] + f"/{zone.resource_id}"
        return _with_change(response, result, published)


def furnish(zone: Any, servers: Sequence[str], reusable: Any = None) -> None:
    """Give moto's new *zone* its name servers, and the two record sets that every zone has."""
    if reusable is not None:
        zone.delegation_set = reusable
    else:
        zone.delegation_set.name_servers = list(servers)
    put_into(zone, of_every_zone(zone.name, servers))


def delete_hosted_zone(response: Any) -> Any:
    """DeleteHostedZone: its servers have it until the change is INSYNC."""
    with CHANGES:
        identifier = response._get_param("Id")
        return _with_change(response, _moto_deletes(response).result, {identifier: None})


def associate_vpc_with_hosted_zone(response: Any) -> Any:
    """AssociateVPCWithHostedZone: a change like any other."""
    return _with_change(response, _moto_associates(response).result, {})


def disassociate_vpc_from_hosted_zone(response: Any) -> Any:
    """DisassociateVPCFromHostedZone: a change like any other."""
    return _with_change(response, _moto_disassociates(response).result, {})


def get_hosted_zone(response: Any) -> Any:
    """GetHostedZone: servers for a public zone, VPCs for a private one."""
    zone = response.backend.get_hosted_zone(response._get_param("Id"))
    if zone.private_zone:
        return ActionResult({"HostedZone": zone, "VPCs": zone.vpcs})
    return ActionResult({"HostedZone": zone, "DelegationSet": delegation_set(zone)})


def delegation_set(zone: Any) -> dict[str, Any]:
    """The API's DelegationSet; only a reusable one has an id and a caller reference."""
    servers = {"NameServers": list(zone.delegation_set.name_servers)}
    if not zone.delegation_set.id:
        return servers
    return {
        "Id": f"/delegationset/{zone.delegation_set.id}",
        "CallerReference": zone.delegation_set.caller_reference,
        **servers,
    }


def _zones(backend: Any) -> list[Any]:
    return list(backend.zones.values())


def _name(response: Any) -> str:
    try:
        return stored(response._get_param("Name"))
    except NameProblemError as problem:
        raise refusals.refusal("InvalidDomainName", str(problem)) from None


def _delegation_set(response: Any) -> Any:
    if (identifier := response._get_param("DelegationSetId")) is None:
        return None
    found = response.backend.delegation_sets.get(identifier.rpartition("/")[2])
    if found is None:
        raise refusals.no_such_delegation_set(identifier)
    return found


def _servers(zone: Any, reusable: Any) -> Sequence[str]:
    if reusable is not None:
        servers: Sequence[str] = reusable.name_servers
        return servers
    return PRIVATE_NAME_SERVERS if zone.private_zone else name_servers(zone.resource_id)


def _with_change(response: Any, result: Any, published: Mapping[str, Content | None]) -> Any:
    comment = (result.get("ChangeInfo") or {}).get("Comment")
    change = in_force().submit(response.current_account, published, comment)
    return ActionResult({**result, "ChangeInfo": info(change, PENDING)})
