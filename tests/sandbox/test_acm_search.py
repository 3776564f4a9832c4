"""SearchCertificates: every filter, the three ways to combine them, sorting, pages."""

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from mypy_boto3_acm import ACMClient

from acm_tui.sandbox.aws.acm import AcmWorld
from acm_tui.sandbox.aws.acm.model import IMPORTED, Renewal
from acm_tui.sandbox.aws.acm.seeding import seed_certificate
from acm_tui.sandbox.clock import SandboxClock


def metadata(**fact: Any) -> dict[str, Any]:
    return {"Filter": {"AcmCertificateMetadataFilter": fact}}


def x509(**fact: Any) -> dict[str, Any]:
    return {"Filter": {"X509AttributeFilter": fact}}


def found(acm: ACMClient, statement: Any, **asked: Any) -> list[str]:
    results = acm.search_certificates(FilterStatement=statement, **asked)["Results"]
    return [one["X509Attributes"]["Subject"]["CommonName"].partition(".")[0] for one in results]


@pytest.fixture
def arns(acm_world: AcmWorld, clock: SandboxClock, holders: dict[str, list[str]]) -> dict[str, str]:
    """Six certificates that differ in everything that a filter looks at; by the first label of their name."""
    now = clock.now()
    waiting = Renewal(
        status="PENDING_VALIDATION", updated_at=now, validations={"mail.example.com": "SUCCESS"}
    )
    seeds: dict[str, dict[str, Any]] = {
        "mail": {"renewal": waiting, "not_after": now + timedelta(days=10)},
        "dns": {"validation_method": "DNS", "key_algorithm": "EC_prime256v1", "export": "ENABLED"},
        "pending": {"status": "PENDING_VALIDATION"},
        "imported": {"certificate_type": IMPORTED, "key_algorithm": "RSA_3072"},
        "front": {"managed_by": "CLOUDFRONT", "validation_method": "HTTP"},
        "other": {"names": ["other.example.net", "*.shop.example.net"]},
    }
    made = {}
    for label, facts in seeds.items():
        names = facts.pop("names", [f"{label}.example.com"])
        made[label] = seed_certificate(
            acm_world, account="111122223333", region="ap-northeast-1", names=names, **facts
        )
    holders[made["mail"]] = ["arn:aws:elasticloadbalancing:ap-northeast-1:111122223333:loadbalancer/one"]
    return made


@pytest.mark.parametrize(
    ("statement", "labels"),
    [
        (metadata(ValidationMethod="EMAIL"), ["mail", "pending", "other"]),
        (metadata(ValidationMethod="DNS"), ["dns"]),
        (metadata(ValidationMethod="HTTP"), ["front"]),
        (metadata(Status="PENDING_VALIDATION"), ["pending"]),
        (metadata(Type="IMPORTED"), ["imported"]),
        (metadata(InUse=True), ["mail"]),
        (metadata(InUse=False), ["dns", "pending", "imported", "front", "other"]),
        (metadata(RenewalStatus="PENDING_VALIDATION"), ["mail"]),
        (metadata(ManagedBy="CLOUDFRONT"), ["front"]),
        (metadata(ExportOption="ENABLED"), ["dns"]),
        (metadata(Exported=True), []),
        (metadata(CertificateKeyPairOrigin="CUSTOMER_PROVIDED"), ["imported"]),
        (x509(KeyAlgorithm="EC_prime256v1"), ["dns"]),
        (x509(KeyUsage="KEY_ENCIPHERMENT"), ["mail", "imported", "front", "other"]),
        (x509(ExtendedKeyUsage="CODE_SIGNING"), []),
        (
            x509(Subject={"CommonName": {"Value": "D", "ComparisonOperator": "CONTAINS"}}),
            ["dns", "pending", "imported"],
        ),
        (x509(Subject={"CommonName": {"Value": "dns.example.com", "ComparisonOperator": "EQUALS"}}), ["dns"]),
        (
            x509(
                SubjectAlternativeName={
                    "DnsName": {"Value": "*.shop.example.net", "ComparisonOperator": "EQUALS"}
                }
            ),
            ["other"],
        ),
        (x509(Subject={"CommonName": {"Value": "example.com", "ComparisonOperator": "EQUALS"}}), []),
        ({"Not": metadata(ValidationMethod="EMAIL")}, ["dns", "imported", "front"]),
        ({"And": [metadata(ValidationMethod="EMAIL"), metadata(Status="ISSUED")]}, ["mail", "other"]),
        ({"Or": [metadata(Status="PENDING_VALIDATION"), metadata(Type="IMPORTED")]}, ["pending", "imported"]),
        (
            {
                "And": [
                    {"Not": metadata(InUse=True)},
                    {"Or": [metadata(Type="IMPORTED"), x509(KeyAlgorithm="RSA_2048")]},
                ]
            },
            ["pending", "imported", "front", "other"],
        ),
    ],
)
def test_a_filter_statement(acm: ACMClient, arns: dict[str, str], statement: Any, labels: list[str]) -> None:
    assert found(acm, statement) == [label for label in arns if label in labels]


