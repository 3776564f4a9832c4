"""ImportCertificate and ExportCertificate."""

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives import serialization
from mypy_boto3_acm import ACMClient

from acm_tui.sandbox.authority import Authority, Leaf, read_private_key
from acm_tui.sandbox.aws.acm import AcmWorld
from acm_tui.sandbox.aws.acm.seeding import seed_certificate
from acm_tui.sandbox.clock import SandboxClock


@pytest.fixture
def leaf(authority: Authority, clock: SandboxClock) -> Leaf:
    now = clock.now()
    return authority.issue(
        ["own.example.com", "also.example.com"], "EC_secp384r1", now, now + timedelta(days=30)
    )


def take(acm: ACMClient, leaf: Leaf, **more: Any) -> str:
    return acm.import_certificate(
        Certificate=leaf.certificate_pem.encode(),
        PrivateKey=leaf.private_key_pem.encode(),
        CertificateChain=leaf.chain_pem.encode(),
        **more,
    )["CertificateArn"]


def code_of(refused: pytest.ExceptionInfo[ClientError]) -> str:
    return str(refused.value.response["Error"]["Code"])


def test_an_imported_certificate_is_as_it_came(acm: ACMClient, leaf: Leaf, acm_world: AcmWorld) -> None:
    arn = take(acm, leaf, Tags=[{"Key": "team", "Value": "shop"}])
    found = acm.describe_certificate(CertificateArn=arn)["Certificate"]
    assert (found["Type"], found["Status"], found["KeyAlgorithm"]) == ("IMPORTED", "ISSUED", "EC-secp384r1")
    assert found["SubjectAlternativeNames"] == ["own.example.com", "also.example.com"]
    assert (found["Serial"], found["Issuer"]) == (leaf.serial, "acm-tui sandbox issuing CA")
    assert found["NotAfter"] - found["ImportedAt"] < timedelta(days=30)
    fetched = acm.get_certificate(CertificateArn=arn)
    assert (fetched["Certificate"], fetched["CertificateChain"]) == (leaf.certificate_pem, leaf.chain_pem)
    material = acm_world.material(arn)
    assert material is not None
    assert material.private_key_pem == leaf.private_key_pem


def test_it_can_be_imported_again_under_its_arn(
    acm: ACMClient, leaf: Leaf, authority: Authority, clock: SandboxClock, acm_world: AcmWorld
) -> None:
    arn = take(acm, leaf, Tags=[{"Key": "team"}])
    created = acm.describe_certificate(CertificateArn=arn)["Certificate"]["CreatedAt"]
    clock.advance(timedelta(hours=1))
    newer = authority.issue(["own.example.com"], "RSA_2048", clock.now(), clock.now() + timedelta(days=90))
    assert take(acm, newer, CertificateArn=arn) == arn
    found = acm.describe_certificate(CertificateArn=arn)["Certificate"]
    assert (found["Serial"], found["KeyAlgorithm"]) == (newer.serial, "RSA-2048")
    assert found["CreatedAt"] == created
    assert found["ImportedAt"] >= created + timedelta(hours=1)
    assert acm.list_tags_for_certificate(CertificateArn=arn)["Tags"] == [{"Key": "team"}]
    assert len(acm_world.all()) == 1
    with pytest.raises(ClientError) as refused:
        take(acm, newer, CertificateArn=arn, Tags=[{"Key": "team"}])
    assert code_of(refused) == "InvalidParameterException"


def test_what_acm_issued_cannot_be_replaced_by_an_import(
    acm: ACMClient, leaf: Leaf, acm_world: AcmWorld
) -> None:
    arn = seed_certificate(
        acm_world, account="111122223333", region="ap-northeast-1", names=["own.example.com"]
    )
    with pytest.raises(ClientError) as refused:
        take(acm, leaf, CertificateArn=arn)
    assert code_of(refused) == "ValidationException"


def test_what_does_not_fit_together_is_refused(
    acm: ACMClient, leaf: Leaf, authority: Authority, clock: SandboxClock, acm_world: AcmWorld
) -> None:
    now = clock.now()
    other = authority.issue(["own.example.com"], "RSA_2048", now, now + timedelta(days=1))
    over = authority.issue(["own.example.com"], "RSA_2048", now - timedelta(days=9), now - timedelta(days=1))
    good = {"Certificate": leaf.certificate_pem, "PrivateKey": leaf.private_key_pem}
    for wrong in (
        {"PrivateKey": other.private_key_pem},
        {"Certificate": "no PEM"},
        {"Certificate": "nö PEM"},
        {"CertificateChain": "no PEM"},
        {"PrivateKey": leaf.certificate_pem},
        {"Certificate": over.certificate_pem, "PrivateKey": over.private_key_pem},
    ):
        blobs: Any = {member: text.encode() for member, text in (good | wrong).items()}
        with pytest.raises(ClientError) as refused:
            acm.import_certificate(**blobs)
        assert code_of(refused) == "ValidationException"
    assert acm_world.all() == []


def test_only_exportable_certificates_are_exported(acm: ACMClient, acm_world: AcmWorld) -> None:
    facts: Any = {"account": "111122223333", "region": "ap-northeast-1", "names": ["example.com"]}
    closed = seed_certificate(acm_world, **facts)
    with pytest.raises(ClientError) as refused:
        acm.export_certificate(CertificateArn=closed, Passphrase=b"secret")
    assert code_of(refused) == "ValidationException"

    arn = seed_certificate(acm_world, **facts, export="ENABLED")
    key_pem = acm.export_certificate(CertificateArn=arn, Passphrase=b"secret")["PrivateKey"]
    material = acm_world.material(arn)
    assert material is not None
    key = serialization.load_pem_private_key(key_pem.encode(), password=b"secret")
    assert key.public_key() == read_private_key(material.private_key_pem).public_key()
    assert acm.list_certificates(Includes={"exportOption": "ENABLED"})["CertificateSummaryList"][0][
        "Exported"
    ]
