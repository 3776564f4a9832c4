"""The way to the small AWS: the program's own access, with clients that answer as those of boto3 do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from acm_tui.aws import attempts
from acm_tui.aws.session import Access
from acm_tui.domain.listener import Listener, classic_listener, kind_of, load_balancer_name
from acm_tui.domain.mutation import AddToList, DeleteCertificate, RemoveFromList, SetDefault
from tests.cutover.small_aws import GONE, ISSUED_AT, SaysNo, SmallAws
from tests.cutover.small_client import SmallClient
from tests.domain.stories import PLACE


class SmallAccess(Access):
    """An access that reaches a small AWS."""

    def __init__(self, aws: SmallAws) -> None:
        super().__init__(None, PLACE.region)
        self._aws = aws

    def _made(self, service: str, region: str) -> Any:
        client = _CLIENTS[service](self._aws)
        attempts.watch(client)
        return client

    def _access_key(self, region: str) -> str | None:
        return f"AKIASMALL{self._aws.access_keys}"


class _Elbv2(SmallClient):
    def describe_load_balancers(self, LoadBalancerArns: Iterable[str] = ()) -> dict[str, Any]:  # noqa: N803 - AWS's name
        known = [arn for arn in self.aws.balancers() if kind_of(arn) != "classic"]
        wanted = list(LoadBalancerArns) or known
        return self.call("DescribeLoadBalancers", lambda: {"LoadBalancers": [self._shown(a) for a in wanted]})

    def _shown(self, arn: str) -> dict[str, Any]:
        if arn not in self.aws.balancers():
            raise SaysNo("LoadBalancerNotFound")
        name = load_balancer_name(arn)
        return {
            "LoadBalancerArn": arn,
            "LoadBalancerName": name,
            "DNSName": f"{name}.elb.amazonaws.com",
            "Scheme": "internet-facing",
            "Type": kind_of(arn),
        }

    def describe_tags(self, ResourceArns: Iterable[str]) -> dict[str, Any]:  # noqa: N803 - AWS's name
        return self.call(
            "DescribeTags",
            lambda: {"TagDescriptions": [{"ResourceArn": arn, "Tags": []} for arn in ResourceArns]},
        )

    def describe_listeners(
        self,
        LoadBalancerArn: str = "",  # noqa: N803 - AWS's name
        ListenerArns: Iterable[str] = (),  # noqa: N803 - AWS's name
    ) -> dict[str, Any]:
        def answer() -> dict[str, Any]:
            if LoadBalancerArn:
                own = [one for one in self.aws.listeners.values() if one.load_balancer_arn == LoadBalancerArn]
                if not own:
                    raise SaysNo("LoadBalancerNotFound")
            else:
                own = [self.aws.found(arn) for arn in ListenerArns]
            return {"Listeners": [_listener(one) for one in own]}

        return self.call("DescribeListeners", answer)

    def describe_listener_certificates(self, ListenerArn: str) -> dict[str, Any]:  # noqa: N803 - AWS's name
        def answer() -> dict[str, Any]:
            one = self.aws.found(ListenerArn)
            self.aws.reader(one.arn)
            held = [(one.default, True), *((arn, False) for arn in one.sni)]
            return {"Certificates": [{"CertificateArn": arn, "IsDefault": first} for arn, first in held]}

        return self.call("DescribeListenerCertificates", answer)

    def modify_listener(self, ListenerArn: str, Certificates: Any) -> dict[str, Any]:  # noqa: N803 - AWS's names
        return self.change("ModifyListener", SetDefault(ListenerArn, _only(Certificates)))

    def add_listener_certificates(self, ListenerArn: str, Certificates: Any) -> dict[str, Any]:  # noqa: N803 - AWS's names
        return self.change("AddListenerCertificates", AddToList(ListenerArn, _only(Certificates)))

    def remove_listener_certificates(self, ListenerArn: str, Certificates: Any) -> dict[str, Any]:  # noqa: N803 - AWS's names
        return self.change("RemoveListenerCertificates", RemoveFromList(ListenerArn, _only(Certificates)))


def _only(certificates: list[dict[str, str]]) -> str:
    (one,) = certificates
    (arn,) = one.values()
    assert one.keys() == {"CertificateArn"}
    return arn


def _listener(one: Listener) -> dict[str, Any]:
    return {
        "ListenerArn": one.arn,
        "LoadBalancerArn": one.load_balancer_arn,
        "Protocol": one.protocol,
        "Port": one.port,
        "Certificates": [{"CertificateArn": one.default}],
    }


class _Elb(SmallClient):
    def describe_load_balancers(self, LoadBalancerNames: Iterable[str] = ()) -> dict[str, Any]:  # noqa: N803 - AWS's name
        wanted = list(LoadBalancerNames) or [*self._known()]
        return self.call(
            "DescribeLoadBalancers",
            lambda: {"LoadBalancerDescriptions": [self._shown(one) for one in wanted]},
        )

    def _known(self) -> dict[str, str]:
        return {load_balancer_name(arn): arn for arn in self.aws.balancers() if kind_of(arn) == "classic"}

    def _shown(self, name: str) -> dict[str, Any]:
        if (arn := self._known().get(name)) is None:
            raise SaysNo("LoadBalancerNotFound")
        own = [one for one in self.aws.listeners.values() if one.load_balancer_arn == arn]
        for one in own:
            self.aws.reader(one.arn)
        return {
            "LoadBalancerName": name,
            "DNSName": f"{name}.elb.amazonaws.com",
            "Scheme": "internet-facing",
            "ListenerDescriptions": [
                {
                    "Listener": {
                        "LoadBalancerPort": one.port,
                        "Protocol": one.protocol,
                        "SSLCertificateId": one.default,
                    }
                }
                for one in own
            ],
        }

    def describe_tags(self, LoadBalancerNames: Iterable[str]) -> dict[str, Any]:  # noqa: N803 - AWS's name
        return self.call(
            "DescribeTags",
            lambda: {
                "TagDescriptions": [{"LoadBalancerName": name, "Tags": []} for name in LoadBalancerNames]
            },
        )

    def set_load_balancer_listener_ssl_certificate(
        self,
        LoadBalancerName: str,  # noqa: N803 - AWS's name
        LoadBalancerPort: int,  # noqa: N803 - AWS's name
        SSLCertificateId: str,  # noqa: N803 - AWS's names
    ) -> dict[str, Any]:
        name = self._known().get(LoadBalancerName)
        arn = classic_listener(name or GONE, LoadBalancerPort)
        return self.change("SetLoadBalancerListenerSSLCertificate", SetDefault(arn, SSLCertificateId))


class _Acm(SmallClient):
    def describe_certificate(self, CertificateArn: str) -> dict[str, Any]:  # noqa: N803 - AWS's name
        def answer() -> dict[str, Any]:
            if CertificateArn not in self.aws.certificates:
                raise SaysNo("ResourceNotFoundException")
            method = self.aws.certificates[CertificateArn]
            return {
                "Certificate": {
                    "CertificateArn": CertificateArn,
                    "DomainName": self.aws.names[0],
                    "SubjectAlternativeNames": list(self.aws.names),
                    "Status": "ISSUED",
                    "Type": "AMAZON_ISSUED",
                    "KeyAlgorithm": "RSA-2048",
                    "SignatureAlgorithm": "SHA256WITHRSA",
                    "CreatedAt": ISSUED_AT,
                    "NotBefore": ISSUED_AT,
                    "NotAfter": ISSUED_AT.replace(year=2027),
                    "InUseBy": self.aws.in_use_by(CertificateArn),
                    "DomainValidationOptions": [
                        {"DomainName": name, "ValidationStatus": "SUCCESS", "ValidationMethod": method}
                        for name in self.aws.names
                    ],
                }
            }

        return self.call("DescribeCertificate", answer)

    def list_tags_for_certificate(self, CertificateArn: str) -> dict[str, Any]:  # noqa: N803 - AWS's name
        return self.call("ListTagsForCertificate", lambda: {"Tags": []})

    def delete_certificate(self, CertificateArn: str) -> dict[str, Any]:  # noqa: N803 - AWS's name
        return self.change("DeleteCertificate", DeleteCertificate(CertificateArn, "replaced"))


class _Sts(SmallClient):
    def get_caller_identity(self) -> dict[str, Any]:
        return self.call(
            "GetCallerIdentity",
            lambda: {"Account": PLACE.account, "Arn": f"arn:aws:iam::{PLACE.account}:user/ayako"},
        )


_CLIENTS: dict[str, type[SmallClient]] = {"elbv2": _Elbv2, "elb": _Elb, "acm": _Acm, "sts": _Sts}
