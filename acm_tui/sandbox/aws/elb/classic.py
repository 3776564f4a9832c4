"""Classic Load Balancers: their certificates, names and pages."""

from typing import Any

from moto.core.responses import ActionResult, EmptyResult

from acm_tui.sandbox.aws.elb import refusals
from acm_tui.sandbox.aws.elb.certificates import check_classic_servable
from acm_tui.sandbox.aws.elb.names import application_dns_name, classic_arn
from acm_tui.sandbox.aws.elb.paging import page

CLASSIC_SECURE = frozenset({"HTTPS", "SSL"})
NAMES_A_CALL = 20  # ELB API reference (2012-06-01), DescribeTags


def create_load_balancer(response: Any) -> Any:
    """CreateLoadBalancer: secure listeners need a certificate; the DNS name carries the real region."""
    backend = response.elb_backend
    name = response._get_param("LoadBalancerName")
    listeners = response._get_param("Listeners", [])
    _check_listeners(response, listeners)
    load_balancer = backend.create_load_balancer(
        name=name,
        zones=response._get_param("AvailabilityZones", []),
        ports=listeners,
        scheme=response._get_param("Scheme", "internet-facing"),
        subnets=response._get_param("Subnets", []),
        security_groups=response._get_param("SecurityGroups", []),
    )
    arn = classic_arn(response.current_account, response.region, name)
    load_balancer.dns_name = application_dns_name(name, arn, response.region, load_balancer.scheme)
    response._add_tags(load_balancer, response._get_param("Tags", []))
    return ActionResult({"DNSName": load_balancer.dns_name})


def create_load_balancer_listeners(response: Any) -> Any:
    """CreateLoadBalancerListeners: secure listeners need a certificate."""
    load_balancer = _found(response, response._get_param("LoadBalancerName"))
    listeners = response._get_param("Listeners", [])
    _check_listeners(response, listeners)
    response.elb_backend.create_load_balancer_listeners(name=load_balancer.name, ports=listeners)
    return EmptyResult()


def set_listener_certificate(response: Any) -> Any:
    """SetLoadBalancerListenerSSLCertificate: the port must be there and must terminate TLS."""
    name = response._get_param("LoadBalancerName")
    port = response._get_int_param("LoadBalancerPort")
    arn = response._get_param("SSLCertificateId")
    load_balancer = _found(response, name)
    listener = next((one for one in load_balancer.listeners if int(one.load_balancer_port) == port), None)
    if listener is None:
        raise refusals.classic_listener_not_found(name, port)
    if listener.protocol not in CLASSIC_SECURE:
        raise refusals.refusal(
            "InvalidConfigurationRequest",
            f"Listener on port {port} uses {listener.protocol}: no SSL certificate",
        )
    check_classic_servable(arn, response.current_account, response.region)
    listener.ssl_certificate_id = arn
    return EmptyResult()


def describe_load_balancers(response: Any) -> Any:
    """DescribeLoadBalancers, paged; an unknown name fails the whole call."""
    names = response._get_param("LoadBalancerNames", [])
    wanted = list(response.elb_backend.load_balancers.values())
    if names:
        wanted = [_found(response, name) for name in names]
    shown, marker = page(
        wanted,
        lambda load_balancer: str(load_balancer.name),
        response._get_int_param("PageSize"),
        response._get_param("Marker"),
    )
    return ActionResult({"LoadBalancerDescriptions": shown, "NextMarker": marker})


def describe_tags(response: Any) -> Any:
    """DescribeTags for at most twenty existing Classic Load Balancers."""
    names = response._get_param("LoadBalancerNames", [])
    if len(names) > NAMES_A_CALL:
        raise refusals.refusal(
            "ValidationError",
            f"Up to '{NAMES_A_CALL}' load balancer names can be specified, but '{len(names)}' were specified",
        )
    described = [_found(response, name) for name in names]
    return ActionResult(
        {"TagDescriptions": [{"LoadBalancerName": one.name, "Tags": one.tags} for one in described]}
    )


def _found(response: Any, name: str) -> Any:
    load_balancer = response.elb_backend.load_balancers.get(name)
    if load_balancer is None:
        raise refusals.classic_not_found(name)
    return load_balancer


def _check_listeners(response: Any, listeners: list[dict[str, Any]]) -> None:
    for listener in listeners:
        arn = listener.get("SSLCertificateId")
        if listener["Protocol"].upper() not in CLASSIC_SECURE:
            continue
        if not arn:
            raise refusals.refusal("ValidationError", "Secure Listeners need to specify a SSLCertificateId")
        check_classic_servable(arn, response.current_account, response.region)
