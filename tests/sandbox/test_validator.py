import logging
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from acm_tui.sandbox.aws.acm import AcmWorld
from acm_tui.sandbox.aws.acm.records import validation_record
from acm_tui.sandbox.aws.acm.seeding import seed_certificate
from acm_tui.sandbox.clock import SandboxClock
from acm_tui.sandbox.validator import Validator

ACCOUNT = "111122223333"
PENDING = "PENDING_VALIDATION"


def request(world: AcmWorld, *names: str, account: str = ACCOUNT, region: str = "us-east-1") -> str:
    return seed_certificate(
        world, account=account, region=region, names=names, validation_method="DNS", status=PENDING
    )


def status(world: AcmWorld, arn: str) -> str:
    certificate = world.find(arn)
    assert certificate is not None
    return certificate.status


def test_it_asks_for_each_record_once_a_round(acm_world: AcmWorld) -> None:
    asked: list[str] = []

    def lookup(name: str) -> str | None:
        asked.append(name)
        return None

    request(acm_world, "example.com", "*.example.com")
    request(acm_world, "example.com", region="eu-west-1")
    Validator(acm_world, lookup).step()
    assert asked == [validation_record(ACCOUNT, "example.com")[0]]


def test_it_serves_all_accounts_and_regions(
    acm_world: AcmWorld, validator: Validator, published: dict[str, str]
) -> None:
    places = [(ACCOUNT, "us-east-1"), (ACCOUNT, "eu-west-1"), ("444455556666", "us-east-1")]
    arns = [request(acm_world, "example.com", account=account, region=region) for account, region in places]
    published.update([validation_record(ACCOUNT, "example.com")])
    validator.step()
    assert [status(acm_world, arn) for arn in arns] == ["ISSUED", "ISSUED", PENDING]


@pytest.mark.parametrize("spell", [str.upper, lambda value: value.rstrip(".")])
def test_names_are_compared_as_the_dns_does(
    acm_world: AcmWorld, validator: Validator, published: dict[str, str], spell: Callable[[str], str]
) -> None:
    arn = request(acm_world, "example.com")
    name, value = validation_record(ACCOUNT, "example.com")
    published[name] = spell(value)
    validator.step()
    assert status(acm_world, arn) == "ISSUED"


def test_a_certificate_deleted_while_its_record_is_looked_up_is_no_trouble(acm_world: AcmWorld) -> None:
    arn = request(acm_world, "example.com")

    def lookup(_: str) -> str | None:
        acm_world.remove(arn)
        return validation_record(ACCOUNT, "example.com")[1]

    Validator(acm_world, lookup).step()
    assert acm_world.all() == []


def test_a_record_found_too_late_changes_nothing(acm_world: AcmWorld, clock: SandboxClock) -> None:
    arn = request(acm_world, "example.com")

    def lookup(_: str) -> str | None:
        clock.advance(timedelta(hours=72))
        assert status(acm_world, arn) == "VALIDATION_TIMED_OUT"
        revisions.append(acm_world.revision)
        return validation_record(ACCOUNT, "example.com")[1]

    revisions: list[int] = []
    Validator(acm_world, lookup).step()
    certificate = acm_world.find(arn)
    assert certificate is not None
    assert (certificate.status, certificate.validations) == (
        "VALIDATION_TIMED_OUT",
        {"example.com": "FAILED"},
    )
    assert revisions == [acm_world.revision]


def test_time_works_without_any_record(
    acm_world: AcmWorld, validator: Validator, clock: SandboxClock
) -> None:
    arn = request(acm_world, "example.com")
    clock.advance(timedelta(hours=72))
    before = acm_world.revision
    validator.step()
    assert acm_world.revision > before
    assert status(acm_world, arn) == "VALIDATION_TIMED_OUT"


def test_changes_are_told_once_a_round(acm_world: AcmWorld, published: dict[str, str]) -> None:
    told: list[int] = []
    validator = Validator(acm_world, published.get, on_change=lambda: told.append(acm_world.revision))
    request(acm_world, "example.com", "www.example.com")
    validator.step()
    assert told == []
    published.update(validation_record(ACCOUNT, name) for name in ("example.com", "www.example.com"))
    validator.step()
    assert told == [acm_world.revision]


def test_in_its_thread_it_goes_on_after_the_dns_was_away(
    acm_world: AcmWorld, caplog: pytest.LogCaptureFixture
) -> None:
    arn = request(acm_world, "example.com")
    done = threading.Event()
    answers: list[str | OSError | None] = [
        OSError("nobody answers"),
        None,
        validation_record(ACCOUNT, "example.com")[1],
    ]

    def lookup(_: str) -> str | None:
        answer = answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer

    validator = Validator(acm_world, lookup, interval=0.001, on_change=done.set)
    with caplog.at_level(logging.WARNING):
        validator.start()
        with pytest.raises(RuntimeError):
            validator.start()
        assert done.wait(5)
        validator.stop()
    assert status(acm_world, arn) == "ISSUED"
    assert "nobody answers" in caplog.text
    validator.stop()


def test_a_step_by_hand_reports_that_the_dns_cannot_be_asked(acm_world: AcmWorld) -> None:
    def lookup(_: str) -> str | None:
        raise OSError("nobody answers")

    request(acm_world, "example.com")
    with pytest.raises(OSError, match="nobody answers"):
        Validator(acm_world, lookup).step()
