"""What the corrections rest on: moto's own ACM as it is, and the doors of moto that they use.

A test that fails here says that moto changed: look whether the correction is still right, or still needed.
"""

import inspect
import json
import subprocess
import sys
from typing import Any

import moto
import pytest
from moto.acm.exceptions import CertificateNotFound
from moto.acm.models import AWSCertificateManagerBackend, acm_backends
from moto.acm.responses import AWSCertificateManagerResponse
from moto.core.responses import BaseResponse
from moto.core.utils import camelcase_to_underscores

from acm_tui.sandbox.aws.acm import AcmWorld
from acm_tui.sandbox.aws.acm.corrections import HANDLERS
from acm_tui.sandbox.aws.acm.seeding import seed_certificate

ACCOUNT, REGION = "111122223333", "ap-northeast-1"

# Runs in a process of its own: in this one moto is corrected already.
PLAIN_MOTO = """
import json
import boto3
from moto import mock_aws
from moto.acm.models import acm_backends

def outcome(call, **parameters):
    try:
        call(**parameters)
        return "accepted"
    except Exception as error:
        return type(error).__name__

found = {}
with mock_aws():
    keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x"}
    acm = boto3.client("acm", region_name="us-east-1", **keys)
    arn = acm.request_certificate(
        DomainName="example.com",
        ValidationMethod="EMAIL",
        KeyAlgorithm="EC_prime256v1",
        IdempotencyToken="t",
    )["CertificateArn"]
    other = acm.request_certificate(DomainName="example.net", IdempotencyToken="u")["CertificateArn"]
    detail = acm.describe_certificate(CertificateArn=arn)["Certificate"]
    other_detail = acm.describe_certificate(CertificateArn=other)["Certificate"]
    [option], [other_option] = detail["DomainValidationOptions"], other_detail["DomainValidationOptions"]
    found["method of an email request"] = option["ValidationMethod"]
    found["key algorithm of an EC request"] = detail["KeyAlgorithm"]
    found["one CNAME target for everything"] = (
        option["ResourceRecord"]["Value"] == other_option["ResourceRecord"]["Value"]
    )
    found["same token, other domain"] = "same certificate" if arn == acm.request_certificate(
        DomainName="another.example.com", IdempotencyToken="t"
    )["CertificateArn"] else "other certificate"
    found["bad name"] = outcome(acm.request_certificate, DomainName="bad..example.com")
    found["get while pending"] = outcome(acm.get_certificate, CertificateArn=arn)
    found["page of one"] = len(acm.list_certificates(MaxItems=1)["CertificateSummaryList"])
    summary = acm.list_certificates()["CertificateSummaryList"][0]
    found["names in a summary"] = "SubjectAlternativeNameSummaries" in summary
    found["search"] = outcome(acm.search_certificates)
    found["switch"] = outcome(
        acm.update_certificate_options, CertificateArn=arn, Options={"ValidationMethod": "DNS"}
    )
    found["domain validations"] = outcome(acm.list_certificate_domain_validations, CertificateArn=arn)
    acm_backends["123456789012"]["us-east-1"].set_certificate_in_use_by(arn, "a load balancer")
    found["delete while in use"] = outcome(acm.delete_certificate, CertificateArn=arn)
    found["token of a deleted one"] = outcome(
        acm.request_certificate, DomainName="example.com", IdempotencyToken="t"
    )
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def plain() -> Any:
    finished = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PLAIN_MOTO],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("method of an email request", "DNS"),
        ("key algorithm of an EC request", "RSA_2048"),
        ("one CNAME target for everything", True),
        ("same token, other domain", "same certificate"),
        ("bad name", "accepted"),
        ("get while pending", "accepted"),
        ("page of one", 3),
        ("names in a summary", False),
        ("search", "NotImplementedError"),
        ("switch", "NotImplementedError"),
        ("domain validations", "NotImplementedError"),
        ("delete while in use", "accepted"),
        ("token of a deleted one", "KeyError"),
    ],
)
def test_plain_moto_still_differs_from_acm(plain: Any, question: str, answer: Any) -> None:
    assert plain[question] == answer


def test_the_version_is_the_one_that_was_corrected() -> None:
    assert moto.__version__.startswith("5.2.")


def test_no_action_of_motos_acm_is_left_that_would_look_into_its_own_memory(acm_world: AcmWorld) -> None:
    inherited = dict(inspect.getmembers(BaseResponse, inspect.isfunction))
    own = inspect.getmembers(AWSCertificateManagerResponse, inspect.isfunction)
    actions = {name for name, _ in own if name not in inherited and not name.startswith("_")}
    corrected = {camelcase_to_underscores(operation) for operation in HANDLERS}
    # The account's configuration has nothing to do with any certificate.
    assert actions - corrected == {"get_account_configuration", "put_account_configuration"}


def test_the_methods_that_other_services_call_are_there_and_corrected(acm_world: AcmWorld) -> None:
    arn = seed_certificate(acm_world, account=ACCOUNT, region=REGION, names=["example.com"])
    backend = acm_backends[ACCOUNT][REGION]
    assert backend.get_certificate(arn) is acm_world.find(arn)
    backend.set_certificate_in_use_by(arn, "a load balancer")
    with pytest.raises(CertificateNotFound):
        backend.get_certificate(arn + "0")
    with pytest.raises(CertificateNotFound):
        backend.set_certificate_in_use_by(arn + "0", "a load balancer")
    with pytest.raises(CertificateNotFound):
        acm_backends["444455556666"][REGION].get_certificate(arn)
    for name in ("get_certificate", "set_certificate_in_use_by", "iter_tagged_resources"):
        assert callable(getattr(AWSCertificateManagerBackend, name))
