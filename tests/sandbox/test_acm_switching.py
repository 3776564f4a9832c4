"""The switch in place: the same ARN, from email to DNS validation."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from mypy_boto3_acm import ACMClient

from acm_tui.sandbox.aws.acm import AcmSetting, AcmWorld, install
from acm_tui.sandbox.aws.acm.model import IMPORTED
from acm_tui.sandbox.aws.acm.records import validation_record
from acm_tui.sandbox.aws.acm.seeding import seed_certificate
from acm_tui.sandbox.clock import SandboxClock
from acm_tui.sandbox.validator import Validator

ACCOUNT = "111122223333"
NAMES = ("example.com", "www.example.com")


def seed(world: AcmWorld, names: tuple[str, ...] = NAMES, **facts: Any) -> str:
    return seed_certificate(world, account=ACCOUNT, region="ap-northeast-1", names=names, **facts)


def switch(acm: ACMClient, arn: str) -> None:
    acm.update_certificate_options(CertificateArn=arn, Options={"ValidationMethod": "DNS"})


def summaries(acm: ACMClient, arn: str) -> Any:
    return acm.list_certificate_domain_validations(CertificateArn=arn)["DomainValidationSummaryList"]


def describe(acm: ACMClient, arn: str) -> Any:
    return acm.describe_certificate(CertificateArn=arn)["Certificate"]


def publish(published: dict[str, str], *names: str) -> None:
    published.update(validation_record(ACCOUNT, name) for name in names)


def test_the_whole_way(
    acm: ACMClient,
    acm_world: AcmWorld,
    clock: SandboxClock,
    validator: Validator,
    published: dict[str, str],
) -> None:
    arn = seed(acm_world)
    material = acm_world.material(arn)
    assert "UpdateSummary" not in describe(acm, arn)
    assert all("RequestedValidationConfiguration" not in one for one in summaries(acm, arn))

    switch(acm, arn)
    first, second = summaries(acm, arn)
    record_name, record_value = validation_record(ACCOUNT, "example.com")
    assert first == {
        "DomainName": "example.com",
        "ActiveValidationConfiguration": {
            "ValidationMethod": "EMAIL",
            "ValidationStatus": "SUCCESS",
            "ValidationChallenge": {
                "EmailValidationChallenge": {
                    "ValidationDomain": "example.com",
                    "ValidationEmails": [
                        f"{box}@example.com"
                        for box in ("admin", "administrator", "hostmaster", "postmaster", "webmaster")
                    ],
                }
            },
        },
        "RequestedValidationConfiguration": {
            "ValidationMethod": "DNS",
            "ValidationStatus": "PENDING_VALIDATION",
            "ValidationChallenge": {
                "DnsValidationChallenge": {
                    "ResourceRecord": {"Name": record_name, "Type": "CNAME", "Value": record_value}
                }
            },
        },
    }
    assert second["DomainName"] == "www.example.com"
    update = describe(acm, arn)["UpdateSummary"]
    assert (update["Type"], update["Status"]) == ("DOMAIN_VALIDATION_METHOD", "PENDING_DOMAIN_VALIDATION")
    assert update["DomainValidationMethodUpdateSummary"] == {"From": "EMAIL", "To": "DNS"}

    publish(published, "example.com")
    validator.step()
    requested = [one["RequestedValidationConfiguration"]["ValidationStatus"] for one in summaries(acm, arn)]
    assert requested == ["SUCCESS", "PENDING_VALIDATION"]
    active = [one["ActiveValidationConfiguration"]["ValidationMethod"] for one in summaries(acm, arn)]
    assert active == ["EMAIL", "EMAIL"]

    clock.advance(timedelta(hours=1))
    publish(published, "www.example.com")
    validator.step()
    for one in summaries(acm, arn):
        assert one["ActiveValidationConfiguration"]["ValidationMethod"] == "DNS"
        assert one["ActiveValidationConfiguration"]["ValidationStatus"] == "SUCCESS"
        assert "RequestedValidationConfiguration" not in one
    found = describe(acm, arn)
    assert found["UpdateSummary"]["Status"] == "SUCCESS"
    assert found["UpdateSummary"]["UpdatedAt"] >= found["UpdateSummary"]["RequestedAt"] + timedelta(hours=1)
    assert found["Status"] == "ISSUED"
    assert {option["ValidationMethod"] for option in found["DomainValidationOptions"]} == {"DNS"}
    assert acm_world.material(arn) == material


def test_after_72_hours_it_is_over_and_the_certificate_works_on(
    acm: ACMClient,
    acm_world: AcmWorld,
    clock: SandboxClock,
    validator: Validator,
    published: dict[str, str],
) -> None:
    arn = seed(acm_world)
    material = acm_world.material(arn)
    switch(acm, arn)
    publish(published, "example.com")
    validator.step()
    clock.advance(timedelta(hours=72))
    found = describe(acm, arn)
    assert (found["Status"], found["UpdateSummary"]["Status"]) == ("ISSUED", "FAILED")
    assert found["UpdateSummary"]["UpdatedAt"] == found["UpdateSummary"]["RequestedAt"] + timedelta(hours=72)
    assert acm_world.material(arn) == material
    for one in summaries(acm, arn):
        assert one["ActiveValidationConfiguration"]["ValidationMethod"] == "EMAIL"
        assert "RequestedValidationConfiguration" not in one
    publish(published, *NAMES)
    validator.step()
    assert summaries(acm, arn)[0]["ActiveValidationConfiguration"]["ValidationMethod"] == "EMAIL"

    switch(acm, arn)
    validator.step()
    assert describe(acm, arn)["UpdateSummary"]["Status"] == "SUCCESS"


def test_inside_the_renewal_window_it_is_renewed_as_well(
    acm: ACMClient,
    acm_world: AcmWorld,
    clock: SandboxClock,
    validator: Validator,
    published: dict[str, str],
) -> None:
    now = clock.now()
    arns = [
        seed(
            acm_world,
            created_at=now - timedelta(days=300),
            not_after=now + timedelta(days=days),
            key_algorithm="EC_prime256v1",
        )
        for days in (44, 46)
    ]
    before = [acm_world.material(arn) for arn in arns]
    publish(published, *NAMES)
    for arn in arns:
        switch(acm, arn)
    validator.step()
    after = [acm_world.material(arn) for arn in arns]
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, True]
    renewed = describe(acm, arns[0])
    assert renewed["NotAfter"] > now + timedelta(days=196)
    assert renewed["RenewalSummary"]["RenewalStatus"] == "SUCCESS"


def test_the_record_shows_after_its_delay(
    acm: ACMClient, acm_setting: AcmSetting, clock: SandboxClock
) -> None:
    world = install(dataclasses.replace(acm_setting, record_delay=timedelta(minutes=1)))
    # The delay of the switch counts from its own beginning, not from the certificate's.
    arn = seed(world, created_at=clock.now() - timedelta(days=9))
    switch(acm, arn)
    assert "ValidationChallenge" not in summaries(acm, arn)[0]["RequestedValidationConfiguration"]
    assert world.awaited() == ()
    clock.advance(timedelta(minutes=1))
    assert "ValidationChallenge" in summaries(acm, arn)[0]["RequestedValidationConfiguration"]
    assert len(world.awaited()) == 2


@pytest.mark.parametrize(
    ("facts", "options", "code"),
    [
        ({"validation_method": "DNS"}, {"ValidationMethod": "DNS"}, "ValidationException"),
        ({"certificate_type": IMPORTED}, {"ValidationMethod": "DNS"}, "ValidationException"),
        ({"managed_by": "CLOUDFRONT"}, {"ValidationMethod": "DNS"}, "ValidationException"),
        ({"status": "PENDING_VALIDATION"}, {"ValidationMethod": "DNS"}, "InvalidStateException"),
        ({"status": "EXPIRED"}, {"ValidationMethod": "DNS"}, "InvalidStateException"),
        ({}, {"ValidationMethod": "EMAIL"}, "ValidationException"),
        ({}, {"ValidationMethod": "HTTP"}, "ValidationException"),
        ({}, {"Export": "ENABLED"}, "ValidationException"),
        ({}, {"CertificateTransparencyLoggingPreference": "DISABLED"}, "ValidationException"),
        ({}, {}, "ValidationException"),
    ],
)
def test_what_cannot_be_changed_is_refused(
    acm: ACMClient, acm_world: AcmWorld, facts: Any, options: Any, code: str
) -> None:
    arn = seed(acm_world, **facts)
    before = acm_world.find(arn)
    with pytest.raises(ClientError) as refused:
        acm.update_certificate_options(CertificateArn=arn, Options=options)
    assert refused.value.response["Error"]["Code"] == code
    assert acm_world.find(arn) == before


def test_a_second_switch_while_one_is_pending_is_a_conflict(acm: ACMClient, acm_world: AcmWorld) -> None:
    arn = seed(acm_world)
    switch(acm, arn)
    with pytest.raises(ClientError) as refused:
        switch(acm, arn)
    assert refused.value.response["Error"]["Code"] == "ConflictException"


def test_repeating_the_other_options_changes_nothing(acm: ACMClient, acm_world: AcmWorld) -> None:
    arn = seed(acm_world)
    before = acm_world.find(arn)
    acm.update_certificate_options(
        CertificateArn=arn,
        Options={"CertificateTransparencyLoggingPreference": "ENABLED", "Export": "DISABLED"},
    )
    assert acm_world.find(arn) == before


def test_the_domains_come_in_pages_in_the_order_of_the_names(acm: ACMClient, acm_world: AcmWorld) -> None:
    names = tuple(f"n{number}.example.com" for number in (3, 1, 4, 5, 9, 2, 6, 8, 7, 10, 12))
    arn = seed(acm_world, names)
    seen: list[str] = []
    asked: Any = {"CertificateArn": arn, "MaxItems": 4}
    while True:
        page = acm.list_certificate_domain_validations(**asked)
        seen += [one["DomainName"] for one in page["DomainValidationSummaryList"]]
        if "NextToken" not in page:
            break
        asked["NextToken"] = page["NextToken"]
    assert tuple(seen) == names
    with pytest.raises(ClientError):
        acm.list_certificate_domain_validations(CertificateArn=seed(acm_world), NextToken=asked["NextToken"])
