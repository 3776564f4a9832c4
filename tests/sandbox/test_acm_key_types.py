"""Certificates with every kind of key are found in both ways of asking, whatever the page holds."""

from typing import Any

import pytest
from mypy_boto3_acm import ACMClient

from acm_tui.sandbox.aws.acm import AcmWorld
from acm_tui.sandbox.aws.acm.seeding import seed_certificate

KEY_TYPES: Any = [
    "RSA_1024",
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "EC_prime256v1",
    "EC_secp384r1",
    "EC_secp521r1",
]
BY_EMAIL: Any = {"Filter": {"AcmCertificateMetadataFilter": {"ValidationMethod": "EMAIL"}}}


@pytest.fixture
def arns(acm_world: AcmWorld) -> list[str]:
    return [
        seed_certificate(
            acm_world,
            account="111122223333",
            region="ap-northeast-1",
            names=[f"{key.lower().replace('_', '-')}.example.com"],
            key_algorithm=key,
        )
        for key in KEY_TYPES
    ]


@pytest.mark.parametrize("size", [1, 2, 500])
def test_a_search_finds_them_all(acm: ACMClient, arns: list[str], size: int) -> None:
    pages = list(
        acm.get_paginator("search_certificates").paginate(
            FilterStatement=BY_EMAIL, PaginationConfig={"PageSize": size}
        )
    )
    assert [one["CertificateArn"] for page in pages for one in page["Results"]] == arns
    assert len(pages) == -(-len(arns) // size)


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_a_list_finds_them_all_where_every_key_type_is_named(
    acm: ACMClient, arns: list[str], size: int
) -> None:
    pages = list(
        acm.get_paginator("list_certificates").paginate(
            Includes={"keyTypes": KEY_TYPES}, PaginationConfig={"PageSize": size}
        )
    )
    assert [one["CertificateArn"] for page in pages for one in page["CertificateSummaryList"]] == arns
    assert len(pages) == -(-len(arns) // size)
    unnamed = acm.list_certificates()["CertificateSummaryList"]
    assert [one["CertificateArn"] for one in unnamed] == arns[:2]
