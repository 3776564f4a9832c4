"""What Elastic Load Balancing answers, as tests script it."""

from collections.abc import Callable
from typing import Any

from acm_tui.domain.listener import Kind, LoadBalancer
from tests.aws.scripted import Answer, Decider, Error, Scripted

REGION = "ap-northeast-1"
HEAD = "arn:aws:elasticloadbalancing:ap-northeast-1:111122223333"
CERTIFICATE = "arn:aws:acm:ap-northeast-1:111122223333:certificate/00000000-0000-4000-8000-000000000001"
OLD = CERTIFICATE[:-1] + "2"
CLASSIC = f"{HEAD}:loadbalancer/order-desk"
LISTENER = f"{HEAD}:listener/app/a1/50dc6c495c0c9188/f2f7dc8efc522ab2"
GONE = Error("LoadBalancerNotFound")
VERSIONS = {"elbv2": "2015-12-01", "classic": "2012-06-01"}


def alb(number: int) -> str:
    return f"{HEAD}:loadbalancer/app/a{number}/50dc6c495c0c9188"


def member(inside: str) -> str:
    return f"<member>{inside}</member>"


def described(number: int, kind: str = "application") -> str:
    return member(
        f"<LoadBalancerArn>{alb(number)}</LoadBalancerArn><LoadBalancerName>a{number}</LoadBalancerName>"
        f"<Type>{kind}</Type><DNSName>a{number}.elb.amazonaws.com</DNSName><Scheme>internal</Scheme>"
    )


def described_all(*members: str) -> Answer:
    return Answer(f"<LoadBalancers>{''.join(members)}</LoadBalancers>")


def tagged(key: str, **tags: str) -> str:
    inside = "".join(member(f"<Key>{k}</Key><Value>{v}</Value>") for k, v in tags.items())
    return member(f"{key}<Tags>{inside}</Tags>")


def tags_of(*members: str) -> Answer:
    return Answer(f"<TagDescriptions>{''.join(members)}</TagDescriptions>")


def listening(arn: str, protocol: str = "HTTPS", port: int = 443, of: int = 1) -> str:
    return member(
        f"<ListenerArn>{arn}</ListenerArn><LoadBalancerArn>{alb(of)}</LoadBalancerArn>"
        f"<Protocol>{protocol}</Protocol><Port>{port}</Port>"
    )


def page(what: str, *members: str, marker: str = "") -> Answer:
    more = f"<NextMarker>{marker}</NextMarker>" if marker else ""
    return Answer(f"<{what}>{''.join(members)}</{what}>{more}")


def held(arn: str, *, default: bool = False) -> str:
    return member(f"<CertificateArn>{arn}</CertificateArn><IsDefault>{str(default).lower()}</IsDefault>")


def classic_answer(*listeners: tuple[str, int, str], name: str = "order-desk") -> Answer:
    inside = "".join(
        member(
            f"<Listener><Protocol>{protocol}</Protocol><LoadBalancerPort>{port}</LoadBalancerPort>"
            f"<SSLCertificateId>{certificate}</SSLCertificateId></Listener>"
        )
        for protocol, port, certificate in listeners
    )
    return Answer(
        "<LoadBalancerDescriptions>"
        + member(
            f"<LoadBalancerName>{name}</LoadBalancerName><DNSName>{name}.elb.amazonaws.com</DNSName>"
            f"<Scheme>internet-facing</Scheme><ListenerDescriptions>{inside}</ListenerDescriptions>"
        )
        + "</LoadBalancerDescriptions>"
    )


def arns_sent(call: dict[str, str], field: str) -> list[str]:
    return [value for key, value in call.items() if key.startswith(f"{field}.member.")]


def load_balancer(arn: str, kind: Kind = "application") -> LoadBalancer:
    return LoadBalancer(arn=arn, name="", kind=kind, dns_name="", scheme="")


def certificates_by_listener(held: dict[str, list[Answer]]) -> Decider:
    """DescribeListenerCertificates: the pages of each listener in their order; any other is not there."""
    left = {arn: list(answers) for arn, answers in held.items()}

    def answer(parameters: dict[str, Any]) -> Scripted:
        pages = left.get(parameters["ListenerArn"])
        return pages.pop(0) if pages else Error("ListenerNotFound")

    return answer


def only(there: set[str], field: str, answer: Callable[[list[str]], Answer]) -> Decider:
    """A call that names several in *field*: one that is not *there* fails the whole call."""

    def decide(parameters: dict[str, Any]) -> Scripted:
        wanted = arns_sent(parameters, field)
        return answer(wanted) if set(wanted) <= there else GONE

    return decide
