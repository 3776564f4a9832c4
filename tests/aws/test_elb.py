"""Load balancers and listeners: what is read, and exactly what is sent to change them."""

import pytest

from acm_tui.aws import elb
from acm_tui.aws.receipt import Receipt
from acm_tui.aws.session import Access
from acm_tui.domain.errors import NotFound, Refused, ServiceTrouble
from acm_tui.domain.listener import Listener, LoadBalancer
from acm_tui.domain.mutation import AddToList, Change, RemoveFromList, SetDefault
from tests.aws.scripted import Answer, Error, ScriptedAws

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


def listening(arn: str, protocol: str = "HTTPS", port: int = 443) -> str:
    return member(
        f"<ListenerArn>{arn}</ListenerArn><LoadBalancerArn>{alb(1)}</LoadBalancerArn>"
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


def test_load_balancers_are_asked_for_twenty_at_a_time(aws: ScriptedAws, access: Access) -> None:
    arns = [alb(number) for number in range(21)]
    aws.script(
        "DescribeLoadBalancers", described_all(*map(described, range(20))), described_all(described(20))
    )
    aws.script("DescribeTags", tags_of(tagged(f"<ResourceArn>{alb(3)}</ResourceArn>", team="web")), tags_of())
    found = elb.load_balancers(access, REGION, [*arns, arns[0]])
    assert [one.arn for one in found] == arns
    assert found[3] == LoadBalancer(
        arn=alb(3),
        name="a3",
        kind="application",
        dns_name="a3.elb.amazonaws.com",
        scheme="internal",
        tags={"team": "web"},
    )
    sizes = [len(arns_sent(call, "LoadBalancerArns")) for call in aws.parameters("DescribeLoadBalancers")]
    assert sizes == [20, 1]
    assert [len(arns_sent(call, "ResourceArns")) for call in aws.parameters("DescribeTags")] == [20, 1]


def test_one_that_is_gone_does_not_hide_the_others(aws: ScriptedAws, access: Access) -> None:
    aws.script("DescribeLoadBalancers", GONE, described_all(described(1)), GONE, described_all(described(3)))
    aws.script("DescribeTags", GONE, tags_of(tagged(f"<ResourceArn>{alb(1)}</ResourceArn>", a="b")), GONE)
    found = elb.load_balancers(access, REGION, [alb(1), alb(2), alb(3)])
    assert [(one.arn, one.tags) for one in found] == [(alb(1), {"a": "b"}), (alb(3), {})]


def test_a_gateway_load_balancer_holds_no_certificate(aws: ScriptedAws, access: Access) -> None:
    aws.script("DescribeLoadBalancers", described_all(described(1, "gateway"), described(2, "network")))
    aws.script("DescribeTags", tags_of())
    assert [one.kind for one in elb.load_balancers(access, REGION, [alb(1), alb(2)])] == ["network"]


def test_a_classic_one_is_asked_of_its_own_api(aws: ScriptedAws, access: Access) -> None:
    aws.script("DescribeLoadBalancers", classic_answer())
    aws.script(
        "DescribeTags", tags_of(tagged("<LoadBalancerName>order-desk</LoadBalancerName>", Name="order desk"))
    )
    assert elb.load_balancers(access, REGION, [CLASSIC]) == (
        LoadBalancer(
            arn=CLASSIC,
            name="order-desk",
            kind="classic",
            dns_name="order-desk.elb.amazonaws.com",
            scheme="internet-facing",
            tags={"Name": "order desk"},
        ),
    )
    assert [call["Version"] for call in aws.parameters("DescribeLoadBalancers")] == [VERSIONS["classic"]]


def test_classic_ones_that_are_gone_are_left_out(aws: ScriptedAws, access: Access) -> None:
    aws.script("DescribeLoadBalancers", GONE, GONE, classic_answer())
    aws.script("DescribeTags", tags_of())
    found = elb.load_balancers(access, REGION, [f"{HEAD}:loadbalancer/gone", CLASSIC])
    assert [one.arn for one in found] == [CLASSIC]


def load_balancer(arn: str, kind: str = "application") -> LoadBalancer:
    return LoadBalancer(arn=arn, name="", kind=kind, dns_name="", scheme="")  # type: ignore[arg-type]  # a literal


def test_every_tls_listener_with_every_certificate(aws: ScriptedAws, access: Access) -> None:
    aws.script(
        "DescribeListeners",
        page("Listeners", listening(LISTENER), listening(LISTENER + "0", "HTTP", 80), marker="more"),
        page("Listeners", listening(LISTENER + "1", "TLS", 8443)),
    )
    aws.script("DescribeTags", tags_of(tagged(f"<ResourceArn>{LISTENER}</ResourceArn>", team="web")))
    aws.script(
        "DescribeListenerCertificates",
        page("Certificates", held(CERTIFICATE), held(OLD, default=True), marker="more"),
        page("Certificates", held(OLD)),
        page("Certificates", held(CERTIFICATE, default=True)),
    )
    assert elb.listeners(access, REGION, [load_balancer(alb(1))]) == (
        Listener(
            arn=LISTENER,
            load_balancer_arn=alb(1),
            protocol="HTTPS",
            port=443,
            default=OLD,
            sni=(CERTIFICATE, OLD),
            tags={"team": "web"},
        ),
        Listener(
            arn=LISTENER + "1",
            load_balancer_arn=alb(1),
            protocol="TLS",
            port=8443,
            default=CERTIFICATE,
        ),
    )


def test_what_vanishes_between_the_calls_is_left_out(aws: ScriptedAws, access: Access) -> None:
    aws.script("DescribeListeners", GONE, page("Listeners", listening(LISTENER), listening(LISTENER + "1")))
    aws.script("DescribeTags", tags_of())
    aws.script(
        "DescribeListenerCertificates",
        Error("ListenerNotFound"),
        page("Certificates", held(OLD, default=True)),
    )
    found = elb.listeners(access, REGION, [load_balancer(alb(1)), load_balancer(alb(2))])
    assert [one.arn for one in found] == [LISTENER + "1"]


def test_classic_listeners_by_port(aws: ScriptedAws, access: Access) -> None:
    aws.script(
        "DescribeLoadBalancers",
        classic_answer(("SSL", 8443, OLD), ("https", 443, CERTIFICATE), ("HTTP", 80, "")),
    )
    found = elb.listeners(access, REGION, [load_balancer(CLASSIC, "classic")])
    assert [(one.arn, one.protocol, one.default, one.sni) for one in found] == [
        (f"{CLASSIC}:443", "HTTPS", CERTIFICATE, ()),
        (f"{CLASSIC}:8443", "SSL", OLD, ()),
    ]


def test_one_listener_afresh(aws: ScriptedAws, access: Access) -> None:
    aws.script(
        "DescribeListeners",
        page("Listeners", listening(LISTENER)),
        page("Listeners", listening(LISTENER, "HTTP")),
        Error("ListenerNotFound"),
    )
    aws.script("DescribeTags", tags_of())
    aws.script("DescribeListenerCertificates", page("Certificates", held(OLD, default=True)))
    seen = elb.listener(access, REGION, LISTENER)
    assert seen is not None
    assert (seen.arn, seen.default) == (LISTENER, OLD)
    assert elb.listener(access, REGION, LISTENER) is None
    assert elb.listener(access, REGION, LISTENER) is None
    assert aws.parameters("DescribeListeners")[0]["ListenerArns.member.1"] == LISTENER


def test_one_classic_listener_afresh(aws: ScriptedAws, access: Access) -> None:
    aws.script("DescribeLoadBalancers", classic_answer(("HTTPS", 443, OLD)))
    seen = elb.listener(access, REGION, f"{CLASSIC}:443")
    assert seen is not None
    assert (seen.default, seen.load_balancer_arn) == (OLD, CLASSIC)
    assert elb.listener(access, REGION, f"{CLASSIC}:444") is None
    aws.script("DescribeLoadBalancers", GONE)
    assert elb.listener(access, REGION, f"{CLASSIC}:443") is None


def no_sleep(seconds: float) -> None:
    raise AssertionError(f"slept {seconds} s")


@pytest.mark.parametrize(
    ("change", "operation", "sent"),
    [
        (
            SetDefault(LISTENER, CERTIFICATE),
            "ModifyListener",
            {
                "Version": VERSIONS["elbv2"],
                "ListenerArn": LISTENER,
                "Certificates.member.1.CertificateArn": CERTIFICATE,
            },
        ),
        (
            AddToList(LISTENER, CERTIFICATE),
            "AddListenerCertificates",
            {
                "Version": VERSIONS["elbv2"],
                "ListenerArn": LISTENER,
                "Certificates.member.1.CertificateArn": CERTIFICATE,
            },
        ),
        (
            RemoveFromList(LISTENER, CERTIFICATE),
            "RemoveListenerCertificates",
            {
                "Version": VERSIONS["elbv2"],
                "ListenerArn": LISTENER,
                "Certificates.member.1.CertificateArn": CERTIFICATE,
            },
        ),
        (
            SetDefault(f"{CLASSIC}:443", CERTIFICATE),
            "SetLoadBalancerListenerSSLCertificate",
            {
                "Version": VERSIONS["classic"],
                "LoadBalancerName": "order-desk",
                "LoadBalancerPort": "443",
                "SSLCertificateId": CERTIFICATE,
            },
        ),
    ],
)
def test_a_change_is_one_call_and_nothing_more(
    aws: ScriptedAws, access: Access, change: Change, operation: str, sent: dict[str, str]
) -> None:
    aws.script(operation, Answer())
    assert elb.apply(access, REGION, change, no_sleep) == Receipt("", "request-1")
    assert [(call.operation, call.parameters) for call in aws.calls] == [(operation, sent)]


@pytest.mark.parametrize("change", [AddToList(f"{CLASSIC}:443", OLD), RemoveFromList(f"{CLASSIC}:443", OLD)])
def test_a_classic_load_balancer_has_no_list(aws: ScriptedAws, access: Access, change: Change) -> None:
    with pytest.raises(Refused):
        elb.apply(access, REGION, change, no_sleep)
    assert aws.calls == []


@pytest.mark.parametrize("code", ["UnsupportedCertificate", "CertificateNotFound"])
@pytest.mark.parametrize(
    ("change", "operation"),
    [
        (SetDefault(LISTENER, CERTIFICATE), "ModifyListener"),
        (AddToList(LISTENER, CERTIFICATE), "AddListenerCertificates"),
        (SetDefault(f"{CLASSIC}:443", CERTIFICATE), "SetLoadBalancerListenerSSLCertificate"),
    ],
)
def test_a_certificate_that_is_not_known_yet_is_waited_for(
    aws: ScriptedAws, access: Access, code: str, change: Change, operation: str
) -> None:
    aws.script(operation, Error(code), Error(code), Answer())
    slept: list[float] = []
    elb.apply(access, REGION, change, slept.append)
    assert slept == [1, 2]
    assert len(aws.calls) == 3


def test_the_wait_for_a_certificate_ends_after_a_minute(aws: ScriptedAws, access: Access) -> None:
    aws.script("ModifyListener", Error("CertificateNotFound"))
    slept: list[float] = []
    with pytest.raises(NotFound):
        elb.apply(access, REGION, SetDefault(LISTENER, CERTIFICATE), slept.append)
    assert sum(slept) == 60


@pytest.mark.parametrize(
    ("change", "operation", "code"),
    [
        (SetDefault(LISTENER, CERTIFICATE), "ModifyListener", "TooManyCertificates"),
        (SetDefault(LISTENER, CERTIFICATE), "ModifyListener", "ListenerNotFound"),
        (RemoveFromList(LISTENER, CERTIFICATE), "RemoveListenerCertificates", "CertificateNotFound"),
        (RemoveFromList(LISTENER, CERTIFICATE), "RemoveListenerCertificates", "OperationNotPermitted"),
    ],
)
def test_other_refusals_are_told_at_once(
    aws: ScriptedAws, access: Access, change: Change, operation: str, code: str
) -> None:
    aws.script(operation, Error(code))
    with pytest.raises(ServiceTrouble) as raised:
        elb.apply(access, REGION, change, no_sleep)
    assert (raised.value.code, raised.value.operation) == (code, f"elasticloadbalancing:{operation}")
