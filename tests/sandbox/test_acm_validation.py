"""From PENDING_VALIDATION to its end: the CNAME, the mails, the 72 hours, the failures."""

import dataclasses
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from mypy_boto3_acm import ACMClient

from acm_tui.sandbox.aws.acm import AcmSetting, AcmWorld
from acm_tui.sandbox.aws.acm.corrections import install
from acm_tui.sandbox.aws.acm.records import validation_record
from acm_tui.sandbox.aws.acm.seeding import approve_email, fail
from acm_tui.sandbox.clock import SandboxClock
from acm_tui.sandbox.validator import Validator

HOUR = timedelta(hours=1)


def request(acm: ACMClient, *names: str, method: Any = "DNS") -> str:
    return acm.request_certificate(
        DomainName=names[0], SubjectAlternativeNames=list(names), ValidationMethod=method
    )["CertificateArn"]


def describe(acm: ACMClient, arn: str) -> Any:
    return acm.describe_certificate(CertificateArn=arn)["Certificate"]


def records(acm: ACMClient, arn: str) -> dict[str, tuple[str, str]]:
    return {
        option["DomainName"]: (option["ResourceRecord"]["Name"], option["ResourceRecord"]["Value"])
        for option in describe(acm, arn)["DomainValidationOptions"]
    }


def statuses(acm: ACMClient, arn: str) -> dict[str, str]:
    return {
        option["DomainName"]: option["ValidationStatus"]
        for option in describe(acm, arn)["DomainValidationOptions"]
    }


def test_the_cname_has_acms_shape(acm: ACMClient) -> None:
    [(name, value)] = records(acm, request(acm, "shop.example.com")).values()
    assert re.fullmatch(r"_[0-9a-f]{32}\.shop\.example\.com\.", name)
    assert re.fullmatch(r"_[0-9a-f]{32}\.[a-z]{10}\.acm-validations\.aws\.", value)
    assert name[:33] != value[:33]


def test_the_cname_is_fixed_per_account_and_domain(acm: ACMClient, clients: Callable[..., Any]) -> None:
    first = request(acm, "example.com", "*.example.com", "www.example.com")
    known = records(acm, first)
    assert known["example.com"] == known["*.example.com"]
    assert known["example.com"] != known["www.example.com"]
    acm.delete_certificate(CertificateArn=first)
    assert records(acm, request(acm, "*.example.com"))["*.example.com"] == known["example.com"]
    elsewhere = clients("acm", "us-east-1")
    assert records(elsewhere, request(elsewhere, "example.com"))["example.com"] == known["example.com"]
    theirs = validation_record("444455556666", "example.com")
    assert theirs[0] != known["example.com"][0]
    assert theirs[1] != known["example.com"][1]


def test_it_is_issued_when_every_cname_is_seen(
    acm: ACMClient, validator: Validator, published: dict[str, str]
) -> None:
    arn = request(acm, "example.com", "www.example.com")
    known = records(acm, arn)
    validator.step()
    assert statuses(acm, arn) == {
        "example.com": "PENDING_VALIDATION",
        "www.example.com": "PENDING_VALIDATION",
    }

    published.update([known["www.example.com"]])
    validator.step()
    assert statuses(acm, arn) == {"example.com": "PENDING_VALIDATION", "www.example.com": "SUCCESS"}
    assert describe(acm, arn)["Status"] == "PENDING_VALIDATION"

    published.update([known["example.com"]])
    validator.step()
    found = describe(acm, arn)
    assert found["Status"] == "ISSUED"
    assert found["NotAfter"] - found["NotBefore"] == timedelta(days=198, seconds=-1)
    assert found["NotBefore"] <= found["IssuedAt"] < found["NotBefore"] + timedelta(days=1)


def test_a_wrong_target_validates_nothing(
    acm: ACMClient, validator: Validator, published: dict[str, str]
) -> None:
    arn = request(acm, "example.com")
    [(name, value)] = records(acm, arn).values()
    published[name] = f"_0{value.removeprefix('_')}"
    validator.step()
    assert describe(acm, arn)["Status"] == "PENDING_VALIDATION"


def test_a_target_without_its_underscore_serves_as_well(
    acm: ACMClient, validator: Validator, published: dict[str, str]
) -> None:
    arn = request(acm, "example.com")
    [(name, value)] = records(acm, arn).values()
    published[name] = value.removeprefix("_")
    validator.step()
    assert describe(acm, arn)["Status"] == "ISSUED"


