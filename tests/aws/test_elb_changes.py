"""What is sent to change a listener, and how long a certificate is waited for."""

import pytest

from acm_tui.aws import elb
from acm_tui.aws.receipt import Receipt
from acm_tui.aws.session import Access
from acm_tui.domain.errors import NotFound, OutcomeUnknown, Refused, ServiceTrouble
from acm_tui.domain.mutation import AddToList, Change, RemoveFromList, SetDefault
from tests.aws.elb_answers import CERTIFICATE, CLASSIC, LISTENER, OLD, REGION, VERSIONS
from tests.aws.scripted import Answer, Error, Reset, Scripted, ScriptedAws


def in_acm(status: str) -> Answer:
    least = {"CertificateArn": CERTIFICATE, "DomainName": "example.com", "Type": "AMAZON_ISSUED"}
    return Answer({"Certificate": {**least, "Status": status}})


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
    aws.script("DescribeCertificate", in_acm("ISSUED"))
    slept: list[float] = []
    elb.apply(access, REGION, change, slept.append)
    assert slept == [1, 2]
    assert aws.count() == {operation: 3, "DescribeCertificate": 1}


@pytest.mark.parametrize("said", ["ISSUED", "silent", "denied"])
def test_the_wait_for_a_certificate_ends_after_a_minute(aws: ScriptedAws, access: Access, said: str) -> None:
    """Also where ACM cannot be asked: then nobody knows better."""
    answers: dict[str, Scripted] = {
        "silent": Reset(),
        "denied": Error("AccessDeniedException"),
        "ISSUED": in_acm("ISSUED"),
    }
    aws.script("ModifyListener", Error("CertificateNotFound"))
    aws.decide("DescribeCertificate", lambda _: answers[said])
    slept: list[float] = []
    with pytest.raises(NotFound) as raised:
        elb.apply(access, REGION, SetDefault(LISTENER, CERTIFICATE), slept.append)
    assert raised.value.operation == "elasticloadbalancing:ModifyListener"
    assert sum(slept) == 60
    assert aws.count()["ModifyListener"] == 8


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Error("ResourceNotFoundException"), "ACM does not know this certificate (any more)."),
        ("PENDING_VALIDATION", "The certificate is not issued: in ACM it is PENDING_VALIDATION."),
        ("EXPIRED", "The certificate is not issued: in ACM it is EXPIRED."),
    ],
)
@pytest.mark.parametrize("code", ["UnsupportedCertificate", "CertificateNotFound"])
def test_what_acm_has_not_issued_is_not_waited_for(
    aws: ScriptedAws, access: Access, code: str, answer: Error | str, sentence: str
) -> None:
    aws.script("AddListenerCertificates", Error(code, "the raw message"))
    aws.script("DescribeCertificate", in_acm(answer) if isinstance(answer, str) else answer)
    with pytest.raises(ServiceTrouble) as raised:
        elb.apply(access, REGION, AddToList(LISTENER, CERTIFICATE), no_sleep)
    trouble = raised.value
    assert (trouble.sentence, trouble.code) == (sentence, code)
    assert trouble.operation == "elasticloadbalancing:AddListenerCertificates"
    assert trouble.cause == f"{trouble.operation}: {code}: the raw message"
    assert trouble.remedy
    assert isinstance(trouble, NotFound) == (code == "CertificateNotFound")
    assert aws.count() == {"AddListenerCertificates": 1, "DescribeCertificate": 1}


def test_acm_is_not_asked_for_a_server_certificate_of_iam(aws: ScriptedAws, access: Access) -> None:
    aws.script("ModifyListener", Error("CertificateNotFound"), Answer())
    slept: list[float] = []
    elb.apply(
        access,
        REGION,
        SetDefault(LISTENER, "arn:aws:iam::111122223333:server-certificate/old-style"),
        slept.append,
    )
    assert (slept, aws.count()) == ([1], {"ModifyListener": 2})


def test_a_change_that_may_have_been_made_is_not_made_again(aws: ScriptedAws, access: Access) -> None:
    aws.script("ModifyListener", Reset(), Error("CertificateNotFound"))
    with pytest.raises(OutcomeUnknown) as raised:
        elb.apply(access, REGION, SetDefault(LISTENER, CERTIFICATE), no_sleep)
    assert raised.value.code == "CertificateNotFound"
    assert aws.count() == {"ModifyListener": 2}


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
