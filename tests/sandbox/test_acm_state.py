"""The whole of ACM, saved and restored."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from mypy_boto3_acm import ACMClient

from acm_tui.sandbox.aws.acm import AcmSetting, AcmWorld, install
from acm_tui.sandbox.aws.acm.model import Renewal
from acm_tui.sandbox.aws.acm.seeding import seed_certificate
from acm_tui.sandbox.aws.server import forget_everything
from acm_tui.sandbox.clock import SandboxClock
from acm_tui.sandbox.validator import Validator

ACCOUNT = "111122223333"


def test_everything_survives_saving_and_restoring(
    acm: ACMClient,
    acm_world: AcmWorld,
    acm_setting: AcmSetting,
    clock: SandboxClock,
    published: dict[str, str],
) -> None:
    now = clock.now()
    renewal = Renewal(
        status="PENDING_VALIDATION", updated_at=now, validations={"example.com": "PENDING_VALIDATION"}
    )
    old = seed_certificate(
        acm_world,
        account=ACCOUNT,
        region="ap-northeast-1",
        names=["example.com"],
        renewal=renewal,
        tags={"bare": None, "team": "shop"},
    )
    acm.update_certificate_options(CertificateArn=old, Options={"ValidationMethod": "DNS"})
    asked: Any = {"DomainName": "www.example.com", "ValidationMethod": "DNS", "IdempotencyToken": "t"}
    new = acm.request_certificate(**asked)["CertificateArn"]
    before = acm_world.all()
    saved = json.loads(json.dumps(acm_world.dump()))

    restored = install(acm_setting)
    assert restored.all() == []
    restored.load(saved)
    assert restored.all() == before
    assert acm.request_certificate(**asked)["CertificateArn"] == new
    # What was waited for is waited for still.
    published.update((one.record_name, one.record_value) for one in restored.awaited())
    Validator(restored, published.get).step()
    assert acm.describe_certificate(CertificateArn=new)["Certificate"]["Status"] == "ISSUED"
    update = acm.describe_certificate(CertificateArn=old)["Certificate"]["UpdateSummary"]
    assert update["Status"] == "SUCCESS"


def test_what_was_restored_is_seen_by_the_tagging_service(
    clients: Callable[..., Any], acm_world: AcmWorld
) -> None:
    arn = seed_certificate(
        acm_world, account=ACCOUNT, region="ap-northeast-1", names=["example.com"], tags={"team": "shop"}
    )
    saved = acm_world.dump()
    forget_everything()
    acm_world.load(saved)
    [found] = clients("resourcegroupstaggingapi").get_resources()["ResourceTagMappingList"]
    assert found["ResourceARN"] == arn


def test_a_state_that_is_none_is_refused_and_nothing_is_lost(acm_world: AcmWorld) -> None:
    arn = seed_certificate(acm_world, account=ACCOUNT, region="us-east-1", names=["example.com"])
    with pytest.raises(msgspec.ValidationError):
        acm_world.load({"certificates": [{"arn": 1}], "tokens": []})
    assert acm_world.find(arn) is not None


def test_forgetting_everything(acm: ACMClient, acm_world: AcmWorld) -> None:
    asked: Any = {"DomainName": "example.com", "IdempotencyToken": "t"}
    first = acm.request_certificate(**asked)["CertificateArn"]
    acm_world.forget_everything()
    assert acm_world.all() == []
    assert acm.request_certificate(**asked)["CertificateArn"] != first


def test_the_revision_grows_with_changes_and_only_then(
    acm: ACMClient, acm_world: AcmWorld, clock: SandboxClock
) -> None:
    arn = acm.request_certificate(DomainName="example.com")["CertificateArn"]
    after = acm_world.revision
    acm.describe_certificate(CertificateArn=arn)
    acm_world.settle()
    assert acm_world.revision == after
    clock.advance(timedelta(hours=72))
    acm_world.settle()
    assert acm_world.revision == after + 1
