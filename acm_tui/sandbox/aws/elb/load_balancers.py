"""ELBv2 load balancers: their names and ARNs as AWS forms them, and describing them."""

from typing import Any

from moto.core.responses import ActionResult

from acm_tui.sandbox.aws.elb import refusals
from acm_tui.sandbox.aws.elb.names import application_dns_name, network_dns_name
from acm_tui.sandbox.aws.elb.paging import page

ARNS_A_CALL = 20  # ELBv2 API reference, DescribeLoadBalancers


def create_load_balancer(response: Any) -> Any:
    """CreateLoadBalancer: moto makes it, then it gets the ARN and DNS name of its kind."""
    backend = response.elbv2_backend
    name = response._get_param("Name")
    if any(load_balancer.name == name for load_balancer in backend.load_balancers.values()):
        raise refusals.refusal(
            "DuplicateLoadBalancerName", f"A load balancer with the name '{name}' already exists"
        )
    kind = response._get_param("Type", "application")
    load_balancer = backend.create_load_balancer(
        name=name,
        security_groups=response._get_param("SecurityGroups", []),
        subnet_ids=response._get_param("Subnets", []),
        subnet_mappings=response._get_param("SubnetMappings", []),
        scheme=response._get_param("Scheme", "internet-facing"),
        loadbalancer_type=kind,
        ip_address_type=response._get_param("IpAddressType", "ipv4"),
        tags=[],
    )
    del backend.load_balancers[load_balancer.arn]
    identifier = load_balancer.arn.rsplit("/", 1)[1]
    if kind == "network":
        load_balancer.arn = load_balancer.arn.replace(":loadbalancer/app/", ":loadbalancer/net/")
        load_balancer.dns_name = network_dns_name(name, identifier, response.region)
    else:
        load_balancer.dns_name = application_dns_name(
            name, load_balancer.arn, response.region, load_balancer.scheme
        )
    backend.load_balancers[load_balancer.arn] = load_balancer
    backend.tagging_service.tag_resource(load_balancer.arn, response._get_param("Tags", []))
    return ActionResult({"LoadBalancers": [load_balancer]})


def describe_load_balancers(response: Any) -> Any:
    """DescribeLoadBalancers, paged; an unknown ARN or name fails the whole call."""
    backend = response.elbv2_backend
    arns = response._get_param("LoadBalancerArns", [])
    names = response._get_param("Names", [])
    if len(arns) > ARNS_A_CALL:
        raise refusals.validation_error(
            f"Up to '{ARNS_A_CALL}' load balancer ARNs can be specified, but '{len(arns)}' were specified"
        )
    everything = list(backend.load_balancers.values())
    for load_balancer in everything:
        load_balancer.activate()
    wanted = everything
    if arns or names:
        wanted = [one for one in everything if one.arn in arns or one.name in names]
        if len(wanted) < len(set(arns) | set(names)):
            raise refusals.refusal("LoadBalancerNotFound", "One or more load balancers not found")
    shown, marker = page(
        wanted,
        lambda load_balancer: str(load_balancer.arn),
        response._get_int_param("PageSize"),
        response._get_param("Marker"),
    )
    return ActionResult({"LoadBalancers": shown, "NextMarker": marker})
