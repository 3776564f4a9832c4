"""The full shape of DescribeCertificate, for every kind of certificate."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from mypy_boto3_acm import ACMClient

from acm_tui.sandbox.aws.acm import AcmWorld
from acm_tui.sandbox.aws.acm.model import IMPORTED, Renewal
from acm_tui.sandbox.aws.acm.seeding import approve_email, seed_certificate
from acm_tui.sandbox.clock import SandboxClock

ACCOUNT = "111122223333"
REGION = "ap-northeast-1"
LOAD_BALANCER = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/app/shop/1234567890abcdef"


def seed(world: AcmWorld, *names: str, **facts: Any) -> str:
    return seed_certificate(world, account=ACCOUNT, region=REGION, names=names, **facts)


def describe(acm: ACMClient, arn: str) -> Any:
    return acm.describe_certificate(CertificateArn=arn)["Certificate"]


def test_an_issued_certificate_validated_by_email(
    acm: ACMClient, acm_world: AcmWorld, clock: SandboxClock, holders: dict[str, list[str]]
) -> None:
    start = (clock.now() - timedelta(days=100)).replace(microsecond=0)
    end = start + timedelta(days=395)
    arn = seed(
        acm_world,
        "shop.example.com",
        "www.shop.example.com",
        created_at=start,
        not_before=start,
        not_after=end,
    )
    holders[arn] = [LOAD_BALANCER]
    found = describe(acm, arn)
    serial = found.pop("Serial")
    material = acm_world.material(arn)
    assert material is not None
    assert serial == material.serial
    mailboxes = ("admin", "administrator", "hostmaster", "postmaster", "webmaster")
    assert found == {
        "CertificateArn": arn,
        "DomainName": "shop.example.com",
        "SubjectAlternativeNames": ["shop.example.com", "www.shop.example.com"],
        "DomainValidationOptions": [
            {
                "DomainName": name,
                "ValidationEmails": [f"{mailbox}@{domain}" for mailbox in mailboxes],
                "ValidationDomain": domain,
                "ValidationStatus": "SUCCESS",
                "ValidationMethod": "EMAIL",
            }
            for name, domain in (
                ("shop.example.com", "shop.example.com"),
                ("www.shop.example.com", "shop.example.com"),
            )
        ],
        "Subject": "CN=shop.example.com",
        "Issuer": "Amazon",
        "CreatedAt": start,
        "IssuedAt": start,
        "Status": "ISSUED",
        "NotBefore": start,
        "NotAfter": end,
        "KeyAlgorithm": "RSA-2048",
        "SignatureAlgorithm": "SHA256WITHRSA",
        "InUseBy": [LOAD_BALANCER],
        "Type": "AMAZON_ISSUED",
        "KeyUsages": [{"Name": "DIGITAL_SIGNATURE"}, {"Name": "KEY_ENCIPHERMENT"}],
        "ExtendedKeyUsages": [{"Name": "TLS_WEB_SERVER_AUTHENTICATION", "OID": "1.3.6.1.5.5.7.3.1"}],
        "RenewalEligibility": "ELIGIBLE",
        "Options": {"CertificateTransparencyLoggingPreference": "ENABLED", "Export": "DISABLED"},
        "CertificateKeyPairOrigin": "AWS_MANAGED",
    }


def test_a_pending_request_has_nothing_of_a_certificate_yet(acm: ACMClient) -> None:
    arn = acm.request_certificate(DomainName="example.com", ValidationMethod="DNS")["CertificateArn"]
    found = describe(acm, arn)
    assert found["Status"] == "PENDING_VALIDATION"
    assert not {"Serial", "IssuedAt", "NotBefore", "NotAfter", "RenewalSummary", "UpdateSummary"} & set(found)
    assert found["KeyUsages"] == found["ExtendedKeyUsages"] == found["InUseBy"] == []
    assert found["RenewalEligibility"] == "INELIGIBLE"
    [option] = found["DomainValidationOptions"]
    assert option["ValidationDomain"] == "example.com"
    assert option["ResourceRecord"]["Type"] == "CNAME"
    assert "ValidationEmails" not in option


def test_a_certificate_that_nothing_holds_is_not_renewed(acm: ACMClient, acm_world: AcmWorld) -> None:
    assert describe(acm, seed(acm_world, "example.com"))["RenewalEligibility"] == "INELIGIBLE"


def test_the_renewal_has_its_own_validation(acm: ACMClient, acm_world: AcmWorld, clock: SandboxClock) -> None:
    now = clock.now().replace(microsecond=0)
    renewal = Renewal(
        status="PENDING_VALIDATION",
        updated_at=now,
        validations={"example.com": "PENDING_VALIDATION", "www.example.com": "SUCCESS"},
    )
    arn = seed(
        acm_world,
        "example.com",
        "www.example.com",
        created_at=now - timedelta(days=383),
        not_after=now + timedelta(days=12),
        renewal=renewal,
    )
    found = describe(acm, arn)
    assert {option["ValidationStatus"] for option in found["DomainValidationOptions"]} == {"SUCCESS"}
    summary = found["RenewalSummary"]
    assert (summary["RenewalStatus"], summary["UpdatedAt"]) == ("PENDING_VALIDATION", now)
    assert [option["ValidationStatus"] for option in summary["DomainValidationOptions"]] == [
        "PENDING_VALIDATION",
        "SUCCESS",
    ]
    assert summary["DomainValidationOptions"][0]["ValidationEmails"][0] == "admin@example.com"

    before = acm_world.material(arn)
    approve_email(acm_world, arn)
    renewed = describe(acm, arn)
    assert renewed["RenewalSummary"]["RenewalStatus"] == "SUCCESS"
    assert renewed["NotAfter"] > now + timedelta(days=196)
    assert acm_world.material(arn) != before


def test_an_imported_certificate(acm: ACMClient, acm_world: AcmWorld, clock: SandboxClock) -> None:
    now = clock.now().replace(microsecond=0)
    arn = seed(
        acm_world,
        "example.net",
        certificate_type=IMPORTED,
        validation_method=None,
        key_algorithm="EC_prime256v1",
        created_at=now,
    )
    found = describe(acm, arn)
    assert (found["Type"], found["ImportedAt"]) == ("IMPORTED", now)
    assert not {"DomainValidationOptions", "RenewalSummary", "IssuedAt"} & set(found)
    assert (found["KeyAlgorithm"], found["CertificateKeyPairOrigin"]) == (
        "EC-prime256v1",
        "CUSTOMER_PROVIDED",
    )
    assert found["KeyUsages"] == [{"Name": "DIGITAL_SIGNATURE"}]


def test_a_certificate_is_not_found_from_another_region_or_after_its_end(
    acm: ACMClient, acm_world: AcmWorld, clients: Callable[..., Any]
) -> None:
    arn = seed(acm_world, "example.com")
    for client, wanted in ((clients("acm", "us-east-1"), arn), (acm, arn[:-1] + "x")):
        with pytest.raises(ClientError) as refused:
            client.describe_certificate(CertificateArn=wanted)
        assert refused.value.response["Error"]["Code"] == "ResourceNotFoundException"
        assert wanted in refused.value.response["Error"]["Message"]


def test_what_is_no_arn_is_refused(acm: ACMClient) -> None:
    with pytest.raises(ClientError) as refused:
        acm.describe_certificate(CertificateArn="this is not an arn at all")
    assert refused.value.response["Error"]["Code"] == "ValidationException"
