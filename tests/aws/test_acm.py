"""One certificate in ACM: what is sent, and what its answers become."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from acm_tui.aws import acm
from acm_tui.aws.receipt import Receipt
from acm_tui.aws.session import Access
from acm_tui.domain.certificate import Certificate, CertificateRequest, DomainValidation, ValidationRecord
from acm_tui.domain.errors import ServiceTrouble, SettingsTrouble
from tests.aws.scripted import Answer, Error, Scripted, ScriptedAws

REGION = "ap-northeast-1"
ARN = "arn:aws:acm:ap-northeast-1:111122223333:certificate/00000000-0000-4000-8000-000000000001"
RECORD = {"Name": "_a.example.com.", "Type": "CNAME", "Value": "_b.acm-validations.aws."}


def describe(aws: ScriptedAws, access: Access, **detail: Any) -> Certificate:
    least = {"CertificateArn": ARN, "DomainName": "example.com", "Status": "ISSUED", "Type": "AMAZON_ISSUED"}
    aws.script("DescribeCertificate", Answer({"Certificate": {**least, **detail}}))
    aws.script("ListTagsForCertificate", Answer({"Tags": [{"Key": "team", "Value": "web"}, {"Key": "bare"}]}))
    return acm.describe(access, REGION, ARN)


def test_a_description_with_everything(aws: ScriptedAws, access: Access) -> None:
    seen = describe(
        aws,
        access,
        SubjectAlternativeNames=["www.example.com", "example.com"],
        KeyAlgorithm="RSA-2048",
        CreatedAt=1767225600.0,
        NotBefore=1767225600.0,
        NotAfter=1798761600.0,
        RenewalSummary={
            "RenewalStatus": "PENDING_VALIDATION",
            "UpdatedAt": 1.0,
            "DomainValidationOptions": [],
        },
        RenewalEligibility="ELIGIBLE",
        ManagedBy="CLOUDFRONT",
        Options={"Export": "ENABLED"},
        InUseBy=["arn:aws:elasticloadbalancing:ap-northeast-1:111122223333:loadbalancer/app/a/1"],
        DomainValidationOptions=[
            {
                "DomainName": "example.com",
                "ValidationMethod": "EMAIL",
                "ValidationStatus": "SUCCESS",
                "ValidationEmails": ["admin@example.com"],
            }
        ],
    )
    assert seen == Certificate(
        arn=ARN,
        names=("example.com", "www.example.com"),
        status="ISSUED",
        type="AMAZON_ISSUED",
        key_algorithm="RSA_2048",
        validation_method="EMAIL",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        not_before=datetime(2026, 1, 1, tzinfo=UTC),
        not_after=datetime(2027, 1, 1, tzinfo=UTC),
        renewal_status="PENDING_VALIDATION",
        renewal_eligibility="ELIGIBLE",
        managed_by="CLOUDFRONT",
        exportable=True,
        in_use_by=("arn:aws:elasticloadbalancing:ap-northeast-1:111122223333:loadbalancer/app/a/1",),
        validations=(DomainValidation("example.com", "SUCCESS", "EMAIL", None, ("admin@example.com",)),),
        tags={"team": "web", "bare": ""},
    )


def test_times_are_in_utc(aws: ScriptedAws, access: Access) -> None:
    seen = describe(aws, access, CreatedAt=1.0, NotBefore=2.0, NotAfter=3.0)
    for moment in (seen.created_at, seen.not_before, seen.not_after):
        assert moment is not None
        assert moment.tzinfo is UTC


def test_a_description_just_after_the_request_has_no_records_yet(aws: ScriptedAws, access: Access) -> None:
    option = {
        "DomainName": "example.com",
        "ValidationMethod": "DNS",
        "ValidationStatus": "PENDING_VALIDATION",
    }
    assert not describe(aws, access, DomainValidationOptions=[option]).records_known
    seen = describe(aws, access, DomainValidationOptions=[{**option, "ResourceRecord": RECORD}])
    assert seen.records == (ValidationRecord("_a.example.com.", "CNAME", "_b.acm-validations.aws."),)


@pytest.mark.parametrize(
    ("option", "first", "expected"),
    [
        ("DNS", {"ValidationMethod": "EMAIL"}, "DNS"),
        (None, {"ValidationMethod": "DNS"}, "DNS"),
        (None, {"ValidationEmails": ["admin@example.com"]}, "EMAIL"),
        (None, None, ""),
    ],
)
def test_which_method_is_in_force(
    aws: ScriptedAws, access: Access, option: str | None, first: dict[str, Any] | None, expected: str
) -> None:
    detail: dict[str, Any] = {"Options": {"ValidationMethod": option}} if option else {}
    if first is not None:
        detail["DomainValidationOptions"] = [{"DomainName": "example.com", **first}]
    assert describe(aws, access, **detail).validation_method == expected


def test_a_failed_one_says_why(aws: ScriptedAws, access: Access) -> None:
    assert describe(aws, access, Status="FAILED", FailureReason="CAA_ERROR").failure_reason == "CAA_ERROR"


IAM = "arn:aws:iam::111122223333:server-certificate/old-style"
ELSEWHERE = ARN.replace("ap-northeast-1", "us-east-1")


def arn(number: int) -> str:
    return f"{ARN[:-2]}{number:02}"


def test_what_acm_shows_of_many(aws: ScriptedAws, access: Access) -> None:
    refusals = {arn(3): Error("ResourceNotFoundException"), arn(4): Error("AccessDeniedException")}

    def answer(sent: dict[str, Any]) -> Scripted:
        one = sent["CertificateArn"]
        least = {"CertificateArn": one, "DomainName": f"n{one[-2:]}.example.com"}
        shown = Answer({"Certificate": {**least, "Status": "ISSUED", "Type": "IMPORTED"}})
        return refusals.get(one, shown)

    aws.decide("DescribeCertificate", answer)
    wanted = [*(arn(number) for number in range(12)), IAM, ELSEWHERE, arn(0)]
    found = acm.described(access, REGION, wanted)
    there = [number for number in range(12) if number not in (3, 4)]
    assert list(found) == [arn(number) for number in there]
    assert [one.domain for one in found.values()] == [f"n{number:02}.example.com" for number in there]
    assert aws.count() == {"DescribeCertificate": 12}


def test_nothing_is_left_out_for_any_other_reason(aws: ScriptedAws, access: Access) -> None:
    aws.script("DescribeCertificate", Error("ExpiredTokenException"))
    with pytest.raises(SettingsTrouble, match="expired"):
        acm.described(access, REGION, [arn(0), arn(1)])


def test_exactly_what_is_requested(aws: ScriptedAws, access: Access) -> None:
    aws.script("RequestCertificate", Answer({"CertificateArn": ARN}))
    wanted = CertificateRequest(
        names=("example.com", "*.example.com"),
        key_algorithm="EC_prime256v1",
        tags={"team": "web", "empty": ""},
        token="0123456789abcdef0123456789abcdef",
    )
    assert acm.request(access, REGION, wanted) == Receipt(ARN, "request-1")
    assert aws.parameters("RequestCertificate") == [
        {
            "DomainName": "example.com",
            "SubjectAlternativeNames": ["example.com", "*.example.com"],
            "ValidationMethod": "DNS",
            "KeyAlgorithm": "EC_prime256v1",
            "IdempotencyToken": "0123456789abcdef0123456789abcdef",
            "Tags": [{"Key": "team", "Value": "web"}, {"Key": "empty", "Value": ""}],
        }
    ]


def test_deleting_names_the_certificate_and_nothing_else(aws: ScriptedAws, access: Access) -> None:
    aws.script("DeleteCertificate", Answer())
    assert acm.delete(access, REGION, ARN) == Receipt("", "request-1")
    assert aws.parameters("DeleteCertificate") == [{"CertificateArn": ARN}]


def test_the_fingerprint_is_of_the_der(aws: ScriptedAws, access: Access) -> None:
    pem = "-----BEGIN CERTIFICATE-----\nAQIDBA==\n-----END CERTIFICATE-----\n"
    aws.script("GetCertificate", Answer({"Certificate": pem, "CertificateChain": pem}))
    assert acm.leaf(access, REGION, ARN) == acm.Leaf(ARN, hashlib.sha256(b"\1\2\3\4").hexdigest())


def test_a_leaf_that_is_not_issued_or_no_certificate(aws: ScriptedAws, access: Access) -> None:
    aws.script("GetCertificate", Error("RequestInProgressException"), Answer({"Certificate": "nonsense"}))
    with pytest.raises(ServiceTrouble) as raised:
        acm.leaf(access, REGION, ARN)
    assert raised.value.code == "RequestInProgressException"
    with pytest.raises(ServiceTrouble, match="not a certificate"):
        acm.leaf(access, REGION, ARN)
