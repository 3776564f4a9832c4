"""GetCertificate, DeleteCertificate, ResendValidationEmail, tags."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from cryptography import x509
from cryptography.x509 import verification
from mypy_boto3_acm import ACMClient

from acm_tui.sandbox.authority import Authority
from acm_tui.sandbox.aws.acm import AcmWorld
from acm_tui.sandbox.aws.acm.model import Renewal
from acm_tui.sandbox.aws.acm.records import validation_record
from acm_tui.sandbox.aws.acm.seeding import fail, seed_certificate
from acm_tui.sandbox.clock import SandboxClock
from acm_tui.sandbox.validator import Validator

ACCOUNT = "111122223333"


def seed(world: AcmWorld, **facts: Any) -> str:
    return seed_certificate(world, account=ACCOUNT, region="ap-northeast-1", names=["example.com"], **facts)


def code_of(call: Callable[..., Any], **parameters: Any) -> str:
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    return str(refused.value.response["Error"]["Code"])


def test_a_pending_certificate_cannot_be_fetched_and_an_issued_one_verifies(
    acm: ACMClient, validator: Validator, published: dict[str, str], authority: Authority
) -> None:
    arn = acm.request_certificate(DomainName="example.com", ValidationMethod="DNS")["CertificateArn"]
    assert code_of(acm.get_certificate, CertificateArn=arn) == "RequestInProgressException"
    published.update([validation_record(ACCOUNT, "example.com")])
    validator.step()
    found = acm.get_certificate(CertificateArn=arn)
    root = x509.load_pem_x509_certificate(authority.root_pem.encode())
    chain = x509.load_pem_x509_certificates(found["CertificateChain"].encode())
    verifier = (
        verification.PolicyBuilder()
        .store(verification.Store([root]))
        .build_server_verifier(x509.DNSName("example.com"))
    )
    verified = verifier.verify(x509.load_pem_x509_certificate(found["Certificate"].encode()), chain[:-1])
    assert verified[-1] == root
    assert chain[-1] == root


def test_a_failed_request_has_nothing_to_fetch(acm: ACMClient, acm_world: AcmWorld) -> None:
    arn = seed(acm_world, status="PENDING_VALIDATION")
    fail(acm_world, arn, "CAA_ERROR")
    assert code_of(acm.get_certificate, CertificateArn=arn) == "ResourceNotFoundException"


def test_a_certificate_in_use_is_not_deleted(
    acm: ACMClient, acm_world: AcmWorld, holders: dict[str, list[str]]
) -> None:
    arn = seed(acm_world)
    holders[arn] = ["arn:aws:elasticloadbalancing:ap-northeast-1:111122223333:loadbalancer/one"]
    assert code_of(acm.delete_certificate, CertificateArn=arn) == "ResourceInUseException"
    assert acm_world.find(arn) is not None
    holders.clear()
    acm.delete_certificate(CertificateArn=arn)
    for gone in (acm.describe_certificate, acm.get_certificate, acm.delete_certificate):
        assert code_of(gone, CertificateArn=arn) == "ResourceNotFoundException"
    assert acm.list_certificates()["CertificateSummaryList"] == []


def test_a_mail_is_sent_again_only_where_one_is_awaited(
    acm: ACMClient, acm_world: AcmWorld, clock: SandboxClock
) -> None:
    def resend(arn: str, domain: str = "example.com", validation_domain: str = "example.com") -> None:
        acm.resend_validation_email(CertificateArn=arn, Domain=domain, ValidationDomain=validation_domain)

    waiting = Renewal(
        status="PENDING_VALIDATION", updated_at=clock.now(), validations={"example.com": "SUCCESS"}
    )
    resend(seed(acm_world, status="PENDING_VALIDATION"))
    resend(seed(acm_world, renewal=waiting))
    assert code_of(resend, arn=seed(acm_world)) == "InvalidStateException"
    by_dns = seed(acm_world, status="PENDING_VALIDATION", validation_method="DNS")
    assert code_of(resend, arn=by_dns) == "InvalidStateException"
    wrong = "InvalidDomainValidationOptionsException"
    assert code_of(resend, arn=by_dns, domain="www.example.com") == wrong
    assert code_of(resend, arn=by_dns, validation_domain="example.net") == wrong


def test_tags_come_and_go(acm: ACMClient) -> None:
    arn = acm.request_certificate(
        DomainName="example.com", Tags=[{"Key": "team", "Value": "shop"}, {"Key": "bare"}]
    )["CertificateArn"]

    def tags() -> list[Any]:
        return acm.list_tags_for_certificate(CertificateArn=arn)["Tags"]

    assert tags() == [{"Key": "team", "Value": "shop"}, {"Key": "bare"}]
    acm.add_tags_to_certificate(CertificateArn=arn, Tags=[{"Key": "team", "Value": "Läden + Söhne"}])
    assert tags()[0] == {"Key": "team", "Value": "Läden + Söhne"}
    acm.remove_tags_from_certificate(CertificateArn=arn, Tags=[{"Key": "team", "Value": "another"}])
    assert len(tags()) == 2
    acm.remove_tags_from_certificate(CertificateArn=arn, Tags=[{"Key": "team"}, {"Key": "never there"}])
    assert tags() == [{"Key": "bare"}]


@pytest.mark.parametrize(
    ("tags", "code"),
    [
        ([{"Key": "aws:mine", "Value": "x"}], "InvalidTagException"),
        ([{"Key": "bell\x07", "Value": "x"}], "InvalidTagException"),
        ([{"Key": "k", "Value": "<b>"}], "InvalidTagException"),
        ([{"Key": "k", "Value": "two\nlines"}], "InvalidTagException"),
        ([{"Key": "k", "Value": "x" * 257}], "ValidationException"),
        ([{"Key": "x" * 129}], "ValidationException"),
        ([{"Key": f"k{number}"} for number in range(51)], "ValidationException"),
    ],
)
def test_tags_that_are_not_allowed(acm: ACMClient, acm_world: AcmWorld, tags: Any, code: str) -> None:
    arn = seed(acm_world, tags={"old": "one"})
    assert code_of(acm.add_tags_to_certificate, CertificateArn=arn, Tags=tags) == code
    assert acm.list_tags_for_certificate(CertificateArn=arn)["Tags"] == [{"Key": "old", "Value": "one"}]


def test_fifty_tags_and_no_more(acm: ACMClient, acm_world: AcmWorld) -> None:
    arn = seed(acm_world, tags={f"k{number}": None for number in range(50)})
    acm.add_tags_to_certificate(CertificateArn=arn, Tags=[{"Key": "k0", "Value": "changed"}])
    more: Any = {"CertificateArn": arn, "Tags": [{"Key": "one more"}]}
    assert code_of(acm.add_tags_to_certificate, **more) == "TooManyTagsException"


def test_the_tagging_service_sees_them(clients: Callable[..., Any], acm_world: AcmWorld) -> None:
    arn = seed(acm_world, tags={"team": "shop"})
    tagging = clients("resourcegroupstaggingapi")
    asked: dict[str, Any] = {"ResourceTypeFilters": ["acm:certificate"]}
    [found] = tagging.get_resources(**asked)["ResourceTagMappingList"]
    assert found == {"ResourceARN": arn, "Tags": [{"Key": "team", "Value": "shop"}]}
    tagging.tag_resources(ResourceARNList=[arn], Tags={"stage": "live"})
    tagging.untag_resources(ResourceARNList=[arn], TagKeys=["team"])
    certificate = acm_world.find(arn)
    assert certificate is not None
    assert certificate.tags == {"stage": "live"}
