"""The way to the small AWS: the program's own access, with clients that answer as those of boto3 do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError, ConnectionClosedError

from acm_tui.aws import attempts
from acm_tui.aws.session import MAX_ATTEMPTS, Access
from acm_tui.domain.listener import Listener, classic_listener, kind_of, load_balancer_name
from acm_tui.domain.mutation import AddToList, DeleteCertificate, RemoveFromList, SetDefault
from tests.cutover.line import Fault, Killed
from tests.cutover.small_aws import GONE, ISSUED_AT, Asked, SaysNo, SmallAws
from tests.domain.stories import PLACE

_REFUSALS = {Fault.REFUSED: "AccessDenied", Fault.THROTTLED: "Throttling"}


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
        return "AKIASMALL"


@dataclass
class _Events:
    """The two events of botocore that tell what became of an attempt."""

    handlers: dict[str, Callable[..., object]] = field(default_factory=dict)

    def register(self, name: str, handler: Callable[..., object]) -> None:
        self.handlers[name] = handler


@dataclass
class _Client:
    """As a client of boto3, with botocore's standard way of trying again."""

    aws: SmallAws
    meta: Any = field(default_factory=lambda: SimpleNamespace(endpoint_url="https://small", events=_Events()))

    def _call(self, operation: str, answer: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        for left in reversed(range(MAX_ATTEMPTS)):
            self.meta.events.handlers["before-send"]()
            try:
                said = self._attempt(operation, answer)
            except ConnectionClosedError as broken:
                self._told(None, broken)
                if not left:
                    raise
            except ClientError as refused:
                self._told({"status_code": 400}, None)
                if not left or refused.response["Error"]["Code"] != "Throttling":
                    raise
            else:
                self._told({"status_code": 200}, None)
                return said | {"ResponseMetadata": {"RequestId": f"request-{self.aws.attempts}"}}
        raise AssertionError("the last attempt answers or raises")

    def _told(self, answer: dict[str, Any] | None, broken: Exception | None) -> None:
        self.meta.events.handlers["response-received"](response_dict=answer, exception=broken)

    def _attempt(self, operation: str, answer: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        self.aws.attempts += 1
        fate = self.aws.fate(operation)
        if fate in _REFUSALS:
            raise _error(operation, _REFUSALS[fate])
        if fate is Fault.CUT:
            raise ConnectionClosedError(endpoint_url=self.meta.endpoint_url)
        if fate is Fault.KILLED_BEFORE:
            raise Killed
        try:
            said = answer()
        except SaysNo as no:
            raise _error(operation, str(no)) from no
        if fate in (Fault.LOST, Fault.LOST_ONCE):
            raise ConnectionClosedError(endpoint_url=self.meta.endpoint_url)
        if fate is Fault.KILLED_AFTER:
            raise Killed
        return said

    def _change(self, operation: str, asked: Asked) -> dict[str, Any]:
        def carried() -> dict[str, Any]:
            self.aws.observer(asked)
            self.aws.carry_out(asked)
            return {}

        return self._call(operation, carried)

    def get_paginator(self, operation: str) -> Any:
        """Every answer here is one page."""

        def paginate(**asked: Any) -> Iterator[dict[str, Any]]:
            yield getattr(self, operation)(**asked)

        return SimpleNamespace(paginate=paginate)


def _error(operation: str, code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, operation)


class _Elbv2(_Client):
    def describe_load_balancers(self, LoadBalancerArns: Iterable[str] = ()) -> dict[str, Any]:  # noqa: N803 - AWS's name
        known = [arn for arn in self.aws.balancers() if kind_of(arn) != "classic"]
        wanted = list(LoadBalancerArns) or known
        return self._call(
            "DescribeLoadBalancers", lambda: {"LoadBalancers": [self._shown(a) for a in wanted]}
        )

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
        return self._call(
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

        return self._call("DescribeListeners", answer)

    def describe_listener_certificates(self, ListenerArn: str) -> dict[str, Any]:  # noqa: N803 - AWS's name
        def answer() -> dict[str, Any]:
            one = self.aws.found(ListenerArn)
            held = [(one.default, True), *((arn, False) for arn in one.sni)]
            return {"Certificates": [{"CertificateArn": arn, "IsDefault": first} for arn, first in held]}

        return self._call("DescribeListenerCertificates", answer)

    def modify_listener(self, ListenerArn: str, Certificates: Any) -> dict[str, Any]:  # noqa: N803 - AWS's names
        return self._change("ModifyListener", SetDefault(ListenerArn, _only(Certificates)))

    def add_listener_certificates(self, ListenerArn: str, Certificates: Any) -> dict[str, Any]:  # noqa: N803 - AWS's names
        return self._change("AddListenerCertificates", AddToList(ListenerArn, _only(Certificates)))

    def remove_listener_certificates(self, ListenerArn: str, Certificates: Any) -> dict[str, Any]:  # noqa: N803 - AWS's names
        return self._change("RemoveListenerCertificates", RemoveFromList(ListenerArn, _only(Certificates)))


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


class _Elb(_Client):
    def describe_load_balancers(self, LoadBalancerNames: Iterable[str] = ()) -> dict[str, Any]:  # noqa: N803 - AWS's name
        wanted = list(LoadBalancerNames) or [*self._known()]
        return self._call(
            "DescribeLoadBalancers",
            lambda: {"LoadBalancerDescriptions": [self._shown(one) for one in wanted]},
        )

    def _known(self) -> dict[str, str]:
        return {load_balancer_name(arn): arn for arn in self.aws.balancers() if kind_of(arn) == "classic"}

    def _shown(self, name: str) -> dict[str, Any]:
        if (arn := self._known().get(name)) is None:
            raise SaysNo("LoadBalancerNotFound")
        own = [one for one in self.aws.listeners.values() if one.load_balancer_arn == arn]
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
        return self._call(
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
        return self._change("SetLoadBalancerListenerSSLCertificate", SetDefault(arn, SSLCertificateId))


class _Acm(_Client):
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

        return self._call("DescribeCertificate", answer)

    def list_tags_for_certificate(self, CertificateArn: str) -> dict[str, Any]:  # noqa: N803 - AWS's name
        return self._call("ListTagsForCertificate", lambda: {"Tags": []})

    def delete_certificate(self, CertificateArn: str) -> dict[str, Any]:  # noqa: N803 - AWS's name
        return self._change("DeleteCertificate", DeleteCertificate(CertificateArn, "replaced"))


class _Sts(_Client):
    def get_caller_identity(self) -> dict[str, Any]:
        return self._call(
            "GetCallerIdentity",
            lambda: {"Account": PLACE.account, "Arn": f"arn:aws:iam::{PLACE.account}:user/ayako"},
        )


_CLIENTS: dict[str, type[_Client]] = {"elbv2": _Elbv2, "elb": _Elb, "acm": _Acm, "sts": _Sts}
