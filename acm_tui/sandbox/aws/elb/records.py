"""Load balancers and distributions as plain, JSON-able data: what is seeded, saved and restored."""

from typing import Any, NotRequired, TypedDict

# Attributes of moto's target group that are plain data and that DescribeTargetGroups shows.
TARGET_GROUP_DETAILS = (
    "protocol_version",
    "health_check_protocol",
    "health_check_port",
    "health_check_path",
    "health_check_interval_seconds",
    "health_check_timeout_seconds",
    "health_check_enabled",
    "healthy_threshold_count",
    "unhealthy_threshold_count",
    "ip_address_type",
    "matcher",
    "attributes",
)


class ListenerRecord(TypedDict):
    """A listener of an ALB or NLB."""

    arn: str
    port: int
    protocol: str
    ssl_policy: str | None
    alpn_policy: list[str]
    default: str | None
    certificate_list: list[str]
    actions: list[dict[str, Any]]
    mutual_authentication: NotRequired[dict[str, Any] | None]
    attributes: dict[str, Any]
    tags: dict[str, str]


class LoadBalancerRecord(TypedDict):
    """An ALB or NLB. `subnets` are pairs of subnet id and availability zone; `created` is RFC 3339."""

    account: str
    region: str
    arn: str
    name: str
    kind: str
    scheme: str
    dns_name: str
    created: str
    ip_address_type: str
    vpc: str
    subnets: list[list[str]]
    security_groups: list[str]
    attributes: dict[str, Any]
    tags: dict[str, str]
    listeners: list[ListenerRecord]


class TargetGroupRecord(TypedDict):
    """A target group without its targets: nothing in the sandbox runs behind a load balancer.

    `details` are what TARGET_GROUP_DETAILS names; empty for what moto makes of a new target group.
    """

    account: str
    region: str
    arn: str
    name: str
    vpc: str
    protocol: str | None
    port: int | None
    target_type: str
    load_balancers: list[str]
    details: dict[str, Any]
    tags: dict[str, str]


class ClassicListenerRecord(TypedDict):
    """A listener of a Classic Load Balancer."""

    port: int
    protocol: str
    instance_port: int
    certificate: str | None
    policies: list[str]


class ClassicRecord(TypedDict):
    """A Classic Load Balancer. `created` is RFC 3339."""

    account: str
    region: str
    name: str
    scheme: str
    dns_name: str
    created: str
    vpc: str | None
    zones: list[str]
    subnets: list[str]
    security_groups: list[str]
    tags: dict[str, str]
    listeners: list[ClassicListenerRecord]


class DistributionRecord(TypedDict):
    """A CloudFront distribution. `configuration` is the API's DistributionConfig."""

    account: str
    id: str
    arn: str
    domain_name: str
    etag: str
    configuration: dict[str, Any]
    tags: list[dict[str, str]]


class ElbState(TypedDict):
    """Everything that this room keeps."""

    load_balancers: list[LoadBalancerRecord]
    target_groups: list[TargetGroupRecord]
    classic: list[ClassicRecord]
    distributions: list[DistributionRecord]
