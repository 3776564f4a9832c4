"""ELBv2 certificate lists: what a listener serves by SNI beside its default."""

from typing import Any

from moto.core.responses import ActionResult, EmptyResult

from acm_tui.sandbox.aws.elb import refusals
from acm_tui.sandbox.aws.elb.certificates import check_servable, single_certificate
from acm_tui.sandbox.aws.elb.listeners import SECURE, find_listener
from acm_tui.sandbox.aws.elb.paging import page
from acm_tui.sandbox.aws.elb.setting import in_force


def describe_listener_certificates(response: Any) -> Any:
    """DescribeListenerCertificates, paged: the default, then the list; what is both comes twice."""
    _, listener = find_listener(response.elbv2_backend, response._get_param("ListenerArn"))
    entries = [(arn, True) for arn in listener.certificates]
    entries += [(arn, False) for arn in listener.sni_certificates]
    shown, marker = page(
        entries,
        lambda entry: f"{entry[1]} {entry[0]}",
        response._get_int_param("PageSize"),
        response._get_param("Marker"),
    )
    return ActionResult(
        {
            "Certificates": [{"CertificateArn": arn, "IsDefault": is_default} for arn, is_default in shown],
            "NextMarker": marker,
        }
    )


def add_listener_certificates(response: Any) -> Any:
    """AddListenerCertificates: one a call; one that is in the list already is answered alike."""
    load_balancer, listener = find_listener(response.elbv2_backend, response._get_param("ListenerArn"))
    arn = single_certificate(response._get_param("Certificates", []))
    if listener.protocol not in SECURE:
        raise refusals.certificate_out_of_place(listener.protocol)
    check_servable(arn, response.current_account, response.region, load_balancer.type)
    if arn not in listener.sni_certificates:
        if in_lists(load_balancer) >= in_force().certificate_quota:
            raise refusals.certificate_quota_reached(load_balancer.arn)
        listener.sni_certificates = (*listener.sni_certificates, arn)
    return ActionResult({"Certificates": [{"CertificateArn": arn, "IsDefault": False}]})


def remove_listener_certificates(response: Any) -> Any:
    """RemoveListenerCertificates: one a call; never the default, be it in the list as well or not."""
    _, listener = find_listener(response.elbv2_backend, response._get_param("ListenerArn"))
    arn = single_certificate(response._get_param("Certificates", []))
    if arn == listener.certificate:
        raise refusals.default_stays()
    if arn not in listener.sni_certificates:
        # The API reference is silent. This is what the AWS provider of Terraform has met.
        raise refusals.certificate_not_found(arn)
    listener.sni_certificates = tuple(entry for entry in listener.sni_certificates if entry != arn)
    return EmptyResult()


def in_lists(load_balancer: Any) -> int:
    """How many list entries the listeners of a load balancer have together; defaults do not count."""
    return sum(len(listener.sni_certificates) for listener in load_balancer.listeners.values())