def test_filters_by_arn_serial_and_time(
    acm: ACMClient, arns: dict[str, str], acm_world: AcmWorld, clock: SandboxClock
) -> None:
    assert found(acm, {"Filter": {"CertificateArn": arns["front"]}}) == ["front"]
    material = acm_world.material(arns["dns"])
    assert material is not None
    assert found(acm, x509(SerialNumber=material.serial)) == ["dns"]
    soon = {"Start": clock.now(), "End": clock.now() + timedelta(days=30)}
    assert found(acm, x509(NotAfter=soon)) == ["mail"]
    assert found(acm, x509(NotBefore={"Start": clock.now()})) == []


def test_without_a_filter_every_key_type_is_there(acm: ACMClient, arns: dict[str, str]) -> None:
    assert len(acm.search_certificates()["Results"]) == len(arns)


def test_a_result_has_what_the_inventory_needs(acm: ACMClient, arns: dict[str, str]) -> None:
    [result] = acm.search_certificates(FilterStatement=metadata(InUse=True))["Results"]  # type: ignore[arg-type]  # a union of literals
    assert result["CertificateArn"] == arns["mail"]
    attributes = result["X509Attributes"]
    assert attributes["SubjectAlternativeNames"] == [{"DnsName": "mail.example.com"}]
    assert (attributes["Issuer"], attributes["KeyAlgorithm"]) == ({"CommonName": "Amazon"}, "RSA-2048")
    facts = result["CertificateMetadata"]["AcmCertificateMetadata"]
    assert (facts["Status"], facts["Type"], facts["ValidationMethod"]) == ("ISSUED", "AMAZON_ISSUED", "EMAIL")
    assert (facts["InUse"], facts["RenewalStatus"]) == (True, "PENDING_VALIDATION")
    assert "ImportedAt" not in facts
    described = acm.describe_certificate(CertificateArn=arns["mail"])["Certificate"]
    for member in ("CreatedAt", "IssuedAt", "RenewalEligibility"):
        assert facts[member] == described[member]
    for member in ("NotBefore", "NotAfter"):
        assert attributes[member] == described[member]  # type: ignore[literal-required]  # two known members
    assert attributes["SerialNumber"] == described["Serial"]


def test_pages_and_sorting(acm: ACMClient, arns: dict[str, str]) -> None:
    pages = acm.get_paginator("search_certificates").paginate(
        SortBy="COMMON_NAME", SortOrder="DESCENDING", PaginationConfig={"PageSize": 4}
    )
    sizes, names = [], []
    for page in pages:
        sizes.append(len(page["Results"]))
        names += [one["X509Attributes"]["Subject"]["CommonName"].partition(".")[0] for one in page["Results"]]
    assert sizes == [4, 2]
    assert names == sorted(arns, reverse=True)
    for by in ("NOT_AFTER", "IN_USE", "RENEWAL_STATUS", "MANAGED_BY", "REVOKED_AT"):
        assert len(found(acm, metadata(Type="AMAZON_ISSUED"), SortBy=by, SortOrder="ASCENDING")) == 5


def test_a_page_has_100_results_unless_more_are_asked_for(acm: ACMClient, acm_world: AcmWorld) -> None:
    for number in range(101):
        seed_certificate(
            acm_world,
            account="111122223333",
            region="ap-northeast-1",
            names=[f"n{number}.example.com"],
            key_algorithm="EC_prime256v1",
        )
    assert len(acm.search_certificates()["Results"]) == 100
    assert len(acm.search_certificates(MaxResults=500)["Results"]) == 101


@pytest.mark.parametrize(
    "asked",
    [
        {"MaxResults": 501},
        {"FilterStatement": {"And": [metadata(InUse=True)] * 16}},
        {"FilterStatement": metadata(ValidationMethod="PIGEON")},
    ],
)
def test_what_makes_no_sense_is_refused(acm: ACMClient, asked: Any) -> None:
    with pytest.raises(ClientError) as refused:
        acm.search_certificates(**asked)
    assert refused.value.response["Error"]["Code"] == "ValidationException"
