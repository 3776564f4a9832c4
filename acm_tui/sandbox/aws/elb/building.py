"""Puts records into moto's backends, without the checks and the EC2 that the API goes through.

Identifiers and ARNs come from the record. A subnet is only its id and zone here: making moto's EC2 for an
account and region costs 0.2 s, and nothing of it is looked at.
"""

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from moto.cloudfront.models import Distribution, cloudfront_backends
from moto.elb.models import LoadBalancer as ClassicLoadBalancer
from moto.elb.models import elb_backends
from moto.elbv2.models import FakeAction, FakeListener, FakeLoadBalancer, FakeTargetGroup, elbv2_backends

from acm_tui.sandbox.aws.elb.listeners import set_default
from acm_tui.sandbox.aws.elb.records import (
    TARGET_GROUP_DETAILS,
    ClassicRecord,
    DistributionRecord,
    ListenerRecord,
    LoadBalancerRecord,
    TargetGroupRecord,
)
from acm_tui.sandbox.aws.elb.setting import CHANGES


@dataclass(frozen=True)
class Subnet:
    """As much of a subnet as a load balancer shows."""

    id: str
    availability_zone: str
    vpc_id: str


def put_load_balancer(record: LoadBalancerRecord) -> None:
    """Put an ALB or NLB with all its listeners in place."""
    backend = elbv2_backends[record["account"]][record["region"]]
    load_balancer = FakeLoadBalancer(
        name=record["name"],
        security_groups=list(record["security_groups"]),
        subnets=[Subnet(subnet, zone, record["vpc"]) for subnet, zone in record["subnets"]],
        vpc_id=record["vpc"],
        arn=record["arn"],
        dns_name=record["dns_name"],
        state="active",
        scheme=record["scheme"],
        loadbalancer_type=record["kind"],
        ip_address_type=record["ip_address_type"],
    )
    load_balancer.created_time = record["created"]
    load_balancer.attrs = dict(record["attributes"]) or load_balancer.attrs
    with CHANGES:
        backend.load_balancers[record["arn"]] = load_balancer
        _tag(backend, record["arn"], record["tags"])
        for listener in record["listeners"]:
            put_listener(record["account"], record["region"], record["arn"], listener)


def put_listener(account: str, region: str, load_balancer_arn: str, record: ListenerRecord) -> None:
    """Put a listener on a load balancer that is in place."""
    backend = elbv2_backends[account][region]
    listener = FakeListener(
        load_balancer_arn,
        record["arn"],
        record["protocol"],
        record["port"],
        record["ssl_policy"],
        record["default"],
        [FakeAction(deepcopy(action)) for action in record["actions"]],
        list(record["alpn_policy"]),
    )
    set_default(listener, record["default"])
    listener.sni_certificates = tuple(record["certificate_list"])
    listener.mutual_authentication = deepcopy(record.get("mutual_authentication"))
    listener.attributes = dict(record["attributes"]) or listener.attributes
    with CHANGES:
        backend.load_balancers[load_balancer_arn].listeners[record["arn"]] = listener
        _tag(backend, record["arn"], record["tags"])


def put_target_group(record: TargetGroupRecord) -> None:
    """Put a target group in place."""
    backend = elbv2_backends[record["account"]][record["region"]]
    group = FakeTargetGroup(
        name=record["name"],
        account_id=record["account"],
        region_name=record["region"],
        vpc_id=record["vpc"],
        protocol=record["protocol"],
        port=record["port"],
        target_type=record["target_type"],
    )
    group.arn = record["arn"]
    if record["details"]:
        kept = {name: value for name, value in vars(group).items() if name not in TARGET_GROUP_DETAILS}
        vars(group).clear()
        vars(group).update(kept | deepcopy(record["details"]))
    group.load_balancer_arns = list(record["load_balancers"])
    with CHANGES:
        backend.target_groups[record["arn"]] = group
        _tag(backend, record["arn"], record["tags"])


def put_classic(record: ClassicRecord) -> None:
    """Put a Classic Load Balancer with all its listeners in place."""
    load_balancer = ClassicLoadBalancer(
        account_id=record["account"],
        name=record["name"],
        zones=list(record["zones"]),
        ports=[
            {
                "Protocol": listener["protocol"],
                "LoadBalancerPort": listener["port"],
                "InstancePort": listener["instance_port"],
                "SSLCertificateId": listener["certificate"],
            }
            for listener in record["listeners"]
        ],
        scheme=record["scheme"],
        vpc_id=record["vpc"],
        subnets=list(record["subnets"]),
        security_groups=list(record["security_groups"]),
    )
    for made, listener in zip(load_balancer.listeners, record["listeners"], strict=True):
        made.policy_names = list(listener["policies"])
    load_balancer.dns_name = record["dns_name"]
    load_balancer.created_time = datetime.fromisoformat(record["created"])
    load_balancer.tags = dict(record["tags"])
    with CHANGES:
        elb_backends[record["account"]][record["region"]].load_balancers[record["name"]] = load_balancer


def put_distribution(record: DistributionRecord) -> None:
    """Put a distribution in place."""
    backend = cloudfront_backends[record["account"]]["aws"]
    distribution = Distribution(record["account"], "aws", deepcopy(record["configuration"]))
    distribution.id = distribution.distribution_id = record["id"]
    distribution.arn = record["arn"]
    distribution.domain_name = record["domain_name"]
    distribution.etag = record["etag"]
    with CHANGES:
        backend.distributions[record["id"]] = distribution
        backend.tagger.tag_resource(record["arn"], list(record["tags"]))


def _tag(backend: Any, arn: str, tags: dict[str, str]) -> None:
    backend.tagging_service.tag_resource(arn, [{"Key": key, "Value": value} for key, value in tags.items()])
