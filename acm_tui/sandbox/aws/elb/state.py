"""The load balancers and distributions of every account and region, out to plain data and back."""

from copy import deepcopy
from typing import Any

from moto.cloudfront.models import cloudfront_backends
from moto.elb.models import elb_backends
from moto.elbv2.models import elbv2_backends

from acm_tui.sandbox.aws.elb.building import (
    put_classic,
    put_distribution,
    put_load_balancer,
    put_target_group,
)
from acm_tui.sandbox.aws.elb.reading import backends_of
from acm_tui.sandbox.aws.elb.records import (
    TARGET_GROUP_DETAILS,
    ClassicRecord,
    DistributionRecord,
    ElbState,
    ListenerRecord,
    LoadBalancerRecord,
    TargetGroupRecord,
)
from acm_tui.sandbox.aws.elb.setting import CHANGES


def dump() -> ElbState:
    """Everything as JSON-able data, ARNs included; not kept: listener rules, targets, classic policies."""
    with CHANGES:
        return ElbState(
            load_balancers=[
                _load_balancer(account, region, backend, one)
                for account, region, backend in backends_of(elbv2_backends)
                for one in backend.load_balancers.values()
            ],
            target_groups=[
                _target_group(account, region, backend, one)
                for account, region, backend in backends_of(elbv2_backends)
                for one in backend.target_groups.values()
            ],
            classic=[
                _classic(account, region, one)
                for account, region, backend in backends_of(elb_backends)
                for one in backend.load_balancers.values()
            ],
            distributions=[
                _distribution(account, backend, one)
                for account, _, backend in backends_of(cloudfront_backends)
                for one in backend.distributions.values()
            ],
        )


def load(state: ElbState) -> None:
    """Put everything that `dump` gave in place, beside whatever is there: start from empty backends.

    Raises:
        KeyError, TypeError, ValueError: not what `dump` gave.
    """
    for load_balancer in state["load_balancers"]:
        put_load_balancer(load_balancer)
    for group in state["target_groups"]:
        put_target_group(group)
    for classic in state["classic"]:
        put_classic(classic)
    for distribution in state["distributions"]:
        put_distribution(distribution)


def _load_balancer(account: str, region: str, backend: Any, one: Any) -> LoadBalancerRecord:
    return LoadBalancerRecord(
        account=account,
        region=region,
        arn=one.arn,
        name=one.name,
        kind=one.type,
        scheme=one.scheme,
        dns_name=one.dns_name,
        created=str(one.created_time),
        ip_address_type=one.ip_address_type,
        vpc=one.vpc_id,
        subnets=[[subnet.id, subnet.availability_zone] for subnet in one.subnets],
        security_groups=list(one.security_groups),
        attributes=dict(one.attrs),
        tags=dict(backend.tagging_service.get_tag_dict_for_resource(one.arn)),
        listeners=[_listener(backend, listener) for listener in one.listeners.values()],
    )


def _listener(backend: Any, one: Any) -> ListenerRecord:
    return ListenerRecord(
        arn=one.arn,
        port=int(one.port),
        protocol=one.protocol,
        ssl_policy=one.ssl_policy,
        alpn_policy=list(one.alpn_policy),
        default=one.certificate,
        certificate_list=list(one.sni_certificates),
        actions=[dict(action.data) for action in one.default_actions],
        mutual_authentication=deepcopy(one.mutual_authentication),
        attributes=dict(one.attributes),
        tags=dict(backend.tagging_service.get_tag_dict_for_resource(one.arn)),
    )


def _target_group(account: str, region: str, backend: Any, one: Any) -> TargetGroupRecord:
    return TargetGroupRecord(
        account=account,
        region=region,
        arn=one.arn,
        name=one.name,
        vpc=one.vpc_id,
        protocol=one.protocol,
        port=int(one.port) if one.port is not None else None,
        target_type=one.target_type,
        load_balancers=list(one.load_balancer_arns),
        details={name: deepcopy(vars(one)[name]) for name in TARGET_GROUP_DETAILS if name in vars(one)},
        tags=dict(backend.tagging_service.get_tag_dict_for_resource(one.arn)),
    )


def _classic(account: str, region: str, one: Any) -> ClassicRecord:
    return ClassicRecord(
        account=account,
        region=region,
        name=one.name,
        scheme=one.scheme,
        dns_name=one.dns_name,
        created=one.created_time.isoformat(),
        vpc=one.vpc_id,
        zones=list(one.availability_zones),
        subnets=list(one.subnets),
        security_groups=list(one.security_groups),
        tags=dict(one.tags),
        listeners=[
            {
                "port": int(listener.load_balancer_port),
                "protocol": listener.protocol,
                "instance_port": int(listener.instance_port),
                "certificate": listener.ssl_certificate_id,
                "policies": list(listener.policy_names),
            }
            for listener in one.listeners
        ],
    )


def _distribution(account: str, backend: Any, one: Any) -> DistributionRecord:
    return DistributionRecord(
        account=account,
        id=one.id,
        arn=one.arn,
        domain_name=one.domain_name,
        etag=one.etag,
        configuration=one.distribution_config.plain,
        tags=backend.tagger.list_tags_for_resource(one.arn)["Tags"],
    )
