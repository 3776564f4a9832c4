"""Finding certificates: page after page, without permission to search, and while they vanish."""

from collections.abc import Callable
from typing import Any

import pytest

from acm_tui.aws import find
from acm_tui.aws.find import find_requested
from acm_tui.aws.session import Access
from acm_tui.domain.errors import ServiceTrouble
from tests.aws.scripted import Answer, Error, ScriptedAws

REGION = "ap-northeast-1"
KEY_TYPES = [
    "RSA_1024",
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "EC_prime256v1",
    "EC_secp384r1",
    "EC_secp521r1",
]
GONE = Error("ResourceNotFoundException")
THROTTLED = Error("ThrottlingException")


def arn(number: int) -> str:
    return f"arn:aws:acm:ap-northeast-1:111122223333:certificate/00000000-0000-4000-8000-{number:012}"


def detail(number: int, method: str = "EMAIL", kind: str = "AMAZON_ISSUED") -> Answer:
    described: dict[str, Any] = {
        "CertificateArn": arn(number),
        "DomainName": f"n{number}.example.com",
        "Status": "ISSUED",
        "Type": kind,
    }
    if kind == "AMAZON_ISSUED":
        described["DomainValidationOptions"] = [
            {"DomainName": f"n{number}.example.com", "ValidationMethod": method}
        ]
    return Answer({"Certificate": described})


def searched(*numbers: int, token: str | None = None) -> Answer:
    more = {"NextToken": token} if token else {}
    return Answer({"Results": [{"CertificateArn": arn(n)} for n in numbers], **more})


def listed(*summaries: dict[str, Any], token: str | None = None) -> Answer:
    more = {"NextToken": token} if token else {}
    return Answer({"CertificateSummaryList": list(summaries), **more})


def tagged(**tags: str) -> Answer:
    return Answer({"Tags": [{"Key": key.replace("_", "-"), "Value": value} for key, value in tags.items()]})


def test_a_page_of_a_search(aws: ScriptedAws, access: Access) -> None:
    aws.script("SearchCertificates", searched(1, 2, token="more"), searched(3))
    first = find.searched(access, REGION)
    assert ([one.arn for one in first.items], first.token) == ([arn(1), arn(2)], "more")
    second = find.searched(access, REGION, first.token, page=2)
    assert ([one.arn for one in second.items], second.token) == ([arn(3)], None)
    asked, further = aws.parameters("SearchCertificates")
    assert asked == {
        "MaxResults": 500,
        "FilterStatement": {
            "And": [
                {"Filter": {"AcmCertificateMetadataFilter": {"ValidationMethod": "EMAIL"}}},
                {"Filter": {"AcmCertificateMetadataFilter": {"Type": "AMAZON_ISSUED"}}},
            ]
        },
    }
    assert (further["NextToken"], further["MaxResults"]) == ("more", 2)


def test_what_a_search_tells_of_a_certificate(aws: ScriptedAws, access: Access) -> None:
    told = {
        "CertificateArn": arn(1),
        "X509Attributes": {
            "Subject": {"CommonName": "shop.example.com"},
            "SubjectAlternativeNames": [{"DnsName": "shop.example.com"}, {"DnsName": "www.example.com"}],
            "KeyAlgorithm": "EC_prime256v1",
            "NotAfter": 1_800_000_000,
        },
        "CertificateMetadata": {
            "AcmCertificateMetadata": {
                "InUse": False,
                "Status": "ISSUED",
                "Type": "AMAZON_ISSUED",
                "RenewalStatus": "PENDING_VALIDATION",
                "RenewalEligibility": "ELIGIBLE",
                "ValidationMethod": "EMAIL",
            }
        },
    }
    aws.script("SearchCertificates", Answer({"Results": [told]}))
    [item] = find.searched(access, REGION).items
    certificate = item.certificate
    assert (item.in_use, item.described, item.tags_known) == (False, False, False)
    assert certificate.names == ("shop.example.com", "www.example.com")
    assert (certificate.status, certificate.key_algorithm) == ("ISSUED", "EC_prime256v1")
    assert (certificate.renewal_status, certificate.renewal_eligibility) == ("PENDING_VALIDATION", "ELIGIBLE")
    assert certificate.not_after is not None
    assert certificate.not_after.timestamp() == 1_800_000_000


def test_what_a_search_does_not_tell_is_to_be_described(aws: ScriptedAws, access: Access) -> None:
    aws.script("SearchCertificates", searched(1))
    [item] = find.searched(access, REGION).items
    assert item.in_use
    assert item.certificate.names == ()


def test_a_page_of_a_list_of_every_key_type(aws: ScriptedAws, access: Access) -> None:
    aws.script(
        "ListCertificates",
        listed(
            {"CertificateArn": arn(1), "Type": "AMAZON_ISSUED", "InUse": False},
            {"CertificateArn": arn(2), "Type": "IMPORTED"},
            token="more",
        ),
        listed({"CertificateArn": arn(3)}),
    )
    first = find.listed(access, REGION)
    assert [(one.arn, one.type, one.in_use) for one in first.summaries] == [
        (arn(1), "AMAZON_ISSUED", False),
        (arn(2), "IMPORTED", True),
    ]
    second = find.listed(access, REGION, first.token, page=1)
    assert [one.type for one in second.summaries] == ["AMAZON_ISSUED"]
    asked, further = aws.parameters("ListCertificates")
    assert asked == {"Includes": {"keyTypes": KEY_TYPES}, "MaxItems": 1000}
    assert (further["NextToken"], further["MaxItems"]) == ("more", 1)


@pytest.mark.parametrize(
    ("operation", "call"), [("SearchCertificates", find.searched), ("ListCertificates", find.listed)]
)
def test_a_page_that_fails_is_told(
    aws: ScriptedAws, access: Access, operation: str, call: Callable[[Access, str], object]
) -> None:
    aws.script(operation, THROTTLED)
    with pytest.raises(ServiceTrouble) as raised:
        call(access, REGION)
    assert raised.value.operation == f"acm:{operation}"


def test_a_request_is_found_again_by_name_and_tag(aws: ScriptedAws, access: Access) -> None:
    aws.script(
        "ListCertificates",
        listed(
            {"CertificateArn": arn(1), "DomainName": "Shop.example.com"},
            {"CertificateArn": arn(2), "DomainName": "www.shop.example.com"},
            token="more",
        ),
        listed(
            {"CertificateArn": arn(3), "DomainName": "shop.example.com"},
            {"CertificateArn": arn(4), "DomainName": "shop.example.com"},
            {"CertificateArn": arn(5), "DomainName": "shop.example.com"},
        ),
    )
    ours = Answer({"Tags": [{"Key": "acm-tui:migration", "Value": "m-1"}]})
    other = Answer({"Tags": [{"Key": "acm-tui:migration", "Value": "m-2"}]})
    # 1 is described after its tags matched (and its tags are read with it); 3 is another's; 4 vanishes.
    aws.script("ListTagsForCertificate", ours, ours, other, GONE, tagged(team="web"))
    aws.script("DescribeCertificate", detail(1, method="DNS"))
    assert [one.arn for one in find_requested(access, REGION, "shop.Example.com", "m-1")] == [arn(1)]
    assert [call["CertificateArn"] for call in aws.parameters("ListTagsForCertificate")] == [
        arn(1),
        arn(1),
        arn(3),
        arn(4),
        arn(5),
    ]
    assert aws.parameters("ListCertificates")[0]["Includes"] == {"keyTypes": KEY_TYPES}
