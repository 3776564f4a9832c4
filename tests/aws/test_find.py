"""Finding certificates: page after page, without permission to search, and while they vanish."""

from typing import Any

import pytest

from acm_tui.aws.find import email_validated, find_requested
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
DENIED = Error("AccessDeniedException", "User: x is not authorized to perform: acm:SearchCertificates")
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


def test_every_page_of_a_search_is_read(aws: ScriptedAws, access: Access) -> None:
    aws.script("SearchCertificates", searched(1, 2, token="more"), searched(3))
    aws.script("DescribeCertificate", detail(1), detail(2), detail(3))
    aws.script("ListTagsForCertificate", tagged(team="web"))
    found = list(email_validated(access, REGION))
    assert [one.arn for one in found] == [arn(1), arn(2), arn(3)]
    assert found[0].tags == {"team": "web"}
    first, second = aws.parameters("SearchCertificates")
    assert first["MaxResults"] == 500
    assert first["FilterStatement"] == {
        "And": [
            {"Filter": {"AcmCertificateMetadataFilter": {"ValidationMethod": "EMAIL"}}},
            {"Filter": {"AcmCertificateMetadataFilter": {"Type": "AMAZON_ISSUED"}}},
        ]
    }
    assert second["NextToken"] == "more"
    assert aws.parameters("ListCertificates") == []


def test_each_is_yielded_as_soon_as_it_is_described(aws: ScriptedAws, access: Access) -> None:
    aws.script("SearchCertificates", searched(1, 2, token="more"), searched(3))
    aws.script("DescribeCertificate", detail(1), detail(2), detail(3))
    aws.script("ListTagsForCertificate", tagged())
    assert next(email_validated(access, REGION)).arn == arn(1)
    assert [call.operation for call in aws.calls] == [
        "SearchCertificates",
        "DescribeCertificate",
        "ListTagsForCertificate",
    ]


def test_one_that_pages_show_twice_is_found_once(aws: ScriptedAws, access: Access) -> None:
    aws.script("SearchCertificates", searched(1, token="more"), searched(1))
    aws.script("DescribeCertificate", detail(1))
    aws.script("ListTagsForCertificate", tagged())
    assert len(list(email_validated(access, REGION))) == 1


def test_one_that_vanishes_in_between_is_left_out(aws: ScriptedAws, access: Access) -> None:
    aws.script("SearchCertificates", searched(1, 2, 3))
    aws.script("DescribeCertificate", GONE, detail(2), detail(3))
    aws.script("ListTagsForCertificate", GONE, tagged())
    assert [one.arn for one in email_validated(access, REGION)] == [arn(3)]


@pytest.mark.parametrize("answer", [DENIED, Error("UnknownOperationException")])
def test_without_searching_every_certificate_is_listed_and_described(
    aws: ScriptedAws, access: Access, answer: Error
) -> None:
    aws.script("SearchCertificates", answer)
    aws.script(
        "ListCertificates",
        listed(
            {"CertificateArn": arn(1), "Type": "AMAZON_ISSUED"},
            {"CertificateArn": arn(2), "Type": "IMPORTED"},
            token="more",
        ),
        listed({"CertificateArn": arn(3), "Type": "AMAZON_ISSUED"}, {"CertificateArn": arn(4)}),
    )
    aws.script("DescribeCertificate", detail(1), detail(3, method="DNS"), detail(4, kind="PRIVATE"))
    aws.script("ListTagsForCertificate", tagged())
    assert [one.arn for one in email_validated(access, REGION)] == [arn(1)]
    assert [call["CertificateArn"] for call in aws.parameters("DescribeCertificate")] == [
        arn(1),
        arn(3),
        arn(4),
    ]
    assert [call["Includes"] for call in aws.parameters("ListCertificates")] == [{"keyTypes": KEY_TYPES}] * 2
    assert len(aws.parameters("ListTagsForCertificate")) == 1


@pytest.mark.parametrize("operation", ["SearchCertificates", "DescribeCertificate", "ListTagsForCertificate"])
def test_a_search_that_fails_otherwise_is_told(aws: ScriptedAws, access: Access, operation: str) -> None:
    aws.script("SearchCertificates", searched(1))
    aws.script("DescribeCertificate", detail(1))
    aws.script("ListTagsForCertificate", tagged())
    aws.script(operation, THROTTLED)
    with pytest.raises(ServiceTrouble) as raised:
        list(email_validated(access, REGION))
    assert raised.value.operation == f"acm:{operation}"


def test_a_list_that_fails_is_told(aws: ScriptedAws, access: Access) -> None:
    aws.script("SearchCertificates", DENIED)
    aws.script("ListCertificates", Error("AccessDeniedException"))
    with pytest.raises(ServiceTrouble) as raised:
        list(email_validated(access, REGION))
    assert raised.value.operation == "acm:ListCertificates"


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
