"""The other side's moves over HTTP, and what ACM makes of them."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from acm_tui.sandbox.client import OTHER_SIDE, SandboxClient, SandboxUnavailableError
from acm_tui.sandbox.sandbox import Sandbox

Clients = Callable[..., Any]


@pytest.fixture
def arn(clients: Clients) -> str:
    """A request that waits for its two records."""
    answer = clients("acm").request_certificate(
        DomainName="shop.example.com",
        SubjectAlternativeNames=["www.shop.example.com"],
        ValidationMethod="DNS",
    )
    return str(answer["CertificateArn"])


def email_certificate(clients: Clients) -> str:
    pages = clients("acm").get_paginator("list_certificates").paginate()
    summaries = [one for page in pages for one in page["CertificateSummaryList"]]
    return next(str(one["CertificateArn"]) for one in summaries if one["DomainName"] == "shop.example.com")


def described(clients: Clients, arn: str) -> dict[str, Any]:
    found: dict[str, Any] = clients("acm").describe_certificate(CertificateArn=arn)["Certificate"]
    return found


def records(clients: Clients, arn: str) -> dict[str, str]:
    options = described(clients, arn)["DomainValidationOptions"]
    return {one["ResourceRecord"]["Name"]: one["ResourceRecord"]["Value"] for one in options}


def until(condition: Callable[[], bool], limit_s: float = 5) -> None:
    end = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


def test_registered_records_get_the_certificate_issued(
    clients: Clients, other_side: SandboxClient, arn: str
) -> None:
    assert described(clients, arn)["Status"] == "PENDING_VALIDATION"
    answer = other_side.move("register-records")
    assert answer["message"] == "The DNS team registered 2 records on every name server."
    # Nobody steps the validator here: the running sandbox looks by itself.
    until(lambda: described(clients, arn)["Status"] == "ISSUED")


def test_the_zone_typed_twice_validates_nothing(
    clients: Clients, sandbox: Sandbox, other_side: SandboxClient, arn: str
) -> None:
    other_side.move("register-records", mistake="zone-typed-twice")
    for name, value in records(clients, arn).items():
        assert sandbox.dns.lookup_cname(name) is None
        assert sandbox.dns.lookup_cname(f"{name}example.com.") == value
    sandbox.validator.step()
    assert described(clients, arn)["Status"] == "PENDING_VALIDATION"


def test_one_of_two_servers_validates_nothing(
    clients: Clients, sandbox: Sandbox, other_side: SandboxClient, arn: str
) -> None:
    other_side.move("register-records", mistake="one-server")
    assert sandbox.dns.serial("example.com.", 0) > sandbox.dns.serial("example.com.", 1)
    sandbox.validator.step()
    assert described(clients, arn)["Status"] == "PENDING_VALIDATION"


@pytest.mark.parametrize("mistake", ["zone-typed-twice", "one-server"])
def test_a_mistake_can_be_put_right(
    clients: Clients, sandbox: Sandbox, other_side: SandboxClient, arn: str, mistake: str
) -> None:
    names = records(clients, arn)
    other_side.move("register-records", mistake=mistake)
    other_side.move("register-records")
    assert all(sandbox.dns.lookup_cname(name) == value for name, value in names.items())
    assert all(sandbox.dns.lookup_cname(f"{name}example.com.") is None for name in names)
    until(lambda: described(clients, arn)["Status"] == "ISSUED")


def test_with_nothing_awaited_nothing_is_registered(other_side: SandboxClient) -> None:
    message = other_side.move("register-records")["message"]
    assert message == "No validation record is waited for: nothing was registered."


def test_a_pending_switch_in_place_gets_its_records_too(clients: Clients, other_side: SandboxClient) -> None:
    acm = clients("acm")
    certificate = email_certificate(clients)
    acm.update_certificate_options(CertificateArn=certificate, Options={"ValidationMethod": "DNS"})
    other_side.move("register-records")
    until(lambda: described(clients, certificate)["UpdateSummary"]["Status"] == "SUCCESS")


def test_records_can_be_removed(
    clients: Clients, sandbox: Sandbox, other_side: SandboxClient, arn: str
) -> None:
    names = records(clients, arn)
    other_side.move("register-records")
    other_side.move("register-records", mistake="zone-typed-twice")
    # Those of the two DNS-validated certificates that were there from the start go as well.
    message = other_side.move("remove-records")["message"]
    assert message.startswith("The DNS team removed ")
    assert all(sandbox.dns.lookup_cname(name) is None for name in names)
    assert other_side.move("remove-records")["message"] == "The DNS team removed 0 validation records."


def test_72_hours_without_records_time_a_request_out(
    clients: Clients, other_side: SandboxClient, arn: str
) -> None:
    message = OTHER_SIDE[-1].run(other_side)
    assert message.startswith("72 hours have passed")
    assert described(clients, arn)["Status"] == "VALIDATION_TIMED_OUT"


def test_records_that_are_there_are_seen_before_time_runs_out(
    clients: Clients, other_side: SandboxClient, arn: str
) -> None:
    other_side.move("register-records")
    other_side.move("advance", hours=72)
    assert described(clients, arn)["Status"] == "ISSUED"


def test_records_that_are_there_are_seen_however_large_the_step(
    clients: Clients, other_side: SandboxClient, arn: str
) -> None:
    other_side.move("register-records")
    other_side.move("advance", hours=7500)
    assert described(clients, arn)["Status"] == "EXPIRED"  # it was issued, and its time is over


def test_time_moves_the_clients_clock(sandbox: Sandbox, other_side: SandboxClient) -> None:
    other_side.move("advance", hours=24)
    assert sandbox.clock.offset == timedelta(hours=24)
    assert abs(other_side.now() - sandbox.clock.now()) < timedelta(seconds=2)


def test_acm_can_fail_a_request(clients: Clients, other_side: SandboxClient, arn: str) -> None:
    other_side.move("fail", arn=arn, reason="CAA_ERROR")
    failed = described(clients, arn)
    assert (failed["Status"], failed["FailureReason"]) == ("FAILED", "CAA_ERROR")


def test_an_email_can_be_approved(clients: Clients, other_side: SandboxClient) -> None:
    acm = clients("acm")
    arn = acm.request_certificate(DomainName="mail.example.com", ValidationMethod="EMAIL")["CertificateArn"]
    other_side.move("approve-email", arn=arn)
    until(lambda: described(clients, arn)["Status"] == "ISSUED")


def test_everything_can_begin_anew(clients: Clients, other_side: SandboxClient, arn: str) -> None:
    other_side.move("advance", hours=24)
    answer = other_side.move("fresh")
    assert answer["offset_s"] == 0
    with pytest.raises(clients("acm").exceptions.ResourceNotFoundException):
        described(clients, arn)
    assert email_certificate(clients)


@pytest.mark.parametrize(
    ("name", "arguments", "reason"),
    [
        ("sing", {}, "no move 'sing'"),
        ("register-records", {"mistake": "typo"}, "one of zone-typed-twice, one-server"),
        ("register-records", {"mistake": ["one-server"]}, "one of zone-typed-twice, one-server"),
        ("register-records", {"colour": "red"}, "knows no colour"),
        ("advance", {}, "how many hours"),
        ("advance", {"hours": -1}, "how many hours"),
        ("advance", {"hours": True}, "how many hours"),
        ("advance", {"hours": 1e9}, "how many hours"),
        ("advance", {"hours": float("nan")}, "how many hours"),
        ("fail", {"arn": "arn:aws:acm:x"}, "say the reason"),
        ("fail", {"arn": "arn:aws:acm:x", "reason": "OTHER"}, "no certificate arn:aws:acm:x"),
        ("approve-email", {"arn": 5}, "say the arn"),
        ("fresh", {"really": True}, "knows no really"),
        ("remove-records", {"really": True}, "knows no really"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason(
    other_side: SandboxClient, name: str, arguments: dict[str, Any], reason: str
) -> None:
    with pytest.raises(SandboxUnavailableError, match=reason):
        other_side.move(name, **arguments)


def test_what_is_issued_cannot_fail(clients: Clients, other_side: SandboxClient) -> None:
    with pytest.raises(SandboxUnavailableError, match="only a pending request can fail"):
        other_side.move("fail", arn=email_certificate(clients), reason="OTHER")


def test_the_status_points_a_client_here(other_side: SandboxClient, sandbox: Sandbox) -> None:
    status = other_side.status()
    assert status["environment"] == sandbox.environment()
    assert status["version"]
    assert status["now"].endswith("+00:00")
