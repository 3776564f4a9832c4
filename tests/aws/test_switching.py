"""The switch in place in ACM: what is sent, what its answers become, and each way in which it is refused."""

from datetime import UTC, datetime

import pytest

from acm_tui.aws import acm, switching
from acm_tui.aws.session import Access
from acm_tui.domain.certificate import Configuration, Configured, Switch, ValidationRecord
from acm_tui.domain.errors import NotFound, OutcomeUnknown, ServiceTrouble
from acm_tui.domain.ways import hindered_by
from tests.aws.scripted import Answer, Error, Reset, ScriptedAws

REGION = "ap-northeast-1"
ARN = "arn:aws:acm:ap-northeast-1:111122223333:certificate/00000000-0000-4000-8000-000000000001"
RECORD = {"Name": "_a.example.com.", "Type": "CNAME", "Value": "_b.acm-validations.aws."}
DNS = {
    "ValidationMethod": "DNS",
    "ValidationStatus": "PENDING_VALIDATION",
    "ValidationChallenge": {"DnsValidationChallenge": {"ResourceRecord": RECORD}},
}
EMAIL = {
    "ValidationMethod": "EMAIL",
    "ValidationStatus": "SUCCESS",
    "ValidationChallenge": {"EmailValidationChallenge": {"ValidationEmails": ["admin@example.com"]}},
}


def test_the_switch_asks_for_dns_and_for_nothing_else(aws: ScriptedAws, access: Access) -> None:
    aws.script("UpdateCertificateOptions", Answer({}))
    done = switching.switch(access, REGION, ARN)
    assert done.arn == ARN
    assert aws.parameters("UpdateCertificateOptions") == [
        {"CertificateArn": ARN, "Options": {"ValidationMethod": "DNS"}}
    ]


def test_every_page_of_names_is_read(aws: ScriptedAws, access: Access) -> None:
    pending = {"ValidationMethod": "DNS", "ValidationStatus": "PENDING_VALIDATION"}
    aws.script(
        "ListCertificateDomainValidations",
        Answer(
            {
                "DomainValidationSummaryList": [
                    {
                        "DomainName": "example.com",
                        "ActiveValidationConfiguration": EMAIL,
                        "RequestedValidationConfiguration": DNS,
                    }
                ],
                "NextToken": "more",
            }
        ),
        Answer(
            {
                "DomainValidationSummaryList": [
                    {"DomainName": "www.example.com", "RequestedValidationConfiguration": pending},
                    {"DomainName": "new.example.com"},
                ]
            }
        ),
    )
    record = ValidationRecord("_a.example.com.", "CNAME", "_b.acm-validations.aws.")
    assert switching.domains(access, REGION, ARN) == (
        Configured(
            "example.com",
            Configuration("EMAIL", "SUCCESS"),
            Configuration("DNS", "PENDING_VALIDATION", record),
        ),
        Configured("www.example.com", None, Configuration("DNS", "PENDING_VALIDATION")),
        Configured("new.example.com"),
    )
    assert [one.get("NextToken") for one in aws.parameters("ListCertificateDomainValidations")] == [
        None,
        "more",
    ]


@pytest.mark.parametrize(
    ("update", "switch"),
    [
        (
            {
                "Type": "DOMAIN_VALIDATION_METHOD",
                "Status": "PENDING_DOMAIN_VALIDATION",
                "RequestedAt": 1767225600.0,
                "UpdatedAt": 1767225600.0,
                "DomainValidationMethodUpdateSummary": {"From": "EMAIL", "To": "DNS"},
            },
            Switch(
                "PENDING_DOMAIN_VALIDATION",
                datetime(2026, 1, 1, tzinfo=UTC),
                datetime(2026, 1, 1, tzinfo=UTC),
            ),
        ),
        ({"Type": "DOMAIN_VALIDATION_METHOD", "Status": "FAILED"}, Switch("FAILED")),
        (
            {
                "Type": "DOMAIN_VALIDATION_METHOD",
                "Status": "SUCCESS",
                "DomainValidationMethodUpdateSummary": {"From": "EMAIL", "To": "HTTP"},
            },
            None,
        ),
        ({"Type": "SOMETHING_LATER", "Status": "SUCCESS"}, None),
        (None, None),
    ],
)
def test_the_latest_switch_is_part_of_a_description(
    aws: ScriptedAws, access: Access, update: dict[str, object] | None, switch: Switch | None
) -> None:
    detail = {"CertificateArn": ARN, "DomainName": "example.com", "Status": "ISSUED", "Type": "AMAZON_ISSUED"}
    aws.script(
        "DescribeCertificate",
        Answer({"Certificate": detail | ({"UpdateSummary": update} if update is not None else {})}),
    )
    seen = acm.shown(access, REGION, ARN)
    assert seen.switch == switch
    assert seen.configured == ()


REFUSED = (
    ("ConflictException", "A change of this certificate is pending already.", None),
    ("InvalidStateException", "ACM does not switch the certificate in the state in which it is.", None),
    ("LimitExceededException", "ACM allows no further switch now: a quota is reached.", None),
    ("ValidationException", "ACM does not take the switch of this certificate.", "refused"),
    ("UnknownOperationException", "ACM does not offer the switch in place at this endpoint.", "endpoint"),
    ("AccessDeniedException", "You may not call acm:UpdateCertificateOptions.", "permission"),
)


@pytest.mark.parametrize(("code", "sentence", "hindrance"), REFUSED)
def test_each_refusal_is_a_sentence_a_cause_and_a_remedy(
    aws: ScriptedAws, access: Access, code: str, sentence: str, hindrance: str | None
) -> None:
    aws.script("UpdateCertificateOptions", Error(code, "as ACM words it"))
    with pytest.raises(ServiceTrouble) as refused:
        switching.switch(access, REGION, ARN)
    assert refused.value.sentence == sentence
    assert refused.value.cause == f"acm:UpdateCertificateOptions: {code}: as ACM words it"
    assert refused.value.remedy
    assert not isinstance(refused.value, OutcomeUnknown)
    assert hindered_by(refused.value.code) == hindrance


def test_the_same_codes_of_other_calls_are_not_told_as_a_switch(aws: ScriptedAws, access: Access) -> None:
    aws.script("DescribeCertificate", Error("LimitExceededException"))
    with pytest.raises(ServiceTrouble, match=r"AWS refused acm:DescribeCertificate\."):
        acm.shown(access, REGION, ARN)


@pytest.mark.parametrize("operation", ["UpdateCertificateOptions", "ListCertificateDomainValidations"])
def test_a_certificate_that_is_gone_is_told_as_that(aws: ScriptedAws, access: Access, operation: str) -> None:
    aws.script(operation, Error("ResourceNotFoundException"))
    with pytest.raises(NotFound):
        (switching.switch if operation.startswith("Update") else switching.domains)(access, REGION, ARN)


def test_an_answer_that_is_lost_leaves_the_outcome_open_whatever_the_repetition_says(
    aws: ScriptedAws, access: Access
) -> None:
    """The repetition meets the switch that the first attempt began: that is a conflict, and no refusal."""
    aws.script("UpdateCertificateOptions", Reset(), Error("ConflictException", "pending"))
    with pytest.raises(OutcomeUnknown):
        switching.switch(access, REGION, ARN)


def test_the_installed_library_knows_the_switch(access: Access) -> None:
    assert switching.known(access, REGION)
