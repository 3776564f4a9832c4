"""Makes the load balancers and distributions of a world, with the same ARNs and names each time.

No certificate is looked up: a seed may hold what no API call could attach any more.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from acm_tui.sandbox.aws.elb import names
from acm_tui.sandbox.aws.elb.building import (
    put_classic,
    put_distribution,
    put_listener,
    put_load_balancer,
    put_target_group,
)
from acm_tui.sandbox.aws.elb.listeners import SECURE
from acm_tui.sandbox.aws.elb.setting import in_force

# XML 1.0, section 2.2: what an answer of these APIs can carry. ESC and its like cannot reach a client.
SAYABLE = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")

POLICY_OF_THE_CONSOLE = "ELBSecurityPolicy-TLS13-1-2-2021-06"  # what the console picks for a new listener
AGE = timedelta(days=400)  # a seeded load balancer was there before its certificates


def create_load_balancer(
    account: str,
    region: str,
    name: str,
    kind: str = "application",
    scheme: str = "internet-facing",
    tags: Mapping[str, str] | None = None,
) -> str:
    """Make an ALB (*kind* "application") or NLB ("network") in two zones; returns its ARN.

    Raises:
        ValueError: a tag with a control character that XML cannot carry.
    """
    arn = names.load_balancer_arn(account, region, name, kind)
    if kind == "network":
        dns_name = names.network_dns_name(name, arn.rsplit("/", 1)[1], region)
    else:
        dns_name = names.application_dns_name(name, arn, region, scheme)
    place = names.identifier_of(f"{account}/{region}")
    put_load_balancer(
        {
            "account": account,
            "region": region,
            "arn": arn,
            "name": name,
            "kind": kind,
            "scheme": scheme,
            "dns_name": dns_name,
            "created": _created().isoformat(timespec="milliseconds"),
            "ip_address_type": "ipv4",
            "vpc": f"vpc-0{place}",
            "subnets": [[f"subnet-0{place[:-1]}{zone}", f"{region}{zone}"] for zone in ("a", "c")],
            "security_groups": [] if kind == "network" else [f"sg-0{place}"],
            "attributes": {},
            "tags": _sayable(tags),
            "listeners": [],
        }
    )
    return arn


def create_listener(
    load_balancer_arn: str,
    protocol: str,
    port: int,
    default_arn: str | None = None,
    list_arns: Sequence[str] = (),
    default_in_list: bool = False,
    tags: Mapping[str, str] | None = None,
) -> str:
    """Make a listener on an ALB or NLB; returns its ARN.

    *list_arns* is the certificate list. *default_in_list* puts the default into the list as well, first, as
    the console does.
    """
    region, account = load_balancer_arn.split(":")[3:5]
    own_list = [arn for arn in list_arns if arn != default_arn]
    in_list = [default_arn, *own_list] if default_in_list and default_arn else list(list_arns)
    arn = names.listener_arn(load_balancer_arn, port)
    put_listener(
        account,
        region,
        load_balancer_arn,
        {
            "arn": arn,
            "port": port,
            "protocol": protocol,
            "ssl_policy": POLICY_OF_THE_CONSOLE if protocol in SECURE else None,
            "alpn_policy": [],
            "default": default_arn,
            "certificate_list": in_list,
            "actions": [_forward(account, region, load_balancer_arn)],
            "attributes": {},
            "tags": _sayable(tags),
        },
    )
    return arn


def create_classic(
    account: str,
    region: str,
    name: str,
    certificates: Mapping[int, str],
    tags: Mapping[str, str] | None = None,
    scheme: str = "internet-facing",
) -> str:
    """Make a Classic Load Balancer with an HTTPS listener on each port of *certificates*; returns its ARN."""
    arn = names.classic_arn(account, region, name)
    place = names.identifier_of(f"{account}/{region}")
    put_classic(
        {
            "account": account,
            "region": region,
            "name": name,
            "scheme": scheme,
            "dns_name": names.application_dns_name(name, arn, region, scheme),
            "created": _created().isoformat(),
            "vpc": f"vpc-0{place}",
            "zones": [f"{region}a", f"{region}c"],
            "subnets": [f"subnet-0{place[:-1]}a", f"subnet-0{place[:-1]}c"],
            "security_groups": [f"sg-0{place}"],
            "tags": _sayable(tags),
            "listeners": [
                {
                    "port": port,
                    "protocol": "HTTPS",
                    "instance_port": 80,
                    "certificate": certificate,
                    "policies": [],
                }
                for port, certificate in certificates.items()
            ],
        }
    )
    return arn


def create_distribution(
    account: str, aliases: Sequence[str], certificate_arn: str, tags: Mapping[str, str] | None = None
) -> str:
    """Make a CloudFront distribution with an ACM certificate (of us-east-1); returns its ARN."""
    digest = sha256("/".join((account, *aliases)).encode()).hexdigest()
    identifier = f"E{digest[:13].upper()}"
    arn = f"arn:aws:cloudfront::{account}:distribution/{identifier}"
    put_distribution(
        {
            "account": account,
            "id": identifier,
            "arn": arn,
            "domain_name": f"d{digest[13:26]}.cloudfront.net",
            "etag": f"E{digest[26:39].upper()}",
            "configuration": _distribution_configuration(identifier, aliases, certificate_arn),
            "tags": [{"Key": key, "Value": value} for key, value in _sayable(tags).items()],
        }
    )
    return arn


def _sayable(tags: Mapping[str, str] | None) -> dict[str, str]:
    for text in (part for tag in (tags or {}).items() for part in tag):
        if not SAYABLE.fullmatch(text):
            raise ValueError(f"an XML answer cannot carry the tag text {text!r}")
    return dict(tags or {})


def _created() -> datetime:
    return in_force().clock.now().astimezone(UTC) - AGE


def _forward(account: str, region: str, load_balancer_arn: str) -> dict[str, Any]:
    """The default action of a seeded listener: forward to the one target group, made on the way."""
    kind, name = load_balancer_arn.split("/")[1:3]
    arn = names.target_group_arn(account, region, f"{name}-targets")
    put_target_group(
        {
            "account": account,
            "region": region,
            "arn": arn,
            "name": f"{name}-targets",
            "vpc": f"vpc-0{names.identifier_of(f'{account}/{region}')}",
            "protocol": "TCP" if kind == "net" else "HTTP",
            "port": 80,
            "target_type": "ip",
            "load_balancers": [load_balancer_arn],
            "details": {},
            "tags": {},
        }
    )
    return {"Type": "forward", "TargetGroupArn": arn}


def _distribution_configuration(
    reference: str, aliases: Sequence[str], certificate_arn: str
) -> dict[str, Any]:
    return {
        "CallerReference": reference,
        "Aliases": {"Quantity": len(aliases), "Items": list(aliases)},
        "Comment": "",
        "Enabled": True,
        "Origins": {
            "Quantity": 1,
            "Items": [
                {
                    "Id": "origin",
                    "DomainName": f"origin.{aliases[0].removeprefix('*.')}",
                    "CustomOriginConfig": {
                        "HTTPPort": 80,
                        "HTTPSPort": 443,
                        "OriginProtocolPolicy": "https-only",
                        "OriginSslProtocols": {"Quantity": 1, "Items": ["TLSv1.2"]},
                    },
                }
            ],
        },
        "DefaultCacheBehavior": {"TargetOriginId": "origin", "ViewerProtocolPolicy": "redirect-to-https"},
        "ViewerCertificate": {
            "CloudFrontDefaultCertificate": False,
            "ACMCertificateArn": certificate_arn,
            "SSLSupportMethod": "sni-only",
            "MinimumProtocolVersion": "TLSv1.2_2021",
        },
    }
