"""ARNs and DNS names in AWS's shapes, the same ones each time for the same input."""

from hashlib import sha256

from moto.utilities.utils import get_partition


def identifier_of(text: str) -> str:
    """Sixteen hexadecimal digits that stand for *text*, as at the end of a load balancer's ARN."""
    return sha256(text.encode()).hexdigest()[:16]


def _stem(account: str, region: str) -> str:
    return f"arn:{get_partition(region)}:elasticloadbalancing:{region}:{account}"


def load_balancer_arn(account: str, region: str, name: str, kind: str) -> str:
    """The ARN of an ALB (*kind* "application") or NLB ("network")."""
    part = {"application": "app", "network": "net"}[kind]
    identifier = identifier_of(f"{account}/{region}/{part}/{name}")
    return f"{_stem(account, region)}:loadbalancer/{part}/{name}/{identifier}"


def listener_arn(load_balancer: str, port: int) -> str:
    """The ARN of the listener on *port* of the load balancer with this ARN."""
    stem = load_balancer.replace(":loadbalancer/", ":listener/")
    return f"{stem}/{identifier_of(f'{load_balancer}:{port}')}"


def target_group_arn(account: str, region: str, name: str) -> str:
    """The ARN of a target group."""
    identifier = identifier_of(f"{account}/{region}/{name}")
    return f"{_stem(account, region)}:targetgroup/{name}/{identifier}"


def classic_arn(account: str, region: str, name: str) -> str:
    """The ARN of a Classic Load Balancer (Service Authorization Reference: no kind, no identifier)."""
    return f"{_stem(account, region)}:loadbalancer/{name}"


def application_dns_name(name: str, arn: str, region: str, scheme: str) -> str:
    """The DNS name of an ALB or Classic Load Balancer: name, a number, region."""
    number = int(sha256(arn.encode()).hexdigest()[:12], 16) % 9_000_000_000 + 1_000_000_000
    prefix = "internal-" if scheme == "internal" else ""
    return f"{prefix}{name}-{number}.{region}.elb.{_domain(region)}"


def network_dns_name(name: str, identifier: str, region: str) -> str:
    """The DNS name of an NLB; `elb` and the region stand the other way round."""
    return f"{name}-{identifier}.elb.{region}.{_domain(region)}"


def _domain(region: str) -> str:
    """Where the names of a partition's endpoints and load balancers end."""
    return "amazonaws.com.cn" if get_partition(region) == "aws-cn" else "amazonaws.com"
