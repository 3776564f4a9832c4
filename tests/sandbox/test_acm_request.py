"""RequestCertificate: what is taken, what is refused, and what one token makes."""

import contextlib
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from mypy_boto3_acm import ACMClient

from acm_tui.sandbox.aws.acm import AcmWorld
from acm_tui.sandbox.aws.acm.model import Certificate
from acm_tui.sandbox.clock import SandboxClock


def refusal(call: Callable[..., Any], **parameters: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def describe(acm: ACMClient, arn: str) -> Any:
    return acm.describe_certificate(CertificateArn=arn)["Certificate"]


def test_the_names_keep_their_order_and_the_first_is_the_common_name(acm: ACMClient) -> None:
    names = [f"{label}.example.com" for label in ("m", "a", "z", "b", "y", "c", "x")]
    arn = acm.request_certificate(
        DomainName=names[0], SubjectAlternativeNames=[*names[1:], names[0]], ValidationMethod="DNS"
    )["CertificateArn"]
    found = describe(acm, arn)
    assert found["DomainName"] == "m.example.com"
    assert found["SubjectAlternativeNames"] == names
    assert [option["DomainName"] for option in found["DomainValidationOptions"]] == names
    assert re.fullmatch(r"arn:aws:acm:ap-northeast-1:111122223333:certificate/[0-9a-f-]{36}", arn)


def test_the_validation_method_is_email_unless_dns_is_asked_for(acm: ACMClient) -> None:
    for asked, method in (({}, "EMAIL"), ({"ValidationMethod": "DNS"}, "DNS")):
        arn = acm.request_certificate(DomainName="example.com", **asked)["CertificateArn"]  # type: ignore[arg-type]  # a mapping of literals
        [option] = describe(acm, arn)["DomainValidationOptions"]
        assert option["ValidationMethod"] == method


@pytest.mark.parametrize(
    ("asked", "shown", "signature"),
    [
        ("RSA_2048", "RSA-2048", "SHA256WITHRSA"),
        ("EC_prime256v1", "EC-prime256v1", "SHA256WITHECDSA"),
        ("EC_secp384r1", "EC-secp384r1", "SHA384WITHECDSA"),
    ],
)
def test_the_key_algorithm_is_honoured(acm: ACMClient, asked: Any, shown: str, signature: str) -> None:
    arn = acm.request_certificate(DomainName="example.com", KeyAlgorithm=asked)["CertificateArn"]
    found = describe(acm, arn)
    assert (found["KeyAlgorithm"], found["SignatureAlgorithm"]) == (shown, signature)


@pytest.mark.parametrize("algorithm", ["RSA_1024", "RSA_3072", "RSA_4096", "EC_secp521r1"])
def test_key_algorithms_of_imported_certificates_cannot_be_requested(acm: ACMClient, algorithm: str) -> None:
    code, message = refusal(acm.request_certificate, DomainName="example.com", KeyAlgorithm=algorithm)
    assert code == "ValidationException"
    assert algorithm in message


@pytest.mark.parametrize(
    "name",
    [
        "bad..example.com",
        "-x.example.com",
        "example",
        "a b.example.com",
        "x_y.example.com",
        "*.*.example.com",
    ],
)
def test_names_that_are_none_are_refused(acm: ACMClient, acm_world: AcmWorld, name: str) -> None:
    code, message = refusal(acm.request_certificate, DomainName=name)
    assert code == "ValidationException"
    assert "'domainName' failed to satisfy constraint: Member must satisfy regular expression" in message
    code, message = refusal(
        acm.request_certificate, DomainName="example.com", SubjectAlternativeNames=["www.example.com", name]
    )
    assert code == "ValidationException"
    assert "'subjectAlternativeNames.2.member'" in message
    assert acm_world.all() == []


def test_the_common_name_has_64_octets_and_other_names_may_have_more(acm: ACMClient) -> None:
    fits = "a" * 52 + ".example.com"
    too_long = "a" * 53 + ".example.com"
    assert len(fits) == 64
    acm.request_certificate(DomainName=fits, SubjectAlternativeNames=[too_long])
    code, _ = refusal(acm.request_certificate, DomainName=too_long)
    assert code == "InvalidDomainValidationOptionsException"


def test_ten_names_and_no_more(acm: ACMClient) -> None:
    names = [f"n{number}.example.com" for number in range(10)]
    acm.request_certificate(DomainName=names[0], SubjectAlternativeNames=names)
    code, _ = refusal(acm.request_certificate, DomainName="example.com", SubjectAlternativeNames=names)
    assert code == "LimitExceededException"


def test_the_mailboxes_are_those_of_the_validation_domain_asked_for(acm: ACMClient) -> None:
    arn = acm.request_certificate(
        DomainName="a.shop.example.com",
        SubjectAlternativeNames=["*.example.com"],
        DomainValidationOptions=[{"DomainName": "a.shop.example.com", "ValidationDomain": "example.com"}],
    )["CertificateArn"]
    first, second = describe(acm, arn)["DomainValidationOptions"]
    assert first["ValidationDomain"] == second["ValidationDomain"] == "example.com"
    assert first["ValidationEmails"] == [
        "admin@example.com",
        "administrator@example.com",
        "hostmaster@example.com",
        "postmaster@example.com",
        "webmaster@example.com",
    ]
    assert "ResourceRecord" not in first


@pytest.mark.parametrize(
    ("name", "domain"),
    [("other.example.com", "example.com"), ("a.example.com", "example.net"), ("a.example.com", "le.com")],
)
def test_a_validation_domain_must_be_above_a_name_of_the_request(
    acm: ACMClient, name: str, domain: str
) -> None:
    code, _ = refusal(
        acm.request_certificate,
        DomainName="a.example.com",
        DomainValidationOptions=[{"DomainName": name, "ValidationDomain": domain}],
    )
    assert code == "InvalidDomainValidationOptionsException"


@pytest.mark.parametrize("token", ["with-hyphen", "x" * 33])
def test_tokens_are_word_characters_up_to_32(acm: ACMClient, token: str) -> None:
    code, message = refusal(acm.request_certificate, DomainName="example.com", IdempotencyToken=token)
    assert code == "ValidationException"
    assert "'idempotencyToken'" in message


def test_names_are_kept_in_lower_case(acm: ACMClient) -> None:
    arn = acm.request_certificate(DomainName="Shop.Example.COM", SubjectAlternativeNames=["shop.example.com"])
    assert describe(acm, arn["CertificateArn"])["SubjectAlternativeNames"] == ["shop.example.com"]


def test_an_exportable_certificate_says_so(acm: ACMClient) -> None:
    arn = acm.request_certificate(DomainName="example.com", Options={"Export": "ENABLED"})["CertificateArn"]
    assert describe(acm, arn)["Options"]["Export"] == "ENABLED"


def test_one_token_makes_one_certificate_for_an_hour(acm: ACMClient, clock: SandboxClock) -> None:
    def ask() -> str:
        return acm.request_certificate(DomainName="example.com", IdempotencyToken="a" * 32)["CertificateArn"]

    first = ask()
    clock.advance(timedelta(minutes=59))
    assert ask() == first
    clock.advance(timedelta(minutes=2))
    assert ask() != first


def test_a_token_is_worth_nothing_once_its_certificate_is_deleted(acm: ACMClient) -> None:
    first = acm.request_certificate(DomainName="example.com", IdempotencyToken="t")["CertificateArn"]
    acm.delete_certificate(CertificateArn=first)
    second = acm.request_certificate(DomainName="example.com", IdempotencyToken="t")["CertificateArn"]
    assert second != first
    assert describe(acm, second)["Status"] == "PENDING_VALIDATION"


def test_a_token_belongs_to_its_request_and_region(acm: ACMClient, clients: Callable[..., Any]) -> None:
    first = acm.request_certificate(DomainName="example.com", IdempotencyToken="t")["CertificateArn"]
    other = acm.request_certificate(DomainName="example.net", IdempotencyToken="t")["CertificateArn"]
    elsewhere = clients("acm", "us-east-1").request_certificate(
        DomainName="example.com", IdempotencyToken="t"
    )
    assert len({first, other, elsewhere["CertificateArn"]}) == 3


def test_requests_at_once_with_one_token_make_one_certificate(
    acm: ACMClient, acm_world: AcmWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = threading.Barrier(2, timeout=0.2)
    put = acm_world.put

    def put_when_both_are_here(certificate: Certificate) -> None:
        # If two requests could come this far at once, they would meet here.
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait()
        put(certificate)

    monkeypatch.setattr(acm_world, "put", put_when_both_are_here)

    def ask(_: int) -> str:
        return acm.request_certificate(DomainName="example.com", IdempotencyToken="t")["CertificateArn"]

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(16)))) == 1


def test_http_validation_is_for_cloudfront_only(acm: ACMClient) -> None:
    code, _ = refusal(acm.request_certificate, DomainName="example.com", ValidationMethod="HTTP")
    assert code == "ValidationException"
    arn = acm.request_certificate(DomainName="example.com", ValidationMethod="HTTP", ManagedBy="CLOUDFRONT")[
        "CertificateArn"
    ]
    found = describe(acm, arn)
    assert found["ManagedBy"] == "CLOUDFRONT"
    assert found["DomainValidationOptions"][0]["HttpRedirect"]["RedirectFrom"].startswith(
        "http://example.com/"
    )


def test_a_private_authority_answers_at_once(acm: ACMClient) -> None:
    authority_arn = "arn:aws:acm-pca:ap-northeast-1:111122223333:certificate-authority/12345678"
    arn = acm.request_certificate(DomainName="example.com", CertificateAuthorityArn=authority_arn)[
        "CertificateArn"
    ]
    found = describe(acm, arn)
    assert (found["Type"], found["Status"], found["CertificateAuthorityArn"]) == (
        "PRIVATE",
        "ISSUED",
        authority_arn,
    )
    assert "DomainValidationOptions" not in found
