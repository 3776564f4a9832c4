"""Asks moto as it is, uncorrected, what the corrections rest on; prints the answers as one JSON object.

It runs in a process of its own: in the tests' process moto is corrected already.
"""

import json
from typing import Any

import boto3
from botocore.exceptions import ClientError
from moto import mock_aws

REGION = "us-east-1"
OK_PAGE: list[Any] = [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}]
KEYS: dict[str, Any] = {
    "region_name": REGION,
    "aws_access_key_id": "test",
    "aws_secret_access_key": "test",
}


def outcome(call: Any, **request: Any) -> str:
    """ "accepted" or the code of the error."""
    try:
        call(**request)
    except ClientError as refused:
        return refused.response["Error"]["Code"]
    return "accepted"


def one(arn: str) -> list[dict[str, str]]:
    return [{"CertificateArn": arn}]


def listener_facts(elbv2: Any, balancer: str, nlb: str, certificates: list[str]) -> dict[str, Any]:
    first, second, third = certificates

    def listener(of: str, protocol: str, port: int, **more: Any) -> str:
        request = {"LoadBalancerArn": of, "Protocol": protocol, "Port": port, "DefaultActions": OK_PAGE}
        arn: str = elbv2.create_listener(**request, **more)["Listeners"][0]["ListenerArn"]
        return arn

    def shown(arn: str) -> list[str]:
        (found,) = elbv2.describe_listeners(ListenerArns=[arn])["Listeners"]
        return [certificate["CertificateArn"] for certificate in found["Certificates"]]

    def listed(arn: str) -> list[str]:
        answer = elbv2.describe_listener_certificates(ListenerArn=arn)
        return [certificate["CertificateArn"] for certificate in answer["Certificates"]]

    found: dict[str, Any] = {}
    https = listener(balancer, "HTTPS", 443, Certificates=one(first))
    tls = listener(nlb, "TLS", 443, Certificates=one(first))
    elbv2.add_listener_certificates(ListenerArn=https, Certificates=one(second))
    elbv2.add_listener_certificates(ListenerArn=https, Certificates=one(second))
    found["the same certificate added twice"] = len(listed(https))
    found["certificates that DescribeListeners shows"] = len(shown(https))
    elbv2.modify_listener(ListenerArn=https, Certificates=one(third), DefaultActions=OK_PAGE)
    found["the list after ModifyListener"] = listed(https) == [third]
    unknown = f"arn:aws:acm:{REGION}:123456789012:certificate/0"
    added = outcome(elbv2.add_listener_certificates, ListenerArn=https, Certificates=one(unknown))
    found["an unknown certificate added"] = added
    elbv2.remove_listener_certificates(ListenerArn=https, Certificates=one(third))
    found["the default after its removal from the list"] = third in listed(https)
    elbv2.modify_listener(ListenerArn=tls, Certificates=one(second), DefaultActions=OK_PAGE)
    found["the default of an NLB after ModifyListener"] = shown(tls) == [first]
    bare = {"LoadBalancerArn": balancer, "Protocol": "HTTPS", "DefaultActions": OK_PAGE}
    found["HTTPS without a certificate"] = outcome(elbv2.create_listener, Port=8443, **bare)
    found["the same port again"] = outcome(elbv2.create_listener, Port=443, **bare)
    page = elbv2.describe_listeners(LoadBalancerArn=balancer, PageSize=1)
    found["listeners on a page of one"] = len(page["Listeners"])
    found["tags of what does not exist"] = outcome(elbv2.describe_tags, ResourceArns=[balancer + "0"])
    return found


def facts() -> dict[str, Any]:
    """What moto answers."""
    clients: dict[str, Any] = {name: boto3.client(name, **KEYS) for name in ("elbv2", "elb", "acm", "ec2")}
    elbv2, classic, acm, ec2 = clients.values()
    certificates = [
        acm.request_certificate(DomainName=f"{name}.example.com", ValidationMethod="DNS")["CertificateArn"]
        for name in ("first", "second", "third")
    ]
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]][:2]
    alb, nlb = (
        elbv2.create_load_balancer(Name=kind, Type=kind, Subnets=subnets)["LoadBalancers"][0][
            "LoadBalancerArn"
        ]
        for kind in ("application", "network")
    )
    found = listener_facts(elbv2, alb, nlb, certificates)
    described = acm.describe_certificate(CertificateArn=certificates[0])["Certificate"]
    found["a pending certificate on a new listener"] = described["Status"]
    found["the ARN of an NLB"] = nlb.split(":loadbalancer/")[1].split("/")[0]
    classic.create_load_balancer(
        LoadBalancerName="legacy",
        AvailabilityZones=[f"{REGION}a"],
        Listeners=[{"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}],
    )
    found["a classic certificate on a wrong port"] = outcome(
        classic.set_load_balancer_listener_ssl_certificate,
        LoadBalancerName="legacy",
        LoadBalancerPort=443,
        SSLCertificateId=certificates[0],
    )
    return found


if __name__ == "__main__":
    with mock_aws():
        answer = facts()
    print(json.dumps(answer))  # noqa: T201 - this is how the test reads it
