"""What goes wrong on the wire, as the operator reads it."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from urllib3.exceptions import DecodeError, ProtocolError

from acm_tui.aws import acm, attempts, elb
from acm_tui.aws.errors import translated
from acm_tui.aws.session import MAX_ATTEMPTS, Access
from acm_tui.domain.certificate import CertificateRequest
from acm_tui.domain.errors import (
    KeysUnknown,
    NotFound,
    OutcomeUnknown,
    ServiceTrouble,
    SettingsTrouble,
    SignInNeeded,
    StillInUse,
    Trouble,
    Unreachable,
)
from acm_tui.domain.mutation import RemoveFromList, SetDefault
from tests.aws.elb_answers import LISTENER
from tests.aws.scripted import Answer, Error, Reset, ScriptedAws, Silence

REGION = "ap-northeast-1"
ARN = "arn:aws:acm:ap-northeast-1:111122223333:certificate/00000000-0000-4000-8000-000000000001"
REQUEST = CertificateRequest(
    names=("shop.example.com",), key_algorithm="RSA_2048", tags={"a": "b"}, token="0123456789abcdef"
)
THROTTLED = Error("ThrottlingException", "Rate exceeded")


@contextmanager
def opened(profile: str | None = None, *, read_timeout_s: float = 5) -> Iterator[Access]:
    access = Access(profile, REGION, read_timeout_s=read_timeout_s)
    try:
        yield access
    finally:
        access.close()


@pytest.mark.parametrize(
    ("code", "status", "expected", "sentence"),
    [
        ("ResourceNotFoundException", 400, NotFound, "There is no such certificate (any more)."),
        ("ListenerNotFound", 400, NotFound, "There is no such listener (any more)."),
        ("LoadBalancerNotFound", 400, NotFound, "There is no such load balancer (any more)."),
        ("ResourceInUseException", 400, StillInUse, "The certificate is still in use."),
        ("ThrottlingException", 400, ServiceTrouble, "AWS asks to slow down."),
        ("AccessDeniedException", 400, ServiceTrouble, "You may not call acm:DescribeCertificate."),
        ("ExpiredTokenException", 400, SettingsTrouble, "The credentials have expired."),
        ("UnrecognizedClientException", 400, KeysUnknown, "AWS does not accept these credentials in"),
        ("InvalidSignatureException", 400, SettingsTrouble, "AWS refused the signature of the call."),
        ("ValidationException", 400, ServiceTrouble, "AWS refused acm:DescribeCertificate."),
        ("InternalFailure", 500, ServiceTrouble, "AWS refused acm:DescribeCertificate."),
    ],
)
def test_each_error_code_is_a_trouble_of_its_own(
    aws: ScriptedAws, access: Access, code: str, status: int, expected: type[Trouble], sentence: str
) -> None:
    aws.script("DescribeCertificate", Error(code, "the raw message", status))
    with pytest.raises(Trouble) as raised:
        acm.describe(access, REGION, ARN)
    assert type(raised.value) is expected
    assert raised.value.sentence.startswith(sentence)
    assert raised.value.cause == f"acm:DescribeCertificate: {code}: the raw message"
    assert raised.value.remedy
    if isinstance(raised.value, ServiceTrouble):
        assert (raised.value.code, raised.value.operation) == (code, "acm:DescribeCertificate")


@pytest.mark.parametrize(
    ("code", "expected", "sentence", "next_thing"),
    [
        (
            "TooManyCertificates",
            ServiceTrouble,
            "The certificate lists of this load balancer are full.",
            "quota",
        ),
        (
            "UnsupportedCertificate",
            ServiceTrouble,
            "The load balancer does not take this certificate.",
            "key",
        ),
        (
            "OperationNotPermitted",
            ServiceTrouble,
            "Elastic Load Balancing does not allow this change.",
            "new plan",
        ),
        (
            "InvalidConfigurationRequest",
            ServiceTrouble,
            "The listener does not take a certificate as it is set up now.",
            "new plan",
        ),
        ("ListenerNotFound", NotFound, "There is no such listener (any more).", "Look again"),
        ("LoadBalancerNotFound", NotFound, "There is no such load balancer (any more).", "Look again"),
        ("ResourceInUse", StillInUse, "The certificate is still in use.", "wait"),
        (
            "CertificateNotFound",
            NotFound,
            "The certificate is not in the listener's list (any more).",
            "Look",
        ),
        ("AccessDenied", ServiceTrouble, "You may not call elasticloadbalancing:Remove", "Ask for"),
        ("Throttling", ServiceTrouble, "AWS asks to slow down.", "Wait"),
        ("ExpiredToken", SettingsTrouble, "The credentials have expired.", "The migration is kept."),
    ],
)
def test_what_stops_a_cutover_is_told_with_what_to_do_next(
    aws: ScriptedAws, access: Access, code: str, expected: type[Trouble], sentence: str, next_thing: str
) -> None:
    aws.script("RemoveListenerCertificates", Error(code, "the raw message"))
    with pytest.raises(Trouble) as raised:
        elb.apply(access, REGION, RemoveFromList(LISTENER, ARN), lambda _: None)
    assert type(raised.value) is expected
    assert raised.value.sentence.startswith(sentence)
    assert raised.value.cause == f"elasticloadbalancing:RemoveListenerCertificates: {code}: the raw message"
    assert next_thing in raised.value.remedy


def test_a_certificate_that_elb_does_not_know_may_be_one_that_is_too_fresh(
    aws: ScriptedAws, access: Access
) -> None:
    aws.script("ModifyListener", Error("CertificateNotFound"))
    aws.script("DescribeCertificate", Error("AccessDeniedException"))
    with pytest.raises(NotFound) as raised:
        elb.apply(access, REGION, SetDefault(LISTENER, ARN), lambda _: None)
    assert raised.value.sentence == "Elastic Load Balancing does not know this certificate."
    assert "just issued" in raised.value.remedy


def test_a_denied_call_names_the_permission_that_aws_names(aws: ScriptedAws, access: Access) -> None:
    message = "User: x is not authorized to perform: acm:AddTagsToCertificate on resource: y"
    aws.script("RequestCertificate", Error("AccessDeniedException", message))
    with pytest.raises(ServiceTrouble) as raised:
        acm.request(access, REGION, REQUEST)
    assert raised.value.sentence == "You may not call acm:AddTagsToCertificate."
    assert raised.value.remedy == "Ask for the permission acm:AddTagsToCertificate."


def test_an_answer_that_never_comes_leaves_the_outcome_open(aws: ScriptedAws) -> None:
    aws.script("RequestCertificate", Silence())
    with opened(read_timeout_s=0.05) as access, pytest.raises(OutcomeUnknown) as raised:
        acm.request(access, REGION, REQUEST)
    assert "carried out" in raised.value.sentence
    tokens = {call["IdempotencyToken"] for call in aws.parameters("RequestCertificate")}
    assert tokens == {REQUEST.token}


def test_a_reset_leaves_the_outcome_open(aws: ScriptedAws, access: Access) -> None:
    aws.script("DeleteCertificate", Reset())
    with pytest.raises(OutcomeUnknown):
        acm.delete(access, REGION, ARN)
    assert len(aws.calls) == MAX_ATTEMPTS


def test_a_repeated_attempt_that_is_answered_is_a_success(aws: ScriptedAws, access: Access) -> None:
    aws.script("RequestCertificate", Reset(), Answer({"CertificateArn": ARN}))
    assert acm.request(access, REGION, REQUEST).arn == ARN


@pytest.mark.parametrize(
    "later", [THROTTLED, Error("ResourceNotFoundException"), Error("ExpiredTokenException")]
)
def test_a_refused_repetition_does_not_hide_an_attempt_without_answer(
    aws: ScriptedAws, access: Access, later: Error
) -> None:
    aws.script("DeleteCertificate", Reset(), later)
    with pytest.raises(OutcomeUnknown) as raised:
        acm.delete(access, REGION, ARN)
    assert raised.value.code == later.code


def test_an_endpoint_that_vanished_after_the_first_attempt_leaves_the_outcome_open(
    aws: ScriptedAws, access: Access
) -> None:
    aws.script("DeleteCertificate", Reset(shut=True))
    with pytest.raises(OutcomeUnknown) as raised:
        acm.delete(access, REGION, ARN)
    assert len(aws.calls) == 1
    assert "Could not connect" in raised.value.cause


def test_a_server_error_leaves_the_outcome_of_a_change_open(aws: ScriptedAws, access: Access) -> None:
    aws.script("DeleteCertificate", Error("InternalFailure", "oops", 500))
    with pytest.raises(OutcomeUnknown) as raised:
        acm.delete(access, REGION, ARN)
    assert raised.value.code == "InternalFailure"


def test_throttled_to_the_end_is_certainly_not_carried_out(aws: ScriptedAws, access: Access) -> None:
    aws.script("DeleteCertificate", THROTTLED)
    with pytest.raises(ServiceTrouble) as raised:
        acm.delete(access, REGION, ARN)
    assert type(raised.value) is ServiceTrouble
    assert len(aws.calls) == MAX_ATTEMPTS


@pytest.mark.parametrize("scripted", [Silence(), Reset()])
def test_reading_without_an_answer_says_so(aws: ScriptedAws, scripted: Silence | Reset) -> None:
    aws.script("DescribeCertificate", scripted)
    with opened(read_timeout_s=0.05) as access, pytest.raises(OutcomeUnknown) as raised:
        acm.describe(access, REGION, ARN)
    assert raised.value.sentence == "AWS did not answer."


def test_an_answer_that_is_not_of_aws_is_a_trouble_and_no_mistake_of_ours(
    aws: ScriptedAws, access: Access
) -> None:
    """As a page to sign in at, or a proxy, gives one."""
    aws.script("DescribeListeners", Answer("<html><p>Sign in"))
    with pytest.raises(ServiceTrouble, match="What answered is not AWS") as raised:
        elb.listener(access, REGION, LISTENER)
    assert "elasticloadbalancing:DescribeListeners" in raised.value.cause
    assert not isinstance(raised.value, OutcomeUnknown)


def test_an_answer_to_a_change_that_cannot_be_read_leaves_the_outcome_open(
    aws: ScriptedAws, access: Access
) -> None:
    aws.script("RemoveListenerCertificates", Answer("<html><p>cut"))
    with pytest.raises(OutcomeUnknown):
        elb.apply(access, REGION, RemoveFromList(LISTENER, ARN), sleep=lambda _: None)
    assert len(aws.calls) == 1


@pytest.mark.parametrize(
    "call", [lambda a: acm.describe(a, REGION, ARN), lambda a: acm.delete(a, REGION, ARN)]
)
def test_nobody_listening_means_that_nothing_was_sent(
    monkeypatch: pytest.MonkeyPatch, call: Callable[[Access], object]
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{unused.getsockname()[1]}")
        with opened() as access, pytest.raises(Unreachable) as raised:
            call(access)
    assert "Nothing was sent" in raised.value.remedy


def test_a_parameter_that_botocore_refuses_is_never_sent(aws: ScriptedAws, access: Access) -> None:
    with pytest.raises(ServiceTrouble) as raised:
        acm.delete(access, REGION, "too short")
    assert raised.value.code == "ParamValidationError"
    assert aws.calls == []


@pytest.mark.parametrize(
    "torn",
    [
        ProtocolError("Connection broken: ConnectionResetError(104, 'Connection reset by peer')"),
        DecodeError("Received response with content-encoding: gzip, but failed to decode it."),
    ],
)
@pytest.mark.parametrize(
    ("mutating", "sentence"), [(True, "whether the call was carried"), (False, "in full")]
)
def test_an_answer_that_breaks_off_leaves_the_outcome_open(
    torn: Exception, mutating: bool, sentence: str
) -> None:
    """botocore lets these through as they come."""
    with pytest.raises(OutcomeUnknown, match=sentence) as caught, translated("acm:X", mutating=mutating):
        _begin_an_attempt()
        raise torn
    assert str(torn) in caught.value.cause


def _begin_an_attempt() -> None:
    current = attempts._current.get()
    assert current is not None
    current.begin()


def test_what_is_not_of_aws_passes_unchanged() -> None:
    with pytest.raises(ZeroDivisionError), translated("acm:DescribeCertificate"):
        _ = 1 / 0


def test_without_credentials(aws: ScriptedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with opened() as access, pytest.raises(SettingsTrouble) as raised:
        acm.delete(access, REGION, ARN)
    assert raised.value.sentence == "There are no complete AWS credentials."
    assert aws.calls == []


def test_half_a_pair_of_keys(aws: ScriptedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with opened() as access, pytest.raises(SettingsTrouble) as raised:
        access.identity(REGION)
    assert raised.value.sentence == "There are no complete AWS credentials."


def test_an_unknown_profile() -> None:
    with opened("nobody") as access, pytest.raises(SettingsTrouble) as raised:
        access.identity(REGION)
    assert raised.value.sentence == "There is no such profile."
    assert "nobody" in raised.value.cause


EXPIRED_KEYS = {
    "Version": 1,
    "AccessKeyId": "ASIAEXAMPLE",
    "SecretAccessKey": "nothing secret",
    "SessionToken": "token",
    "Expiration": "2001-01-01T00:00:00Z",
}


@pytest.mark.parametrize(
    "call",
    [
        lambda access: acm.describe(access, REGION, ARN),
        lambda access: acm.delete(access, REGION, ARN),
        lambda access: access.identity_in_force(REGION),
    ],
)
def test_a_source_that_gives_expired_keys_only(
    aws: ScriptedAws, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, call: Callable[[Access], object]
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    (tmp_path / "keys.json").write_text(json.dumps(EXPIRED_KEYS))
    (tmp_path / "config").write_text(f"[profile stale]\ncredential_process = cat {tmp_path / 'keys.json'}\n")
    with opened("stale") as access, pytest.raises(SettingsTrouble) as raised:
        call(access)
    assert raised.value.sentence == "The credentials have expired."
    assert aws.calls == []


PROFILES = """
[profile sso]
sso_session = company
sso_account_id = 111122223333
sso_role_name = operator
region = ap-northeast-1
[sso-session company]
sso_start_url = https://example.com/start
sso_region = ap-northeast-1
[profile base]
region = ap-northeast-1
[profile by-sso]
role_arn = arn:aws:iam::444455556666:role/operator
source_profile = sso
[profile role]
role_arn = arn:aws:iam::444455556666:role/operator
source_profile = base
"""


@pytest.fixture
def profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Profiles that need more than keys, and no keys in the environment."""
    (tmp_path / "config").write_text(PROFILES)
    (tmp_path / "credentials").write_text(
        "[base]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = nothing secret\n"
    )
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.parametrize("profile", ["sso", "by-sso"])
@pytest.mark.usefixtures("profiles")
def test_an_sso_session_that_is_over(aws: ScriptedAws, profile: str) -> None:
    with opened(profile) as access, pytest.raises(SignInNeeded) as raised:
        acm.describe(access, REGION, ARN)
    assert raised.value.command == ("aws", "sso", "login", "--profile", "sso")
    assert raised.value.remedy == "Sign in again: aws sso login --profile sso"


@pytest.mark.usefixtures("profiles")
def test_a_role_that_may_not_be_assumed_is_not_a_refused_call(aws: ScriptedAws) -> None:
    aws.script("AssumeRole", Error("AccessDenied", "not allowed", 403))
    with opened("role") as access, pytest.raises(SettingsTrouble) as raised:
        acm.delete(access, REGION, ARN)
    assert raised.value.cause == "AssumeRole: AccessDenied: not allowed"
    assert aws.parameters("DeleteCertificate") == []


@pytest.mark.usefixtures("profiles")
def test_a_role_that_is_never_answered_for_leaves_nothing_open(aws: ScriptedAws) -> None:
    aws.script("AssumeRole", Reset())
    with opened("role") as access, pytest.raises(Unreachable):
        acm.delete(access, REGION, ARN)