def test_the_record_shows_after_its_delay_and_is_not_looked_for_before(
    acm: ACMClient, acm_setting: AcmSetting, clock: SandboxClock, published: dict[str, str]
) -> None:
    world = install(dataclasses.replace(acm_setting, record_delay=timedelta(minutes=1)))
    validator = Validator(world, published.get)
    arn = request(acm, "example.com")
    published.update([validation_record("111122223333", "example.com")])
    validator.step()
    [option] = describe(acm, arn)["DomainValidationOptions"]
    assert "ResourceRecord" not in option
    assert option["ValidationStatus"] == "PENDING_VALIDATION"

    clock.advance(timedelta(minutes=1))
    assert "ResourceRecord" in describe(acm, arn)["DomainValidationOptions"][0]
    validator.step()
    assert describe(acm, arn)["Status"] == "ISSUED"


def test_issuing_may_take_a_while_after_the_last_success(
    acm: ACMClient, acm_setting: AcmSetting, clock: SandboxClock, published: dict[str, str]
) -> None:
    world = install(dataclasses.replace(acm_setting, issue_delay=timedelta(minutes=5)))
    arn = request(acm, "example.com")
    clock.advance(72 * HOUR - timedelta(minutes=1))
    published.update([validation_record("111122223333", "example.com")])
    Validator(world, published.get).step()
    assert (describe(acm, arn)["Status"], statuses(acm, arn)) == (
        "PENDING_VALIDATION",
        {"example.com": "SUCCESS"},
    )
    # The 72 hours end in between; what is validated is issued all the same.
    clock.advance(timedelta(minutes=5))
    assert describe(acm, arn)["Status"] == "ISSUED"


def test_after_72_hours_it_times_out_and_the_same_cname_serves_again(
    acm: ACMClient, validator: Validator, clock: SandboxClock, published: dict[str, str]
) -> None:
    arn = request(acm, "example.com", "www.example.com")
    known = records(acm, arn)
    published.update([known["example.com"]])
    validator.step()
    clock.advance(72 * HOUR - timedelta(minutes=1))
    assert describe(acm, arn)["Status"] == "PENDING_VALIDATION"
    clock.advance(timedelta(minutes=1))
    assert describe(acm, arn)["Status"] == "VALIDATION_TIMED_OUT"
    assert statuses(acm, arn) == {"example.com": "SUCCESS", "www.example.com": "FAILED"}

    published.update(known.values())
    validator.step()
    assert describe(acm, arn)["Status"] == "VALIDATION_TIMED_OUT"
    acm.delete_certificate(CertificateArn=arn)
    again = request(acm, "example.com", "www.example.com")
    validator.step()
    assert describe(acm, again)["Status"] == "ISSUED"


def test_an_email_request_is_issued_when_the_owner_approves(acm: ACMClient, acm_world: AcmWorld) -> None:
    arn = request(acm, "example.com", "www.example.com", method="EMAIL")
    assert acm_world.awaited() == ()
    approve_email(acm_world, arn)
    assert describe(acm, arn)["Status"] == "ISSUED"
    assert set(statuses(acm, arn).values()) == {"SUCCESS"}
    with pytest.raises(ValueError, match="waits for no mail"):
        approve_email(acm_world, arn)


def test_a_dns_request_cannot_be_approved_by_mail(acm: ACMClient, acm_world: AcmWorld) -> None:
    with pytest.raises(ValueError, match="not validated by email"):
        approve_email(acm_world, request(acm, "example.com"))


def test_a_refusal_by_caa_leaves_the_names_as_they_are(
    acm: ACMClient, acm_world: AcmWorld, validator: Validator, published: dict[str, str]
) -> None:
    arn = request(acm, "example.com", "www.example.com")
    published.update([records(acm, arn)["example.com"]])
    validator.step()
    fail(acm_world, arn, "CAA_ERROR")
    found = describe(acm, arn)
    assert (found["Status"], found["FailureReason"]) == ("FAILED", "CAA_ERROR")
    assert statuses(acm, arn) == {"example.com": "SUCCESS", "www.example.com": "PENDING_VALIDATION"}


def test_any_other_failure_fails_the_names_that_are_pending(acm: ACMClient, acm_world: AcmWorld) -> None:
    arn = request(acm, "example.com")
    fail(acm_world, arn, "DOMAIN_NOT_ALLOWED")
    assert describe(acm, arn)["FailureReason"] == "DOMAIN_NOT_ALLOWED"
    assert statuses(acm, arn) == {"example.com": "FAILED"}
    with pytest.raises(ValueError, match="only a pending request"):
        fail(acm_world, arn, "OTHER")


def test_a_certificate_expires_when_its_time_is_over(
    acm: ACMClient, validator: Validator, clock: SandboxClock, published: dict[str, str]
) -> None:
    arn = request(acm, "example.com")
    published.update(records(acm, arn).values())
    validator.step()
    clock.advance(timedelta(days=197))
    assert describe(acm, arn)["Status"] == "ISSUED"
    clock.advance(timedelta(days=1))
    assert describe(acm, arn)["Status"] == "EXPIRED"
