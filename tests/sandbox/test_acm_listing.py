"""ListCertificates: the default filter, the other filters, summaries, pages."""

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from mypy_boto3_acm import ACMClient

from acm_tui.sandbox.aws.acm import AcmWorld
from acm_tui.sandbox.aws.acm.model import IMPORTED
from acm_tui.sandbox.aws.acm.seeding import seed_certificate
from acm_tui.sandbox.clock import SandboxClock

ALL_KEYS: Any = [
    "RSA_1024",
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "EC_prime256v1",
    "EC_secp384r1",
    "EC_secp521r1",
]


def seed(world: AcmWorld, name: str, **facts: Any) -> str:
    return seed_certificate(world, account="111122223333", region="ap-northeast-1", names=[name], **facts)


def listed(acm: ACMClient, **asked: Any) -> list[str]:
    return [one["DomainName"] for one in acm.list_certificates(**asked)["CertificateSummaryList"]]


def test_only_small_rsa_keys_are_listed_by_default(acm: ACMClient, acm_world: AcmWorld) -> None:
    for algorithm in ("RSA_2048", "RSA_3072", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"):
        seed(acm_world, f"{algorithm.lower().replace('_', '-')}.example.com", key_algorithm=algorithm)
    assert listed(acm) == ["rsa-2048.example.com"]
    assert len(listed(acm, Includes={"keyTypes": ALL_KEYS})) == 5
    assert listed(acm, Includes={"keyTypes": ["EC_prime256v1"]}) == ["ec-prime256v1.example.com"]


def test_the_filters(acm: ACMClient, acm_world: AcmWorld) -> None:
    seed(acm_world, "issued.example.com")
    seed(acm_world, "pending.example.com", status="PENDING_VALIDATION")
    seed(acm_world, "front.example.com", managed_by="CLOUDFRONT")
    seed(acm_world, "export.example.com", export="ENABLED")
    seed(acm_world, "imported.example.com", certificate_type=IMPORTED)
    assert listed(acm, CertificateStatuses=["PENDING_VALIDATION", "FAILED"]) == ["pending.example.com"]
    assert listed(acm, Includes={"managedBy": "CLOUDFRONT"}) == ["front.example.com"]
    assert listed(acm, Includes={"exportOption": "ENABLED"}) == ["export.example.com"]
    assert listed(acm, CertificateKeyPairOrigins=["CUSTOMER_PROVIDED"]) == ["imported.example.com"]
    assert "pending.example.com" not in listed(acm, Includes={"keyUsage": ["DIGITAL_SIGNATURE"]})
    assert listed(acm, Includes={"extendedKeyUsage": ["CODE_SIGNING"]}) == []
    assert len(listed(acm)) == 5


def test_a_summary_says_what_the_certificate_is(
    acm: ACMClient, acm_world: AcmWorld, clock: SandboxClock, holders: dict[str, list[str]]
) -> None:
    now = clock.now().replace(microsecond=0)
    end = now + timedelta(days=198)
    arn = seed(acm_world, "example.com", created_at=now, not_before=now, not_after=end)
    holders[arn] = ["arn:aws:elasticloadbalancing:ap-northeast-1:111122223333:loadbalancer/old"]
    [summary] = acm.list_certificates()["CertificateSummaryList"]
    assert summary == {
        "CertificateArn": arn,
        "DomainName": "example.com",
        "SubjectAlternativeNameSummaries": ["example.com"],
        "HasAdditionalSubjectAlternativeNames": False,
        "Status": "ISSUED",
        "Type": "AMAZON_ISSUED",
        "KeyAlgorithm": "RSA-2048",
        "KeyUsages": ["DIGITAL_SIGNATURE", "KEY_ENCIPHERMENT"],
        "ExtendedKeyUsages": ["TLS_WEB_SERVER_AUTHENTICATION"],
        "ExportOption": "DISABLED",
        "InUse": True,
        "Exported": False,
        "RenewalEligibility": "ELIGIBLE",
        "NotBefore": now,
        "NotAfter": end,
        "CreatedAt": now,
        "IssuedAt": now,
        "CertificateKeyPairOrigin": "AWS_MANAGED",
    }


def test_pages_hold_what_is_asked_for_and_lead_to_the_next(acm: ACMClient, acm_world: AcmWorld) -> None:
    names = [seed(acm_world, f"n{number}.example.com") and f"n{number}.example.com" for number in range(7)]
    first = acm.list_certificates(MaxItems=3)
    assert [one["DomainName"] for one in first["CertificateSummaryList"]] == names[:3]
    second = acm.list_certificates(MaxItems=3, NextToken=first["NextToken"])
    third = acm.list_certificates(MaxItems=3, NextToken=second["NextToken"])
    assert [one["DomainName"] for one in third["CertificateSummaryList"]] == names[6:]
    assert "NextToken" not in third
    assert "NextToken" not in acm.list_certificates(MaxItems=7)
    paginator = acm.get_paginator("list_certificates").paginate(PaginationConfig={"PageSize": 2})
    assert [one["DomainName"] for page in paginator for one in page["CertificateSummaryList"]] == names


def test_pages_survive_a_deletion_between_them(acm: ACMClient, acm_world: AcmWorld) -> None:
    for number in range(5):
        seed(acm_world, f"n{number}.example.com")
    first = acm.list_certificates(MaxItems=2)
    acm.delete_certificate(CertificateArn=first["CertificateSummaryList"][1]["CertificateArn"])
    rest = acm.list_certificates(NextToken=first["NextToken"])["CertificateSummaryList"]
    assert [one["DomainName"] for one in rest] == ["n2.example.com", "n3.example.com", "n4.example.com"]


def test_the_newest_first(acm: ACMClient, acm_world: AcmWorld) -> None:
    for number in range(3):
        seed(acm_world, f"n{number}.example.com")
    newest = listed(acm, SortBy="CREATED_AT", SortOrder="DESCENDING")
    assert newest == ["n2.example.com", "n1.example.com", "n0.example.com"]
    first = acm.list_certificates(SortBy="CREATED_AT", SortOrder="DESCENDING", MaxItems=1)
    rest = listed(acm, SortBy="CREATED_AT", SortOrder="DESCENDING", NextToken=first["NextToken"])
    assert rest == newest[1:]


@pytest.mark.parametrize(
    "asked",
    [
        {"MaxItems": 1001},
        {"SortBy": "CREATED_AT"},
        {"NextToken": "made up"},
        {"NextToken": "WzEsMl0="},
        {"CertificateStatuses": ["NONSENSE"]},
        {"Includes": {"keyTypes": ["RSA-2048"]}},
    ],
)
def test_what_makes_no_sense_is_refused(acm: ACMClient, asked: Any) -> None:
    with pytest.raises(ClientError) as refused:
        acm.list_certificates(**asked)
    assert refused.value.response["Error"]["Code"] == "ValidationException"


def test_a_token_leads_on_in_its_own_list_only(acm: ACMClient, acm_world: AcmWorld) -> None:
    for number in range(3):
        seed(acm_world, f"n{number}.example.com")
    token = acm.list_certificates(MaxItems=1)["NextToken"]
    with pytest.raises(ClientError, match="NextToken"):
        acm.list_certificates(NextToken=token, CertificateStatuses=["ISSUED"])
