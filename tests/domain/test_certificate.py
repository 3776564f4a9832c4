"""What can be replaced, and what the successor is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.certificate import (
    MIGRATION_TAG,
    REQUESTABLE_KEYS,
    Certificate,
    Configuration,
    Configured,
    DomainValidation,
    ValidationRecord,
    left_out,
    request_for,
    successor_key,
    why_not_replace,
)
from tests.domain.stories import DOMAIN, RECORD, dns_certificate, email_certificate
from tests.domain.strategies import steady

APEX = ValidationRecord("_x.example.com.", "CNAME", "_y.acm-validations.aws.")


def with_validations(*records: ValidationRecord | None) -> Certificate:
    return dns_certificate(
        validations=tuple(
            DomainValidation(f"{number}.example.com", "PENDING_VALIDATION", "DNS", record)
            for number, record in enumerate(records)
        )
    )


def test_the_first_name_is_the_common_name() -> None:
    assert email_certificate(names=("a.example.com", "b.example.com")).domain == "a.example.com"
    assert email_certificate(names=()).domain == ""


def test_a_record_shared_by_names_is_registered_once_and_the_order_stays() -> None:
    assert with_validations(RECORD, APEX, RECORD, None).records == (RECORD, APEX)


@pytest.mark.parametrize(
    ("records", "known"), [((), False), ((RECORD, None), False), ((RECORD,), True), ((RECORD, APEX), True)]
)
def test_records_are_known_when_every_name_has_one(
    records: tuple[ValidationRecord | None, ...], known: bool
) -> None:
    assert with_validations(*records).records_known is known


@pytest.mark.parametrize(
    ("certificate", "why"),
    [
        (email_certificate(), None),
        (email_certificate(status="VALIDATION_TIMED_OUT"), None),
        (email_certificate(type="IMPORTED"), "it is imported: ACM did not issue it"),
        (email_certificate(type="PRIVATE"), "it is private: ACM did not issue it"),
        (email_certificate(validation_method="DNS"), "it is not validated by email"),
        (email_certificate(managed_by="CLOUDFRONT"), "CLOUDFRONT manages it"),
    ],
)
def test_who_may_not_be_replaced_and_why(certificate: Certificate, why: str | None) -> None:
    said = why_not_replace(certificate)
    assert said is None if why is None else (said or "").startswith(why)


@pytest.mark.parametrize(
    ("key", "asked"),
    [*((key, key) for key in REQUESTABLE_KEYS), ("RSA_1024", "RSA_2048"), ("EC_secp521r1", "RSA_2048")],
)
def test_the_key_algorithm_is_kept_where_acm_issues_it(key: str, asked: str) -> None:
    assert successor_key(key) == asked
    request = request_for(email_certificate(key_algorithm=key), "5e55a0e1", "token")
    assert request.key_algorithm == asked
    said = [one.what for one in left_out(email_certificate(key_algorithm=key))]
    assert (f"key algorithm {key}" in said) is (key != asked)


def test_names_keep_their_order_and_the_token_is_passed_on() -> None:
    names = (f"*.{DOMAIN}", "b.example.com", "a.example.com")
    request = request_for(email_certificate(names=names), "5e55a0e1", "a" * 32)
    assert (request.names, request.token) == (names, "a" * 32)


def test_tags_are_copied_but_not_those_of_aws_and_an_earlier_migration() -> None:
    tags = {"team": "shop", "aws:cloudformation:stack-name": "web", MIGRATION_TAG: "before", "awsome": "yes"}
    request = request_for(email_certificate(tags=tags), "5e55a0e1", "token")
    assert request.tags == {"team": "shop", "awsome": "yes", MIGRATION_TAG: "5e55a0e1"}


_keys = st.text(min_size=1, max_size=8) | st.text(max_size=4).map("aws:{}".format) | st.just(MIGRATION_TAG)


@steady
@given(st.dictionaries(_keys, st.text(max_size=3), max_size=6))
def test_every_tag_is_either_copied_or_named_as_left_out(tags: dict[str, str]) -> None:
    certificate = email_certificate(tags=tags)
    copied = request_for(certificate, "5e55a0e1", "token").tags
    assert copied.pop(MIGRATION_TAG) == "5e55a0e1"
    said = {one.what.removeprefix("tag ") for one in left_out(certificate) if one.what.startswith("tag ")}
    assert said.isdisjoint(copied)
    assert {*copied, *said} == set(tags) - {MIGRATION_TAG}
    assert all(tags[key] == value for key, value in copied.items())


def test_what_is_not_carried_over_has_its_reason() -> None:
    plain = email_certificate(exportable=False)
    assert [one.what for one in left_out(plain)] == ["email validation domains"]
    rich = email_certificate(exportable=True, tags={"aws:x": "y"}, key_algorithm="RSA_4096")
    assert [one.what for one in left_out(rich)] == [
        "email validation domains",
        "key algorithm RSA_4096",
        "the export option",
        "tag aws:x",
    ]
    assert all(one.why for one in left_out(rich))


OTHER = "www.example.com"
BY_EMAIL = Configuration("EMAIL", "SUCCESS")
BY_DNS = Configuration("DNS", "SUCCESS", RECORD)
ASKED = Configuration("DNS", "PENDING_VALIDATION", RECORD)
ASKED_YET = Configuration("DNS", "PENDING_VALIDATION")


@pytest.mark.parametrize(
    ("configured", "switched", "records", "known"),
    [
        ((), False, (), False),
        ((Configured(DOMAIN, BY_EMAIL), Configured(OTHER, BY_EMAIL)), False, (), False),
        (
            (Configured(DOMAIN, BY_EMAIL, ASKED), Configured(OTHER, BY_EMAIL, ASKED_YET)),
            False,
            (RECORD,),
            False,
        ),
        ((Configured(DOMAIN, BY_EMAIL, ASKED), Configured(OTHER, BY_EMAIL, ASKED)), False, (RECORD,), True),
        ((Configured(DOMAIN, BY_DNS), Configured(OTHER, BY_EMAIL, ASKED)), False, (RECORD,), False),
        ((Configured(DOMAIN, BY_DNS),), False, (), False),
        ((Configured(DOMAIN, BY_DNS), Configured(OTHER)), False, (), False),
        ((Configured(DOMAIN, BY_DNS), Configured(OTHER, BY_DNS)), True, (), False),
        (
            (Configured(DOMAIN, BY_DNS), Configured(OTHER, BY_DNS), Configured("x", BY_EMAIL)),
            False,
            (),
            False,
        ),
    ],
)
def test_a_switch_is_complete_when_every_name_is_seen_to_be_validated_by_dns(
    configured: tuple[Configured, ...], switched: bool, records: tuple[ValidationRecord, ...], known: bool
) -> None:
    certificate = email_certificate(names=(DOMAIN, OTHER), configured=configured)
    assert certificate.switched is switched
    assert certificate.switch_records == records
    assert certificate.switch_records_known is known
